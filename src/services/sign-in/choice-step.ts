/**
 * Owns sign-in by choice (USER_AUTH): what is offered, and the two ways with a password; straight from a sign-up is
 * `sign-up-step.ts`. One-time codes and passkeys are
 * not offered yet, as nothing could check them.
 */
import { optionalParameter, requiredParameter } from "../../domain/challenge/parameters.js";
import { allowedFirstAuthFactors } from "../../domain/user-pool/in-force.js";
import type { UserPool } from "../../domain/user-pool.js";
import { InvalidParameterException, InvalidUserPoolConfigurationException } from "../../model/generated/exceptions.js";
import type { SessionStep } from "../challenge-sessions.js";
import type { SignInAnswer, SignInCall, SignInInput, SignInParts, SignInSubject } from "./call.js";
import { passwordStep } from "./password-step.js";
import { signUpStep } from "./sign-up-step.js";
import { srpChallenge } from "./srp-step.js";
import { admit, preAuthenticate, subjectOfName, subjectOfStep } from "./subject.js";

type PasswordChoice = "PASSWORD" | "PASSWORD_SRP";

const passwordChoices: readonly PasswordChoice[] = ["PASSWORD", "PASSWORD_SRP"];

/** What everybody in the pool is offered: to offer less to some would tell about them. */
function offered(pool: UserPool): readonly PasswordChoice[] {
  const allowed = allowedFirstAuthFactors(pool);
  if (allowed.includes("PASSWORD")) return passwordChoices;
  throw new InvalidUserPoolConfigurationException(
    `None of the user pool's first factors (${allowed.join(", ")}) is available in this version of Poolhouse.`,
  );
}

/** Begins: leads into the preferred way if it is offered, else lets the user choose. */
export async function beginChoice(parts: SignInParts, call: SignInCall, input: SignInInput): Promise<SignInAnswer> {
  const { parameters, clientMetadata } = input;
  const straight = input.session === undefined ? undefined : await signUpStep(parts, call, input);
  if (straight !== undefined) return straight;
  const available = offered(call.pool);
  const subject = await subjectOfName(parts, call, requiredParameter(parameters, "USERNAME"));
  const preferred = optionalParameter(parameters, "PREFERRED_CHALLENGE");
  const clientPublic = preferred === "PASSWORD_SRP" ? requiredParameter(parameters, "SRP_A") : undefined;
  const password = preferred === "PASSWORD" ? optionalParameter(parameters, "PASSWORD") : undefined;
  if (password !== undefined) await admit(parts, call, subject, parameters);
  await preAuthenticate(parts, call, subject, clientMetadata);
  if (password !== undefined) return passwordStep(parts, call, subject, password);
  const AvailableChallenges = [...available];
  if (clientPublic !== undefined) {
    return { ...(await srpChallenge(parts, call, subject, clientPublic, true)), AvailableChallenges };
  }
  const step = preferred === "PASSWORD" ? "PASSWORD" : "SELECT_CHALLENGE";
  return {
    ChallengeName: step,
    Session: parts.sessions.issue(call, { step, sub: subject.sub }).text,
    ChallengeParameters: {},
    AvailableChallenges,
  };
}

/** Takes the choice, or the answer to a way that was chosen already. */
export async function choiceStep(
  parts: SignInParts,
  call: SignInCall,
  challenge: "SELECT_CHALLENGE" | PasswordChoice,
  input: SignInInput,
): Promise<SignInAnswer> {
  const { store, sessions } = parts;
  const { parameters, clientMetadata } = input;
  const typedName = requiredParameter(parameters, "USERNAME");
  const choice = challenge === "SELECT_CHALLENGE" ? requiredParameter(parameters, "ANSWER") : challenge;
  // A client may name its choice as the challenge itself, with the Session of SELECT_CHALLENGE.
  const steps: readonly SessionStep[] =
    challenge === "PASSWORD" ? ["SELECT_CHALLENGE", "PASSWORD"] : ["SELECT_CHALLENGE"];
  const session = await sessions.open(store, call, input.session, steps);
  const isOffered = (name: string): name is PasswordChoice => offered(call.pool).some((one) => one === name);
  if (!isOffered(choice)) throw new InvalidParameterException(`Challenge ${choice} is not available for the user.`);
  const subject: SignInSubject = await subjectOfStep(parts, call, session.sub, typedName);
  if (choice === "PASSWORD_SRP") {
    const clientPublic = requiredParameter(parameters, "SRP_A");
    const answer = await srpChallenge(parts, call, subject, clientPublic, true);
    await store.transaction((tx) => sessions.consume(tx, session));
    return answer;
  }
  const password = requiredParameter(parameters, "PASSWORD");
  await admit(parts, call, subject, parameters);
  return passwordStep(parts, call, subject, password, {
    clientMetadata,
    consume: (tx) => sessions.consume(tx, session),
  });
}
