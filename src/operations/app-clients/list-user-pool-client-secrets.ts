/** ListUserPoolClientSecrets: ids and dates of a client's secrets, never their values. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserPoolClientSecrets.html */
import { describeClientSecret } from "../../domain/app-client/client-secret.js";
import { appClientOrThrow, userPoolOrThrow } from "../../services/configuration.js";
import { operation } from "../operation.js";

export const listUserPoolClientSecrets = operation("ListUserPoolClientSecrets", async ({ store }, input) => {
  await userPoolOrThrow(store, input.UserPoolId);
  const client = await appClientOrThrow(store, input.ClientId, input.UserPoolId);
  // Two at most: there is never a second page.
  const secrets = await store.clientSecrets.list(client.id);
  return { ClientSecrets: secrets.map((secret) => describeClientSecret(secret, false)) };
});
