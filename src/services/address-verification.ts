/**
 * Owns proving that an address belongs to its user: sending a code on request, and redeeming it. Codes that follow from a
 * change of attributes are sent by `attribute-changes.ts` and redeemed here.
 */
import type { VerifiableAttribute } from "../domain/attributes/attribute-names.js";
import { withVerified } from "../domain/attributes/attributes-update.js";
import { type Delivery, verificationDelivery } from "../domain/message/delivery.js";
import { aliasIsTaken } from "../domain/user/taken-name.js";
import type { User } from "../domain/user.js";
import { mustVerifyBeforeUpdate } from "../domain/user-pool/in-force.js";
import type { UserPool } from "../domain/user-pool.js";
import { refusingTakenNames } from "./aliases.js";
import { type AttributeChangeNeeds, voidCodes } from "./attribute-changes.js";
import { currentUser } from "./current-user.js";
import { updateUser } from "./directories/user-directory.js";

/** Whose address, and which. */
export interface AddressOf {
  readonly pool: UserPool;
  readonly user: User;
  readonly attribute: VerifiableAttribute;
}

/**
 * Sends a code to the address, proven already or not. While a new address waits for its proof it goes there, as that is
 * the one the user wants to prove. InvalidParameterException where the user has no such address.
 */
export async function sendVerificationCode(
  { store, clock, codes, messages }: AttributeChangeNeeds,
  { pool, user, attribute }: AddressOf,
  client: { readonly clientId: string; readonly clientMetadata?: Readonly<Record<string, string>> | undefined },
): Promise<Delivery> {
  const key = { poolId: pool.id, sub: user.sub, purpose: "verify-attribute", target: attribute } as const;
  const waiting = mustVerifyBeforeUpdate(pool, attribute) ? await store.codes.get(key) : undefined;
  const pending = waiting !== undefined && waiting.expiresAt > clock.now() ? waiting.destination : undefined;
  const delivery = verificationDelivery(
    attribute,
    pending === undefined ? user.attributes : new Map(user.attributes).set(attribute, pending),
  );
  const message = await messages.prepare({
    pool,
    kind: "attribute-verification",
    source: "VerifyUserAttribute",
    username: user.username,
    attributes: user.attributes,
    user,
    medium: delivery.medium,
    to: delivery.destination,
    ...client,
  });
  await store.transaction(async (tx) => {
    const { destination } = delivery;
    const code = await codes.issue(tx, { ...key, attribute, destination, clientId: client.clientId });
    await messages.write(tx, message, { code });
  });
  return delivery;
}

/**
 * Redeems a code: the address it went to becomes the user's verified one. CodeMismatchException, ExpiredCodeException, or
 * AliasExistsException where somebody else has proven the address before (the code then stays good).
 */
export async function verifyAddress(
  { store, clock, codes }: AttributeChangeNeeds,
  { pool, user, attribute }: AddressOf,
  typedCode: string,
): Promise<void> {
  const key = { poolId: pool.id, sub: user.sub, purpose: "verify-attribute", target: attribute } as const;
  const code = await codes.check(store, key, typedCode);
  await refusingTakenNames(aliasIsTaken, () =>
    store.transaction(async (tx) => {
      const current = await currentUser(tx, user);
      await codes.consume(tx, code);
      const attributes = withVerified(current.attributes, attribute, code.destination);
      const proven = { ...current, attributes, modifiedAt: clock.now() };
      await updateUser(tx, pool, proven);
      // An address that waited for this proof has replaced the old one only now.
      await voidCodes(tx, [attribute], proven);
    }),
  );
}
