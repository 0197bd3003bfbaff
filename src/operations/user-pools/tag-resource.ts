/** TagResource: adds tags to a user pool or replaces their values. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_TagResource.html */
import { tagProblem, withTags } from "../../domain/user-pool/tags.js";
import { InvalidParameterException } from "../../model/generated/exceptions.js";
import { taggedOrThrow } from "../../services/directories/tagged-pools.js";
import { operation } from "../operation.js";

export const tagResource = operation("TagResource", async ({ store, clock, request }, input) => {
  await store.transaction(async (tx) => {
    const tagged = await taggedOrThrow(tx, input.ResourceArn, request.accountId);
    const tags = withTags(tagged.tags, input.Tags);
    const problem = tagProblem(tags);
    // The model lists no tagging exception for this operation.
    if (problem !== undefined) throw new InvalidParameterException(problem);
    await tagged.keep(tags, clock.now());
  });
  return {};
});
