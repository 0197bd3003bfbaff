/** AddUserPoolClientSecret: a second secret, so that one can replace the other. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AddUserPoolClientSecret.html */
import {
  checkSecretMayBeAdded,
  describeClientSecret,
  newClientSecret,
  newSecretValue,
} from "../../domain/app-client/client-secret.js";
import { appClientOrThrow, userPoolOrThrow } from "../../services/configuration.js";
import { beginAgainIfTaken } from "../../services/lost-races.js";
import { operation } from "../operation.js";

export const addUserPoolClientSecret = operation("AddUserPoolClientSecret", async ({ store, clock, random }, input) => {
  const value = input.ClientSecret ?? newSecretValue((alphabet, count) => random.text(alphabet, count));
  const secret = await store.transaction(async (tx) => {
    await userPoolOrThrow(tx, input.UserPoolId);
    const client = await appClientOrThrow(tx, input.ClientId, input.UserPoolId);
    const existing = await tx.clientSecrets.list(client.id);
    checkSecretMayBeAdded(existing);
    const added = newClientSecret(client.id, value, clock.now(), existing);
    await beginAgainIfTaken(tx.clientSecrets.insert(added));
    // Counts up the client's version, so that two additions at once cannot both find one secret there.
    await tx.appClients.update(client);
    return added;
  });
  return { ClientSecretDescriptor: describeClientSecret(secret, input.ClientSecret === undefined) };
});
