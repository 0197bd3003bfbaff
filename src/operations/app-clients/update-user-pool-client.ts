/** UpdateUserPoolClient: replaces every setting of an app client but its name. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPoolClient.html */
import { checkAppClient } from "../../domain/app-client/check.js";
import { shownSecret } from "../../domain/app-client/client-secret.js";
import { describeAppClient } from "../../domain/app-client/describe.js";
import { withUpdatedClientSettings } from "../../domain/app-client/new-app-client.js";
import { clientSurroundings } from "../../services/client-surroundings.js";
import { appClientOrThrow, userPoolOrThrow } from "../../services/configuration.js";
import { operation } from "../operation.js";

export const updateUserPoolClient = operation("UpdateUserPoolClient", async ({ store, clock }, input) =>
  store.transaction(async (tx) => {
    const pool = await userPoolOrThrow(tx, input.UserPoolId);
    const before = await appClientOrThrow(tx, input.ClientId, pool.id);
    const client = withUpdatedClientSettings(before, input, clock.now());
    const secrets = await tx.clientSecrets.list(client.id);
    const around = await clientSurroundings(tx, pool.id, client.settings);
    checkAppClient(client, { pool, hasSecret: secrets.length > 0, ...around, verb: "updating" });
    await tx.appClients.update(client);
    return { UserPoolClient: describeAppClient(client, shownSecret(client, secrets)) };
  }),
);
