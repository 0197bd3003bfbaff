/** DescribeManagedLoginBranding: one style, with the defaults under it if asked. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeManagedLoginBranding.html */
import { describeBranding } from "../../domain/managed-login-branding/rules.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { brandingOrThrow } from "../../services/directories/branding-directory.js";
import { operation } from "../operation.js";

export const describeManagedLoginBranding = operation("DescribeManagedLoginBranding", async ({ store }, input) => {
  const pool = await userPoolOrThrow(store, input.UserPoolId);
  const branding = await brandingOrThrow(store, pool.id, input.ManagedLoginBrandingId);
  return { ManagedLoginBranding: describeBranding(branding, input.ReturnMergedResources) };
});
