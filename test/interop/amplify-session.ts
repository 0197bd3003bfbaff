/** One application with Amplify v6: pointed at a pool, beginning sign-ins from nothing. Amplify holds one session per process. */
import assert from "node:assert/strict";
import { Amplify } from "aws-amplify";
import { fetchAuthSession, type SignInInput, type SignInOutput, signIn, signOut } from "aws-amplify/auth";
import type { ChallengePool } from "../challenges.js";
import { claimsOf } from "../sign-in.js";

/** Points Amplify at the pool. */
export function use({ world, poolId, clientId }: Pick<ChallengePool, "world" | "poolId" | "clientId">): void {
  Amplify.configure({
    Auth: { Cognito: { userPoolId: poolId, userPoolClientId: clientId, userPoolEndpoint: world.url } },
  });
}

/** Begins a sign-in from nothing; answers the step that Amplify shows next. */
export async function begin(input: SignInInput): Promise<SignInOutput["nextStep"]> {
  await signOut();
  return (await signIn(input)).nextStep;
}

/** The claims of the access token of whoever is signed in now. */
export async function signedIn(): Promise<Record<string, unknown>> {
  const { tokens } = await fetchAuthSession();
  assert.ok(tokens, "nobody is signed in");
  return claimsOf(tokens.accessToken.toString());
}

/** The step, if it is this one. */
export function isStep<S extends SignInOutput["nextStep"]["signInStep"]>(
  step: SignInOutput["nextStep"],
  name: S,
): Extract<SignInOutput["nextStep"], { signInStep: S }> {
  assert.equal(step.signInStep, name);
  return step as Extract<SignInOutput["nextStep"], { signInStep: S }>;
}
