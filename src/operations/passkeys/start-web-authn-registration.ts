/**
 * StartWebAuthnRegistration: what the signed-in user's browser is asked to make a passkey.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_StartWebAuthnRegistration.html
 */
import { passkeyOwner } from "../../services/factors/passkey-owner.js";
import { operation } from "../operation.js";

export const startWebAuthnRegistration = operation(
  "StartWebAuthnRegistration",
  async ({ accessTokens, passkeys }, input) => ({
    CredentialCreationOptions: await passkeys.registrationOptions(await passkeyOwner(accessTokens, input.AccessToken)),
  }),
);
