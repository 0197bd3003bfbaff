/**
 * ForgotPassword: a code to a proven address of the user, with which to choose another password.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ForgotPassword.html
 */
import { preventsUserExistenceErrors } from "../../domain/app-client/in-force.js";
import { codeDeliveryDetails } from "../../domain/message/delivery.js";
import { recoveryOrder } from "../../domain/password/recovery.js";
import { userOrigin } from "../../domain/threat/context-data.js";
import { accountRecoverySetting } from "../../domain/user-pool/in-force.js";
import { InvalidParameterException } from "../../model/generated/exceptions.js";
import { type ClaimedUser, claimedUser } from "../../services/claimed-user.js";
import { provenClient } from "../../services/client-proof.js";
import { pretendDelivery } from "../../services/messages/simulated-delivery.js";
import { beginPasswordReset } from "../../services/password-reset.js";
import { migrateUser } from "../../services/user-migration.js";
import { operation } from "../operation.js";

export const forgotPassword = operation("ForgotPassword", async (dependencies, input) => {
  const { request } = dependencies;
  const { client, pool } = await provenClient(dependencies.store, input);
  const clientMetadata = input.ClientMetadata;
  const origin = userOrigin(request, { pool, client }, input.UserContextData);
  const hides = preventsUserExistenceErrors(client);
  const migrate = () =>
    migrateUser(dependencies, { pool, client, source: "ForgotPassword", typedName: input.Username, clientMetadata });
  const claimed = await claimedUser(dependencies, { client, pool }, input.Username, "ForgotPassword", migrate);

  const pretend = async ({ sub, user }: ClaimedUser) => ({
    CodeDeliveryDetails: await pretendDelivery(dependencies, {
      pool,
      client,
      typedName: input.Username,
      sub,
      isHidden: user !== undefined,
      purpose: "forgot-password",
      attributes: recoveryOrder(accountRecoverySetting(pool)),
      source: "ForgotPassword",
      event: "ForgotPassword",
      clientMetadata,
      origin,
    }),
  });

  // Disabled users and users without a proven address are hidden as well (Cognito developer guide, managing user
  // existence error responses).
  if (claimed.user === undefined || (hides && !claimed.user.enabled)) return pretend(claimed);
  try {
    const delivery = await beginPasswordReset(dependencies, {
      pool,
      user: claimed.user,
      by: "user",
      clientId: client.id,
      clientMetadata,
      origin,
    });
    return { CodeDeliveryDetails: codeDeliveryDetails(delivery) };
  } catch (error) {
    // What the request itself could have wrong was checked before: this one says that there is no proven address.
    if (hides && error instanceof InvalidParameterException) return pretend(claimed);
    throw error;
  }
});
