/**
 * Owns changing attributes of a user who exists, whoever asks: storing them, sending codes to new addresses, keeping an
 * old address until the new one is proven, moving aliases. Which change is allowed is `domain/attributes/`; proving an
 * address with such a code is `address-verification.ts`.
 */
import { VERIFIABLE_ATTRIBUTES, type VerifiableAttribute } from "../domain/attributes/attribute-names.js";
import { type AttributesUpdate, attributesUpdate } from "../domain/attributes/attributes-update.js";
import type { Delivery } from "../domain/message/delivery.js";
import { aliasOf } from "../domain/user/canonical-key.js";
import { aliasIsTaken } from "../domain/user/taken-name.js";
import type { User } from "../domain/user.js";
import {
  attributesVerifiedBeforeUpdate,
  autoVerifiedAttributes,
  isCaseSensitive,
  usernameAttributes,
} from "../domain/user-pool/in-force.js";
import type { UserPool } from "../domain/user-pool.js";
import { TooManyRequestsException } from "../model/generated/exceptions.js";
import type { AttributeType } from "../model/generated/types.js";
import type { Clock } from "../ports/clock.js";
import type { Store, Tables } from "../ports/store.js";
import { refusingTakenNames, storeTakingOver } from "./aliases.js";
import type { CodeBook } from "./codes.js";
import { currentUser } from "./current-user.js";
import { updateUser } from "./directories/user-directory.js";
import type { MessageDesk, PreparedMessage } from "./messages/message-desk.js";

/** What changing attributes works with. */
export interface AttributeChangeNeeds {
  readonly store: Store;
  readonly clock: Clock;
  readonly codes: CodeBook;
  readonly messages: MessageDesk;
}

/** One request to change attributes. */
export interface AttributeChange {
  readonly pool: UserPool;
  /** As found by the caller; what is stored is decided on the user as it is at that moment. */
  readonly user: User;
  readonly by: "user" | "admin";
  /** A blank value deletes. */
  readonly changes: readonly AttributeType[];
  /** What the app client may write; absent for administrators and for clients that may write everything. */
  readonly writable?: ReadonlySet<string> | undefined;
  readonly clientId?: string | undefined;
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
}

/**
 * Changes attributes and answers where codes went. An administrator who declares an address verified takes it away from
 * the user who had it as alias; users never can.
 */
export async function changeAttributes(needs: AttributeChangeNeeds, change: AttributeChange): Promise<Delivery[]> {
  const { store, clock, codes, messages } = needs;
  const { pool } = change;
  const prepared = new Map<string, PreparedMessage>();
  const expected = decide(change, change.user);
  for (const delivery of deliveriesOf(pool, expected)) {
    prepared.set(keyOf(delivery), await messages.prepare(messageTo(change, expected, delivery)));
  }
  return refusingTakenNames(aliasIsTaken, () =>
    store.transaction(async (tx) => {
      const user = await currentUser(tx, change.user);
      const now = clock.now();
      const update = decide(change, user);
      const changed = { ...user, attributes: update.attributes, modifiedAt: now };
      await refuseTakenPending(tx, pool, user, update);
      if (change.by === "admin") await storeTakingOver(tx, pool, changed, now, updateUser);
      else await updateUser(tx, pool, changed);
      await voidCodes(tx, namedAddresses(change), changed);
      const deliveries = deliveriesOf(pool, update);
      for (const delivery of deliveries) {
        const message = prepared.get(keyOf(delivery));
        // The same address was changed by another request since the trigger was asked; asking it here would hold a lock.
        if (message === undefined) throw new TooManyRequestsException("Too many requests");
        const code = await codes.issue(tx, {
          poolId: pool.id,
          sub: user.sub,
          purpose: "verify-attribute",
          target: delivery.attribute,
          attribute: delivery.attribute,
          destination: delivery.destination,
          clientId: change.clientId ?? "",
        });
        await messages.write(tx, message, { code });
      }
      return deliveries;
    }),
  );
}

/** Deletes attributes; one that is not set may be named, one that does not exist may not. */
export async function deleteAttributes(
  needs: AttributeChangeNeeds,
  deletion: Omit<AttributeChange, "changes"> & { readonly names: readonly string[] },
): Promise<void> {
  const { names, ...rest } = deletion;
  await changeAttributes(needs, { ...rest, changes: names.map((Name) => ({ Name, Value: "" })) });
}

function decide({ pool, by, writable, changes }: AttributeChange, user: User): AttributesUpdate {
  return attributesUpdate(pool.schema, user.attributes, changes, {
    by,
    writable,
    usernameAttributes: usernameAttributes(pool),
    keepUntilVerified: attributesVerifiedBeforeUpdate(pool),
  });
}

/** New addresses that a code goes to: always the new value, also where the old one stays for now. */
function deliveriesOf(pool: UserPool, { unproven }: AttributesUpdate): Delivery[] {
  return [...unproven].flatMap(([attribute, destination]) =>
    autoVerifiedAttributes(pool).includes(attribute)
      ? [{ attribute, medium: attribute === "email" ? "EMAIL" : "SMS", destination }]
      : [],
  );
}

const keyOf = ({ attribute, destination }: Delivery) => `${attribute} ${destination}`;

function messageTo(change: AttributeChange, { attributes }: AttributesUpdate, { medium, destination }: Delivery) {
  const { pool, user, clientId, clientMetadata } = change;
  return {
    pool,
    kind: "attribute-verification",
    source: "UpdateUserAttribute",
    username: user.username,
    attributes,
    user,
    medium,
    to: destination,
    clientId,
    clientMetadata,
  } as const;
}

/** An address that waits for its proof is no alias yet; in pools of username attributes it must be free all the same. */
async function refuseTakenPending(tx: Tables, pool: UserPool, user: User, { pending }: AttributesUpdate) {
  for (const [attribute, value] of pending) {
    if (!usernameAttributes(pool).includes(attribute)) continue;
    const alias = aliasOf(attribute, value, { caseSensitive: isCaseSensitive(pool) });
    const holder = alias && (await tx.users.getByAlias(pool.id, [alias]));
    if (holder !== undefined && holder.sub !== user.sub) throw aliasIsTaken(attribute);
  }
}

function namedAddresses({ changes }: AttributeChange): VerifiableAttribute[] {
  return VERIFIABLE_ATTRIBUTES.filter((attribute) => changes.some(({ Name }) => Name === attribute));
}

/**
 * Voids codes that would prove, confirm or recover by an address that the user has had replaced: whoever reads the old
 * mailbox must not get in by it (T-10), and a proof of the old value must not bring it back.
 */
export async function voidCodes(
  tx: Pick<Tables, "codes">,
  replaced: readonly VerifiableAttribute[],
  { poolId, sub, attributes }: User,
): Promise<void> {
  for (const attribute of replaced) {
    await tx.codes.delete({ poolId, sub, purpose: "verify-attribute", target: attribute });
    for (const purpose of ["confirm-sign-up", "forgot-password"] as const) {
      const key = { poolId, sub, purpose, target: "" };
      const code = await tx.codes.get(key);
      if (code?.attribute === attribute && code.destination !== attributes.get(attribute)) await tx.codes.delete(key);
    }
  }
}
