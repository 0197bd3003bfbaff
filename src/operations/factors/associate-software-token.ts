/**
 * AssociateSoftwareToken: a secret for the authenticator of somebody signed in, or in the middle of it at MFA_SETUP, to be
 * proven by VerifySoftwareToken.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AssociateSoftwareToken.html
 */
import { base32 } from "../../domain/software-token/base32.js";
import { checkSoftwareTokensTaken, setUpProof } from "../../domain/software-token/software-token-setup.js";
import {
  NotAuthorizedException,
  PasswordResetRequiredException,
  UserNotConfirmedException,
  UserNotFoundException,
} from "../../model/generated/exceptions.js";
import { invalidSession } from "../../services/challenge-sessions.js";
import { createSoftwareTokens } from "../../services/factors/software-tokens.js";
import { operation } from "../operation.js";

export const associateSoftwareToken = operation(
  "AssociateSoftwareToken",
  async ({ store, clock, random, accessTokens, authentication, request }, input) => {
    const softwareTokens = createSoftwareTokens({ clock, random });
    const proof = setUpProof(input);
    if (proof.by === "access-token") {
      const { user, pool } = await accessTokens.authorise(proof.accessToken).catch(goneWithTheUser);
      checkSoftwareTokensTaken(pool);
      return { SecretCode: base32(await softwareTokens.begin(store, user).catch(goneWithTheUser)) };
    }
    const { mfaSetups } = authentication;
    const setup = await mfaSetups.open(proof.session, request).catch(endedBySomethingElse);
    checkSoftwareTokensTaken(setup.call.pool);
    const secret = softwareTokens.newSecret();
    const Session = await mfaSetups.next(setup, { secret: secret.toString("base64url") });
    return { SecretCode: base32(secret), Session };
  },
);

/** The operation's model knows no UserNotFoundException: with the user, every token of the user is gone. */
function goneWithTheUser(error: unknown): never {
  throw error instanceof UserNotFoundException ? new NotAuthorizedException("Access Token has been revoked") : error;
}

/** Nor does it know the states that a user may have come into since the sign-in began: they end the sign-in. */
function endedBySomethingElse(error: unknown): never {
  const ends = [UserNotFoundException, UserNotConfirmedException, PasswordResetRequiredException];
  throw ends.some((one) => error instanceof one) ? invalidSession() : error;
}
