/**
 * GetUser: the signed-in user, with the attributes that the app client may read.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUser.html
 */
import { readAttributes } from "../../domain/app-client/in-force.js";
import { getUserView } from "../../domain/user/user-view.js";
import { identitiesOf } from "../../services/user-identities.js";
import { operation } from "../operation.js";

export const getUser = operation("GetUser", async ({ store, accessTokens }, input) => {
  const { user, pool, client } = await accessTokens.authorise(input.AccessToken);
  return getUserView(user, readAttributes(client, pool), await identitiesOf(store, pool, user));
});
