/**
 * AdminSetUserPassword: a permanent password confirms the user whatever the state was; a temporary one has to be changed at
 * the next sign-in, and its time begins now. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminSetUserPassword.html
 */
import { aliasHindersState } from "../../domain/user/taken-name.js";
import { nextStatus, withStatus } from "../../domain/user/user-status.js";
import { refusingTakenNames } from "../../services/aliases.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { currentUser } from "../../services/current-user.js";
import { updateUser, userOrThrow } from "../../services/directories/user-directory.js";
import { operation } from "../operation.js";

export const adminSetUserPassword = operation("AdminSetUserPassword", async ({ store, clock, passwords }, input) => {
  const pool = await userPoolOrThrow(store, input.UserPoolId);
  const found = await userOrThrow(store, pool, input.Username);
  const password = await passwords.prepare(pool, found, input.Password, "other");
  const permanent = input.Permanent ?? false;
  await refusingTakenNames(aliasHindersState, () =>
    store.transaction(async (tx) => {
      const user = await currentUser(tx, found);
      // Before the credential, as sign-ins hold the two: in another order each would wait for the other.
      await tx.lockouts.clear(pool.id, user.sub);
      const status = nextStatus(permanent ? "AdminSetPermanentPassword" : "AdminSetTemporaryPassword", user);
      await updateUser(tx, pool, withStatus(user, status, clock.now()));
      await passwords.store(tx, pool, user, password, { temporary: !permanent, checkHistory: permanent });
      // Whoever holds an older reset code must not undo what the administrator has just done (T-10).
      await tx.codes.delete({ poolId: pool.id, sub: user.sub, purpose: "forgot-password", target: "" });
    }),
  );
  return {};
});
