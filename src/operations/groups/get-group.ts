/** GetGroup: one group. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetGroup.html */
import { describeGroup } from "../../domain/group/rules.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { groupOrThrow } from "../../services/directories/group-directory.js";
import { operation } from "../operation.js";

export const getGroup = operation("GetGroup", async ({ store }, input) => {
  const pool = await userPoolOrThrow(store, input.UserPoolId);
  return { Group: describeGroup(await groupOrThrow(store, pool.id, input.GroupName)) };
});
