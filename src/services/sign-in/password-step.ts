/** Owns checking a password that was sent as it is, and what follows a right one: in every flow that asks for passwords. */
import { type Progress, withShown } from "../../domain/challenge/progress.js";
import type { Tables } from "../../ports/store.js";
import {
  hasPassword,
  type PasswordSubject,
  type SignInAnswer,
  type SignInCall,
  type SignInParts,
  type SignInSubject,
} from "./call.js";
import { advance } from "./completion.js";
import { failed } from "./subject.js";

/** A proven password and what hangs on it. */
export interface PasswordProof {
  readonly subject: PasswordSubject;
  readonly progress: Progress;
  /** The password itself, where it was sent. */
  readonly password?: string | undefined;
  /** The challenge that functions of the pool see it under; absent where none of them looks on. */
  readonly provenBy?: "PASSWORD_VERIFIER" | undefined;
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
  /** Uses up what the proof was made with (a Session, a SECRET_BLOCK). */
  readonly effects?: ((tx: Tables) => Promise<void>) | undefined;
}

/** Judges the password of an admitted subject; costs one exponentiation whoever that is. */
export async function passwordStep(
  parts: SignInParts,
  call: SignInCall,
  subject: SignInSubject,
  password: string,
  proof: Omit<PasswordProof, "subject" | "password">,
): Promise<SignInAnswer> {
  const { right, adopt } = await parts.passwords.judge(call.pool, subject.user, subject.credential, password);
  if (!right || !hasPassword(subject)) throw await failed(parts, call, subject);
  const effects = async (tx: Tables) => {
    await proof.effects?.(tx);
    await adopt?.(tx);
  };
  return afterPassword(parts, call, { ...proof, subject, password, effects });
}

/** The answer to a password that was proven. */
export function afterPassword(
  parts: SignInParts,
  call: SignInCall,
  { subject, progress, password, provenBy, clientMetadata, effects }: PasswordProof,
): Promise<SignInAnswer> {
  const { user, credential } = subject;
  return advance(parts, call, {
    user,
    credential,
    progress: { ...withShown(progress, "PASSWORD", provenBy), passwordSetAt: credential.setAt },
    password,
    clientMetadata,
    effects,
  });
}
