/** UpdateManagedLoginBranding: puts settings and images over those of a style, or goes back to Cognito's. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateManagedLoginBranding.html */
import { describeBranding, withUpdatedBranding } from "../../domain/managed-login-branding/rules.js";
import { InvalidParameterException } from "../../model/generated/exceptions.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { brandingOrThrow } from "../../services/directories/branding-directory.js";
import { operation } from "../operation.js";

export const updateManagedLoginBranding = operation("UpdateManagedLoginBranding", async ({ store, clock }, input) => {
  const poolId = given("userPoolId", input.UserPoolId);
  const id = given("managedLoginBrandingId", input.ManagedLoginBrandingId);
  return store.transaction(async (tx) => {
    const pool = await userPoolOrThrow(tx, poolId);
    const before = await brandingOrThrow(tx, pool.id, id);
    const document = withUpdatedBranding(before.document, input);
    const branding = { ...before, document, modifiedAt: clock.now() };
    await tx.poolSettings.update(branding);
    return { ManagedLoginBranding: describeBranding(branding) };
  });
});

/** The model requires neither id of this one operation, and nothing can be done without them. */
function given(name: string, value: string | undefined): string {
  if (value !== undefined) return value;
  throw new InvalidParameterException(
    `1 validation error detected: Value null at '${name}' failed to satisfy constraint: Member must not be null`,
  );
}
