/** DeleteUserPoolClientSecret: ends the life of one of two secrets. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserPoolClientSecret.html */
import { checkSecretMayBeDeleted } from "../../domain/app-client/client-secret.js";
import { ResourceNotFoundException } from "../../model/generated/exceptions.js";
import { appClientOrThrow, userPoolOrThrow } from "../../services/configuration.js";
import { operation } from "../operation.js";

export const deleteUserPoolClientSecret = operation("DeleteUserPoolClientSecret", async ({ store }, input) => {
  await store.transaction(async (tx) => {
    await userPoolOrThrow(tx, input.UserPoolId);
    const client = await appClientOrThrow(tx, input.ClientId, input.UserPoolId);
    const existing = await tx.clientSecrets.list(client.id);
    if (!existing.some((secret) => secret.id === input.ClientSecretId)) {
      throw new ResourceNotFoundException(`Client secret ${input.ClientSecretId} does not exist.`);
    }
    checkSecretMayBeDeleted(existing);
    await tx.clientSecrets.delete(client.id, input.ClientSecretId);
    // Counts up the client's version, so that two deletions at once cannot take both secrets.
    await tx.appClients.update(client);
  });
  return {};
});
