/**
 * UpdateUserAttributes: the signed-in user sets attributes and deletes those sent blank; codes prove new addresses.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserAttributes.html
 */
import { writeAttributes } from "../../domain/app-client/in-force.js";
import { codeDeliveryDetails } from "../../domain/message/delivery.js";
import { changeAttributes } from "../../services/attribute-changes.js";
import { operation } from "../operation.js";

export const updateUserAttributes = operation("UpdateUserAttributes", async (dependencies, input) => {
  const { user, pool, client } = await dependencies.accessTokens.authorise(input.AccessToken);
  const deliveries = await changeAttributes(dependencies, {
    pool,
    user,
    by: "user",
    changes: input.UserAttributes,
    writable: writeAttributes(client, pool),
    clientId: client.id,
    clientMetadata: input.ClientMetadata,
  });
  return deliveries.length === 0 ? {} : { CodeDeliveryDetailsList: deliveries.map(codeDeliveryDetails) };
});
