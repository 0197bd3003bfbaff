/** Owns looking up managed login styles, and the words when they are not there. */
import type { BrandingDocument } from "../../domain/managed-login-branding.js";
import { ResourceNotFoundException } from "../../model/generated/exceptions.js";
import type { Tables } from "../../ports/store.js";
import type { PoolSetting } from "../../ports/tables/pool-settings.js";

/** The kind of setting that a style is; the client that it is for is its claim. */
export const brandingKind = "managed-login-branding";

type Styles = Pick<Tables, "poolSettings">;

/** The style of that id in the pool, or Cognito's ResourceNotFoundException. */
export async function brandingOrThrow(
  tables: Styles,
  poolId: string,
  id: string,
): Promise<PoolSetting<BrandingDocument>> {
  return found(await tables.poolSettings.get<BrandingDocument>({ poolId, kind: brandingKind, id }));
}

/** The style of that client of the pool, or Cognito's ResourceNotFoundException. */
export async function clientsBrandingOrThrow(
  tables: Styles,
  poolId: string,
  clientId: string,
): Promise<PoolSetting<BrandingDocument>> {
  return found(await tables.poolSettings.ofClaim<BrandingDocument>(poolId, brandingKind, clientId));
}

function found(branding: PoolSetting<BrandingDocument> | undefined): PoolSetting<BrandingDocument> {
  if (branding === undefined) throw new ResourceNotFoundException("ManagedLoginBranding does not exist.");
  return branding;
}
