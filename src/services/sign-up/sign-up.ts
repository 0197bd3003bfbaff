/**
 * Owns how somebody becomes a user without an administrator: what is checked in which order, who may decide about it, and
 * the code that proves the address. Confirming with that code is `confirmation.ts`.
 */
import { writeAttributes } from "../../domain/app-client/in-force.js";
import type { AppClient } from "../../domain/app-client.js";
import { VERIFIABLE_ATTRIBUTES, verifiedFlagOf } from "../../domain/attributes/attribute-names.js";
import { attributesAtCreation } from "../../domain/attributes/attributes-at-creation.js";
import { type Delivery, signUpDelivery } from "../../domain/message/delivery.js";
import { checkPassword } from "../../domain/password/password-policy.js";
import { maySignUpWithoutPassword } from "../../domain/user/new-user.js";
import type { UniqueName } from "../../domain/user/taken-name.js";
import { newSub } from "../../domain/user/user-sub.js";
import { usernameFills, withUsernameAttribute } from "../../domain/user/username.js";
import type { User } from "../../domain/user.js";
import {
  aliasAttributes,
  allowsSelfSignUp,
  autoVerifiedAttributes,
  isCaseSensitive,
  passwordPolicy,
  usernameAttributes,
} from "../../domain/user-pool/in-force.js";
import type { UserPool } from "../../domain/user-pool.js";
import {
  InvalidLambdaResponseException,
  NotAuthorizedException,
  UsernameExistsException,
} from "../../model/generated/exceptions.js";
import type { AttributeType } from "../../model/generated/types.js";
import type { Clock } from "../../ports/clock.js";
import type { Random } from "../../ports/random.js";
import type { Store } from "../../ports/store.js";
import { refusingTakenNames, storeTakingOver } from "../aliases.js";
import type { CodeBook } from "../codes.js";
import { findUser, insertUser } from "../directories/user-directory.js";
import type { AuthEventLog, EventOrigin } from "../events/auth-events.js";
import type { MessageDesk } from "../messages/message-desk.js";
import type { Passwords } from "../passwords.js";
import type { ThreatProtection } from "../threat-protection.js";
import type { PreSignUpAnswer } from "../triggers/sign-up-triggers.js";
import type { Triggers } from "../triggers/triggers.js";

/** What signing up works with. */
export interface SignUpNeeds {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly passwords: Passwords;
  readonly codes: CodeBook;
  readonly messages: MessageDesk;
  readonly triggers: Triggers;
  readonly authEvents: AuthEventLog;
  readonly threats: ThreatProtection;
}

/** One wish to become a user. */
export interface SignUp {
  readonly pool: UserPool;
  readonly client: AppClient;
  readonly username: string;
  readonly password?: string | undefined;
  readonly attributes: readonly AttributeType[];
  /** For PreSignUp only. */
  readonly validationData?: readonly AttributeType[] | undefined;
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
  readonly origin: EventOrigin;
}

/** The new user, and where the code went, if one did. */
export interface SignedUp {
  readonly user: User;
  readonly delivery?: Delivery | undefined;
}

/**
 * Makes the user. NotAuthorizedException where only administrators make users (T-31) or an attribute is out of reach
 * (T-30), InvalidParameterException and InvalidPasswordException for what does not fit, UsernameExistsException last.
 */
export async function signUp(needs: SignUpNeeds, wish: SignUp): Promise<SignedUp> {
  const { store, clock, passwords, codes, messages, triggers, authEvents, threats } = needs;
  const { pool, client, password, clientMetadata } = wish;
  const asked = userAskedFor(needs, wish);
  const risk =
    password === undefined ? undefined : await threats.checkChosenPassword(pool, client, "SIGN_UP", password);

  const answer = await triggers.preSignUp(pool, "SignUp", {
    clientId: client.id,
    username: wish.username,
    attributes: asked.attributes,
    validationData: asRecord(wish.validationData),
    clientMetadata,
  });
  const user = asDecided(asked, answer);
  await refuseTaken(store, pool, wish.username);

  const credential = password === undefined ? undefined : await passwords.prepare(pool, user, password, "sign-up");
  const isConfirmed = user.status === "CONFIRMED";
  const delivery = isConfirmed ? undefined : signUpDelivery(autoVerifiedAttributes(pool), user.attributes);
  const message =
    delivery &&
    (await messages.prepare({
      pool,
      kind: "sign-up",
      source: "SignUp",
      username: user.username,
      attributes: user.attributes,
      user,
      medium: delivery.medium,
      to: delivery.destination,
      clientId: client.id,
      clientMetadata,
    }));

  const id = { poolId: pool.id, sub: user.sub };
  await refusingTakenNames(
    (name) => nameIsTaken(pool, name),
    () =>
      store.transaction(async (tx) => {
        // An address that PreSignUp vouches for moves to the new user (developer guide, pre sign-up trigger).
        await storeTakingOver(tx, pool, user, clock.now(), insertUser);
        if (credential !== undefined) {
          await passwords.store(tx, pool, user, credential, { temporary: false, checkHistory: false });
        }
        if (delivery !== undefined && message !== undefined) {
          const { attribute, destination } = delivery;
          const wanted = { ...id, purpose: "confirm-sign-up", target: "", clientId: client.id } as const;
          await messages.write(tx, message, { code: await codes.issue(tx, { ...wanted, attribute, destination }) });
        }
        const response = isConfirmed ? "Pass" : "InProgress";
        await authEvents.record(tx, { ...id, type: "SignUp", response, clientId: client.id, risk }, wish.origin);
      }),
  );
  if (isConfirmed) {
    await triggers.postConfirmation(pool, "ConfirmSignUp", {
      clientId: client.id,
      username: user.username,
      attributes: user.attributes,
      user,
      clientMetadata,
    });
  }
  return { user, delivery };
}

