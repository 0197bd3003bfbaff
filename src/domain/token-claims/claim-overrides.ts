/**
 * Owns what pre token generation may change of tokens, in its three versions, and what it may not (T-17c). Suppressing
 * wins over adding; claims of the service are nobody's to touch.
 */
import { type AnswerPart, member, text, textMap, texts, unrecognizable } from "../trigger/trigger-answer.js";
import type { GroupClaims } from "./group-claims.js";
import { isReservedClaim } from "./reserved-claims.js";

/** Changes of one token. */
export interface TokenChange {
  readonly add: Readonly<Record<string, unknown>>;
  readonly suppress: readonly string[];
}

/** What a function wants of both tokens. */
export interface ClaimOverrides {
  readonly id: TokenChange;
  readonly access: TokenChange;
  readonly scopesToAdd: readonly string[];
  readonly scopesToSuppress: readonly string[];
  /** Absent: the groups stay as they are. */
  readonly groups?: GroupClaims | undefined;
}

const nothing: TokenChange = { add: {}, suppress: [] };
/** Claims and scopes of one answer; more would make tokens that no header carries. */
const most = 5_000;

/** The wishes of an answer to version 1: texts for the ID token, groups for both. Throws InvalidLambdaResponseException. */
export function overridesV1(response: AnswerPart): ClaimOverrides | undefined {
  const details = member(response, "claimsOverrideDetails");
  if (details === undefined) return undefined;
  const add = textMap(details, "claimsToAddOrOverride") ?? {};
  const suppress = texts(details, "claimsToSuppress") ?? [];
  return bounded({
    id: { add, suppress },
    access: nothing,
    scopesToAdd: [],
    scopesToSuppress: [],
    ...groupsOf(details),
  });
}

/** The wishes of an answer to versions 2 and 3: any JSON, both tokens, scopes. Throws InvalidLambdaResponseException. */
export function overridesV2(response: AnswerPart): ClaimOverrides | undefined {
  const details = member(response, "claimsAndScopeOverrideDetails");
  if (details === undefined) return undefined;
  const id = member(details, "idTokenGeneration");
  const access = member(details, "accessTokenGeneration");
  const scopesToAdd = (access && texts(access, "scopesToAdd")) ?? [];
  if (scopesToAdd.some((scope) => scope === "" || /\s/.test(scope))) throw unrecognizable();
  return bounded({
    id: changeOf(id, idOnlyTexts),
    access: changeOf(access, new Set()),
    scopesToAdd,
    scopesToSuppress: (access && texts(access, "scopesToSuppress")) ?? [],
    ...groupsOf(details),
  });
}

/** Claims of the ID token that have a type of their own: no function gives them another one. */
const idOnlyTexts: ReadonlySet<string> = new Set(["address", "email_verified", "phone_number_verified", "updated_at"]);

function changeOf(of: AnswerPart | undefined, simple: ReadonlySet<string>): TokenChange {
  if (of === undefined) return nothing;
  const add = member(of, "claimsToAddOrOverride") ?? {};
  for (const [name, value] of Object.entries(add)) {
    if (!isClaimValue(value) || (simple.has(name) && typeof value === "object")) throw unrecognizable();
  }
  return { add, suppress: texts(of, "claimsToSuppress") ?? [] };
}

function isClaimValue(value: unknown): boolean {
  if (value === null || value === undefined) return false;
  if (!Array.isArray(value)) return true;
  return value.every((one) => one === null || typeof one !== "object");
}

/** Details that are there and empty take every group away; details that are not there leave all. */
function groupsOf(details: AnswerPart): { readonly groups?: GroupClaims } {
  if (!Object.hasOwn(details, "groupOverrideDetails")) return {};
  const groups = member(details, "groupOverrideDetails") ?? {};
  const preferredRole = text(groups, "preferredRole");
  return {
    groups: {
      groups: texts(groups, "groupsToOverride") ?? [],
      roles: texts(groups, "iamRolesToOverride") ?? [],
      ...(preferredRole === undefined ? {} : { preferredRole }),
    },
  };
}

function bounded(overrides: ClaimOverrides): ClaimOverrides {
  const { id, access, scopesToAdd, scopesToSuppress } = overrides;
  const changes = [id, access].flatMap(({ add, suppress }) => [...Object.keys(add), ...suppress]);
  if (changes.length + scopesToAdd.length + scopesToSuppress.length > most) throw unrecognizable();
  return overrides;
}

/** The claims of a token after the change; what belongs to the service stays as it was. */
export function withChange(claims: Readonly<Record<string, unknown>>, change: TokenChange): Record<string, unknown> {
  const changed = new Map(Object.entries(claims));
  for (const [name, value] of Object.entries(change.add)) {
    // An access token may get an audience, but only the client it is for.
    const isOwnAudience = name === "aud" && claims["token_use"] === "access" && value === claims["client_id"];
    const isMade = !name.startsWith("dev:") && isChangeable(name, claims);
    if (isMade || isOwnAudience) changed.set(name, value);
  }
  for (const name of change.suppress) {
    if (isChangeable(name, claims)) changed.delete(name);
    else if (name === "cognito:groups") for (const one of groupNames) changed.delete(one);
  }
  return Object.fromEntries(changed);
}

const groupNames = ["cognito:groups", "cognito:roles", "cognito:preferred_role"];

/** Scopes change by their own members, not as a claim. */
function isChangeable(name: string, claims: Readonly<Record<string, unknown>>): boolean {
  return !isReservedClaim(name) && !(name === "scope" && claims["token_use"] === "access");
}

/** The scopes of an access token after the change. */
export function withScopeChange(scopes: readonly string[], overrides: ClaimOverrides): readonly string[] {
  const kept = new Set([...scopes, ...overrides.scopesToAdd]);
  for (const scope of overrides.scopesToSuppress) kept.delete(scope);
  return [...kept];
}
