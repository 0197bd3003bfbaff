/**
 * Owns the first sign-in straight from a sign-up: the code that confirmed the user was a proof of the address, and stands
 * for the one-time code that the pool would send there to sign the user in.
 */
import { addressesOfCodeFactors } from "../../domain/challenge/code-factor.js";
import { nextChallenge } from "../../domain/challenge/next-challenge.js";
import { requiredParameter } from "../../domain/challenge/parameters.js";
import { withShown } from "../../domain/challenge/progress.js";
import { checkAfterPassword, checkBeforePassword } from "../../domain/sign-in-order.js";
import { invalidSession } from "../challenge-sessions.js";
import { isStillProven } from "../sign-up/sign-up-sessions.js";
import type { SignInAnswer, SignInCall, SignInInput, SignInParts } from "./call.js";
import { newProgress } from "./carrying.js";
import { advance } from "./completion.js";
import { namedDeviceKey, preAuthenticate, subjectOfStep } from "./subject.js";

/**
 * Tokens, for the Session of ConfirmSignUp. Undefined where such a code is no first factor of the pool or a second factor
 * is owed: then the sign-in goes on as any other.
 */
export async function signUpStep(
  parts: SignInParts,
  call: SignInCall,
  input: SignInInput,
): Promise<SignInAnswer | undefined> {
  const { store, clock, sessions } = parts;
  const { pool } = call;
  const session = await sessions.open(store, call, input.session, ["CONFIRMED"]);
  const subject = await subjectOfStep(parts, call, session.sub, requiredParameter(input.parameters, "USERNAME"));
  const { user, credential } = subject;
  if (user === undefined || session.proven === undefined) throw invalidSession();
  const facts = { pool, user, credential, now: clock.now() };
  checkBeforePassword(facts);
  checkAfterPassword(facts);
  // What was proven must still hold: an administrator may have changed the address or set a temporary password since.
  if (!isStillProven(session.proven, user) || user.status !== "CONFIRMED") throw invalidSession();
  const { attribute } = session.proven;
  if (!addressesOfCodeFactors(pool).includes(attribute)) return undefined;
  const progress = withShown(
    newProgress(parts, namedDeviceKey(input.parameters)),
    attribute === "email" ? "EMAIL_OTP" : "SMS_OTP",
  );
  if (nextChallenge(pool, user, progress).kind !== "tokens") return undefined;
  await preAuthenticate(parts, call, subject, input.clientMetadata);
  return advance(parts, call, { user, credential, progress, effects: (tx) => sessions.consume(tx, session) });
}
