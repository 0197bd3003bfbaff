/** Owns checking a password that was sent as it is: in the password flows, and as a choice in USER_AUTH. */
import { isKnown, type SignInAnswer, type SignInCall, type SignInParts, type SignInSubject } from "./call.js";
import { afterProof, type Proof } from "./completion.js";
import { failed } from "./subject.js";

/** Judges the password of an admitted subject; costs one exponentiation whoever that is. */
export async function passwordStep(
  parts: SignInParts,
  call: SignInCall,
  subject: SignInSubject,
  password: string,
  proof: Omit<Proof, "subject"> = {},
): Promise<SignInAnswer> {
  const right = await parts.passwords.matches(call.pool, subject.user, subject.credential, password);
  if (!right || !isKnown(subject)) throw await failed(parts, call, subject);
  return afterProof(parts, call, { ...proof, subject });
}
