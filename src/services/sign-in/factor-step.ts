/** Owns the answers to second factors: SMS_MFA, EMAIL_OTP behind a password, SOFTWARE_TOKEN_MFA, SELECT_MFA_TYPE. */
import { withVerified } from "../../domain/attributes/attributes-update.js";
import { nextChallenge } from "../../domain/challenge/next-challenge.js";
import { requiredParameter } from "../../domain/challenge/parameters.js";
import { withShown } from "../../domain/challenge/progress.js";
import { verifiableAttribute } from "../../domain/message/delivery.js";
import { checkAfterPassword, checkBeforePassword } from "../../domain/sign-in-order.js";
import { aliasIsTaken } from "../../domain/user/taken-name.js";
import type { MfaFactor, User } from "../../domain/user.js";
import {
  CodeMismatchException,
  ExpiredCodeException,
  InvalidParameterException,
} from "../../model/generated/exceptions.js";
import type { Tables } from "../../ports/store.js";
import { refusingTakenNames } from "../aliases.js";
import { invalidSession } from "../challenge-sessions.js";
import { currentUser } from "../current-user.js";
import { updateUser } from "../directories/user-directory.js";
import { askFactor } from "./ask-factor.js";
import { isKnown, type SignInAnswer, type SignInCall, type SignInInput, type SignInParts } from "./call.js";
import { type Carried, resume } from "./carrying.js";
import { checkChallengeCode, codeKey } from "./challenge-code.js";
import { advance, hasSoftwareToken } from "./completion.js";
import { failed } from "./subject.js";

/** Refuses who may not go on whatever they show; answers the user. */
export async function admitted(parts: SignInParts, { pool }: SignInCall, { subject }: Carried): Promise<User> {
  await parts.lockOut.refuseLocked(parts.store, subject);
  if (!isKnown(subject)) throw invalidSession();
  const { user, credential } = subject;
  const facts = { pool, user, credential, now: parts.clock.now() };
  checkBeforePassword(facts);
  // A reset that is due since the sign-in began is due now (T-10).
  checkAfterPassword(facts);
  return user;
}

/**
 * Refuses a factor that the user, or the pool, has put others in the place of since it was asked for: whoever turns a lost
 * phone off must not be signed in to by it a minute later (T-24).
 */
async function refuseReplaced(
  parts: SignInParts,
  call: SignInCall,
  user: User,
  { progress }: Carried,
  factor: MfaFactor,
): Promise<void> {
  const owed = nextChallenge(call.pool, user, progress, {
    hasSoftwareToken: await hasSoftwareToken(parts, call, user, progress),
  });
  if (owed.kind === "factor" && !owed.factors.includes(factor)) throw invalidSession();
}

/** Judges the code of SMS_MFA or EMAIL_OTP. */
export async function codeFactorStep(
  parts: SignInParts,
  call: SignInCall,
  challenge: "SMS_MFA" | "EMAIL_OTP",
  input: SignInInput,
  carried: Carried,
): Promise<SignInAnswer> {
  const { codes, clock } = parts;
  const { pool } = call;
  const typed = requiredParameter(input.parameters, `${challenge}_CODE`);
  const user = await admitted(parts, call, carried);
  await refuseReplaced(parts, call, user, carried, challenge);
  const { session, progress, subject } = carried;
  const key = codeKey(pool.id, user.sub, "mfa", session.id);
  const code = await checkChallengeCode(parts, key, typed).catch(async (error: unknown) => {
    // The lock-out of passwords holds for these codes as well (developer guide).
    if (error instanceof CodeMismatchException) await failed(parts, call, subject, "Mfa", progress);
    throw error;
  });
  const attribute = verifiableAttribute(code.attribute);
  // Another address since the code was sent: it proves nothing about that one, and the factor has moved.
  if (user.attributes.get(attribute) !== code.destination) throw invalidSession();
  const proven = (before: User): User => ({
    ...before,
    attributes: withVerified(before.attributes, attribute, code.destination),
    modifiedAt: clock.now(),
  });
  const isNews = proven(user).attributes.get(`${attribute}_verified`) !== user.attributes.get(`${attribute}_verified`);
  return refusingTakenNames(aliasIsTaken, () =>
    advance(parts, call, {
      user: isNews ? proven(user) : user,
      credential: subject.credential,
      progress: withShown(progress, challenge === "SMS_MFA" ? "SMS_MFA" : "EMAIL_MFA", challenge),
      clientMetadata: input.clientMetadata,
      effects: async (tx: Tables) => {
        await carried.consume(tx);
        await codes.consume(tx, code);
        if (!isNews) return;
        const before = await currentUser(tx, user);
        if (before.attributes.get(attribute) !== code.destination) throw invalidSession();
        await updateUser(tx, pool, proven(before));
      },
    }),
  );
}

