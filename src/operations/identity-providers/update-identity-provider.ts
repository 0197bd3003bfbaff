/** UpdateIdentityProvider: replaces what is sent and keeps the rest. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateIdentityProvider.html */
import { describeWrittenProvider, withUpdatedProvider } from "../../domain/identity-provider/rules.js";
import { InvalidParameterException } from "../../model/generated/exceptions.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { identityProviderOrThrow } from "../../services/directories/provider-directory.js";
import { beginAgainIfTaken } from "../../services/lost-races.js";
import { operation } from "../operation.js";

export const updateIdentityProvider = operation("UpdateIdentityProvider", async ({ store, clock }, input) =>
  store.transaction(async (tx) => {
    const pool = await userPoolOrThrow(tx, input.UserPoolId);
    const before = await identityProviderOrThrow(tx, pool.id, input.ProviderName);
    const provider = withUpdatedProvider(pool, before, input, clock.now());
    for (const identifier of input.IdpIdentifiers ?? []) {
      const holder = await tx.identityProviders.getByIdentifier(pool.id, identifier);
      // The model lists no DuplicateProviderException for this operation.
      if (holder !== undefined && holder.name !== provider.name) {
        throw new InvalidParameterException(`A provider with identifier ${identifier} already exists.`);
      }
    }
    await beginAgainIfTaken(tx.identityProviders.update(provider));
    return { IdentityProvider: describeWrittenProvider(provider, input) };
  }),
);
