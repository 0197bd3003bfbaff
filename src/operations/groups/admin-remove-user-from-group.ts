/** AdminRemoveUserFromGroup: may be repeated. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminRemoveUserFromGroup.html */
import { userPoolOrThrow } from "../../services/configuration.js";
import { groupOrThrow } from "../../services/directories/group-directory.js";
import { userOrThrow } from "../../services/directories/user-directory.js";
import { operation } from "../operation.js";

export const adminRemoveUserFromGroup = operation("AdminRemoveUserFromGroup", async ({ store }, input) => {
  await store.transaction(async (tx) => {
    const pool = await userPoolOrThrow(tx, input.UserPoolId);
    const user = await userOrThrow(tx, pool, input.Username);
    const group = await groupOrThrow(tx, pool.id, input.GroupName);
    await tx.groups.removeMember(pool.id, group.name, user.sub);
  });
});
