/** UpdateGroup: changes what is sent and keeps the rest. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateGroup.html */
import { checkGroupRole, describeGroup, withUpdatedGroup } from "../../domain/group/rules.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { groupOrThrow } from "../../services/directories/group-directory.js";
import { operation } from "../operation.js";

export const updateGroup = operation("UpdateGroup", async ({ store, clock, rules }, input) =>
  store.transaction(async (tx) => {
    const pool = await userPoolOrThrow(tx, input.UserPoolId);
    const before = await groupOrThrow(tx, pool.id, input.GroupName);
    checkGroupRole(input.RoleArn, pool.accountId, rules.strictArns);
    const group = withUpdatedGroup(before, input, clock.now());
    await tx.groups.update(group);
    return { Group: describeGroup(group) };
  }),
);
