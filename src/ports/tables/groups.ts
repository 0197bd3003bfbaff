/** Port: groups and who belongs to them. */
import type { Group } from "../../domain/group.js";
import type { User } from "../../domain/user.js";
import type { Page, PageRequest } from "../store.js";

export interface Groups {
  get(poolId: string, name: string): Promise<Group | undefined>;
  /** Fails with AlreadyExists. */
  insert(group: Group): Promise<void>;
  /** Fails with Stale when the group is gone. */
  update(group: Group): Promise<void>;
  /** Deletes the group and its memberships; true when it was there. */
  delete(poolId: string, name: string): Promise<boolean>;
  /** By name, ascending. */
  page(poolId: string, request: PageRequest): Promise<Page<Group>>;
  count(poolId: string): Promise<number>;
  /** May be repeated. */
  addMember(poolId: string, name: string, sub: string): Promise<void>;
  /** May be repeated. */
  removeMember(poolId: string, name: string, sub: string): Promise<void>;
  /** Members by sub, ascending. */
  pageMembers(poolId: string, name: string, request: PageRequest): Promise<Page<User>>;
  /** Groups of a user by name, ascending. */
  pageOfUser(poolId: string, sub: string, request: PageRequest): Promise<Page<Group>>;
}
