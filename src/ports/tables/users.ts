/**
 * Port: users, the active aliases that lead to them, and the searchable copies of their attributes. Alias and search keys
 * come ready made from `domain/user/canonical-key.ts`; the store compares bytes.
 */
import type { User } from "../../domain/user.js";
import type { Page, PageRequest } from "../store.js";

/** A name other than the username under which a user can be found; unique in the pool. */
export interface UserAlias {
  readonly attribute: "email" | "phone_number" | "preferred_username";
  readonly key: string;
}

/** The keys a user is stored under; the store keeps exactly these and drops earlier ones. */
export interface UserKeys {
  readonly usernameKey: string;
  readonly aliases: readonly UserAlias[];
  /** Searchable attribute and canonical key, for ListUsers. */
  readonly search: readonly { readonly attribute: string; readonly key: string }[];
}

/** What ListUsers asks: one attribute, equal to or beginning with a canonical key. */
export interface UserSearch {
  readonly attribute: string;
  readonly match: "equals" | "prefix";
  readonly key: string;
}

export interface Users {
  getBySub(poolId: string, sub: string): Promise<User | undefined>;
  /**
   * As `getBySub`, inside a transaction: until its end nobody else changes or deletes the user, so that what is decided
   * here is never Stale. To be called before other rows of the user are held, or two transactions wait for each other.
   */
  hold(poolId: string, sub: string): Promise<User | undefined>;
  getByUsernameKey(poolId: string, usernameKey: string): Promise<User | undefined>;
  /** The user who holds one of these aliases; the first in the order given wins. */
  getByAlias(poolId: string, aliases: readonly UserAlias[]): Promise<User | undefined>;
  /** Fails with AlreadyExists("username") or AlreadyExists("alias:<attribute>"); counts the user in its pool. */
  insert(user: User, keys: UserKeys): Promise<void>;
  /**
   * Stores `user` with its version raised by one, and its keys. Stale unless the stored version equals `user.version`;
   * AlreadyExists("alias:<attribute>") when another user holds one of the aliases.
   */
  update(user: User, keys: UserKeys): Promise<void>;
  /** Deletes the user with credentials, memberships, links, sessions, codes, history and counters. */
  delete(poolId: string, sub: string): Promise<void>;
  /** By sub, ascending. */
  page(poolId: string, request: PageRequest): Promise<Page<User>>;
  /** By key and sub, ascending. */
  search(poolId: string, search: UserSearch, request: PageRequest): Promise<Page<User>>;
}
