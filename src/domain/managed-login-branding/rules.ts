/** Owns what a managed login style is made from, what an update keeps, and its wire form. */
import { InvalidParameterException } from "../../model/generated/exceptions.js";
import type { AssetType, ManagedLoginBrandingType } from "../../model/generated/types.js";
import type { BrandingDocument, ManagedLoginBranding } from "../managed-login-branding.js";
import { checkedSettings, laidOver, mergedSettings } from "./settings.js";

/** The members that creation and update have in common. */
export interface BrandingRequest {
  readonly UseCognitoProvidedValues?: boolean | undefined;
  readonly Settings?: unknown;
  readonly Assets?: readonly AssetType[] | undefined;
}

/** As the API reference says of settings and images together. */
const maxRequestBytes = 2_000_000;
const maxAssets = 40;
const oneOfTwo = "useCognitoProvidedValues or settings should be specified (but not both)";

/** The style that CreateManagedLoginBranding asks for: Cognito's own look or settings, and in both cases images. */
export function newBrandingDocument(request: BrandingRequest): BrandingDocument {
  checkSize(request);
  const usesProvided = request.UseCognitoProvidedValues === true;
  if (usesProvided === (request.Settings !== undefined)) throw new InvalidParameterException(oneOfTwo);
  const assets = withAssets([], request.Assets);
  return usesProvided ? { assets } : { settings: checkedSettings(request.Settings), assets };
}

/**
 * The style after UpdateManagedLoginBranding. Settings and images that are sent come over those that are there; going back
 * to Cognito's look leaves neither.
 */
export function withUpdatedBranding(before: BrandingDocument, request: BrandingRequest): BrandingDocument {
  checkSize(request);
  if (request.UseCognitoProvidedValues === true) {
    if (request.Settings !== undefined) throw new InvalidParameterException(oneOfTwo);
    return { assets: withAssets([], request.Assets) };
  }
  const assets = withAssets(before.assets, request.Assets);
  if (request.Settings === undefined) return { ...before, assets };
  return { settings: laidOver(before.settings ?? {}, checkedSettings(request.Settings)), assets };
}

/**
 * The wire form. Settings are absent where the look is Cognito's, images are always a list. `merged` puts the defaults
 * under the settings; Cognito's own images are not part of this server.
 */
export function describeBranding(
  { id, poolId, document, createdAt, modifiedAt }: ManagedLoginBranding,
  merged = false,
): ManagedLoginBrandingType {
  const Settings = merged ? mergedSettings(document.settings) : document.settings;
  return {
    ManagedLoginBrandingId: id,
    UserPoolId: poolId,
    UseCognitoProvidedValues: document.settings === undefined,
    ...(Settings === undefined ? {} : { Settings }),
    Assets: document.assets.map((asset) => ({ ...asset })),
    CreationDate: createdAt / 1000,
    LastModifiedDate: modifiedAt / 1000,
  };
}

/** Images by category and colour mode: one that is sent takes the place of the one that was there. */
function withAssets(before: readonly AssetType[], sent: readonly AssetType[] = []): readonly AssetType[] {
  const place = ({ Category, ColorMode }: AssetType) => `${Category} ${ColorMode}`;
  const placed = new Map(before.map((asset) => [place(asset), asset]));
  for (const asset of sent) {
    if (asset.Extension === "ICO" && asset.Category !== "FAVICON_ICO") {
      throw new InvalidParameterException(`The extension ICO is not allowed for the asset category ${asset.Category}.`);
    }
    placed.set(place(asset), { ...asset });
  }
  if (placed.size > maxAssets) {
    throw new InvalidParameterException(`A managed login style cannot have more than ${maxAssets} assets.`);
  }
  return [...placed.values()];
}

function checkSize(request: BrandingRequest): void {
  if (JSON.stringify(request).length > maxRequestBytes) {
    throw new InvalidParameterException("The settings and assets of a request cannot be larger than 2 MB.");
  }
}
