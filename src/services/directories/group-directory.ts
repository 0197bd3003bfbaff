/** Owns looking up a group, and the words when it is not there. */
import type { Group } from "../../domain/group.js";
import { ResourceNotFoundException } from "../../model/generated/exceptions.js";
import type { Tables } from "../../ports/store.js";

/** The group, or Cognito's ResourceNotFoundException. */
export async function groupOrThrow(tables: Pick<Tables, "groups">, poolId: string, name: string): Promise<Group> {
  const group = await tables.groups.get(poolId, name);
  if (group === undefined) throw new ResourceNotFoundException("Group not found.");
  return group;
}
