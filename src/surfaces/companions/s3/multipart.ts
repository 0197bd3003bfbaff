/** CreateMultipartUpload, UploadPart, CompleteMultipartUpload and AbortMultipartUpload. https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html */
import { createHash } from "node:crypto";
import type { Random } from "../../../ports/random.js";
import { AlreadyExists, type Store, type Tables } from "../../../ports/store.js";
import type { CompanionRecord } from "../../../ports/tables/companion-records.js";
import {
  type CompanionAction,
  type CompanionCaller,
  CompanionException,
  type CompanionInput,
} from "../../protocols/companion.js";
import { everywhere } from "./bucket-store.js";
import { type Checksums, entityTag } from "./checksums.js";
import { type NamedPart, readCompleteDocument } from "./complete-document.js";
import { checkedBody, conditionOf, headersOf, maxObject, type ObjectNeeds, placeOfObject } from "./object.js";
import type { StoredObject } from "./object-store.js";
import { invalidArgument, notHere, tooLarge } from "./s3-exceptions.js";

/** An upload that has begun. */
interface Upload {
  readonly bucket: string;
  readonly key: string;
  readonly at: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** A part that has arrived. */
interface Part {
  readonly contentId: string;
  readonly size: number;
  readonly etag: string;
  readonly checksums: Checksums;
}

const uploadKind = "s3/upload";
const partKind = "s3/part";
const maxPartNumber = 10_000;
const smallestPart = 5 * 1024 * 1024;
/** What nobody completes is given up after a week, when another upload begins. */
const abandonedAfterMs = 7 * 86_400_000;

/** What the actions are made over. */
export interface MultipartNeeds extends ObjectNeeds {
  readonly store: Pick<Store, "companionRecords" | "companionContents" | "transaction">;
  readonly random: Random;
}

const uploadKey = (accountId: string, name: string) => ({ accountId, region: everywhere, kind: uploadKind, name });
const partsOf = (accountId: string) => ({ accountId, region: everywhere, kind: partKind });
const partName = (id: string, number: number): string => `${id}/${String(number).padStart(5, "0")}`;

function noSuchUpload(): CompanionException {
  return new CompanionException(
    "NoSuchUpload",
    "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.",
    404,
  );
}

/** The upload that an input names, if it is one of this bucket and key. */
async function uploadOf(
  tables: Pick<Tables, "companionRecords">,
  { accountId }: CompanionCaller,
  input: CompanionInput,
): Promise<CompanionRecord<Upload>> {
  const { bucket, key } = placeOfObject(input);
  const id = input["UploadId"];
  const found =
    typeof id === "string" && id.length <= 128
      ? await tables.companionRecords.get<Upload>(uploadKey(accountId, id))
      : undefined;
  if (found === undefined || found.value.bucket !== bucket || found.value.key !== key) throw noSuchUpload();
  return found;
}

async function allParts(tables: Pick<Tables, "companionRecords">, accountId: string, id: string) {
  const parts = new Map<number, CompanionRecord<Part>>();
  let after: string | undefined = `${id}/`;
  while (after !== undefined) {
    const page: { items: readonly CompanionRecord<Part>[]; next?: string | undefined } =
      await tables.companionRecords.page<Part>(partsOf(accountId), { after, limit: 1000 });
    for (const part of page.items) {
      if (!part.name.startsWith(`${id}/`)) return parts;
      parts.set(Number(part.name.slice(id.length + 1)), part);
    }
    after = page.next;
  }
  return parts;
}

/** Within a transaction: the upload goes, with every part that is not kept. */
async function forget(
  tx: Pick<Tables, "companionRecords" | "companionContents">,
  accountId: string,
  id: string,
  kept: ReadonlySet<string> = new Set(),
): Promise<void> {
  for (const part of (await allParts(tx, accountId, id)).values()) {
    if (!kept.has(part.value.contentId)) await tx.companionContents.delete(part.value.contentId);
    await tx.companionRecords.delete({ ...partsOf(accountId), name: part.name });
  }
  await tx.companionRecords.delete(uploadKey(accountId, id));
}

/** CreateMultipartUpload. */
export function createMultipartUpload(needs: MultipartNeeds): CompanionAction {
  const { buckets, store, clock, random } = needs;
  return async ({ accountId }, input) => {
    const { bucket, key } = placeOfObject(input);
    await buckets.getOrThrow(accountId, bucket);
    const { items } = await store.companionRecords.page<Upload>(
      { accountId, region: everywhere, kind: uploadKind },
      { limit: 50 },
    );
    for (const { name, value } of items) {
      if (value.at + abandonedAfterMs < clock.now()) await store.transaction((tx) => forget(tx, accountId, name));
    }
    const UploadId = random.text("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 64);
    const value: Upload = { bucket, key, at: clock.now(), headers: headersOf(input) };
    await store.companionRecords.insert({ ...uploadKey(accountId, UploadId), value });
    return { Bucket: bucket, Key: key, UploadId };
  };
}

/** UploadPart; a number that is sent again takes the place of the one before. */
export function uploadPart(needs: MultipartNeeds): CompanionAction {
  const { store, objects } = needs;
  return async (caller, input) => {
    const { accountId } = caller;
    const number = Number(input["PartNumber"]);
    if (!Number.isInteger(number) || number < 1 || number > maxPartNumber) {
      throw invalidArgument("Part number must be an integer between 1 and 10000, inclusive");
    }
    const { name: id } = await uploadOf(store, caller, input);
    const { bytes, checksums } = checkedBody(input);
    const contentId = objects.newPieceId(accountId);
    const value: Part = { contentId, size: bytes.length, etag: entityTag(bytes), checksums };
    const key = { ...partsOf(accountId), name: partName(id, number) };
    const write = () =>
      store.transaction(async (tx) => {
        // Completed or given up meanwhile: then nobody would ever remove the bytes.
        await uploadOf(tx, caller, input);
        const before = await tx.companionRecords.get<Part>(key);
        await tx.companionContents.put(contentId, bytes);
        if (before === undefined) await tx.companionRecords.insert({ ...key, value });
        else {
          await tx.companionContents.delete(before.value.contentId);
          await tx.companionRecords.update({ ...before, value });
        }
      });
    try {
      await write();
    } catch (error) {
      if (!(error instanceof AlreadyExists)) throw error;
      await write();
    }
    return { ETag: `"${value.etag}"`, Checksums: checksums };
  };
}

/** CompleteMultipartUpload: the parts that the document names, in its order, become the object. */
export function completeMultipartUpload(needs: MultipartNeeds): CompanionAction {
  const { store, objects, clock } = needs;
  return async (caller, input) => {
    const { accountId } = caller;
    const { bucket, key } = placeOfObject(input);
    if (Object.keys((input["Checksums"] ?? {}) as Checksums).length > 0 && input["ChecksumType"] !== "COMPOSITE") {
      throw notHere("A checksum of the whole object at the completion of an upload");
    }
    const body = input["Body"];
    const named = readCompleteDocument(Buffer.isBuffer(body) ? body : Buffer.from(String(body ?? "")));
    const condition = conditionOf(input);
    const write = () =>
      store.transaction(async (tx) => {
        const upload = await uploadOf(tx, caller, input);
        const parts = chosenParts(named, await allParts(tx, accountId, upload.name));
        const size = parts.reduce((sum, part) => sum + part.size, 0);
        if (size > maxObject) throw tooLarge();
        const object: StoredObject = {
          pieces: parts.map((part) => ({ id: part.contentId, size: part.size })),
          size,
          etag: `${createHash("md5")
            .update(Buffer.concat(parts.map((part) => Buffer.from(part.etag, "hex"))))
            .digest("hex")}-${parts.length}`,
          at: clock.now(),
          headers: upload.value.headers,
          checksums: {},
        };
        await objects.replace(tx, accountId, bucket, key, object, condition);
        await forget(tx, accountId, upload.name, new Set(parts.map((part) => part.contentId)));
        return object;
      });
    let made: StoredObject;
    try {
      made = await write();
    } catch (error) {
      if (!(error instanceof AlreadyExists)) throw error;
      made = await write();
    }
    return { Location: `/${bucket}/${key}`, Bucket: bucket, Key: key, ETag: `"${made.etag}"` };
  };
}

function chosenParts(named: readonly NamedPart[], parts: ReadonlyMap<number, CompanionRecord<Part>>): readonly Part[] {
  if (named.some(({ number }, index) => number <= (named[index - 1]?.number ?? 0))) {
    throw new CompanionException(
      "InvalidPartOrder",
      "The list of parts was not in ascending order. The parts list must be specified in order by part number.",
    );
  }
  const chosen = named.map(({ number, etag, checksums }) => {
    const part = parts.get(number)?.value;
    const differs = (name: string) => part?.checksums[name] !== undefined && part.checksums[name] !== checksums[name];
    if (part !== undefined && part.etag === etag && !Object.keys(checksums).some(differs)) return part;
    throw new CompanionException(
      "InvalidPart",
      "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
    );
  });
  if (chosen.slice(0, -1).some(({ size }) => size < smallestPart)) {
    throw new CompanionException("EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size");
  }
  return chosen;
}

/** AbortMultipartUpload. */
export function abortMultipartUpload({ store }: MultipartNeeds): CompanionAction {
  return async (caller, input) => {
    await store.transaction(async (tx) => {
      const { name } = await uploadOf(tx, caller, input);
      await forget(tx, caller.accountId, name);
    });
    return {};
  };
}
