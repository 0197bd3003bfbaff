/** Owns reading the deciding claims of a presented token, once its signature has proven them. */

type Claims = Readonly<Record<string, unknown>>;

/** What decides whether a user's token is still good. */
export interface UserTokenFacts {
  readonly sub: string;
  readonly eventId: string;
  /** The app client that the token was issued to. */
  readonly clientId: string;
  /** Epoch seconds. */
  readonly exp: number;
}

/** The facts of a token about a user; undefined for every other token. */
export function userTokenFacts({ sub, event_id: eventId, exp, ...claims }: Claims): UserTokenFacts | undefined {
  // An ID token may be made out to a service; then it says nowhere which client it was issued to.
  const clientId = claims["client_id"] ?? claims["azp"] ?? claims["aud"];
  if (typeof sub !== "string" || typeof eventId !== "string") return undefined;
  if (typeof exp !== "number" || typeof clientId !== "string") return undefined;
  return { sub, eventId, clientId, exp };
}

/** The app client that an access token of its own speaks for; undefined for a token about a user. */
export function isMachineTokenOf({ sub, client_id: clientId, event_id: eventId, token_use: use }: Claims) {
  const isOwn = use === "access" && eventId === undefined && typeof clientId === "string" && sub === clientId;
  return isOwn ? clientId : undefined;
}
