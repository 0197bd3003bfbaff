/**
 * Owns what follows something that was shown: the next challenge, or the one place where a sign-in becomes tokens (T-23).
 * Every flow comes through `advance`; showing is done before, by the steps beside.
 */

import { readAttributes } from "../../domain/app-client/in-force.js";
import { missingRequiredAttributes } from "../../domain/attributes/new-password-attributes.js";
import { type Assurance, acrNames } from "../../domain/challenge/assurance.js";
import { nextChallenge, type RememberedDevice } from "../../domain/challenge/next-challenge.js";
import { isLockedOutByPasswords, isStillOf, type Progress } from "../../domain/challenge/progress.js";
import { deviceDoesNotExist, mustProveItself } from "../../domain/device/rules.js";
import type { Device } from "../../domain/device.js";
import { checkAfterPassword, checkBeforePassword, wrongPassword } from "../../domain/sign-in-order.js";
import { unrecognizable } from "../../domain/trigger/trigger-answer.js";
import type { PasswordCredential, User } from "../../domain/user.js";
import { devicesReplaceSecondFactor } from "../../domain/user-pool/device-configuration.js";
import { mfaConfiguration } from "../../domain/user-pool/in-force.js";
import { InvalidParameterException } from "../../model/generated/exceptions.js";
import type { Tables } from "../../ports/store.js";
import { trackSession } from "../tokens/session-tracking.js";
import type { TokenGrant } from "../tokens/token-desk.js";
import { askDevice } from "./ask-device.js";
import { askFactor } from "./ask-factor.js";
import type { SignInAnswer, SignInCall, SignInParts } from "./call.js";
import { carry } from "./carrying.js";
import { digestOfAddresses } from "./credit.js";
import { decide } from "./custom-functions.js";
import { isDueForJudgement, protectSignIn, unableToLogin } from "./protection.js";
import { recordSignIn } from "./sign-in-event.js";

/** A sign-in that has come one step further. */
export interface Advance {
  /** As the user is after `effects`. */
  readonly user: User;
  readonly credential: PasswordCredential | undefined;
  readonly progress: Progress;
  /** The password that was shown in this step, where it was sent itself. */
  readonly password?: string | undefined;
  /** Of RespondToAuthChallenge only: functions after the first call do not see InitiateAuth's. */
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
  /** Whatever must be written together with the step, first of all marks of use. */
  readonly effects?: ((tx: Tables) => Promise<void>) | undefined;
}

/** Goes on: asks for what is missing, or gives tokens. */
export async function advance(parts: SignInParts, call: SignInCall, step: Advance): Promise<SignInAnswer> {
  const { store, lockOut } = parts;
  const { user, progress } = step;
  /** Whatever was shown is told only when the user is not locked out at that moment (T-09). */
  const settled = (effect?: (tx: Tables) => Promise<void>, response: "InProgress" | "Fail" = "InProgress") =>
    store.transaction(async (tx) => {
      await lockOut.settleOpen(tx, user);
      await step.effects?.(tx);
      await effect?.(tx);
      await recordSignIn(parts, tx, call, { sub: user.sub, progress, response });
    });

  try {
    checkAfterPassword({ pool: call.pool, user, credential: step.credential, now: parts.clock.now() });
  } catch (refusal) {
    await store.transaction((tx) => lockOut.settleOpen(tx, user));
    throw refusal;
  }
  if (isDueForJudgement(call, progress)) {
    return advance(parts, call, { ...step, ...(await protectSignIn(parts, call, step)) });
  }
  const device = await namedDevice(parts, call, user, progress);
  const next = nextChallenge(call.pool, user, progress, {
    device: rememberedDevice(call, device),
    hasSoftwareToken: await hasSoftwareToken(parts, call, user, progress),
  });
  switch (next.kind) {
    case "tokens":
      return grantTokens(parts, call, step, device);
    case "new-password": {
      const asked = newPasswordChallenge(parts, call, step);
      await settled(asked.store);
      return asked.answer;
    }
    case "factor": {
      const asked = await askFactor(parts, call, step, next);
      await settled(asked.store);
      return asked.answer;
    }
    case "device": {
      const asked = askDevice(parts, call, step);
      await settled(asked.store);
      return asked.answer;
    }
    case "define": {
      const { clientMetadata } = step;
      const decided = await decide(parts, call, { subject: { ...user, user }, progress, clientMetadata });
      if (decided.kind === "satisfied") return advance(parts, call, { ...step, progress: decided.progress });
      // A password was shown already, or could have been asked for with the first call only.
      if (decided.kind === "password") throw unrecognizable();
      await settled(decided.store);
      return decided.answer;
    }
    case "impossible":
      await settled(undefined, "Fail");
      if (progress.demands === "second-factor") throw unableToLogin();
      // The service's words for it are not published; both initiating operations list this exception.
      throw new InvalidParameterException(
        "The user pool requires multi-factor authentication and the user has no factor that it allows.",
      );
  }
}

