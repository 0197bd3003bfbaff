/**
 * ChangePassword: a signed-in user replaces the password, or sets the first one. Tokens stay valid.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ChangePassword.html
 */
import { checkPassword } from "../../domain/password/password-policy.js";
import { wrongPassword } from "../../domain/sign-in-order.js";
import { nextStatus, withStatus } from "../../domain/user/user-status.js";
import { passwordPolicy } from "../../domain/user-pool/in-force.js";
import { currentUser } from "../../services/current-user.js";
import { updateUser } from "../../services/directories/user-directory.js";
import { createLockOut } from "../../services/lock-out.js";
import { operation } from "../operation.js";

export const changePassword = operation("ChangePassword", async (dependencies, input) => {
  const { store, clock, accessTokens, hourlyLimits, passwords, authEvents, threats, request } = dependencies;
  const { user, pool, client } = await accessTokens.authorise(input.AccessToken);
  const lockOut = createLockOut({ clock });
  const who = { poolId: pool.id, sub: user.sub };
  const event = { ...who, type: "PasswordChange", clientId: client.id } as const;
  await hourlyLimits.spend("ChangePassword", pool.id, user.sub);
  nextStatus("ChangePassword", user);

  const known = await store.credentials.get(pool.id, user.sub);
  if (known !== undefined || input.PreviousPassword !== undefined) {
    await lockOut.refuseLocked(store, who);
    if (!(await passwords.judge(pool, user, known, input.PreviousPassword ?? "")).right) {
      await store.transaction(async (tx) => {
        await lockOut.settle(tx, who, "failure");
        await authEvents.record(tx, { ...event, response: "Fail" }, request);
      });
      throw wrongPassword();
    }
  }
  checkPassword(input.ProposedPassword, passwordPolicy(pool), "other");
  const risk = await threats.checkChosenPassword(pool, client, "PASSWORD_CHANGE", input.ProposedPassword);
  const prepared = await passwords.prepare(pool, user, input.ProposedPassword, "other");

  await store.transaction(async (tx) => {
    const before = await currentUser(tx, user);
    await lockOut.settle(tx, who, "success");
    const status = nextStatus("ChangePassword", before);
    // Another change came first: what was proven is not the password any more.
    const current = await tx.credentials.get(pool.id, user.sub);
    if (current?.salt.toString("hex") !== known?.salt.toString("hex")) throw wrongPassword();
    await passwords.store(tx, pool, before, prepared, { temporary: false, checkHistory: true });
    await updateUser(tx, pool, withStatus(before, status, clock.now()));
    // Whoever holds an older reset code must not undo what the user has just done (T-10).
    await tx.codes.delete({ ...who, purpose: "forgot-password", target: "" });
    await authEvents.record(tx, { ...event, response: "Pass", risk }, request);
  });
  return {};
});