const usedOnce = () => new ExpiredCodeException("Your software token has already been used once.");

/** Judges the code of an authenticator. */
export async function softwareTokenStep(
  parts: SignInParts,
  call: SignInCall,
  input: SignInInput,
): Promise<SignInAnswer> {
  const { store, softwareTokens } = parts;
  const typedName = requiredParameter(input.parameters, "USERNAME");
  const typed = requiredParameter(input.parameters, "SOFTWARE_TOKEN_MFA_CODE");
  const carried = await resume(parts, call, input.session, ["SOFTWARE_TOKEN_MFA"], typedName);
  const user = await admitted(parts, call, carried);
  await refuseReplaced(parts, call, user, carried, "SOFTWARE_TOKEN_MFA");
  const checked = await softwareTokens.check(store, call.pool.id, user.sub, typed);
  if (checked === "wrong") {
    await failed(parts, call, carried.subject, "Mfa", carried.progress);
    throw new CodeMismatchException("Invalid code received for user");
  }
  if (checked === "reused") throw usedOnce();
  return advance(parts, call, {
    user,
    credential: carried.subject.credential,
    progress: withShown(carried.progress, "SOFTWARE_TOKEN_MFA", "SOFTWARE_TOKEN_MFA"),
    clientMetadata: input.clientMetadata,
    effects: async (tx) => {
      await carried.consume(tx);
      if (!(await softwareTokens.use(tx, user.poolId, user.sub, checked))) throw usedOnce();
    },
  });
}

/** Takes the user's choice of a second factor. */
export async function selectFactorStep(
  parts: SignInParts,
  call: SignInCall,
  input: SignInInput,
): Promise<SignInAnswer> {
  const { store, lockOut } = parts;
  const typedName = requiredParameter(input.parameters, "USERNAME");
  const choice = requiredParameter(input.parameters, "ANSWER");
  const carried = await resume(parts, call, input.session, ["SELECT_MFA_TYPE"], typedName);
  const user = await admitted(parts, call, carried);
  const { progress } = carried;
  // What can be chosen is what is owed now, not what was shown then. The model's text also says EMAIL_MFA.
  const owed = nextChallenge(call.pool, user, progress, {
    hasSoftwareToken: await hasSoftwareToken(parts, call, user, carried.progress),
  });
  const chosen = choice === "EMAIL_MFA" ? "EMAIL_OTP" : choice;
  const factor = owed.kind === "factor" ? owed.factors.find((one) => one === chosen) : undefined;
  if (factor === undefined || (owed.kind === "factor" && owed.challenge === "MFA_SETUP")) {
    throw new InvalidParameterException(`Invalid MFA type ${choice.slice(0, 32)}.`);
  }
  const { clientMetadata } = input;
  const asked = await askFactor(parts, call, { user, progress, clientMetadata }, { challenge: factor, factors: [] });
  await store.transaction(async (tx) => {
    await lockOut.settleOpen(tx, user);
    await carried.consume(tx);
    await asked.store(tx);
  });
  return asked.answer;
}
