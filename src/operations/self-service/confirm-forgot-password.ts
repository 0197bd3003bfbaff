/**
 * ConfirmForgotPassword: the code of a reset sets a new password. The only door to one without the old one (T-10).
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmForgotPassword.html
 */
import { preventsUserExistenceErrors } from "../../domain/app-client/in-force.js";
import { checkPassword } from "../../domain/password/password-policy.js";
import { userOrigin } from "../../domain/threat/context-data.js";
import { nextStatus, withStatus } from "../../domain/user/user-status.js";
import { passwordPolicy } from "../../domain/user-pool/in-force.js";
import { claimedUser } from "../../services/claimed-user.js";
import { provenClient } from "../../services/client-proof.js";
import { wrongCode } from "../../services/codes.js";
import { currentUser } from "../../services/current-user.js";
import { updateUser } from "../../services/directories/user-directory.js";
import { checkSentCode } from "../../services/messages/simulated-delivery.js";
import { operation } from "../operation.js";

export const confirmForgotPassword = operation("ConfirmForgotPassword", async (dependencies, input) => {
  const { store, clock, passwords, codes, triggers, authEvents, threats, request } = dependencies;
  const { client, pool } = await provenClient(store, input);
  const { user, sub } = await claimedUser(dependencies, { client, pool }, input.Username, "ConfirmForgotPassword");
  // Where users are hidden, their state is told only to who has the code.
  if (user !== undefined && !preventsUserExistenceErrors(client)) nextStatus("ConfirmForgotPassword", user);
  // Before the code: a password that cannot be taken must not cost one of its tries.
  checkPassword(input.Password, passwordPolicy(pool), "other");
  const risk = await threats.checkChosenPassword(pool, client, "PASSWORD_CHANGE", input.Password);
  const who = { poolId: pool.id, sub };
  const code = await checkSentCode(
    dependencies,
    { ...who, purpose: "forgot-password", target: "" },
    input.ConfirmationCode,
  );
  // A code that was sent was sent to somebody.
  if (user === undefined) throw wrongCode();
  const prepared = await passwords.prepare(pool, user, input.Password, "other");

  const changed = await store.transaction(async (tx) => {
    const before = await currentUser(tx, who);
    const status = nextStatus("ConfirmForgotPassword", before);
    await codes.consume(tx, code);
    // Before the credential, as sign-ins hold the two: in another order each would wait for the other.
    await tx.lockouts.clear(pool.id, sub);
    await passwords.store(tx, pool, before, prepared, { temporary: false, checkHistory: true });
    const after = withStatus(before, status, clock.now());
    await updateUser(tx, pool, after);
    const event = { ...who, type: "ForgotPassword", response: "Pass", clientId: client.id, risk } as const;
    await authEvents.record(tx, event, userOrigin(request, { pool, client }, input.UserContextData));
    return after;
  });
  await triggers.postConfirmation(pool, "ConfirmForgotPassword", {
    clientId: client.id,
    username: changed.username,
    attributes: changed.attributes,
    user: changed,
    clientMetadata: input.ClientMetadata,
  });
  return {};
});
