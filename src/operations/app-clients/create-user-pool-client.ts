/** CreateUserPoolClient: a new app client, with a secret if asked for. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html */

import { checkAppClient } from "../../domain/app-client/check.js";
import { newClientId, newClientSecret, newSecretValue } from "../../domain/app-client/client-secret.js";
import { describeAppClient } from "../../domain/app-client/describe.js";
import { newAppClient } from "../../domain/app-client/new-app-client.js";
import { askedClientId, idIsTaken } from "../../domain/asked-id.js";
import { InvalidParameterException, LimitExceededException } from "../../model/generated/exceptions.js";
import { AlreadyExists } from "../../ports/store.js";
import { clientSurroundings } from "../../services/client-surroundings.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { operation } from "../operation.js";

const maxClients = 1000;

export const createUserPoolClient = operation(
  "CreateUserPoolClient",
  async ({ store, clock, random, request }, input) => {
    const pickText = (alphabet: string, count: number) => random.text(alphabet, count);
    const now = clock.now();
    const secretValue = input.ClientSecret ?? (input.GenerateSecret === true ? newSecretValue(pickText) : undefined);
    const client = await store.transaction(async (tx) => {
      const pool = await userPoolOrThrow(tx, input.UserPoolId);
      const asked = askedClientId(request.askedId, pool.tags, input.ClientName);
      const client = newAppClient(input, { id: asked ?? newClientId(pickText), now });
      if (input.GenerateSecret === true && input.ClientSecret !== undefined) {
        throw new InvalidParameterException("GenerateSecret and ClientSecret cannot be specified together.");
      }
      const around = await clientSurroundings(tx, pool.id, client.settings);
      checkAppClient(client, { pool, hasSecret: secretValue !== undefined, ...around, verb: "creating" });
      if ((await tx.appClients.count(pool.id)) >= maxClients) {
        throw new LimitExceededException(`A user pool cannot have more than ${maxClients} app clients.`);
      }
      try {
        await tx.appClients.insert(client);
      } catch (error) {
        throw asked !== undefined && error instanceof AlreadyExists ? idIsTaken(asked) : error;
      }
      if (secretValue !== undefined) await tx.clientSecrets.insert(newClientSecret(client.id, secretValue, now, []));
      return client;
    });
    return { UserPoolClient: describeAppClient(client, secretValue) };
  },
);
