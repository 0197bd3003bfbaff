/** ListTagsForResource: the tags of a user pool. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListTagsForResource.html */
import { userPoolIdOfArn } from "../../domain/user-pool/arn.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { operation } from "../operation.js";

export const listTagsForResource = operation("ListTagsForResource", async ({ store, request }, input) => {
  const pool = await userPoolOrThrow(store, userPoolIdOfArn(input.ResourceArn, request.accountId));
  return { Tags: { ...pool.tags } };
});
