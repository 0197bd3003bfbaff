/**
 * SECRET_HASH: a client's proof that it knows its app client's secret.
 * It owns computing and comparing; which username a request is hashed over, and the exceptions, belong to
 * `services/authentication`.
 */
import { createHmac, timingSafeEqual } from "node:crypto";

/** base64(HMAC-SHA256(client secret, username | client id)), with the username exactly as the request has it. */
export function secretHash(username: string, clientId: string, clientSecret: string): string {
  return createHmac("sha256", clientSecret).update(username, "utf8").update(clientId, "utf8").digest("base64");
}

/**
 * Whether a claimed SECRET_HASH fits any of the client's secrets (two while one is being rotated) and any of the names.
 * Several names are only needed on refresh, where the request carries none. Always compares all of them, so that the
 * time tells nothing about which one fitted.
 */
export function secretHashMatches(
  claimed: string,
  usernames: readonly string[],
  clientId: string,
  clientSecrets: readonly string[],
): boolean {
  const given = Buffer.from(claimed.slice(0, 128), "utf8");
  let matches = false;
  for (const secret of clientSecrets) {
    for (const username of usernames) {
      const expected = Buffer.from(secretHash(username, clientId, secret), "utf8");
      const equal = given.length === expected.length && timingSafeEqual(given, expected);
      matches = matches || equal;
    }
  }
  return matches;
}
