/** Owns the answer of a passkey. What makes an assertion good is `services/factors/passkeys`. */
import { requiredParameter } from "../../domain/challenge/parameters.js";
import { withShown } from "../../domain/challenge/progress.js";
import { checkBeforePassword, wrongPassword } from "../../domain/sign-in-order.js";
import type { ChallengeStateKey } from "../../ports/tables/challenge-states.js";
import { invalidSession } from "../challenge-sessions.js";
import { demandedVerification } from "./ask-passkey.js";
import type { SignInAnswer, SignInCall, SignInInput, SignInParts } from "./call.js";
import { resume } from "./carrying.js";
import { advance } from "./completion.js";
import { failed } from "./subject.js";

/** Judges the assertion. */
export async function passkeyStep(parts: SignInParts, call: SignInCall, input: SignInInput): Promise<SignInAnswer> {
  const { store, clock, passkeys, lockOut } = parts;
  const { pool } = call;
  const typedName = requiredParameter(input.parameters, "USERNAME");
  const credential = requiredParameter(input.parameters, "CREDENTIAL");
  const carried = await resume(parts, call, input.session, ["WEB_AUTHN"], typedName);
  const { subject, session, progress } = carried;
  const { user } = subject;
  await lockOut.refuseLocked(store, subject);
  if (user !== undefined) {
    checkBeforePassword({ pool, user, credential: subject.credential, now: clock.now() });
  }
  const row: ChallengeStateKey = {
    id: session.id,
    poolId: pool.id,
    sub: session.sub,
    purpose: "passkey-sign-in",
  };
  const challenge = await store.challengeStates.get<string>(row, clock.now());
  if (challenge === undefined) throw invalidSession();
  const shown = await passkeys.verifyAssertion(store, pool, session, credential, {
    challenge,
    userVerification: demandedVerification(pool, subject),
  });
  if (user === undefined || shown === undefined) throw await failed(parts, call, subject);
  return advance(parts, call, {
    user,
    credential: subject.credential,
    progress: withShown(
      { ...progress, passkey: shown.passkey.attachment },
      shown.userVerified ? "WEB_AUTHN_VERIFIED" : "WEB_AUTHN",
    ),
    clientMetadata: input.clientMetadata,
    effects: async (tx) => {
      await carried.consume(tx);
      if ((await tx.challengeStates.take<string>(row, clock.now())) === undefined) throw invalidSession();
      if (!(await passkeys.used(tx, shown))) throw wrongPassword();
    },
  });
}
