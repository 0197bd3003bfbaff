/**
 * Owns inviting users whom an administrator made: the temporary password, the message that carries it, and sending both
 * once more. Where invitations go is `domain/message/delivery.ts`; making the user is AdminCreateUser's.
 */
import { type Delivery, invitationDeliveries } from "../../domain/message/delivery.js";
import { temporaryPassword } from "../../domain/password/temporary-password.js";
import { checkInvitable } from "../../domain/user/user-status.js";
import type { User } from "../../domain/user.js";
import { passwordPolicy } from "../../domain/user-pool/in-force.js";
import type { UserPool } from "../../domain/user-pool.js";
import type { Clock } from "../../ports/clock.js";
import type { Random } from "../../ports/random.js";
import type { Store, Tables } from "../../ports/store.js";
import { currentUser } from "../current-user.js";
import { updateUser, userOrThrow } from "../directories/user-directory.js";
import type { MessageDesk, PreparedMessage } from "../messages/message-desk.js";
import type { Passwords } from "../passwords.js";

/** What inviting once more works with. */
export interface InvitationNeeds {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly passwords: Passwords;
  readonly messages: MessageDesk;
}

/** One invitation, by every medium it goes by. */
export interface Invitation {
  readonly pool: UserPool;
  readonly user: Pick<User, "username" | "attributes" | "sub" | "status">;
  readonly deliveries: readonly Delivery[];
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
}

/** As many characters as the longest alphabet that passwords are drawn from; each stands for its place. */
const PLACES = Array.from({ length: 128 }, (_, place) => String.fromCharCode(place)).join("");

/** A new temporary password that conforms to the pool's policy. */
export function generateTemporaryPassword(pool: UserPool, random: Random): string {
  return temporaryPassword(passwordPolicy(pool), (bound) => random.text(PLACES.slice(0, bound), 1).charCodeAt(0));
}

/** Consults CustomMessage, once whatever the media. Not to be awaited inside a transaction. */
export async function prepareInvitation(messages: MessageDesk, invitation: Invitation): Promise<PreparedMessage[]> {
  const { pool, user, deliveries, clientMetadata } = invitation;
  const { username, attributes } = user;
  const common = { pool, kind: "invitation", source: "AdminCreateUser", username, attributes, user } as const;
  return messages.prepareEach({ ...common, clientMetadata }, deliveries);
}

/** Writes the messages in the transaction that stores the password; a user without one gets none told. */
export async function writeInvitation(
  tx: Tables,
  messages: MessageDesk,
  prepared: readonly PreparedMessage[],
  password: string | undefined,
): Promise<void> {
  for (const message of prepared) {
    await messages.write(tx, message, password === undefined ? {} : { temporaryPassword: password });
  }
}

/**
 * Invites a user once more: a new temporary password, given or generated, whose time begins now. Nothing else of the user
 * changes. UserNotFoundException, or UnsupportedUserStateException for users who have signed in already.
 */
export async function resendInvitation(
  { store, clock, random, passwords, messages }: InvitationNeeds,
  resend: {
    readonly pool: UserPool;
    readonly typedName: string;
    readonly temporaryPassword?: string | undefined;
    readonly desiredMediums?: readonly string[] | undefined;
    readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
  },
): Promise<User> {
  const { pool, typedName, clientMetadata } = resend;
  const invited = await userOrThrow(store, pool, typedName);
  checkInvitable(invited, typedName);
  const deliveries = invitationDeliveries(resend.desiredMediums, invited.attributes);
  const password = resend.temporaryPassword ?? generateTemporaryPassword(pool, random);
  const credential = await passwords.prepare(pool, invited, password, "admin-create");
  const invitation = await prepareInvitation(messages, { pool, user: invited, deliveries, clientMetadata });
  return store.transaction(async (tx) => {
    const user = await currentUser(tx, invited);
    checkInvitable(user, typedName);
    // Before the credential, as sign-ins hold the two: in another order each would wait for the other.
    await tx.lockouts.clear(pool.id, user.sub);
    const changed = { ...user, modifiedAt: clock.now() };
    await updateUser(tx, pool, changed);
    await passwords.store(tx, pool, user, credential, { temporary: true, checkHistory: false });
    await writeInvitation(tx, messages, invitation, password);
    return changed;
  });
}
