/** DescribeIdentityProvider: a provider with its details completed. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeIdentityProvider.html */
import { describeIdentityProvider as describe } from "../../domain/identity-provider/rules.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { identityProviderOrThrow } from "../../services/directories/provider-directory.js";
import { operation } from "../operation.js";

export const describeIdentityProvider = operation("DescribeIdentityProvider", async ({ store }, input) => {
  const pool = await userPoolOrThrow(store, input.UserPoolId);
  return { IdentityProvider: describe(await identityProviderOrThrow(store, pool.id, input.ProviderName)) };
});
