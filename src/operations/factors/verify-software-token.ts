/**
 * VerifySoftwareToken: a code proves that an authenticator holds the secret of AssociateSoftwareToken. For somebody signed
 * in, and at MFA_SETUP, it is the user's software token from then on. At MFA_SETUP it is switched on too: the sign-in goes on
 * with the Session that is answered, or a new one asks for it; otherwise that is another step (SetUserMFAPreference).
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifySoftwareToken.html
 */
import {
  checkSoftwareTokensTaken,
  friendlyDeviceName,
  setUpProof,
} from "../../domain/software-token/software-token-setup.js";
import type { VerifySoftwareTokenResponse } from "../../model/generated/types.js";
import { invalidSession } from "../../services/challenge-sessions.js";
import { createSoftwareTokens, noTokenOfUser, notEnabled } from "../../services/factors/software-tokens.js";
import { type Dependencies, operation } from "../operation.js";

export const verifySoftwareToken = operation("VerifySoftwareToken", async (dependencies, input) => {
  const { store, clock, random, accessTokens, hourlyLimits } = dependencies;
  const proof = setUpProof(input);
  const deviceName = friendlyDeviceName(input);
  if (proof.by === "session") return verifyInSignIn(dependencies, proof.session, input.UserCode, deviceName);
  const { user, pool } = await accessTokens.authorise(proof.accessToken);
  checkSoftwareTokensTaken(pool);
  await hourlyLimits.spend("VerifySoftwareToken", pool.id, user.sub);
  await createSoftwareTokens({ clock, random }).verify(store, user, input.UserCode, deviceName);
  return { Status: "SUCCESS" };
});

async function verifyInSignIn(
  { clock, random, authentication, request }: Dependencies,
  session: string,
  code: string,
  deviceName: string | undefined,
): Promise<VerifySoftwareTokenResponse> {
  const { mfaSetups } = authentication;
  const setup = await mfaSetups.open(session, request);
  checkSoftwareTokensTaken(setup.call.pool);
  const { softwareToken } = setup;
  if (softwareToken === undefined) throw noTokenOfUser();
  // A Session that has proven its authenticator answers MFA_SETUP, and nothing else.
  if (softwareToken.verifiedStep !== undefined) throw invalidSession();
  const { secret } = softwareToken;
  const step = createSoftwareTokens({ clock, random }).stepOf(Buffer.from(secret, "base64url"), code);
  if (step === undefined) {
    await mfaSetups.failed(setup);
    throw notEnabled();
  }
  return { Status: "SUCCESS", Session: await mfaSetups.next(setup, { secret, verifiedStep: step, deviceName }) };
}
