/** Owns how objects are kept: a record under bucket and key, and its bytes in one or several pieces. */
import type { Random } from "../../../ports/random.js";
import { AlreadyExists, type Page, type Store, type Tables } from "../../../ports/store.js";
import type { CompanionRecord } from "../../../ports/tables/companion-records.js";
import { everywhere } from "./bucket-store.js";
import type { Checksums } from "./checksums.js";

/** Bytes of an object. */
export interface Piece {
  /** Of the contents in the store. */
  readonly id: string;
  readonly size: number;
}

/** An object. */
export interface StoredObject {
  readonly pieces: readonly Piece[];
  readonly size: number;
  /** Without quotes. */
  readonly etag: string;
  readonly at: number;
  /** Headers that are told again, by lower-case name: content-type, x-amz-meta-… */
  readonly headers: Readonly<Record<string, string>>;
  readonly checksums: Checksums;
}

/** What is decided on before an object is written over. */
export type WriteCondition = (before: StoredObject | undefined) => void;

const kind = "s3/object";

/** The objects of a store. */
export type ObjectStore = ReturnType<typeof createObjectStore>;

/** Makes the keeper of objects. */
export function createObjectStore(
  store: Pick<Store, "companionRecords" | "companionContents" | "transaction">,
  random: Random,
) {
  const keyOf = (accountId: string, bucket: string, key: string) => ({
    accountId,
    region: everywhere,
    kind,
    name: `${bucket}/${key}`,
  });

  /** Within a transaction: the object takes the place of the one before, whose bytes go. */
  async function replace(
    tx: Pick<Tables, "companionRecords" | "companionContents">,
    accountId: string,
    bucket: string,
    key: string,
    object: StoredObject,
    condition: WriteCondition = () => {},
  ): Promise<void> {
    const before = await tx.companionRecords.get<StoredObject>(keyOf(accountId, bucket, key));
    condition(before?.value);
    if (before === undefined) {
      await tx.companionRecords.insert({ ...keyOf(accountId, bucket, key), value: object });
      return;
    }
    await tx.companionRecords.update({ ...before, value: object });
    for (const { id } of before.value.pieces) await tx.companionContents.delete(id);
  }

  return {
    replace,
    newPieceId: (accountId: string): string => `s3/${accountId}/${random.uuid()}`,

    async get(accountId: string, bucket: string, key: string): Promise<StoredObject | undefined> {
      return (await store.companionRecords.get<StoredObject>(keyOf(accountId, bucket, key)))?.value;
    },

    /** Keeps bytes as an object of one piece. */
    async put(
      accountId: string,
      bucket: string,
      key: string,
      object: StoredObject & { readonly pieces: readonly [Piece] },
      bytes: Buffer,
      condition: WriteCondition,
    ): Promise<void> {
      const write = () =>
        store.transaction(async (tx) => {
          await tx.companionContents.put(object.pieces[0].id, bytes);
          await replace(tx, accountId, bucket, key, object, condition);
        });
      try {
        await write();
      } catch (error) {
        // Another one made it meanwhile: now there is one to write over.
        if (!(error instanceof AlreadyExists)) throw error;
        await write();
      }
    },

    /** Bytes from one position to another, exclusive; undefined when they were written over meanwhile. */
    async bytes({ pieces }: StoredObject, from: number, to: number): Promise<Buffer | undefined> {
      const found: Buffer[] = [];
      let at = 0;
      for (const { id, size } of pieces) {
        const [start, end] = [Math.max(from - at, 0), Math.min(to - at, size)];
        at += size;
        if (start >= end) continue;
        const piece = await store.companionContents.get(id);
        if (piece === undefined) return undefined;
        found.push(start === 0 && end === size ? piece : piece.subarray(start, end));
      }
      return found.length === 1 ? found[0] : Buffer.concat(found);
    },

    /** True when it was there. */
    delete(accountId: string, bucket: string, key: string): Promise<boolean> {
      return store.transaction(async (tx) => {
        const before = await tx.companionRecords.get<StoredObject>(keyOf(accountId, bucket, key));
        for (const { id } of before?.value.pieces ?? []) await tx.companionContents.delete(id);
        return tx.companionRecords.delete(keyOf(accountId, bucket, key));
      });
    },

    /** Objects of every bucket by bucket and key, behind `after`; names carry their bucket. */
    page: (accountId: string, after: string, limit: number): Promise<Page<CompanionRecord<StoredObject>>> =>
      store.companionRecords.page<StoredObject>({ accountId, region: everywhere, kind }, { after, limit }),
  };
}
