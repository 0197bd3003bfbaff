/**
 * AdminCreateUser: a new user with a temporary password and an invitation, or the invitation of an existing one once more.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminCreateUser.html
 */
import { attributesAtCreation } from "../../domain/attributes/attributes-at-creation.js";
import { invitationDeliveries } from "../../domain/message/delivery.js";
import { newUserByAdministrator, takesUsersWithoutPassword } from "../../domain/user/new-user.js";
import { aliasIsTaken, type UniqueName } from "../../domain/user/taken-name.js";
import { newSub } from "../../domain/user/user-sub.js";
import { userType } from "../../domain/user/user-view.js";
import { usernameFills, withUsernameAttribute } from "../../domain/user/username.js";
import type { User } from "../../domain/user.js";
import { aliasAttributes, isCaseSensitive, usernameAttributes } from "../../domain/user-pool/in-force.js";
import type { UserPool } from "../../domain/user-pool.js";
import { UsernameExistsException } from "../../model/generated/exceptions.js";
import type { AdminCreateUserRequest, AttributeType } from "../../model/generated/types.js";
import { refusingTakenNames, storeTakingOver } from "../../services/aliases.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { findUser, insertUser } from "../../services/directories/user-directory.js";
import {
  generateTemporaryPassword,
  prepareInvitation,
  resendInvitation,
  writeInvitation,
} from "../../services/sign-up/invitations.js";
import { type Dependencies, operation } from "../operation.js";

export const adminCreateUser = operation("AdminCreateUser", async (dependencies, input) => {
  const { store, messages, passwords, triggers } = dependencies;
  const pool = await userPoolOrThrow(store, input.UserPoolId);
  if (input.MessageAction === "RESEND") {
    const invited = await resendInvitation(dependencies, {
      pool,
      typedName: input.Username,
      temporaryPassword: input.TemporaryPassword,
      desiredMediums: input.DesiredDeliveryMediums,
      clientMetadata: input.ClientMetadata,
    });
    return { User: userType(invited) };
  }

  const user = userAskedFor(dependencies, pool, input);
  const deliveries =
    input.MessageAction === "SUPPRESS" ? [] : invitationDeliveries(input.DesiredDeliveryMediums, user.attributes);
  const password = passwordOf(dependencies, pool, input);
  const credential = password === undefined ? undefined : await passwords.prepare(pool, user, password, "admin-create");

  // Its wishes about confirming and verifying do not count here: the administrator has said what holds.
  await triggers.preSignUp(pool, "AdminCreateUser", {
    username: user.username,
    attributes: user.attributes,
    validationData: asRecord(input.ValidationData),
    clientMetadata: input.ClientMetadata,
  });
  const invitation = await prepareInvitation(messages, {
    pool,
    user,
    deliveries,
    clientMetadata: input.ClientMetadata,
  });

  await refusingTakenNames(
    (name) => takenRefusal(pool, name),
    () =>
      store.transaction(async (tx) => {
        // Behind a username of the same letters, a preferred username or a sub would no longer lead to its owner (T-08).
        if ((await findUser(tx, pool, input.Username)) !== undefined) throw takenRefusal(pool, "username");
        if (input.ForceAliasCreation === true) await storeTakingOver(tx, pool, user, user.createdAt, insertUser);
        else await insertUser(tx, pool, user);
        if (credential !== undefined) {
          await passwords.store(tx, pool, user, credential, { temporary: true, checkHistory: false });
        }
        await writeInvitation(tx, messages, invitation, password);
      }),
  );
  return { User: userType(user) };
});

function userAskedFor({ clock, random }: Dependencies, pool: UserPool, input: AdminCreateUserRequest): User {
  const rules = { usernameAttributes: usernameAttributes(pool), aliasAttributes: aliasAttributes(pool) };
  const fills = usernameFills(input.Username, rules);
  const given = withUsernameAttribute(input.UserAttributes ?? [], input.Username, fills, {
    caseSensitive: isCaseSensitive(pool),
  });
  const sub = newSub(random.uuid());
  return newUserByAdministrator({
    pool,
    sub,
    // Where the address signs in, the username is the service's own.
    username: fills === undefined ? input.Username : sub,
    attributes: attributesAtCreation(pool.schema, given, { selfService: false }),
    withPassword: hasPassword(pool, input),
    now: clock.now(),
  });
}

function hasPassword(pool: UserPool, { TemporaryPassword }: AdminCreateUserRequest): boolean {
  return TemporaryPassword !== undefined || !takesUsersWithoutPassword(pool);
}

function passwordOf({ random }: Dependencies, pool: UserPool, input: AdminCreateUserRequest): string | undefined {
  if (!hasPassword(pool, input)) return undefined;
  return input.TemporaryPassword ?? generateTemporaryPassword(pool, random);
}

/** A taken address is a taken username where addresses are usernames, else a taken alias. */
function takenRefusal(pool: UserPool, name: UniqueName) {
  const isUsername = name === "username" || usernameAttributes(pool).some((attribute) => attribute === name);
  return isUsername ? new UsernameExistsException("User account already exists") : aliasIsTaken(name);
}

function asRecord(attributes: readonly AttributeType[] = []): Record<string, string> {
  return Object.fromEntries(attributes.map(({ Name, Value }) => [Name, Value ?? ""]));
}