function userAskedFor({ clock, random }: SignUpNeeds, { pool, client, username, password, attributes }: SignUp): User {
  if (!allowsSelfSignUp(pool)) throw new NotAuthorizedException("SignUp is not permitted for this user pool");
  const rules = { usernameAttributes: usernameAttributes(pool), aliasAttributes: aliasAttributes(pool) };
  const fills = usernameFills(username, rules);
  // An absent password, which an empty one is as well, conforms to no policy; how the service words that refusal is not
  // published.
  const gives = (name: string) => name === fills || attributes.some(({ Name, Value }) => Name === name && Value);
  if (password !== undefined || !maySignUpWithoutPassword(pool, client, gives)) {
    checkPassword(password ?? "", passwordPolicy(pool), "sign-up");
  }
  const writable = new Set(writeAttributes(client, pool));
  // The username is nobody's to forbid, whatever attribute it is kept in.
  if (fills !== undefined && !attributes.some(({ Name }) => Name === fills)) writable.add(fills);
  const now = clock.now();
  const sub = newSub(random.uuid());
  return {
    poolId: pool.id,
    sub,
    // Where the address signs in, the username is the service's own.
    username: fills === undefined ? username : sub,
    status: "UNCONFIRMED",
    enabled: true,
    attributes: attributesAtCreation(
      pool.schema,
      withUsernameAttribute(attributes, username, fills, { caseSensitive: isCaseSensitive(pool) }),
      { selfService: true, writable, preferredUsernameIsAlias: rules.aliasAttributes.includes("preferred_username") },
    ),
    mfa: { enabled: [] },
    createdAt: now,
    modifiedAt: now,
    version: 1,
  };
}

/** PreSignUp may confirm the user and vouch for addresses that are there. */
function asDecided(user: User, { autoConfirmUser, autoVerifyEmail, autoVerifyPhone }: PreSignUpAnswer): User {
  const attributes = new Map(user.attributes);
  const vouchedFor = { email: autoVerifyEmail, phone_number: autoVerifyPhone };
  for (const attribute of VERIFIABLE_ATTRIBUTES) {
    if (!vouchedFor[attribute]) continue;
    if (!attributes.get(attribute)) throw new InvalidLambdaResponseException("Unrecognizable lambda output");
    attributes.set(verifiedFlagOf(attribute), "true");
  }
  return { ...user, attributes, status: autoConfirmUser ? "CONFIRMED" : user.status };
}

/**
 * Refuses any name that leads to somebody already. The unique keys decide between two who come at once; this one also
 * sees a sub or a preferred username, behind which a new username of the same letters would hide its owner (T-08).
 */
async function refuseTaken(store: Store, pool: UserPool, typedName: string): Promise<void> {
  if ((await findUser(store, pool, typedName)) === undefined) return;
  const fills = usernameFills(typedName, {
    usernameAttributes: usernameAttributes(pool),
    aliasAttributes: aliasAttributes(pool),
  });
  throw nameIsTaken(pool, fills ?? "username");
}

function nameIsTaken(pool: UserPool, name: UniqueName): UsernameExistsException {
  const isAddress = name !== "username" && [...usernameAttributes(pool), ...aliasAttributes(pool)].includes(name);
  return new UsernameExistsException(
    isAddress ? `An account with the given ${name} already exists.` : "User already exists",
  );
}

function asRecord(attributes: readonly AttributeType[] = []): Record<string, string> {
  return Object.fromEntries(attributes.map(({ Name, Value }) => [Name, Value ?? ""]));
}
