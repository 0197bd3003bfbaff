/** TagResource: adds tags to a user pool or replaces their values. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_TagResource.html */
import { userPoolIdOfArn } from "../../domain/user-pool/arn.js";
import { tagProblem, withTags } from "../../domain/user-pool/tags.js";
import { InvalidParameterException } from "../../model/generated/exceptions.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { operation } from "../operation.js";

export const tagResource = operation("TagResource", async ({ store, clock, request }, input) => {
  await store.transaction(async (tx) => {
    const pool = await userPoolOrThrow(tx, userPoolIdOfArn(input.ResourceArn, request.accountId));
    const tags = withTags(pool.tags, input.Tags);
    const problem = tagProblem(tags);
    // The model lists no tagging exception for this operation.
    if (problem !== undefined) throw new InvalidParameterException(problem);
    await tx.userPools.update({ ...pool, tags, modifiedAt: clock.now() });
  });
  return {};
});
