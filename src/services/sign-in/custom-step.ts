/**
 * Owns a sign-in that the pool's own functions lead (CUSTOM_AUTH): beginning it, with or without a password first, and
 * taking answers to its challenges.
 */
import type { CustomProgress } from "../../domain/challenge/custom-progress.js";
import { withCustomResult } from "../../domain/challenge/custom-progress.js";
import { optionalParameter, requiredParameter } from "../../domain/challenge/parameters.js";
import type { Progress } from "../../domain/challenge/progress.js";
import { checkBeforePassword, passwordResetRequired } from "../../domain/sign-in-order.js";
import { unrecognizable } from "../../domain/trigger/trigger-answer.js";
import { InvalidParameterException, UserNotConfirmedException } from "../../model/generated/exceptions.js";
import { invalidSession } from "../challenge-sessions.js";
import type { SignInAnswer, SignInCall, SignInInput, SignInParts, SignInSubject } from "./call.js";
import { newProgress, resume } from "./carrying.js";
import { advance } from "./completion.js";
import { type CustomDecision, customEvent, decide } from "./custom-functions.js";
import { askSrp } from "./srp-step.js";
import { goesByItsName, namedDeviceKey, preAuthenticate, subjectOfName } from "./subject.js";

/** Begins. InvalidParameterException where the pool has not all three functions. */
export async function beginCustom(parts: SignInParts, call: SignInCall, input: SignInInput): Promise<SignInAnswer> {
  const { store, triggers } = parts;
  const { parameters, clientMetadata } = input;
  if (!triggers.leadsSignIns(call.pool)) {
    throw new InvalidParameterException("Custom auth lambda trigger is not configured for the user pool.");
  }
  const withPassword = optionalParameter(parameters, "CHALLENGE_NAME") === "SRP_A";
  const clientPublic = withPassword ? requiredParameter(parameters, "SRP_A") : undefined;
  const subject = await subjectOfName(parts, call, requiredParameter(parameters, "USERNAME"));
  checkState(parts, call, subject);
  await preAuthenticate(parts, call, subject, clientMetadata);
  const begun: CustomProgress = {
    history: withPassword ? [{ challengeName: "SRP_A", challengeResult: true }] : [],
    satisfied: false,
  };
  const progress: Progress = { ...newProgress(parts, namedDeviceKey(parameters)), custom: begun };
  // Functions of the first call do not see its ClientMetadata (developer guide).
  const decided = await decide(parts, call, { subject, progress });
  if (decided.kind !== "password") return answerOf(parts, call, subject, decided);
  if (clientPublic === undefined) throw unrecognizable();
  const asked = await askSrp(parts, call, subject, clientPublic, progress);
  await store.transaction((tx) => asked.store(tx));
  return asked.answer;
}

/** Takes the answer to a challenge of the functions' own; they say what it is worth and what comes next. */
export async function customStep(parts: SignInParts, call: SignInCall, input: SignInInput): Promise<SignInAnswer> {
  const { store, triggers } = parts;
  const { clientMetadata } = input;
  const typedName = requiredParameter(input.parameters, "USERNAME");
  const answer = requiredParameter(input.parameters, "ANSWER");
  const carried = await resume(parts, call, input.session, ["CUSTOM_CHALLENGE"], typedName);
  const { subject, progress } = carried;
  const { custom } = progress;
  if (custom?.open === undefined || !goesByItsName(parts, call, subject)) throw invalidSession();
  checkState(parts, call, subject);
  const { privateParameters, metadata } = custom.open;
  const told = customEvent(call, { subject, progress, clientMetadata });
  const challengeResult = await triggers.verifyAuthChallengeResponse(call.pool, { ...told, privateParameters, answer });
  // Used up by every answer that was judged: whoever the functions refuse would guess on with the same Session (T-14).
  await store.transaction((tx) => carried.consume(tx));
  const result = {
    challengeName: "CUSTOM_CHALLENGE",
    challengeResult,
    ...(metadata === undefined ? {} : { challengeMetadata: metadata }),
  };
  const judged: Progress = { ...progress, custom: withCustomResult(custom, result) };
  const decided = await decide(parts, call, { subject, progress: judged, clientMetadata });
  return answerOf(parts, call, subject, decided, clientMetadata);
}

async function answerOf(
  parts: SignInParts,
  call: SignInCall,
  subject: SignInSubject,
  decided: CustomDecision,
  clientMetadata?: Readonly<Record<string, string>>,
): Promise<SignInAnswer> {
  switch (decided.kind) {
    case "asked":
      await parts.store.transaction((tx) => decided.store(tx));
      return decided.answer;
    case "satisfied": {
      const { user, credential } = subject;
      // `decide` satisfies nobody who is not there.
      if (user === undefined) throw invalidSession();
      return advance(parts, call, { user, credential, progress: decided.progress, clientMetadata });
    }
    case "password":
      // A password can be asked for with the first call only, which brings SRP_A.
      throw unrecognizable();
  }
}

/** Who may not sign in at all. Functions cannot say otherwise. */
function checkState({ clock }: SignInParts, { pool }: SignInCall, { user, credential }: SignInSubject): void {
  if (user === undefined) return;
  checkBeforePassword({ pool, user, credential, now: clock.now() });
  if (user.status === "UNCONFIRMED") throw new UserNotConfirmedException("User is not confirmed.");
  if (user.status === "RESET_REQUIRED") throw passwordResetRequired();
}
