/**
 * Owns taking a user over from another directory: the pool's user migration function vouches for somebody whom the pool
 * does not know, and the user is made with the password that was just used.
 */

import { preventsUserExistenceErrors } from "../domain/app-client/in-force.js";
import type { AppClient } from "../domain/app-client.js";
import { attributesAtCreation } from "../domain/attributes/attributes-at-creation.js";
import { invitationDeliveries } from "../domain/message/delivery.js";
import type { MigratedUser } from "../domain/trigger/migrated-user.js";
import { newSub } from "../domain/user/user-sub.js";
import { usernameFills, withUsernameAttribute } from "../domain/user/username.js";
import type { User } from "../domain/user.js";
import { aliasAttributes, isCaseSensitive, usernameAttributes } from "../domain/user-pool/in-force.js";
import type { UserPool } from "../domain/user-pool.js";
import {
  NotAuthorizedException,
  UserLambdaValidationException,
  UserNotFoundException,
} from "../model/generated/exceptions.js";
import type { Clock } from "../ports/clock.js";
import type { Random } from "../ports/random.js";
import { AlreadyExists, type Store } from "../ports/store.js";
import { storeTakingOver } from "./aliases.js";
import { insertUser } from "./directories/user-directory.js";
import type { MessageDesk } from "./messages/message-desk.js";
import type { Passwords } from "./passwords.js";
import { prepareInvitation, writeInvitation } from "./sign-up/invitations.js";
import type { Triggers } from "./triggers/triggers.js";

/** What taking a user over works with. */
export interface UserMigrationNeeds {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly passwords: Passwords;
  readonly messages: MessageDesk;
  readonly triggers: Triggers;
}

/** Who is not known here, and how that was noticed. */
export interface UnknownUser {
  readonly pool: UserPool;
  readonly client: AppClient;
  readonly source: "Authentication" | "ForgotPassword";
  readonly typedName: string;
  /** Of a sign-in. */
  readonly password?: string | undefined;
  readonly validationData?: Readonly<Record<string, string>> | undefined;
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
}

/**
 * Whether the user is there now. A function that throws at a sign-in refuses it: NotAuthorizedException where the client
 * hides who exists, else UserNotFoundException.
 */
export async function migrateUser(needs: UserMigrationNeeds, unknown: UnknownUser): Promise<boolean> {
  const { pool, client, source, typedName, password, validationData, clientMetadata } = unknown;
  let found: MigratedUser | undefined;
  try {
    found = await needs.triggers.userMigration(pool, source, {
      clientId: client.id,
      username: typedName,
      attributes: new Map(),
      password,
      validationData,
      clientMetadata,
    });
  } catch (error) {
    if (source !== "Authentication" || !(error instanceof UserLambdaValidationException)) throw error;
    const text = `Exception migrating user in app client ${client.id}`;
    throw preventsUserExistenceErrors(client) ? new NotAuthorizedException(text) : new UserNotFoundException(text);
  }
  if (found === undefined) return false;
  await makeUser(needs, unknown, found);
  return true;
}

async function makeUser(needs: UserMigrationNeeds, unknown: UnknownUser, found: MigratedUser): Promise<void> {
  const { store, clock, passwords, messages } = needs;
  const { pool, password, clientMetadata } = unknown;
  const user = userOf(needs, unknown, found);
  const credential = password === undefined ? undefined : await passwords.prepareUnchecked(pool, user, password);
  const deliveries = found.welcomes
    ? invitationDeliveries(found.mediums, user.attributes).filter(({ destination }) => destination !== "")
    : [];
  const welcome = await prepareInvitation(messages, { pool, user, deliveries, clientMetadata });
  try {
    await store.transaction(async (tx) => {
      if (found.forceAliasCreation) await storeTakingOver(tx, pool, user, clock.now(), insertUser);
      else await insertUser(tx, pool, user);
      if (credential !== undefined) {
        await passwords.store(tx, pool, user, credential, { temporary: false, checkHistory: false });
      }
      await writeInvitation(tx, messages, welcome, undefined);
    });
  } catch (error) {
    // Another call of the same user was faster.
    if (!(error instanceof AlreadyExists)) throw error;
  }
}

function userOf({ clock, random }: UserMigrationNeeds, { pool, typedName }: UnknownUser, found: MigratedUser): User {
  const { username: named, ...given } = found.attributes;
  const name = named ?? typedName;
  const rules = { usernameAttributes: usernameAttributes(pool), aliasAttributes: aliasAttributes(pool) };
  const fills = usernameFills(name, rules);
  const listed = Object.entries(given).map(([Name, Value]) => ({ Name, Value }));
  const attributes = withUsernameAttribute(listed, name, fills, { caseSensitive: isCaseSensitive(pool) });
  const sub = newSub(random.uuid());
  const now = clock.now();
  return {
    poolId: pool.id,
    sub,
    username: fills === undefined ? name : sub,
    status: found.status,
    enabled: true,
    attributes: attributesAtCreation(pool.schema, attributes, { selfService: false }),
    mfa: found.enableSmsMfa ? { enabled: ["SMS_MFA"], preferred: "SMS_MFA" } : { enabled: [] },
    createdAt: now,
    modifiedAt: now,
    version: 1,
  };
}
