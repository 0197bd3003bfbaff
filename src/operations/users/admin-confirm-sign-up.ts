/**
 * AdminConfirmSignUp: confirms a user who signed up, without a code and so without proving any address.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminConfirmSignUp.html
 */
import { aliasHindersState } from "../../domain/user/taken-name.js";
import { nextStatus, withStatus } from "../../domain/user/user-status.js";
import { refusingTakenNames } from "../../services/aliases.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { namedUser } from "../../services/current-user.js";
import { updateUser } from "../../services/directories/user-directory.js";
import { operation } from "../operation.js";

export const adminConfirmSignUp = operation("AdminConfirmSignUp", async ({ store, clock, triggers }, input) => {
  const pool = await userPoolOrThrow(store, input.UserPoolId);
  const confirmed = await refusingTakenNames(aliasHindersState, () =>
    store.transaction(async (tx) => {
      const user = await namedUser(tx, pool, input.Username);
      const next = withStatus(user, nextStatus("AdminConfirmSignUp", user), clock.now());
      await updateUser(tx, pool, next);
      await tx.codes.delete({ poolId: pool.id, sub: user.sub, purpose: "confirm-sign-up", target: "" });
      return next;
    }),
  );
  await triggers.postConfirmation(pool, "ConfirmSignUp", {
    username: confirmed.username,
    attributes: confirmed.attributes,
    user: confirmed,
    clientMetadata: input.ClientMetadata,
  });
  return {};
});
