/** UntagResource: removes tags from a user pool by their keys. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UntagResource.html */
import { userPoolIdOfArn } from "../../domain/user-pool/arn.js";
import { withoutTags } from "../../domain/user-pool/tags.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { operation } from "../operation.js";

export const untagResource = operation("UntagResource", async ({ store, clock, request }, input) => {
  await store.transaction(async (tx) => {
    const pool = await userPoolOrThrow(tx, userPoolIdOfArn(input.ResourceArn, request.accountId));
    await tx.userPools.update({ ...pool, tags: withoutTags(pool.tags, input.TagKeys), modifiedAt: clock.now() });
  });
  return {};
});
