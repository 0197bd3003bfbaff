/**
 * Owns the answer to a one-time code as first factor. A right one proves the address it went to, and confirms whoever has
 * signed up and waited for that (developer guide, passwordless sign-in).
 */
import { withVerified } from "../../domain/attributes/attributes-update.js";
import { requiredParameter } from "../../domain/challenge/parameters.js";
import { withShown } from "../../domain/challenge/progress.js";
import { verifiableAttribute } from "../../domain/message/delivery.js";
import { checkBeforePassword, passwordResetRequired } from "../../domain/sign-in-order.js";
import { aliasIsTaken } from "../../domain/user/taken-name.js";
import type { User } from "../../domain/user.js";
import { refusingTakenNames } from "../aliases.js";
import { invalidSession } from "../challenge-sessions.js";
import { currentUser } from "../current-user.js";
import { updateUser } from "../directories/user-directory.js";
import type { SignInAnswer, SignInCall, SignInInput, SignInParts } from "./call.js";
import type { Carried } from "./carrying.js";
import { checkChallengeCode, codeKey, wrongChallengeCode } from "./challenge-code.js";
import { advance } from "./completion.js";

/** Judges the code. Wrong ones are counted by code, not by user: nobody's guesses keep others out of their account. */
export async function oneTimeCodeStep(
  parts: SignInParts,
  call: SignInCall,
  factor: "EMAIL_OTP" | "SMS_OTP",
  input: SignInInput,
  carried: Carried,
): Promise<SignInAnswer> {
  const { codes, clock, triggers } = parts;
  const { pool, client } = call;
  const { subject, session, progress } = carried;
  const typed = requiredParameter(input.parameters, `${factor}_CODE`);
  const { user, credential } = subject;
  if (user !== undefined) checkBeforePassword({ pool, user, credential, now: clock.now() });
  const code = await checkChallengeCode(parts, codeKey(pool.id, session.sub, "otp", session.id), typed);
  if (user === undefined) throw wrongChallengeCode();
  if (user.status === "RESET_REQUIRED") throw passwordResetRequired();
  const attribute = verifiableAttribute(code.attribute);
  if (user.attributes.get(attribute) !== code.destination) throw invalidSession();
  const isFirst = user.status === "UNCONFIRMED";
  const proven = (before: User): User => ({
    ...before,
    status: before.status === "UNCONFIRMED" ? "CONFIRMED" : before.status,
    attributes: withVerified(before.attributes, attribute, code.destination),
    modifiedAt: clock.now(),
  });
  const isNews = isFirst || user.attributes.get(`${attribute}_verified`) !== "true";
  if (isFirst) {
    await triggers.postConfirmation(pool, "ConfirmSignUp", {
      clientId: client.id,
      username: user.username,
      attributes: proven(user).attributes,
      user: proven(user),
      clientMetadata: input.clientMetadata,
    });
  }
  return refusingTakenNames(aliasIsTaken, () =>
    advance(parts, call, {
      user: isNews ? proven(user) : user,
      credential,
      progress: withShown(progress, factor),
      clientMetadata: input.clientMetadata,
      effects: async (tx) => {
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
