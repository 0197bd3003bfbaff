/**
 * Owns what is recorded of a sign-in. Where threat protection looks, it is one event from the first thing that was shown to
 * the end; elsewhere only the end is recorded.
 */
import type { AuthEvent } from "../../domain/auth-event.js";
import { isSecondFactor, type Progress } from "../../domain/challenge/progress.js";
import { protectionMode } from "../../domain/threat/protection.js";
import { type AssessedRisk, noRisk } from "../../domain/threat/risk.js";
import type { Tables } from "../../ports/store.js";
import type { SignInCall, SignInParts } from "./call.js";

/** A sign-in at one of its steps. */
export interface SignInStep {
  readonly sub: string;
  readonly progress: Progress;
  readonly response: AuthEvent["response"];
  /** What was shown last and was wrong. */
  readonly failed?: AuthEvent["challenges"][number]["name"] | undefined;
}

/** What was found about the sign-in; undefined where nobody looks. */
export function riskOf({ pool }: Pick<SignInCall, "pool">, progress: Progress): AssessedRisk | undefined {
  return progress.risk ?? (protectionMode(pool, progress) === "OFF" ? undefined : noRisk);
}

/** Records how far the sign-in has come, in the transaction of the step. */
export async function recordSignIn(
  { authEvents }: Pick<SignInParts, "authEvents">,
  tx: Tables,
  call: SignInCall,
  { sub, progress, response, failed }: SignInStep,
): Promise<void> {
  const risk = riskOf(call, progress);
  if (response === "InProgress" && risk === undefined) return;
  const wrong = failed === undefined ? [] : [{ name: failed, response: "Failure" } as const];
  await authEvents.record(
    tx,
    {
      poolId: call.pool.id,
      sub,
      type: "SignIn",
      response,
      clientId: call.client.id,
      eventId: progress.eventId,
      challenges: [...challengesOf(progress), ...wrong],
      ...(risk === undefined ? {} : { risk }),
    },
    call.origin,
  );
}

/** The model knows passwords and second factors only. */
function challengesOf({ shown }: Progress): AuthEvent["challenges"] {
  return [
    ...(shown.includes("PASSWORD") ? [{ name: "Password", response: "Success" } as const] : []),
    ...(shown.some(isSecondFactor) ? [{ name: "Mfa", response: "Success" } as const] : []),
  ];
}
