/**
 * Owns which claims nobody but the service sets: neither a trigger nor an attribute may add, change or suppress them
 * (T-17c). The list is the one Cognito's guide gives for pre token generation.
 */

/** Names that are never taken from a trigger's answer. */
const reservedClaims: ReadonlySet<string> = new Set([
  "acr",
  "amr",
  "at_hash",
  "aud",
  "auth_time",
  "azp",
  "client_id",
  "cognito:username",
  "device_key",
  "event_id",
  "exp",
  "iat",
  "identities",
  "iss",
  "jti",
  "nbf",
  "nonce",
  "origin_jti",
  "sub",
  "token_use",
  "username",
  "version",
]);

/** Whether a trigger must keep its hands off this claim; every name under `cognito:` is the service's. */
export function isReservedClaim(name: string): boolean {
  return reservedClaims.has(name) || name.startsWith("cognito:");
}
