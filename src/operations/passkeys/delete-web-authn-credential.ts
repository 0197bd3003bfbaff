/**
 * DeleteWebAuthnCredential: takes a passkey away from the signed-in user.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteWebAuthnCredential.html
 */
import { isCredentialId } from "../../domain/passkey/credential-json.js";
import { ResourceNotFoundException } from "../../model/generated/exceptions.js";
import { passkeyOwner } from "../../services/factors/passkey-owner.js";
import { operation } from "../operation.js";

export const deleteWebAuthnCredential = operation(
  "DeleteWebAuthnCredential",
  async ({ store, accessTokens }, input) => {
    const { pool, user } = await passkeyOwner(accessTokens, input.AccessToken);
    const { CredentialId: id } = input;
    // Of another user's passkey it is said that there is none.
    const deleted = isCredentialId(id) && (await store.webAuthnCredentials.delete(pool.id, user.sub, id));
    if (!deleted) throw new ResourceNotFoundException("The credential does not exist.");
    return {};
  },
);
