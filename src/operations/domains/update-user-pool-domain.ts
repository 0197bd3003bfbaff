/** UpdateUserPoolDomain: certificate of a custom domain, version of managed login. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPoolDomain.html */
import { withUpdatedDomain } from "../../domain/user-pool-domain/rules.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { domainOrThrow } from "../../services/directories/domain-directory.js";
import { operation } from "../operation.js";

export const updateUserPoolDomain = operation("UpdateUserPoolDomain", async ({ store, clock }, input) => {
  const domain = await store.transaction(async (tx) => {
    // Looked for first: an unknown pool has no domain, and the words for that speak of both.
    const domain = await domainOrThrow(tx, input.UserPoolId, input.Domain);
    const updated = withUpdatedDomain(await userPoolOrThrow(tx, domain.poolId), domain, input, clock.now());
    await tx.userPoolDomains.update(updated);
    return updated;
  });
  const { ManagedLoginVersion } = input;
  return {
    ...(ManagedLoginVersion === undefined ? {} : { ManagedLoginVersion }),
    ...(domain.kind === "custom" ? { CloudFrontDomain: domain.cloudFrontDistribution } : {}),
  };
});
