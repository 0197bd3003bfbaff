/**
 * Owns the answer to NEW_PASSWORD_REQUIRED: the temporary password is replaced, missing attributes come in, and the user
 * is confirmed, all in the transaction that stores the sign-in.
 */
import { writeAttributes } from "../../domain/app-client/in-force.js";
import { attributesInResponses, newPasswordAttributes } from "../../domain/attributes/new-password-attributes.js";
import { nextChallenge } from "../../domain/challenge/next-challenge.js";
import { requiredParameter } from "../../domain/challenge/parameters.js";
import { checkAfterPassword, checkBeforePassword } from "../../domain/sign-in-order.js";
import { aliasIsTaken } from "../../domain/taken-name.js";
import type { User } from "../../domain/user.js";
import { refusingTakenNames } from "../aliases.js";
import { invalidSession } from "../challenge-sessions.js";
import { updateUser } from "../user-directory.js";
import type { SignInAnswer, SignInCall, SignInInput, SignInParts } from "./call.js";
import { factorUnavailable, type Grant, grantTokens } from "./completion.js";
import { subjectOfStep } from "./subject.js";

/** Takes the new password. */
export async function newPasswordStep(parts: SignInParts, call: SignInCall, input: SignInInput): Promise<SignInAnswer> {
  const { store, clock, passwords, sessions } = parts;
  const { pool, client } = call;
  const session = await sessions.open(store, call, input.session, ["NEW_PASSWORD_REQUIRED"]);
  const { user, credential } = await subjectOfStep(
    parts,
    call,
    session.sub,
    requiredParameter(input.parameters, "USERNAME"),
  );
  // Another temporary password, or a reset, since this session began makes it worthless.
  if (user === undefined || credential === undefined || credential.setAt !== session.passwordSetAt)
    throw invalidSession();
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
  const next = nextChallenge(pool, confirmed, { secondFactor: false });
  if (next.kind === "new-password") throw new Error("a confirmed user was asked for a new password again");
  // Before anything is changed: the user would be left with a new password and no way in.
  if (next.kind !== "tokens") throw factorUnavailable(call, next);
  const prepared = await passwords.prepare(pool, user, newPassword, "other");

  const grant: Grant = {
    user: confirmed,
    source: "NewPasswordChallenge",
    clientMetadata: input.clientMetadata,
    effects: async (tx) => {
      await sessions.consume(tx, session);
      const before = await tx.users.getBySub(pool.id, user.sub);
      if (before?.status !== "FORCE_CHANGE_PASSWORD") throw invalidSession();
      await passwords.store(tx, pool, before, prepared, { temporary: false, checkHistory: true });
      await updateUser(tx, pool, changed(before));
    },
  };
  return refusingTakenNames(aliasIsTaken, () => grantTokens(parts, call, grant));
}
