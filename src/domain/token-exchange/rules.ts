/**
 * Owns what may be exchanged for what, by whom: the rules of GetDerivedToken over values that were proven before. From the
 * API reference, 2026, and RFC 8693; the words of its refusals are not known.
 *
 * Nothing here ever grants more than the subject token did: scopes only shrink, a token never outlives the one it was
 * made of, and an actor once named stays named.
 */
import { InvalidParameterException } from "../../model/generated/exceptions.js";
import type { GetDerivedTokenRequest } from "../../model/generated/types.js";
import { allowsAuthFlow } from "../app-client/in-force.js";
import type { AppClient } from "../app-client.js";

type Claims = Readonly<Record<string, unknown>>;

/** Longer chains of services that act for one another are refused, so that tokens keep a size that headers carry. */
const longestChain = 8;

/** Refuses a client without the flow: delegation names the service in between, impersonation does not. */
export function checkExchangeFlow(client: Pick<AppClient, "settings">, withActor: boolean): void {
  const flow = withActor ? "TOKEN_EXCHANGE_DELEGATION" : "TOKEN_EXCHANGE_IMPERSONATION";
  if (!allowsAuthFlow(client, `ALLOW_${flow}`)) refuse(`${flow} is not enabled for the client.`);
}

/** Refuses members that do not go together. */
export function checkExchangeRequest(input: GetDerivedTokenRequest): void {
  if (input.ActorToken === undefined) {
    if (input.ActorTokenType !== undefined || input.ActorTokenProviderName !== undefined) {
      refuse("Missing required parameter ActorToken");
    }
  } else if (input.ActorTokenType === undefined) refuse("Missing required parameter ActorTokenType");
  if (input.Audiences?.length && input.Resources?.length) {
    refuse("Audiences and Resources cannot be requested together.");
  }
  for (const [what, type, provider] of [
    ["SubjectToken", input.SubjectTokenType, input.SubjectTokenProviderName],
    ["ActorToken", input.ActorTokenType, input.ActorTokenProviderName],
  ] as const) {
    if (type === "SAML2" && provider === undefined) refuse(`Missing required parameter ${what}ProviderName`);
  }
}

/** The scopes that a subject token brings: an ID token has none. */
export function scopesOfSubject(claims: Claims): readonly string[] {
  const { token_use: use, scope } = claims;
  return use === "access" && typeof scope === "string" ? scope.split(" ").filter((one) => one !== "") : [];
}

/**
 * The scopes of the derived token: without a wish those of the subject token, else what is wished for, in the subject
 * token and allowed for the client, all three (T-18g).
 */
export function derivedScopes(
  client: Pick<AppClient, "settings">,
  subjectScopes: readonly string[],
  asked: readonly string[] | undefined,
): readonly string[] {
  if (asked === undefined || asked.length === 0) return subjectScopes;
  const allowed = client.settings.AllowedOAuthScopes ?? [];
  const granted = [...new Set(asked)].filter((scope) => subjectScopes.includes(scope) && allowed.includes(scope));
  if (granted.length === 0) refuse("None of the requested scopes can be granted.");
  return granted;
}

/**
 * Refuses an ID token, which tells of the user, to somebody whose access token would not be told: it needs `openid`, or
 * the scope of everything that is the user's own.
 */
export function checkIdTokenAllowed(subjectClaims: Claims): void {
  if (subjectClaims["token_use"] === "id") return;
  const scopes = scopesOfSubject(subjectClaims);
  if (scopes.includes("openid") || scopes.includes("aws.cognito.signin.user.admin")) return;
  refuse("The scopes of the subject token do not allow an ID token.");
}

/**
 * The `act` claim. The newest actor is outermost, and those before are kept also where none is named now: a token that
 * somebody acts with never turns into one that looks like the user's own.
 */
export function actorClaim(subjectClaims: Claims, actorClaims: Claims | undefined): Claims | undefined {
  const before = subjectClaims["act"] as Claims | undefined;
  if (actorClaims === undefined) return before;
  const { sub, iss, client_id: clientId, aud } = actorClaims;
  const actor = { sub, iss, client_id: clientId ?? aud, ...(before === undefined ? {} : { act: before }) };
  if (depth(actor) > longestChain) refuse("The chain of actors is too long.");
  return actor;
}

function depth(actor: Claims): number {
  let levels = 0;
  for (let one: unknown = actor; typeof one === "object" && one !== null; one = (one as Claims)["act"]) levels += 1;
  return levels;
}

function refuse(message: string): never {
  throw new InvalidParameterException(message);
}
