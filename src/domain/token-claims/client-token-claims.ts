/** Owns what stands in the access token of an app client that acts for itself: no user, no groups, no sign-in behind it. */

/** The claims of the token. Times are epoch milliseconds. */
export function clientTokenClaims(facts: {
  readonly issuer: string;
  readonly clientId: string;
  readonly jti: string;
  readonly scopes: readonly string[];
  readonly now: number;
  readonly validitySeconds: number;
}): Record<string, unknown> {
  const issuedAt = Math.floor(facts.now / 1000);
  return {
    sub: facts.clientId,
    token_use: "access",
    scope: facts.scopes.join(" "),
    auth_time: issuedAt,
    iss: facts.issuer,
    exp: issuedAt + facts.validitySeconds,
    iat: issuedAt,
    version: 2,
    jti: facts.jti,
    client_id: facts.clientId,
  };
}
