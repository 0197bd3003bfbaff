/**
 * AssociateSoftwareToken: a secret for the authenticator of somebody signed in, to be proven by VerifySoftwareToken.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AssociateSoftwareToken.html
 */
import { base32 } from "../../domain/base32.js";
import { checkSoftwareTokensTaken, setUpProof } from "../../domain/software-token-setup.js";
import { NotAuthorizedException, UserNotFoundException } from "../../model/generated/exceptions.js";
import { invalidSession } from "../../services/challenge-sessions.js";
import { createSoftwareTokens } from "../../services/software-tokens.js";
import { operation } from "../operation.js";

export const associateSoftwareToken = operation(
  "AssociateSoftwareToken",
  async ({ store, clock, random, accessTokens }, input) => {
    const proof = setUpProof(input);
    if (proof.by === "session") throw invalidSession();
    try {
      const { user, pool } = await accessTokens.authorise(proof.accessToken);
      checkSoftwareTokensTaken(pool);
      return { SecretCode: base32(await createSoftwareTokens({ clock, random }).begin(store, user)) };
    } catch (error) {
      // The operation's model knows no UserNotFoundException: with the user, every token of the user is gone.
      throw error instanceof UserNotFoundException
        ? new NotAuthorizedException("Access Token has been revoked")
        : error;
    }
  },
);
