/** DeleteManagedLoginBranding: the client's login pages have no style any more. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteManagedLoginBranding.html */

import { userPoolOrThrow } from "../../services/configuration.js";
import { brandingKind, brandingOrThrow } from "../../services/directories/branding-directory.js";
import { operation } from "../operation.js";

export const deleteManagedLoginBranding = operation("DeleteManagedLoginBranding", async ({ store }, input) => {
  await store.transaction(async (tx) => {
    const pool = await userPoolOrThrow(tx, input.UserPoolId);
    const { id } = await brandingOrThrow(tx, pool.id, input.ManagedLoginBrandingId);
    await tx.poolSettings.delete({ poolId: pool.id, kind: brandingKind, id });
  });
});