/** Whether the user has an authenticator, where that decides anything. */
export async function hasSoftwareToken(
  { store, softwareTokens }: SignInParts,
  { pool }: SignInCall,
  { sub }: User,
  { demands }: Pick<Progress, "demands">,
): Promise<boolean> {
  const decides = mfaConfiguration(pool) === "ON" || acrNames(pool) !== undefined || demands !== undefined;
  return decides && (await softwareTokens.hasVerified(store, pool.id, sub));
}

/** The device that the sign-in speaks for. ResourceNotFoundException if it was forgotten on the way. */
async function namedDevice(
  { store, devices }: SignInParts,
  { pool }: SignInCall,
  user: User,
  { deviceKey }: Progress,
): Promise<Device | undefined> {
  if (deviceKey === undefined) return undefined;
  const device = await devices.find(store, pool, user.sub, deviceKey);
  if (device === undefined) throw deviceDoesNotExist();
  return device;
}

function rememberedDevice({ pool }: SignInCall, device: Device | undefined): RememberedDevice | undefined {
  if (!mustProveItself(device)) return undefined;
  return { replacesSecondFactor: devicesReplaceSecondFactor(pool) };
}

/**
 * Signs, and then stores the sign-in in one transaction with everything that belongs to it: if anything in there refuses,
 * the signed tokens are never told to anybody.
 */
async function grantTokens(
  parts: SignInParts,
  call: SignInCall,
  { user, progress, clientMetadata, effects }: Advance,
  device: Device | undefined,
): Promise<SignInAnswer> {
  const { store, triggers, tokens, lockOut, devices } = parts;
  const { pool, client } = call;
  const newDevice = device === undefined ? devices.newMetadata(pool) : undefined;
  await triggers.postAuthentication(pool, {
    clientId: client.id,
    username: user.username,
    attributes: user.attributes,
    user,
    clientMetadata,
    newDeviceUsed: newDevice !== undefined,
  });
  const deviceKey = device?.deviceKey ?? newDevice?.DeviceKey;
  const { eventId } = progress;
  const session = tokens.newSession({ pool, client, user, deviceKey, eventId, assurance: assuranceOf(progress, user) });
  const result = await tokens.sign({
    pool,
    client,
    user,
    session,
    source: sourceOf(progress),
    clientMetadata,
    withRefreshToken: true,
  });
  await store.transaction(async (tx) => {
    const held = await tx.users.hold(user.poolId, user.sub);
    if (isLockedOutByPasswords(progress)) await lockOut.settle(tx, user, "success");
    await effects?.(tx);
    if (held?.version !== user.version) await refuseChanged(parts, tx, call, user, progress);
    if (device !== undefined) await devices.authenticated(tx, device, call.origin.ipAddress);
    await tx.tokenSessions.insert(session);
    await trackSession(tx, parts, pool, session, call.origin);
    await recordSignIn(parts, tx, call, { sub: user.sub, progress, response: "Pass" });
  });
  return {
    ChallengeParameters: {},
    AuthenticationResult: { ...result, ...(newDevice === undefined ? {} : { NewDeviceMetadata: newDevice }) },
  };
}

/**
 * Refuses tokens where what has happened since the user was read would have refused the sign-in: while functions of the
 * pool were asked, or many passwords were reckoned with, an administrator may have closed the account (T-10, T-17b).
 */
async function refuseChanged(
  { clock }: SignInParts,
  tx: Tables,
  { pool }: SignInCall,
  { poolId, sub }: User,
  progress: Progress,
): Promise<void> {
  const user = await tx.users.getBySub(poolId, sub);
  const credential = await tx.credentials.get(poolId, sub);
  if (user === undefined) throw wrongPassword();
  const facts = { pool, user, credential, now: clock.now() };
  checkBeforePassword(facts);
  checkAfterPassword(facts);
  if (user.status === "FORCE_CHANGE_PASSWORD" || !isStillOf(progress, credential)) throw wrongPassword();
}

function assuranceOf({ shown, passkey }: Progress, user: User): Assurance {
  return { shown, ...(passkey === undefined ? {} : { passkey }), addresses: digestOfAddresses(user) };
}

function sourceOf({ shown, newPassword }: Progress): TokenGrant["source"] {
  if (newPassword) return "NewPasswordChallenge";
  return shown.includes("DEVICE") ? "AuthenticateDevice" : "Authentication";
}

function newPasswordChallenge(parts: SignInParts, call: SignInCall, { user, progress }: Advance) {
  const readable = readAttributes(call.client, call.pool);
  const shown = [...user.attributes].filter(([name, value]) => value !== "" && readable.has(name));
  const missing = missingRequiredAttributes(call.pool.schema, user.attributes);
  const carrier = carry(parts, call, user.sub, "NEW_PASSWORD_REQUIRED", progress);
  const answer: SignInAnswer = {
    ChallengeName: "NEW_PASSWORD_REQUIRED",
    Session: carrier.text,
    ChallengeParameters: {
      USER_ID_FOR_SRP: user.username,
      requiredAttributes: JSON.stringify(missing.map((name) => `userAttributes.${name}`)),
      userAttributes: JSON.stringify(Object.fromEntries(shown)),
    },
  };
  return { answer, store: carrier.store };
}
