/**
 * Ends every sign-in of the user who asks: no access or refresh token issued so far is accepted any more.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GlobalSignOut.html
 */
import { NotAuthorizedException, UserNotFoundException } from "../../model/generated/exceptions.js";
import { operation } from "../operation.js";

export const globalSignOut = operation("GlobalSignOut", async ({ store, accessTokens, clock }, input) => {
  const { pool, user } = await accessTokens.authorise(input.AccessToken).catch((error: unknown) => {
    // The operation's model knows no UserNotFoundException: with the user, every token of the user is gone.
    throw error instanceof UserNotFoundException ? new NotAuthorizedException("Access Token has been revoked") : error;
  });
  await store.tokenSessions.revokeAllOfUser(pool.id, user.sub, clock.now());
  return {};
});
