/** CreateUserPoolDomain: a prefix or custom domain for a pool's pages. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolDomain.html */
import { newUserPoolDomain } from "../../domain/user-pool-domain/rules.js";
import { InvalidParameterException } from "../../model/generated/exceptions.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { beginAgainIfTaken } from "../../services/lost-races.js";
import { operation } from "../operation.js";

export const createUserPoolDomain = operation("CreateUserPoolDomain", async ({ store, clock, random }, input) => {
  const domain = await store.transaction(async (tx) => {
    const pool = await userPoolOrThrow(tx, input.UserPoolId);
    const pickText = (alphabet: string, count: number) => random.text(alphabet, count);
    const created = newUserPoolDomain(pool, input, { now: clock.now(), pickText });
    if ((await tx.userPoolDomains.get(created.domain)) !== undefined) {
      throw new InvalidParameterException("Domain already associated with another user pool.");
    }
    const existing = await tx.userPoolDomains.listOfPool(pool.id);
    if (existing.some((other) => other.kind === created.kind)) {
      throw new InvalidParameterException("User pool already has a domain configured.");
    }
    await beginAgainIfTaken(tx.userPoolDomains.insert(created));
    return created;
  });
  const { ManagedLoginVersion } = input;
  return {
    ...(ManagedLoginVersion === undefined ? {} : { ManagedLoginVersion }),
    ...(domain.kind === "custom" ? { CloudFrontDomain: domain.cloudFrontDistribution } : {}),
  };
});
