/** Owns who manages passkeys: the user of a good access token, in the words that the operations on passkeys have. */
import { passwordResetRequired } from "../../domain/sign-in-order.js";
import { NotAuthorizedException, UserNotFoundException } from "../../model/generated/exceptions.js";
import type { AccessTokens, AuthorisedUser } from "../tokens/access-tokens.js";

/**
 * As `AccessTokens.authorise`. These operations have no word for a user who was deleted: the token is of no worth. Who must
 * set a new password first may have lost the old one to somebody, who must not gain a passkey by it.
 */
export async function passkeyOwner(accessTokens: AccessTokens, accessToken: string): Promise<AuthorisedUser> {
  const owner = await authorised(accessTokens, accessToken);
  if (owner.user.status === "RESET_REQUIRED") throw passwordResetRequired();
  return owner;
}

async function authorised(accessTokens: AccessTokens, accessToken: string): Promise<AuthorisedUser> {
  try {
    return await accessTokens.authorise(accessToken);
  } catch (error) {
    if (error instanceof UserNotFoundException) throw new NotAuthorizedException("Access Token has been revoked");
    throw error;
  }
}
