/**
 * Owns what a sign-in by choice makes of TARGET_ACR_VALUES, MAX_AGE and ACCESS_TOKEN: which level it aims at, and what an
 * earlier sign-in counts towards it. All or nothing: a sign-in that does not get there gives no tokens.
 */
import { preventsUserExistenceErrors } from "../../domain/app-client/in-force.js";
import {
  type AssuranceLevel,
  acrNames,
  assuranceLevel,
  factorsTowards,
  firstFactorsTowards,
  requestedLevels,
} from "../../domain/challenge/assurance.js";
import type { FirstFactor } from "../../domain/challenge/first-factors.js";
import { optionalParameter, type Parameters } from "../../domain/challenge/parameters.js";
import { requireFeature } from "../../domain/user-pool/tier-limits.js";
import { InvalidParameterException, NotAuthorizedException } from "../../model/generated/exceptions.js";
import type { SignInCall, SignInParts, SignInSubject } from "./call.js";
import { creditOf } from "./credit.js";

/** Where a sign-in is to get. */
export interface StepUp {
  readonly target: AssuranceLevel;
  /** What was shown before and still counts. */
  readonly credit?: Awaited<ReturnType<typeof creditOf>>;
  /** The ways to begin that lead there. */
  readonly available: readonly FirstFactor[];
}

/**
 * The aim of a sign-in; undefined where the client has none, or the pool knows no levels. InvalidParameterException for
 * levels that the pool or the user has not got, NotAuthorizedException for a token of somebody else.
 */
export async function stepUpOf(
  parts: SignInParts,
  call: SignInCall,
  subject: SignInSubject,
  offered: readonly FirstFactor[],
  parameters: Parameters | undefined,
): Promise<StepUp | undefined> {
  const { store, clock, accessTokens, softwareTokens } = parts;
  const { pool, client } = call;
  const names = acrNames(pool);
  if (names === undefined) return undefined;
  const wanted = optionalParameter(parameters, "TARGET_ACR_VALUES");
  const token = optionalParameter(parameters, "ACCESS_TOKEN");
  const maxAge = maxAgeOf(parameters);
  if (wanted === undefined) {
    if (token !== undefined) throw new InvalidParameterException("Missing required parameter TARGET_ACR_VALUES");
    return undefined;
  }
  requireFeature(pool, "Step-up authentication", ["LITE"]);
  const requested = requestedLevels(names, wanted);
  if (requested.length === 0) throw new InvalidParameterException("None of the TARGET_ACR_VALUES is valid.");

  let credit: StepUp["credit"];
  if (token !== undefined) {
    const { user, session } = await accessTokens.authorise(token);
    // Of this client only: whoever runs another application holds tokens of its users, and is not them.
    if (user.poolId !== pool.id || user.sub !== subject.sub || session.clientId !== client.id) {
      throw new NotAuthorizedException("Invalid Access Token");
    }
    const isFresh = maxAge === undefined || clock.now() - session.authTime <= maxAge * 1000;
    credit = isFresh ? await creditOf(parts, session, user, subject.credential) : undefined;
  }
  const shown = credit?.shown ?? [];
  if (credit !== undefined && requested.some((level) => assuranceLevel(shown) >= level)) {
    throw new InvalidParameterException("The access token has reached the requested authentication level.");
  }
  const { user } = subject;
  const hasToken = await softwareTokens.hasVerified(store, pool.id, subject.sub);
  const reachable = (canLift: (target: AssuranceLevel) => boolean): StepUp | undefined => {
    for (const target of requested) {
      const available = firstFactorsTowards(offered, target, canLift(target));
      if (available.length > 0) return { target, credit, available };
    }
    return undefined;
  };
  const stepUp = user && reachable((target) => factorsTowards(pool, user, hasToken, target).length > 0);
  // Of nobody it is pretended that all can be reached that begins with what nobody is offered; so of everybody who has
  // shown nothing yet, or the refusal would tell who is there (T-01). Behind the password it comes all the same.
  const mayTell = credit !== undefined || !preventsUserExistenceErrors(client);
  const found = stepUp ?? (user === undefined || !mayTell ? reachable(() => true) : undefined);
  if (found === undefined) throw new InvalidParameterException("The user can reach none of the TARGET_ACR_VALUES.");
  return found;
}

function maxAgeOf(parameters: Parameters | undefined): number | undefined {
  const text = optionalParameter(parameters, "MAX_AGE");
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw new InvalidParameterException("MAX_AGE must be a number of seconds.");
  return Number(text);
}
