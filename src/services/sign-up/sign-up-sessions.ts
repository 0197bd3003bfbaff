/**
 * Owns the Session that leads from SignUp over ConfirmSignUp into a first sign-in without another code, for clients with
 * the choice of factors. What that sign-in demands is `sign-in/sign-up-step.ts`.
 */
import { createHash } from "node:crypto";
import { allowsAuthFlow } from "../../domain/app-client/in-force.js";
import { verifiedFlagOf } from "../../domain/attributes/attribute-names.js";
import type { User } from "../../domain/user.js";
import type { Clock } from "../../ports/clock.js";
import type { Keyring } from "../../ports/keyring.js";
import type { Random } from "../../ports/random.js";
import type { Tables } from "../../ports/store.js";
import {
  createChallengeSessions,
  invalidSession,
  type ProvenAddress,
  type SessionOwner,
} from "../challenge-sessions.js";
import type { ProvenClient } from "../client-proof.js";
import type { Confirmed } from "./confirmation.js";

/** As long as the code of the sign-up, or a late reader of the mail could not confirm with it. */
const signUpLifetimeMs = 24 * 3_600_000;

/** What these sessions are made of. */
export interface SignUpSessionNeeds {
  readonly clock: Clock;
  readonly random: Random;
  readonly keyring: Keyring;
}

/** The Session in the answer of SignUp; absent for clients without the choice of factors. */
export function sessionOfSignUp(needs: SignUpSessionNeeds, owner: ProvenClient, sub: string): { Session?: string } {
  if (!allowsAuthFlow(owner.client, "ALLOW_USER_AUTH")) return {};
  const wanted = { step: "SIGNED_UP", sub, lifetimeMs: signUpLifetimeMs } as const;
  return { Session: createChallengeSessions(needs).issue(owner, wanted).text };
}

/** Refuses a Session that is not of the sign-up of this user. */
export async function checkSessionOfSignUp(
  needs: SignUpSessionNeeds & { readonly store: Pick<Tables, "consumedMarks"> },
  owner: SessionOwner,
  text: string,
  sub: string,
): Promise<void> {
  const session = await createChallengeSessions(needs).open(needs.store, owner, text, ["SIGNED_UP"]);
  if (session.sub !== sub) throw invalidSession();
}

/**
 * The Session in the answer of ConfirmSignUp, with which the user signs in at once; absent for clients without the choice of
 * factors. The Session of the sign-up need not have been sent: Amplify for JavaScript keeps none and waits for this one.
 */
export function sessionOfConfirmation(
  needs: SignUpSessionNeeds,
  owner: SessionOwner,
  { user, proven }: Confirmed,
): { Session?: string } {
  if (!allowsAuthFlow(owner.client, "ALLOW_USER_AUTH")) return {};
  const address = { attribute: proven, digest: digestOf(user.attributes.get(proven)) };
  const wanted = { step: "CONFIRMED", sub: user.sub, proven: address } as const;
  return { Session: createChallengeSessions(needs).issue(owner, wanted).text };
}

/** Whether the address that was proven is still the user's, and still counts as proven. */
export function isStillProven({ attribute, digest }: ProvenAddress, { attributes }: Pick<User, "attributes">): boolean {
  return attributes.get(verifiedFlagOf(attribute)) === "true" && digestOf(attributes.get(attribute)) === digest;
}

function digestOf(address = ""): string {
  return createHash("sha256").update(address, "utf8").digest("base64url");
}
