/** DeleteIdentityProvider: users can no longer sign in with it. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteIdentityProvider.html */
import { userPoolOrThrow } from "../../services/configuration.js";
import { identityProviderOrThrow } from "../../services/directories/provider-directory.js";
import { operation } from "../operation.js";

export const deleteIdentityProvider = operation("DeleteIdentityProvider", async ({ store }, input) => {
  await store.transaction(async (tx) => {
    const pool = await userPoolOrThrow(tx, input.UserPoolId);
    const provider = await identityProviderOrThrow(tx, pool.id, input.ProviderName);
    await tx.identityProviders.delete(pool.id, provider.name);
  });
});
