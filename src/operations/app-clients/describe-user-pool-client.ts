/** DescribeUserPoolClient: the settings of an app client with its secret. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPoolClient.html */
import { shownSecret } from "../../domain/app-client/client-secret.js";
import { describeAppClient } from "../../domain/app-client/describe.js";
import { appClientOrThrow, userPoolOrThrow } from "../../services/configuration.js";
import { operation } from "../operation.js";

export const describeUserPoolClient = operation("DescribeUserPoolClient", async ({ store }, input) => {
  await userPoolOrThrow(store, input.UserPoolId);
  const client = await appClientOrThrow(store, input.ClientId, input.UserPoolId);
  const secrets = await store.clientSecrets.list(client.id);
  return { UserPoolClient: describeAppClient(client, shownSecret(client, secrets)) };
});
