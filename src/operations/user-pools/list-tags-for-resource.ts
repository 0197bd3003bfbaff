/** ListTagsForResource: the tags of a user pool. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListTagsForResource.html */
import { taggedOrThrow } from "../../services/directories/tagged-pools.js";
import { operation } from "../operation.js";

export const listTagsForResource = operation("ListTagsForResource", async ({ store, request }, input) => {
  const { tags } = await taggedOrThrow(store, input.ResourceArn, request.accountId);
  return { Tags: { ...tags } };
});
