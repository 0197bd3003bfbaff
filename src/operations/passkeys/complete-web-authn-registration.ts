/**
 * CompleteWebAuthnRegistration: takes the passkey that the signed-in user's browser made.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CompleteWebAuthnRegistration.html
 */
import { passkeyOwner } from "../../services/factors/passkey-owner.js";
import { operation } from "../operation.js";

export const completeWebAuthnRegistration = operation(
  "CompleteWebAuthnRegistration",
  async ({ accessTokens, passkeys }, input) => {
    await passkeys.register(await passkeyOwner(accessTokens, input.AccessToken), input.Credential);
    return {};
  },
);
