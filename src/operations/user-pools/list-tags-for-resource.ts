/** ListTagsForResource: the tags of a user pool. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListTagsForResource.html */
import { userPoolByArnOrThrow } from "../../services/configuration.js";
import { operation } from "../operation.js";

export const listTagsForResource = operation("ListTagsForResource", async ({ store }, input) => {
  const pool = await userPoolByArnOrThrow(store, input.ResourceArn);
  return { Tags: { ...pool.tags } };
});
