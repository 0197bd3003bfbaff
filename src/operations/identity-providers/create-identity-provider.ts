/**
 * CreateIdentityProvider: a provider that users of the pool may sign in with, and the group of those who do.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateIdentityProvider.html
 */
import { describeWrittenProvider, newIdentityProvider, providerGroup } from "../../domain/identity-provider/rules.js";
import { DuplicateProviderException, LimitExceededException } from "../../model/generated/exceptions.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { beginAgainIfTaken } from "../../services/lost-races.js";
import { operation } from "../operation.js";

const maxProviders = 300;

export const createIdentityProvider = operation("CreateIdentityProvider", async ({ store, clock }, input) => {
  const now = clock.now();
  const provider = await store.transaction(async (tx) => {
    const pool = await userPoolOrThrow(tx, input.UserPoolId);
    const created = newIdentityProvider(pool, input, now);
    if ((await tx.identityProviders.get(pool.id, created.name)) !== undefined) {
      throw new DuplicateProviderException(`${created.name} already exists in user pool ${pool.id}`);
    }
    for (const identifier of created.identifiers ?? []) {
      if ((await tx.identityProviders.getByIdentifier(pool.id, identifier)) !== undefined) {
        throw new DuplicateProviderException(`A provider with identifier ${identifier} already exists.`);
      }
    }
    if ((await tx.identityProviders.count(pool.id)) >= maxProviders) {
      throw new LimitExceededException(`A user pool cannot have more than ${maxProviders} identity providers.`);
    }
    await beginAgainIfTaken(tx.identityProviders.insert(created));
    const group = providerGroup(pool.id, created.name, now);
    // The group of an earlier provider of this name is still there.
    if ((await tx.groups.get(pool.id, group.name)) === undefined) await beginAgainIfTaken(tx.groups.insert(group));
    if (!pool.hadIdentityProvider) await tx.userPools.update({ ...pool, hadIdentityProvider: true });
    return created;
  });
  return { IdentityProvider: describeWrittenProvider(provider, input) };
});
