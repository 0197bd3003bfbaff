/** Owns the shape of a domain of a user pool, prefix or custom. */

import type { SecurityPolicyType } from "../model/generated/types.js";

/** One domain; its name is unique in the installation. Times are epoch milliseconds. */
export interface UserPoolDomain {
  readonly domain: string;
  readonly poolId: string;
  readonly kind: "prefix" | "custom";
  readonly certificateArn?: string | undefined;
  /** Of a custom domain: which TLS its distribution speaks. */
  readonly securityPolicy?: SecurityPolicyType | undefined;
  readonly managedLoginVersion?: number | undefined;
  /** `YYYYMMDDhhmmss`. */
  readonly configurationVersion: string;
  readonly cloudFrontDistribution: string;
  readonly createdAt: number;
}
