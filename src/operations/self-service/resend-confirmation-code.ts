/**
 * ResendConfirmationCode: the code of a sign-up once more; earlier ones are void.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ResendConfirmationCode.html
 */
import { preventsUserExistenceErrors } from "../../domain/app-client/in-force.js";
import { codeDeliveryDetails, resendDelivery } from "../../domain/message/delivery.js";
import { userOrigin } from "../../domain/threat/context-data.js";
import { nextStatus } from "../../domain/user/user-status.js";
import type { User } from "../../domain/user.js";
import { autoVerifiedAttributes } from "../../domain/user-pool/in-force.js";
import { TooManyRequestsException } from "../../model/generated/exceptions.js";
import { claimedUser } from "../../services/claimed-user.js";
import { provenClient } from "../../services/client-proof.js";
import { currentUser } from "../../services/current-user.js";
import { pretendDelivery } from "../../services/messages/simulated-delivery.js";
import { operation } from "../operation.js";

/** Of somebody who has given both; where the pool would send nothing even then, everybody is refused. */
const bothAddresses = new Map([
  ["phone_number", "any"],
  ["email", "any"],
]);

export const resendConfirmationCode = operation("ResendConfirmationCode", async (dependencies, input) => {
  const { store, codes, messages, authEvents, request } = dependencies;
  const { client, pool } = await provenClient(store, input);
  const { user, sub } = await claimedUser(dependencies, { client, pool }, input.Username, "ResendConfirmationCode");
  const clientMetadata = input.ClientMetadata;
  const origin = userOrigin(request, { pool, client }, input.UserContextData);
  const autoVerified = autoVerifiedAttributes(pool);

  // Disabled users are hidden as well (Cognito developer guide, managing user existence error responses).
  if (user === undefined || (!user.enabled && preventsUserExistenceErrors(client))) {
    resendDelivery(autoVerified, bothAddresses);
    const CodeDeliveryDetails = await pretendDelivery(dependencies, {
      pool,
      client,
      typedName: input.Username,
      sub,
      isHidden: user !== undefined,
      purpose: "confirm-sign-up",
      attributes: (["phone_number", "email"] as const).filter((attribute) => autoVerified.includes(attribute)),
      source: "ResendCode",
      event: "ResendCode",
      clientMetadata,
      origin,
    });
    return { CodeDeliveryDetails };
  }

  const decide = (subject: User) => {
    nextStatus("ResendConfirmationCode", subject);
    return resendDelivery(autoVerified, subject.attributes);
  };
  const delivery = decide(user);
  const message = await messages.prepare({
    pool,
    kind: "sign-up",
    source: "ResendCode",
    username: user.username,
    attributes: user.attributes,
    user,
    medium: delivery.medium,
    to: delivery.destination,
    clientId: client.id,
    clientMetadata,
  });
  const who = { poolId: pool.id, sub };
  await store.transaction(async (tx) => {
    const { attribute, destination } = decide(await currentUser(tx, who));
    // The address was changed since the trigger was asked: a code must not go to what is no longer the user's (T-10).
    if (destination !== delivery.destination) throw new TooManyRequestsException("Too many requests");
    const key = { ...who, purpose: "confirm-sign-up", target: "" } as const;
    const code = await codes.issue(tx, { ...key, attribute, destination, clientId: client.id });
    await messages.write(tx, message, { code });
    await authEvents.record(tx, { ...who, type: "ResendCode", response: "Pass", clientId: client.id }, origin);
  });
  return { CodeDeliveryDetails: codeDeliveryDetails(delivery) };
});
