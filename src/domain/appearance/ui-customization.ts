/**
 * Owns the looks of the classic hosted pages of a pool or an app client: style sheet and logo, their limits and their
 * wire form. What a sheet may hold is `hosted-ui-css.ts`; serving the logo is the login surface's.
 */
import { InvalidParameterException } from "../../model/generated/exceptions.js";
import type { SetUICustomizationRequest, UICustomizationType } from "../../model/generated/types.js";
import { configurationVersion } from "../user-pool-domain/rules.js";
import { checkHostedUiCss } from "./hosted-ui-css.js";

/** What is kept; at least one of sheet and logo is there. */
export interface UiCustomization {
  readonly css?: string;
  /** In base64. */
  readonly image?: string;
  /** `YYYYMMDDhhmmss`. */
  readonly version: string;
}

/** Sheet and encoded logo together (developer guide: "request parameters too large"). */
const longestRequest = 135 * 1024;

/** The customization that a request sets; undefined when it has neither sheet nor logo, which removes what is there. */
export function uiCustomization(
  { CSS, ImageFile }: Pick<SetUICustomizationRequest, "CSS" | "ImageFile">,
  now: number,
): UiCustomization | undefined {
  const css = CSS === "" ? undefined : CSS;
  const image = ImageFile === "" ? undefined : ImageFile;
  if (css === undefined && image === undefined) return undefined;
  if (Buffer.byteLength(css ?? "") + (image ?? "").length > longestRequest) {
    throw new InvalidParameterException("request parameters too large");
  }
  if (css !== undefined) checkHostedUiCss(css);
  if (image !== undefined && logoMediaType(Buffer.from(image, "base64")) === undefined) {
    // The words are not published.
    throw new InvalidParameterException("The image file must be in PNG or JPEG format.");
  }
  return {
    ...(css === undefined ? {} : { css }),
    ...(image === undefined ? {} : { image }),
    version: configurationVersion(now),
  };
}

/** PNG or JPEG by their first bytes, undefined for anything else. */
export function logoMediaType(bytes: Buffer): "image/png" | "image/jpeg" | undefined {
  if (bytes.subarray(0, 8).toString("latin1") === "\x89PNG\r\n\x1a\n") return "image/png";
  return bytes.subarray(0, 3).toString("latin1") === "\xff\xd8\xff" ? "image/jpeg" : undefined;
}

/** Where a logo is served; like Cognito's, it ends in jpg whatever it is. */
function logoPath(poolId: string, ownerId: string, version: string): string {
  return `/${poolId}/${ownerId}/${version}/assets/images/image.jpg`;
}

/** The wire form; a pool without any customization shows an empty object, which Terraform takes for "not there". */
export function describeUiCustomization(
  setting:
    | {
        readonly poolId: string;
        /** The client that it is for, or `ALL`. */
        readonly id: string;
        readonly document: UiCustomization;
        readonly createdAt: number;
        readonly modifiedAt: number;
      }
    | undefined,
  publicUrl: string,
): UICustomizationType {
  if (setting === undefined) return {};
  const { poolId, id, document } = setting;
  const { css, image, version } = document;
  return {
    UserPoolId: poolId,
    ClientId: id,
    ...(image === undefined ? {} : { ImageUrl: `${publicUrl}${logoPath(poolId, id, version)}` }),
    ...(css === undefined ? {} : { CSS: css, CSSVersion: version }),
    LastModifiedDate: setting.modifiedAt / 1000,
    CreationDate: setting.createdAt / 1000,
  };
}
