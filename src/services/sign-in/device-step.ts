/**
 * Owns the answers of a remembered device: DEVICE_SRP_AUTH, in which it names itself, and DEVICE_PASSWORD_VERIFIER, in which
 * it proves its secret. The arithmetic is the one of passwords, under the names of the device.
 */
import { requiredParameter } from "../../domain/challenge/parameters.js";
import { withShown } from "../../domain/challenge/progress.js";
import { deviceDoesNotExist, mustProveItself } from "../../domain/device/rules.js";
import { checkBeforePassword, wrongPassword } from "../../domain/sign-in-order.js";
import { invalidSession, type SessionStep } from "../challenge-sessions.js";
import { findUser } from "../directories/user-directory.js";
import { waitingDevice } from "./ask-device.js";
import { isKnown, type SignInAnswer, type SignInCall, type SignInInput, type SignInParts } from "./call.js";
import { type Carried, carry, resume } from "./carrying.js";
import { advance } from "./completion.js";
import type { SrpProver } from "./srp-proofs.js";
import { failed } from "./subject.js";

/** The device behind a sign-in that is at its step, ready to be reckoned with. ResourceNotFoundException otherwise. */
async function proverOf({ store, devices }: SignInParts, { pool }: SignInCall, carried: Carried, deviceKey: string) {
  const { user } = carried.subject;
  const device = await devices.find(store, pool, carried.session.sub, deviceKey);
  if (user === undefined || carried.progress.deviceKey !== deviceKey || !mustProveItself(device)) {
    throw deviceDoesNotExist();
  }
  const { identity, salt, verifier } = devices.proofOf(pool, device);
  const prover: SrpProver = {
    kind: "device",
    sub: user.sub,
    identity,
    srpSecrets: () => ({ salt, verifier }),
    isReal: true,
  };
  return { user, prover };
}

const factorSteps: readonly SessionStep[] = ["SMS_MFA", "EMAIL_MFA", "SOFTWARE_TOKEN_MFA"];

/** Takes the device's name and its public value. */
export async function deviceSrpStep(parts: SignInParts, call: SignInCall, input: SignInInput): Promise<SignInAnswer> {
  const { store, clock, srpProofs, sessions } = parts;
  const typedName = requiredParameter(input.parameters, "USERNAME");
  const deviceKey = requiredParameter(input.parameters, "DEVICE_KEY");
  const clientPublic = requiredParameter(input.parameters, "SRP_A");
  let text = input.session;
  // Behind a factor amazon-cognito-identity-js sends that one's Session again: it counts as none.
  const sent = text === undefined ? undefined : sessions.stepOf(call, text);
  if (text === undefined || factorSteps.some((step) => step === sent)) {
    const user = await findUser(store, call.pool, typedName);
    const waiting = waitingDevice(call, user?.sub ?? "", deviceKey);
    text = await store.challengeStates.get<string>(waiting, clock.now());
    if (text === undefined) throw invalidSession();
  }
  const carried = await resume(parts, call, text, ["DEVICE_SRP_AUTH"], typedName);
  const { user, prover } = await proverOf(parts, call, carried, deviceKey);
  const carrier = carry(parts, call, user.sub, "DEVICE_PASSWORD_VERIFIER", carried.progress);
  const offer = await srpProofs.offer(call, prover, clientPublic, { session: carrier.text });
  await store.transaction(async (tx) => {
    await carried.consume(tx);
    await carrier.store(tx);
  });
  return {
    ChallengeName: "DEVICE_PASSWORD_VERIFIER",
    Session: carrier.text,
    ChallengeParameters: { ...offer, USERNAME: user.username, DEVICE_KEY: deviceKey },
  };
}

/** Judges the device's proof. */
export async function deviceVerifierStep(
  parts: SignInParts,
  call: SignInCall,
  input: SignInInput,
): Promise<SignInAnswer> {
  const { store, clock, srpProofs, lockOut } = parts;
  const typedName = requiredParameter(input.parameters, "USERNAME");
  const deviceKey = requiredParameter(input.parameters, "DEVICE_KEY");
  const secretBlock = requiredParameter(input.parameters, "PASSWORD_CLAIM_SECRET_BLOCK");
  const signature = requiredParameter(input.parameters, "PASSWORD_CLAIM_SIGNATURE");
  const timestamp = requiredParameter(input.parameters, "TIMESTAMP");
  srpProofs.checkTimestamp(timestamp);
  const block = srpProofs.open(call, "device", secretBlock);
  if (block === undefined) throw wrongPassword();
  // The block is tied to one Session; a client that sends one back must send that one.
  if (input.session !== undefined && input.session !== block.session) throw invalidSession();
  const carried = await resume(parts, call, block.session, ["DEVICE_PASSWORD_VERIFIER"], typedName);
  const { subject } = carried;
  await lockOut.refuseLocked(store, subject);
  const { user, prover } = await proverOf(parts, call, carried, deviceKey);
  checkBeforePassword({ pool: call.pool, user, credential: subject.credential, now: clock.now() });
  const right = await srpProofs.proves(prover, block, { secretBlock, signature, timestamp });
  if (!right || !isKnown(subject)) throw await failed(parts, call, subject, "Mfa", carried.progress);
  return advance(parts, call, {
    user,
    credential: subject.credential,
    progress: withShown(carried.progress, "DEVICE"),
    clientMetadata: input.clientMetadata,
    effects: async (tx) => {
      await srpProofs.consume(tx, block);
      await carried.consume(tx);
    },
  });
}
