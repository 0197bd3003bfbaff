/** Owns how secrets are kept and found: by name, by ARN, by an ARN without its end; and that they are gone in time. */
import type { Clock } from "../../../ports/clock.js";
import type { Page, PageRequest, Store, Tables } from "../../../ports/store.js";
import type { CompanionRecord } from "../../../ports/tables/companion-records.js";
import type { CompanionCaller } from "../../protocols/companion.js";
import { arnPrefix, markedForDeletion, type Secret, secretNotFound } from "./secret.js";

type Place = Pick<CompanionCaller, "accountId" | "region">;
type Within = Pick<Tables, "companionRecords">;
type Stored = CompanionRecord<Secret>;

const kind = "secretsmanager/secret";
const suffixForm = /-[A-Za-z0-9]{6}$/;

/** The secrets of a store. */
export type SecretStore = ReturnType<typeof createSecretStore>;

/** Makes the keeper of secrets. */
export function createSecretStore(store: Pick<Store, "companionRecords" | "transaction">, clock: Clock) {
  const keyOf = ({ accountId, region }: Place, name: string) => ({ accountId, region, kind, name });
  const isGone = ({ value }: Stored): boolean => value.goneAt !== undefined && value.goneAt <= clock.now();

  async function named(place: Place, name: string, from: Within): Promise<Stored | undefined> {
    const found = await from.companionRecords.get<Secret>(keyOf(place, name));
    return found === undefined || isGone(found) ? undefined : found;
  }

  async function find(place: Place, id: string, from: Within = store): Promise<Stored | undefined> {
    if (!id.startsWith("arn:")) return named(place, id, from);
    const prefix = arnPrefix(place);
    if (!id.startsWith(prefix)) return undefined;
    const rest = id.slice(prefix.length);
    if (suffixForm.test(rest)) {
      const whole = await named(place, rest.slice(0, -7), from);
      if (whole !== undefined && rest.endsWith(whole.value.suffix)) return whole;
    }
    return named(place, rest, from);
  }

  return {
    /** The secret, also one that waits for its end. Throws ResourceNotFoundException. */
    async findOrThrow(place: Place, id: string): Promise<Stored> {
      const found = await find(place, id);
      if (found === undefined) throw secretNotFound();
      return found;
    },

    /** A new secret. `decide` gets the one that has the name already. Fails with AlreadyExists. */
    create(place: Place, name: string, decide: (before: Stored | undefined) => Secret): Promise<Secret> {
      return store.transaction(async (tx) => {
        const before = await tx.companionRecords.get<Secret>(keyOf(place, name));
        const made = decide(before === undefined || isGone(before) ? undefined : before);
        if (before === undefined) await tx.companionRecords.insert({ ...keyOf(place, name), value: made });
        else if (made !== before.value) await tx.companionRecords.update({ ...before, value: made });
        return made;
      });
    },

    /** Decides over the secret as it is and keeps what was decided, in one step. */
    change(
      place: Place,
      id: string,
      decide: (secret: Secret, name: string) => Secret,
      evenIfDeleted = false,
    ): Promise<{ readonly name: string; readonly secret: Secret }> {
      return store.transaction(async (tx) => {
        const before = await find(place, id, tx);
        if (before === undefined) throw secretNotFound();
        if (before.value.deletedAt !== undefined && !evenIfDeleted) throw markedForDeletion();
        const secret = decide(before.value, before.name);
        if (secret !== before.value) await tx.companionRecords.update({ ...before, value: secret });
        return { name: before.name, secret };
      });
    },

    /** Removes it at once. */
    delete: (place: Place, name: string): Promise<boolean> => store.companionRecords.delete(keyOf(place, name)),

    async page({ accountId, region }: Place, request: PageRequest): Promise<Page<Stored>> {
      const page = await store.companionRecords.page<Secret>({ accountId, region, kind }, request);
      return { ...page, items: page.items.filter((one) => !isGone(one)) };
    },
  };
}
