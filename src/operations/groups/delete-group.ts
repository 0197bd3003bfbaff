/** DeleteGroup: removes a group and its memberships, not its members. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteGroup.html */
import { userPoolOrThrow } from "../../services/configuration.js";
import { groupOrThrow } from "../../services/directories/group-directory.js";
import { operation } from "../operation.js";

export const deleteGroup = operation("DeleteGroup", async ({ store }, input) => {
  await store.transaction(async (tx) => {
    const pool = await userPoolOrThrow(tx, input.UserPoolId);
    const group = await groupOrThrow(tx, pool.id, input.GroupName);
    await tx.groups.delete(pool.id, group.name);
  });
});
