/** What tests of groups do again and again: making one, and putting somebody into it. */
import { AdminAddUserToGroupCommand, AdminListGroupsForUserCommand, CreateGroupCommand } from "./clients.js";
import type { TestWorld } from "./world.js";

/** Makes a group of which only the name is told. */
export async function makeGroup({ client }: TestWorld, UserPoolId: string, GroupName = "g"): Promise<void> {
  await client.send(new CreateGroupCommand({ UserPoolId, GroupName }));
}

/** AdminAddUserToGroup. */
export const joinGroup = ({ client }: TestWorld, UserPoolId: string, Username = "ann", GroupName = "g") =>
  client.send(new AdminAddUserToGroupCommand({ UserPoolId, Username, GroupName }));

/** The names of the groups that somebody is in. */
export async function groupsOf({ client }: TestWorld, UserPoolId: string, Username = "ann") {
  const { Groups } = await client.send(new AdminListGroupsForUserCommand({ UserPoolId, Username }));
  return Groups?.map(({ GroupName }) => GroupName);
}
