/**
 * Owns which scopes an app client gets that acts for itself: custom scopes only, of those it lists only, and only while
 * their resource server has them (T-18g).
 */
import { InvalidParameterException } from "../../model/generated/exceptions.js";
import type { AppClient } from "../app-client.js";

/**
 * The scopes of the token: what was asked for, or everything the client has. The exceptions' words are not known; the
 * model of GetClientToken lists no other for them.
 */
export function clientTokenScopes(
  client: Pick<AppClient, "settings">,
  /** Scopes of the pool's resource servers, as `<identifier>/<scope>`; at least those that the client names. */
  customScopes: ReadonlySet<string>,
  asked: readonly string[] | undefined,
): readonly string[] {
  const has = (client.settings.AllowedOAuthScopes ?? []).filter((scope) => customScopes.has(scope));
  if (asked === undefined || asked.length === 0) {
    if (has.length === 0) throw new InvalidParameterException("The client has no custom scopes.");
    return has;
  }
  const unknown = asked.find((scope) => !has.includes(scope));
  if (unknown !== undefined) throw new InvalidParameterException(`Invalid scope requested: ${unknown}`);
  return [...new Set(asked)];
}
