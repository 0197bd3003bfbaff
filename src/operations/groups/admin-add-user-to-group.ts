/** AdminAddUserToGroup: may be repeated; tokens issued from now on tell of it. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminAddUserToGroup.html */
import { InvalidParameterException } from "../../model/generated/exceptions.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { groupOrThrow } from "../../services/directories/group-directory.js";
import { userOrThrow } from "../../services/directories/user-directory.js";
import { operation } from "../operation.js";

const maxGroupsOfUser = 100;

export const adminAddUserToGroup = operation("AdminAddUserToGroup", async ({ store }, input) => {
  await store.transaction(async (tx) => {
    const pool = await userPoolOrThrow(tx, input.UserPoolId);
    const user = await userOrThrow(tx, pool, input.Username);
    const group = await groupOrThrow(tx, pool.id, input.GroupName);
    const { items } = await tx.groups.pageOfUser(pool.id, user.sub, { limit: maxGroupsOfUser });
    if (items.length === maxGroupsOfUser && !items.some((other) => other.name === group.name)) {
      // The model lists no LimitExceededException for this operation.
      throw new InvalidParameterException(`A user cannot belong to more than ${maxGroupsOfUser} groups.`);
    }
    await tx.groups.addMember(pool.id, group.name, user.sub);
  });
});
