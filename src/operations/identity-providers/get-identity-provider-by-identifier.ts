/** GetIdentityProviderByIdentifier: the provider behind a short name. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetIdentityProviderByIdentifier.html */
import { describeIdentityProvider } from "../../domain/identity-provider/rules.js";
import { ResourceNotFoundException } from "../../model/generated/exceptions.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { operation } from "../operation.js";

export const getIdentityProviderByIdentifier = operation(
  "GetIdentityProviderByIdentifier",
  async ({ store }, input) => {
    const pool = await userPoolOrThrow(store, input.UserPoolId);
    const provider = await store.identityProviders.getByIdentifier(pool.id, input.IdpIdentifier);
    if (provider === undefined) {
      throw new ResourceNotFoundException(`Identity provider ${input.IdpIdentifier} does not exist.`);
    }
    return { IdentityProvider: describeIdentityProvider(provider) };
  },
);
