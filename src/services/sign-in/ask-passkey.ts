/** Owns asking for a passkey. Its answer is `passkey-step.ts`. */
import type { Progress } from "../../domain/challenge/progress.js";
import { wrongPassword } from "../../domain/sign-in-order.js";
import { passkeysAreMultiFactor } from "../../domain/user-pool/in-force.js";
import type { UserPool } from "../../domain/user-pool.js";
import type { Asked } from "./ask-device.js";
import type { SignInCall, SignInParts, SignInSubject } from "./call.js";
import { carry } from "./carrying.js";

/**
 * Users who have made passkeys their second factor as well must be verified by them, whatever the pool asks of others (API
 * reference, SetUserMFAPreference).
 */
export function demandedVerification(pool: UserPool, { user }: Pick<SignInSubject, "user">) {
  return passkeysAreMultiFactor(pool) && user?.mfa.passkeys ? "required" : undefined;
}

/** The challenge of a passkey, and the row that waits for its answer (T-26). */
export async function askPasskey(
  parts: SignInParts,
  call: SignInCall,
  subject: SignInSubject,
  progress: Progress,
): Promise<Asked> {
  const { store, passkeys } = parts;
  const { pool } = call;
  const requested = await passkeys.requestOptions(store, pool, subject, demandedVerification(pool, subject));
  // Offered only where the pool had one: its domain has gone since.
  if (requested === undefined) throw wrongPassword();
  const { options, challenge } = requested;
  const carrier = carry(parts, call, subject.sub, "WEB_AUTHN", progress);
  return {
    answer: {
      ChallengeName: "WEB_AUTHN",
      Session: carrier.text,
      ChallengeParameters: { CREDENTIAL_REQUEST_OPTIONS: options },
    },
    store: async (tx) => {
      await carrier.store(tx);
      await tx.challengeStates.insert({
        id: carrier.id,
        poolId: pool.id,
        sub: subject.sub,
        purpose: "passkey-sign-in",
        content: challenge,
        expiresAt: carrier.expiresAt,
      });
    },
  };
}
