/** Owns the shape of a managed login style as the program keeps it. Rules over it live in `managed-login-branding/`. */
import type { AssetType } from "../model/generated/types.js";
import type { Settings } from "./managed-login-branding/settings.js";

/** What an owner set. */
export interface BrandingDocument {
  /** As sent; undefined while the style is Cognito's own. */
  readonly settings?: Settings | undefined;
  /** In the order in which they came; one for each category and colour mode. */
  readonly assets: readonly AssetType[];
}

/** A style as it is kept. Times are epoch milliseconds. */
export interface ManagedLoginBranding {
  readonly id: string;
  readonly poolId: string;
  readonly document: BrandingDocument;
  readonly createdAt: number;
  readonly modifiedAt: number;
}
