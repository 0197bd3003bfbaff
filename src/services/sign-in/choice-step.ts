/**
 * Owns sign-in by choice (USER_AUTH): what is offered, beginning with what was chosen, and taking the choice. Straight from
 * a sign-up is `sign-up-step.ts`; answers to codes and passkeys are the steps beside.
 */

import { firstFactorsTowards } from "../../domain/challenge/assurance.js";
import { type FirstFactor, factorsOfNobody, offeredFirstFactors } from "../../domain/challenge/first-factors.js";
import { optionalParameter, requiredParameter } from "../../domain/challenge/parameters.js";
import type { Progress } from "../../domain/challenge/progress.js";
import { wrongPassword } from "../../domain/sign-in-order.js";
import { InvalidParameterException } from "../../model/generated/exceptions.js";
import type { Tables } from "../../ports/store.js";
import type { SessionStep } from "../challenge-sessions.js";
import type { Asked } from "./ask-device.js";
import { askOneTimeCode } from "./ask-one-time-code.js";
import { askPasskey } from "./ask-passkey.js";
import type { SignInAnswer, SignInCall, SignInInput, SignInParts, SignInSubject } from "./call.js";
import { carry, newProgress, resume } from "./carrying.js";
import { advance } from "./completion.js";
import { passwordStep } from "./password-step.js";
import { signUpStep } from "./sign-up-step.js";
import { askSrp } from "./srp-step.js";
import { stepUpOf } from "./step-up.js";
import { admit, namedDeviceKey, preAuthenticate, subjectOfName } from "./subject.js";

/** The ways in that are open to somebody. */
async function offered(
  { store, passkeys }: SignInParts,
  { pool }: SignInCall,
  { user, sub, credential }: SignInSubject,
): Promise<readonly FirstFactor[]> {
  // Read for nobody as well: a read less would be time less (T-02).
  const hasPasskey = await passkeys.has(store, { sub }, pool);
  if (user === undefined) return factorsOfNobody(pool, sub);
  return offeredFirstFactors(pool, { user, hasPassword: credential !== undefined, hasPasskey });
}

/** Begins: leads into the preferred way if it is open, else lets the user choose. */
export async function beginChoice(parts: SignInParts, call: SignInCall, input: SignInInput): Promise<SignInAnswer> {
  const { store } = parts;
  const { parameters, clientMetadata } = input;
  const straight = input.session === undefined ? undefined : await signUpStep(parts, call, input);
  if (straight !== undefined) return straight;
  const subject = await subjectOfName(parts, call, requiredParameter(parameters, "USERNAME"));
  const offer = await offered(parts, call, subject);
  const stepUp = await stepUpOf(parts, call, subject, offer, parameters);
  const available = stepUp?.available ?? offer;
  const preferred = available.find((factor) => factor === optionalParameter(parameters, "PREFERRED_CHALLENGE"));
  const chosen = preferred ?? (available.length === 1 ? available[0] : undefined);
  const progress: Progress = {
    ...newProgress(parts, namedDeviceKey(parameters)),
    ...stepUp?.credit,
    ...(stepUp === undefined ? {} : { target: stepUp.target }),
  };
  // Checked before any function is asked, as everything else that the request itself could have wrong.
  if (chosen === "PASSWORD_SRP") requiredParameter(parameters, "SRP_A");
  const { user, credential } = subject;
  if (user !== undefined && credential !== undefined && progress.shown.includes("PASSWORD")) {
    // The password of an earlier sign-in counts: only what lifts it is asked for.
    await admit(parts, call, subject, progress.deviceKey);
    await preAuthenticate(parts, call, subject, clientMetadata);
    return advance(parts, call, { user, credential, progress: { ...progress, passwordSetAt: credential.setAt } });
  }
  const password = chosen === "PASSWORD" ? optionalParameter(parameters, "PASSWORD") : undefined;
  if (password !== undefined) await admit(parts, call, subject, progress.deviceKey);
  await preAuthenticate(parts, call, subject, clientMetadata);
  if (password !== undefined) return passwordStep(parts, call, subject, password, { progress });
  // Nobody can be asked for anything that they have not got.
  if (available.length === 0) throw wrongPassword();
  // Messages of the first call do not see its ClientMetadata (API reference, InitiateAuth).
  const asked =
    chosen === undefined
      ? select(parts, call, subject, progress)
      : await ask(parts, call, subject, progress, chosen, { parameters });
  await store.transaction((tx) => asked.store(tx));
  return { ...asked.answer, AvailableChallenges: [...available] };
}

function select(parts: SignInParts, call: SignInCall, { sub }: SignInSubject, progress: Progress): Asked {
  const { text, store } = carry(parts, call, sub, "SELECT_CHALLENGE", progress);
  return { answer: { ChallengeName: "SELECT_CHALLENGE", Session: text, ChallengeParameters: {} }, store };
}

/** The challenge of a way that was chosen. */
async function ask(
  parts: SignInParts,
  call: SignInCall,
  subject: SignInSubject,
  progress: Progress,
  factor: FirstFactor,
  { parameters, clientMetadata }: SignInInput,
): Promise<Asked> {
  switch (factor) {
    case "PASSWORD": {
      const { text, store } = carry(parts, call, subject.sub, "PASSWORD", progress);
      return { answer: { ChallengeName: "PASSWORD", Session: text, ChallengeParameters: {} }, store };
    }
    case "PASSWORD_SRP":
      return askSrp(parts, call, subject, requiredParameter(parameters, "SRP_A"), progress);
    case "WEB_AUTHN":
      return askPasskey(parts, call, subject, progress);
    case "EMAIL_OTP":
    case "SMS_OTP":
      return askOneTimeCode(parts, call, { subject, progress, factor, clientMetadata });
  }
}

/** Takes the choice, or the password of a way that was chosen already. */
export async function choiceStep(
  parts: SignInParts,
  call: SignInCall,
  challenge: "SELECT_CHALLENGE" | "PASSWORD" | "PASSWORD_SRP",
  input: SignInInput,
): Promise<SignInAnswer> {
  const { store } = parts;
  const { parameters, clientMetadata } = input;
  const typedName = requiredParameter(parameters, "USERNAME");
  const choice = challenge === "SELECT_CHALLENGE" ? requiredParameter(parameters, "ANSWER") : challenge;
  // A client may name its choice as the challenge itself, with the Session of SELECT_CHALLENGE.
  const steps: readonly SessionStep[] =
    challenge === "PASSWORD" ? ["SELECT_CHALLENGE", "PASSWORD"] : ["SELECT_CHALLENGE"];
  const carried = await resume(parts, call, input.session, steps, typedName);
  const { subject, progress } = carried;
  const offer = await offered(parts, call, subject);
  const { target } = progress;
  // Whatever is chosen, `advance` sees to it that the level is reached.
  const available = target === undefined ? offer : firstFactorsTowards(offer, target, true);
  const factor = available.find((one) => one === choice);
  if (factor === undefined)
    throw new InvalidParameterException(`Challenge ${choice.slice(0, 32)} is not available for the user.`);
  const effects = (tx: Tables) => carried.consume(tx);
  if (factor === "PASSWORD") {
    const password = requiredParameter(parameters, "PASSWORD");
    await admit(parts, call, subject, progress.deviceKey);
    return passwordStep(parts, call, subject, password, { progress, clientMetadata, effects });
  }
  const asked = await ask(parts, call, subject, progress, factor, input);
  await store.transaction(async (tx) => {
    await carried.consume(tx);
    await asked.store(tx);
  });
  return asked.answer;
}
