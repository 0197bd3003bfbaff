/** DeleteUserPoolClient: removes an app client and its secrets. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserPoolClient.html */
import { appClientOrThrow, userPoolOrThrow } from "../../services/configuration.js";
import { operation } from "../operation.js";

export const deleteUserPoolClient = operation("DeleteUserPoolClient", async ({ store }, input) => {
  await store.transaction(async (tx) => {
    await userPoolOrThrow(tx, input.UserPoolId);
    const client = await appClientOrThrow(tx, input.ClientId, input.UserPoolId);
    await tx.appClients.delete(client.id);
  });
});
