/**
 * VerifySoftwareToken: a code proves that an authenticator holds the secret of AssociateSoftwareToken, which from then on is
 * the user's software token. Asking for it at sign-in is another step: SetUserMFAPreference.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifySoftwareToken.html
 */
import { checkSoftwareTokensTaken, setUpProof } from "../../domain/software-token-setup.js";
import { invalidSession } from "../../services/challenge-sessions.js";
import { createSoftwareTokens } from "../../services/software-tokens.js";
import { operation } from "../operation.js";

export const verifySoftwareToken = operation(
  "VerifySoftwareToken",
  async ({ store, clock, random, accessTokens, hourlyLimits }, input) => {
    const proof = setUpProof(input);
    if (proof.by === "session") throw invalidSession();
    const { user, pool } = await accessTokens.authorise(proof.accessToken);
    checkSoftwareTokensTaken(pool);
    await hourlyLimits.spend("VerifySoftwareToken", pool.id, user.sub);
    await createSoftwareTokens({ clock, random }).verify(store, user, input.UserCode, input.FriendlyDeviceName);
    return { Status: "SUCCESS" };
  },
);
