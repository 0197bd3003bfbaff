/**
 * Owns what stands in ID and access tokens: names, types and which of them appear when. How attributes and groups become
 * claims is told by the files beside; signing belongs to `services/tokens`.
 */

import type { UserIdentity } from "../user/user-view.js";
import type { ClaimValue } from "./attribute-claims.js";
import type { GroupClaims } from "./group-claims.js";

/** One identity of a federated or linked user, as the `identities` claim lists it: every value is text or null. */
export interface IdentityClaim {
  readonly userId: string;
  readonly providerName: string;
  readonly providerType: string;
  readonly issuer: string | null;
  readonly primary: "true" | "false";
  readonly dateCreated: string;
}

/** An identity as tokens tell it: times and flags are text here, unlike in the user's attribute of this name. */
export function identityClaim(identity: UserIdentity): IdentityClaim {
  const { userId, providerName, providerType, issuer, primary, createdAt } = identity;
  return {
    userId,
    providerName,
    providerType,
    issuer,
    primary: primary ? "true" : "false",
    dateCreated: String(createdAt),
  };
}

/** What both tokens of one issue are made of. Times are epoch milliseconds. */
export interface TokenFacts {
  readonly issuer: string;
  readonly clientId: string;
  readonly sub: string;
  readonly username: string;
  readonly eventId: string;
  readonly authTime: number;
  readonly now: number;
  /** Absent when the client has revocation and rotation off: then neither `jti` nor `origin_jti` is shown. */
  readonly originJti?: string | undefined;
  readonly groups: GroupClaims;
  /** How strongly the sign-in was proven; absent where the pool has no levels of authentication. */
  readonly assurance?: { readonly acr: string; readonly amr: readonly string[] } | undefined;
}

/** The claims of an ID token. */
export function idTokenClaims(
  facts: TokenFacts,
  own: {
    readonly jti: string;
    readonly validitySeconds: number;
    readonly attributes: Readonly<Record<string, ClaimValue>>;
    readonly identities: readonly IdentityClaim[];
  },
): Record<string, unknown> {
  const issuedAt = wholeSeconds(facts.now);
  const { groups, roles, preferredRole } = facts.groups;
  return {
    // First, so that whatever an attribute may be called, the claims below win (T-17c).
    ...own.attributes,
    sub: facts.sub,
    ...(groups.length === 0 ? {} : { "cognito:groups": groups }),
    ...(roles.length === 0 ? {} : { "cognito:roles": roles }),
    ...(preferredRole === undefined ? {} : { "cognito:preferred_role": preferredRole }),
    iss: facts.issuer,
    "cognito:username": facts.username,
    ...(facts.originJti === undefined ? {} : { origin_jti: facts.originJti }),
    aud: facts.clientId,
    ...(own.identities.length === 0 ? {} : { identities: own.identities }),
    ...facts.assurance,
    event_id: facts.eventId,
    token_use: "id",
    auth_time: wholeSeconds(facts.authTime),
    exp: issuedAt + own.validitySeconds,
    iat: issuedAt,
    ...(facts.originJti === undefined ? {} : { jti: own.jti }),
  };
}

/** The claims of a user's access token. */
export function accessTokenClaims(
  facts: TokenFacts,
  own: {
    readonly jti: string;
    readonly validitySeconds: number;
    readonly scopes: readonly string[];
    readonly deviceKey?: string | undefined;
  },
): Record<string, unknown> {
  const issuedAt = wholeSeconds(facts.now);
  const { groups } = facts.groups;
  return {
    sub: facts.sub,
    ...(own.deviceKey === undefined ? {} : { device_key: own.deviceKey }),
    ...(groups.length === 0 ? {} : { "cognito:groups": groups }),
    iss: facts.issuer,
    client_id: facts.clientId,
    ...(facts.originJti === undefined ? {} : { origin_jti: facts.originJti }),
    ...facts.assurance,
    event_id: facts.eventId,
    token_use: "access",
    scope: own.scopes.join(" "),
    auth_time: wholeSeconds(facts.authTime),
    exp: issuedAt + own.validitySeconds,
    iat: issuedAt,
    ...(facts.originJti === undefined ? {} : { jti: own.jti }),
    username: facts.username,
  };
}

const wholeSeconds = (ms: number) => Math.floor(ms / 1000);
