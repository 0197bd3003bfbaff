/**
 * Owns what threat protection does to a sign-in whose password was right: it goes on, owes a second factor, must choose
 * another password, or ends. What speaks against it is `domain/threat/risk.ts`.
 */
import type { Progress } from "../../domain/challenge/progress.js";
import { secondFactorOf } from "../../domain/challenge/second-factor.js";
import { mustProveItself } from "../../domain/device/rules.js";
import { passwordResetRequired } from "../../domain/sign-in-order.js";
import { protectionMode } from "../../domain/threat/protection.js";
import { withStatus } from "../../domain/user/user-status.js";
import type { User } from "../../domain/user.js";
import { devicesReplaceSecondFactor } from "../../domain/user-pool/device-configuration.js";
import { NotAuthorizedException } from "../../model/generated/exceptions.js";
import type { Tables } from "../../ports/store.js";
import { currentUser } from "../current-user.js";
import { updateUser } from "../directories/user-directory.js";
import type { SignInVerdict } from "../threat-protection.js";
import type { SignInCall, SignInParts } from "./call.js";
import { messageOrigin } from "./challenge-code.js";
import { recordSignIn } from "./sign-in-event.js";

/** A sign-in that has shown enough to be judged. */
export interface JudgedSignIn {
  readonly user: User;
  readonly progress: Progress;
  /** Absent where only a proof of it was sent. */
  readonly password?: string | undefined;
  readonly effects?: ((tx: Tables) => Promise<void>) | undefined;
}

/** The answer to who may not come in, in Cognito's words. */
export const unableToLogin = () => new NotAuthorizedException("Unable to login because of security reasons.");

/** Sign-ins with a password are judged behind it; those that the pool's functions lead, when these are satisfied. */
export function isDueForJudgement({ pool }: SignInCall, progress: Progress): boolean {
  const { custom, shown, risk } = progress;
  const isDue = custom === undefined ? shown.includes("PASSWORD") : custom.satisfied;
  return isDue && risk === undefined && protectionMode(pool, progress) !== "OFF";
}

/** The sign-in as it may go on. Throws where it may not; then the attempt is recorded and used up. */
export async function protectSignIn(
  parts: SignInParts,
  call: SignInCall,
  { user, progress, password, effects }: JudgedSignIn,
): Promise<Pick<JudgedSignIn, "progress" | "effects">> {
  const { threats, store, clock, lockOut } = parts;
  const device = await rememberedDevice(parts, call, user, progress);
  const judged = await threats.judge(call, {
    sub: user.sub,
    progress,
    hasRememberedDevice: device !== undefined,
    // A temporary password is about to be replaced, and the new one is looked at.
    password: user.status === "FORCE_CHANGE_PASSWORD" ? undefined : password,
  });
  if (judged === undefined) return { progress, effects };
  const demanded: Progress = { ...progress, risk: judged.risk, ...demandsOf(judged) };
  const isReplaced = device !== undefined && devicesReplaceSecondFactor(call.pool);
  const isImpossible = judged.action === "MFA_REQUIRED" && !isReplaced && !(await canMeet(parts, call, user, demanded));
  const verdict = isImpossible ? await threats.blocked(call, judged) : judged;

  const tell = await noticeOf(parts, call, user, progress, verdict);
  if (!verdict.mustReset && verdict.action !== "BLOCK") {
    return { progress: demanded, effects: tell === undefined ? effects : bothOf(effects, tell) };
  }
  await store.transaction(async (tx) => {
    // A right password is told only when the user is not locked out at that moment (T-09).
    await lockOut.settleOpen(tx, user);
    await effects?.(tx);
    if (verdict.mustReset) {
      const before = await currentUser(tx, user);
      await updateUser(tx, call.pool, withStatus(before, "RESET_REQUIRED", clock.now()));
    }
    await tell?.(tx);
    const refused = { ...demanded, risk: verdict.risk };
    await recordSignIn(parts, tx, call, { sub: user.sub, progress: refused, response: "Fail" });
  });
  throw verdict.mustReset ? passwordResetRequired() : unableToLogin();
}

type Effect = (tx: Tables) => Promise<void>;

/** The mail about what is done, where there is one. */
async function noticeOf(
  { notices }: SignInParts,
  call: SignInCall,
  user: User,
  { eventId }: Progress,
  { notice }: SignInVerdict,
): Promise<Effect | undefined> {
  if (notice === undefined) return undefined;
  const { pool, client, origin } = call;
  return notices.prepare({ pool, client, user, eventId, origin, cause: messageOrigin(call) }, notice);
}

function bothOf(first: Effect | undefined, second: Effect): Effect {
  return async (tx) => {
    await first?.(tx);
    await second(tx);
  };
}

async function rememberedDevice({ store, devices }: SignInParts, { pool }: SignInCall, user: User, progress: Progress) {
  if (progress.deviceKey === undefined) return undefined;
  const device = await devices.find(store, pool, user.sub, progress.deviceKey);
  return mustProveItself(device) ? device : undefined;
}

/** Whether the user can show a second factor. Somebody with a temporary password is asked for that first. */
async function canMeet(
  { store, softwareTokens }: SignInParts,
  { pool }: SignInCall,
  user: User,
  { demands, shown }: Progress,
): Promise<boolean> {
  const hasSoftwareToken = await softwareTokens.hasVerified(store, pool.id, user.sub);
  return secondFactorOf(pool, user, { demands, shown, hasSoftwareToken }).kind !== "impossible";
}

function demandsOf({ action }: SignInVerdict): Pick<Progress, "demands"> {
  if (action === "MFA_REQUIRED") return { demands: "second-factor" };
  return action === "MFA_IF_CONFIGURED" ? { demands: "second-factor-if-any" } : {};
}
