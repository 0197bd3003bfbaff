/** Owns the two steps of SRP in a sign-in: handing out the challenge, and judging the claim that answers it. */
import { requiredParameter } from "../../domain/challenge/parameters.js";
import { wrongPassword } from "../../domain/sign-in-order.js";
import { invalidSession } from "../challenge-sessions.js";
import {
  isKnown,
  type SignInAnswer,
  type SignInCall,
  type SignInInput,
  type SignInParts,
  type SignInSubject,
} from "./call.js";
import { afterProof } from "./completion.js";
import { admit, failed, subjectOfStep } from "./subject.js";

/** The challenge; with a Session only in flows that began with one. */
export async function srpChallenge(
  parts: SignInParts,
  call: SignInCall,
  subject: SignInSubject,
  clientPublic: string,
  withSession: boolean,
): Promise<SignInAnswer> {
  const session = withSession ? parts.sessions.issue(call, { step: "PASSWORD_VERIFIER", sub: subject.sub }) : undefined;
  const offer = await parts.srpProofs.offer(call, subject, clientPublic, session?.id);
  return {
    ChallengeName: "PASSWORD_VERIFIER",
    ...(session === undefined ? {} : { Session: session.text }),
    ChallengeParameters: { ...offer, USERNAME: subject.username, USER_ID_FOR_SRP: subject.username },
  };
}

/** Judges PASSWORD_VERIFIER. */
export async function passwordVerifierStep(
  parts: SignInParts,
  call: SignInCall,
  input: SignInInput,
): Promise<SignInAnswer> {
  const { srpProofs, sessions, store } = parts;
  const typedName = requiredParameter(input.parameters, "USERNAME");
  const secretBlock = requiredParameter(input.parameters, "PASSWORD_CLAIM_SECRET_BLOCK");
  const signature = requiredParameter(input.parameters, "PASSWORD_CLAIM_SIGNATURE");
  const timestamp = requiredParameter(input.parameters, "TIMESTAMP");
  srpProofs.checkTimestamp(timestamp);
  const block = srpProofs.open(call, secretBlock);
  if (block === undefined) throw wrongPassword();
  // Sign-in by choice has a Session beside the block, and they must be of one piece.
  const session =
    block.sessionId === undefined ? undefined : await sessions.open(store, call, input.session, ["PASSWORD_VERIFIER"]);
  if (session !== undefined && session.id !== block.sessionId) throw invalidSession();

  const subject = await subjectOfStep(parts, call, block.sub, typedName);
  await admit(parts, call, subject, input.parameters);
  const right = await srpProofs.proves(call, subject, block, { secretBlock, signature, timestamp });
  if (!right || !isKnown(subject)) throw await failed(parts, call, subject);
  return afterProof(parts, call, {
    subject,
    clientMetadata: input.clientMetadata,
    consume: async (tx) => {
      await srpProofs.consume(tx, block);
      if (session !== undefined) await sessions.consume(tx, session);
    },
  });
}
