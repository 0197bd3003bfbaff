/** DescribeManagedLoginBrandingByClient: the style of an app client. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeManagedLoginBrandingByClient.html */
import { describeBranding } from "../../domain/managed-login-branding/rules.js";
import { appClientOrThrow, userPoolOrThrow } from "../../services/configuration.js";
import { clientsBrandingOrThrow } from "../../services/directories/branding-directory.js";
import { operation } from "../operation.js";

export const describeManagedLoginBrandingByClient = operation(
  "DescribeManagedLoginBrandingByClient",
  async ({ store }, input) => {
    const pool = await userPoolOrThrow(store, input.UserPoolId);
    const client = await appClientOrThrow(store, input.ClientId, pool.id);
    const branding = await clientsBrandingOrThrow(store, pool.id, client.id);
    return { ManagedLoginBranding: describeBranding(branding, input.ReturnMergedResources) };
  },
);
