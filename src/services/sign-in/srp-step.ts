/** Owns the two steps of SRP in a sign-in: handing out the challenge, and judging the claim that answers it. */
import { requiredParameter } from "../../domain/challenge/parameters.js";
import type { Progress } from "../../domain/challenge/progress.js";
import { userSrpIdentity } from "../../domain/password/srp.js";
import { wrongPassword } from "../../domain/sign-in-order.js";
import { invalidSession } from "../challenge-sessions.js";
import type { Asked } from "./ask-device.js";
import {
  hasPassword,
  type SignInAnswer,
  type SignInCall,
  type SignInInput,
  type SignInParts,
  type SignInSubject,
} from "./call.js";
import { carry, newProgress, resume } from "./carrying.js";
import { afterPassword } from "./password-step.js";
import type { SrpProver } from "./srp-proofs.js";
import { admit, failed, namedDeviceKey, subjectOfStep } from "./subject.js";

function proverOf({ pool }: SignInCall, subject: SignInSubject): SrpProver {
  return {
    kind: "password",
    sub: subject.sub,
    identity: userSrpIdentity(pool.id, subject.username),
    srpSecrets: subject.srpSecrets,
    // An imported hash makes no verifier: the challenge looks like any other, and no claim proves it.
    isReal: subject.credential !== undefined && subject.credential.importedHash === undefined,
  };
}

/** The challenge; with a Session only in flows that began with one. */
export async function askSrp(
  parts: SignInParts,
  call: SignInCall,
  subject: SignInSubject,
  clientPublic: string,
  progress?: Progress,
): Promise<Asked> {
  const carrier = progress && carry(parts, call, subject.sub, "PASSWORD_VERIFIER", progress);
  const tie = carrier === undefined ? {} : { sessionId: carrier.id };
  const offer = await parts.srpProofs.offer(call, proverOf(call, subject), clientPublic, tie);
  return {
    answer: {
      ChallengeName: "PASSWORD_VERIFIER",
      ...(carrier === undefined ? {} : { Session: carrier.text }),
      ChallengeParameters: { ...offer, USERNAME: subject.username, USER_ID_FOR_SRP: subject.username },
    },
    store: async (tx) => carrier?.store(tx),
  };
}

/** Judges PASSWORD_VERIFIER. */
export async function passwordVerifierStep(
  parts: SignInParts,
  call: SignInCall,
  input: SignInInput,
): Promise<SignInAnswer> {
  const { srpProofs } = parts;
  const typedName = requiredParameter(input.parameters, "USERNAME");
  const secretBlock = requiredParameter(input.parameters, "PASSWORD_CLAIM_SECRET_BLOCK");
  const signature = requiredParameter(input.parameters, "PASSWORD_CLAIM_SIGNATURE");
  const timestamp = requiredParameter(input.parameters, "TIMESTAMP");
  srpProofs.checkTimestamp(timestamp);
  const block = srpProofs.open(call, "password", secretBlock);
  if (block === undefined) throw wrongPassword();
  // Sign-ins by choice and by functions have a Session beside the block, and they must be of one piece.
  const carried =
    block.sessionId === undefined
      ? undefined
      : await resume(parts, call, input.session, ["PASSWORD_VERIFIER"], typedName);
  if (carried !== undefined && carried.session.id !== block.sessionId) throw invalidSession();

  const subject = carried?.subject ?? (await subjectOfStep(parts, call, block.sub, typedName));
  const deviceKey = namedDeviceKey(input.parameters);
  await admit(parts, call, subject, deviceKey);
  const right = await srpProofs.proves(proverOf(call, subject), block, { secretBlock, signature, timestamp });
  if (!right || !hasPassword(subject)) throw await failed(parts, call, subject);
  const begun = carried?.progress ?? newProgress(parts, deviceKey);
  return afterPassword(parts, call, {
    subject,
    progress: deviceKey === undefined ? begun : { ...begun, deviceKey },
    provenBy: "PASSWORD_VERIFIER",
    clientMetadata: input.clientMetadata,
    effects: async (tx) => {
      await srpProofs.consume(tx, block);
      await carried?.consume(tx);
    },
  });
}
