/** UntagResource: removes tags from a user pool by their keys. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UntagResource.html */
import { withoutTags } from "../../domain/user-pool/tags.js";
import { taggedOrThrow } from "../../services/directories/tagged-pools.js";
import { operation } from "../operation.js";

export const untagResource = operation("UntagResource", async ({ store, clock, request }, input) => {
  await store.transaction(async (tx) => {
    const tagged = await taggedOrThrow(tx, input.ResourceArn, request.accountId);
    await tagged.keep(withoutTags(tagged.tags, input.TagKeys), clock.now());
  });
  return {};
});
