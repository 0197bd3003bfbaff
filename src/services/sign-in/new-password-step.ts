/**
 * Owns the answer to NEW_PASSWORD_REQUIRED: the temporary password is replaced, missing attributes come in, and the user
 * is confirmed, all in the transaction of the next step: a second factor may still be owed.
 */
import { writeAttributes } from "../../domain/app-client/in-force.js";
import { attributesInResponses, newPasswordAttributes } from "../../domain/attributes/new-password-attributes.js";
import { withCustomResult } from "../../domain/challenge/custom-progress.js";
import { requiredParameter } from "../../domain/challenge/parameters.js";
import type { Progress } from "../../domain/challenge/progress.js";
import { checkAfterPassword, checkBeforePassword } from "../../domain/sign-in-order.js";
import { aliasIsTaken } from "../../domain/user/taken-name.js";
import type { User } from "../../domain/user.js";
import { refusingTakenNames } from "../aliases.js";
import { invalidSession } from "../challenge-sessions.js";
import { updateUser } from "../directories/user-directory.js";
import type { SignInAnswer, SignInCall, SignInInput, SignInParts } from "./call.js";
import { resume } from "./carrying.js";
import { advance } from "./completion.js";

/** Takes the new password. */
export async function newPasswordStep(parts: SignInParts, call: SignInCall, input: SignInInput): Promise<SignInAnswer> {
  const { clock, passwords, threats } = parts;
  const { pool, client } = call;
  const typedName = requiredParameter(input.parameters, "USERNAME");
  // Another temporary password, or a reset, since this session began makes it worthless: `resume` sees to that.
  const carried = await resume(parts, call, input.session, ["NEW_PASSWORD_REQUIRED"], typedName);
  const { user, credential } = carried.subject;
  if (user === undefined || credential === undefined) throw invalidSession();
  const facts = { pool, user, credential, now: clock.now() };
  checkBeforePassword(facts);
  if (user.status !== "FORCE_CHANGE_PASSWORD") throw invalidSession();
  checkAfterPassword(facts);

  const newPassword = requiredParameter(input.parameters, "NEW_PASSWORD");
  const given = attributesInResponses(input.parameters ?? {});
  const writable = writeAttributes(client, pool);
  const changed = (before: User): User => ({
    ...before,
    status: "CONFIRMED",
    attributes: newPasswordAttributes(pool.schema, before.attributes, given, { writable }),
    modifiedAt: clock.now(),
  });
  const confirmed = changed(user);
  const prepared = await passwords.prepare(pool, user, newPassword, "other");
  const chosen = await threats.checkChosenPassword(pool, client, "PASSWORD_CHANGE", newPassword);
  const setAt = clock.now();
  const { custom } = carried.progress;
  const progress: Progress = {
    ...carried.progress,
    passwordSetAt: setAt,
    newPassword: true,
    ...(chosen === undefined ? {} : { risk: { ...(carried.progress.risk ?? chosen), compromised: true } }),
    ...(custom && {
      custom: withCustomResult(custom, { challengeName: "NEW_PASSWORD_REQUIRED", challengeResult: true }),
    }),
  };
  return refusingTakenNames(aliasIsTaken, () =>
    advance(parts, call, {
      user: confirmed,
      credential: { ...credential, setAt, temporary: false },
      progress,
      clientMetadata: input.clientMetadata,
      effects: async (tx) => {
        await carried.consume(tx);
        const before = await tx.users.getBySub(pool.id, user.sub);
        if (before?.status !== "FORCE_CHANGE_PASSWORD") throw invalidSession();
        await passwords.store(tx, pool, before, prepared, { temporary: false, checkHistory: true, setAt });
        await updateUser(tx, pool, changed(before));
      },
    }),
  );
}
