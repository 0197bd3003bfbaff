/** Owns the shape of an identity provider of a pool and of a link between a user and an identity there. */
import type { IdentityProviderTypeType } from "../model/generated/types.js";

/** One identity provider of one pool. Times are epoch milliseconds. */
export interface IdentityProvider {
  readonly poolId: string;
  readonly name: string;
  readonly type: IdentityProviderTypeType;
  /** As the caller sent them, secrets included: stored sealed. */
  readonly details: Readonly<Record<string, string>>;
  /** Undefined when never sent: the service then shows its default mapping. */
  readonly attributeMapping?: Readonly<Record<string, string>> | undefined;
  readonly identifiers?: readonly string[] | undefined;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly version: number;
}

/** One identity at a provider that signs in as a local user. */
export interface LinkedIdentity {
  readonly poolId: string;
  readonly providerName: string;
  /** `Cognito_Subject` or the mapped attribute that names the identity. */
  readonly attributeName: string;
  readonly attributeValue: string;
  readonly sub: string;
  readonly linkedAt: number;
}
