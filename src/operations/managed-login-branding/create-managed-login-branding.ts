/** CreateManagedLoginBranding: the look of the login pages for one app client. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateManagedLoginBranding.html */
import { describeBranding, newBrandingDocument } from "../../domain/managed-login-branding/rules.js";
import type { BrandingDocument } from "../../domain/managed-login-branding.js";
import { ManagedLoginBrandingExistsException } from "../../model/generated/exceptions.js";
import type { PoolSetting } from "../../ports/tables/pool-settings.js";
import { appClientOrThrow, userPoolOrThrow } from "../../services/configuration.js";
import { brandingKind } from "../../services/directories/branding-directory.js";
import { beginAgainIfTaken } from "../../services/lost-races.js";
import { operation } from "../operation.js";

export const createManagedLoginBranding = operation(
  "CreateManagedLoginBranding",
  async ({ store, clock, random }, input) => {
    const now = clock.now();
    const branding: PoolSetting<BrandingDocument> = {
      poolId: input.UserPoolId,
      kind: brandingKind,
      id: random.uuid(),
      clientId: input.ClientId,
      claim: input.ClientId,
      version: 1,
      document: newBrandingDocument(input),
      createdAt: now,
      modifiedAt: now,
    };
    await store.transaction(async (tx) => {
      const pool = await userPoolOrThrow(tx, input.UserPoolId);
      const client = await appClientOrThrow(tx, input.ClientId, pool.id);
      if ((await tx.poolSettings.ofClaim(pool.id, brandingKind, client.id)) !== undefined) {
        throw new ManagedLoginBrandingExistsException(
          `Client ${client.id} already has a managed login branding style.`,
        );
      }
      await beginAgainIfTaken(tx.poolSettings.insert(branding));
    });
    return { ManagedLoginBranding: describeBranding(branding) };
  },
);
