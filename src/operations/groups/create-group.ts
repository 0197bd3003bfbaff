/** CreateGroup: a new group without members. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateGroup.html */
import { checkGroupRole, describeGroup, newGroup } from "../../domain/group/rules.js";
import { GroupExistsException, LimitExceededException } from "../../model/generated/exceptions.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { beginAgainIfTaken } from "../../services/lost-races.js";
import { operation } from "../operation.js";

const maxGroups = 10_000;

export const createGroup = operation("CreateGroup", async ({ store, clock, rules }, input) => {
  const group = newGroup(input, clock.now());
  await store.transaction(async (tx) => {
    const pool = await userPoolOrThrow(tx, input.UserPoolId);
    checkGroupRole(group.roleArn, pool.accountId, rules.strictArns);
    if ((await tx.groups.get(pool.id, group.name)) !== undefined) {
      throw new GroupExistsException("A group with the name already exists.");
    }
    if ((await tx.groups.count(pool.id)) >= maxGroups) {
      throw new LimitExceededException(`A user pool cannot have more than ${maxGroups} groups.`);
    }
    await beginAgainIfTaken(tx.groups.insert(group));
  });
  return { Group: describeGroup(group) };
});
