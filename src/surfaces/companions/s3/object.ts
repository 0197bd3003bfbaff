/** PutObject, GetObject, HeadObject and DeleteObject. https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html */
import type { Clock } from "../../../ports/clock.js";
import { type CompanionAction, CompanionException, type CompanionInput } from "../../protocols/companion.js";
import type { BucketStore } from "./bucket-store.js";
import { type Checksums, checkChecksums, checkContentMd5, entityTag } from "./checksums.js";
import type { ObjectStore, StoredObject, WriteCondition } from "./object-store.js";
import { invalidArgument, noSuchKey, tooLarge } from "./s3-exceptions.js";

/** The largest body of one request: what the server holds in memory at once is bounded (T-37). */
export const maxPiece = 32 * 1024 * 1024;
/** The largest object, made of several parts. */
export const maxObject = 256 * 1024 * 1024;
const maxKeyBytes = 1024;

/** What the actions are made over. */
export interface ObjectNeeds {
  readonly buckets: BucketStore;
  readonly objects: ObjectStore;
  readonly clock: Clock;
}

/** Bucket and key of an input. */
export function placeOfObject(input: CompanionInput): { readonly bucket: string; readonly key: string } {
  const { Bucket: bucket, Key: key } = input;
  if (typeof bucket !== "string" || typeof key !== "string" || key === "" || key.includes("\0")) {
    throw invalidArgument("Bucket and Key must be given.");
  }
  if (Buffer.byteLength(key) > maxKeyBytes) {
    throw new CompanionException("KeyTooLongError", "Your key is too long");
  }
  return { bucket, key };
}

/** Bytes of an input, checked against what is declared of them. */
export function checkedBody(input: CompanionInput): { readonly bytes: Buffer; readonly checksums: Checksums } {
  const given = input["Body"] ?? "";
  if (typeof given !== "string" && !Buffer.isBuffer(given)) throw invalidArgument("Body must be bytes or text.");
  const bytes = Buffer.from(given as Buffer);
  if (bytes.length > maxPiece) throw tooLarge();
  const checksums = (input["Checksums"] ?? {}) as Checksums;
  checkChecksums(bytes, checksums);
  if (typeof input["ContentMD5"] === "string") checkContentMd5(bytes, input["ContentMD5"]);
  return { bytes, checksums };
}

/** A write that wants no object there refuses to go over one. */
export function conditionOf(input: CompanionInput): WriteCondition {
  const { IfNoneMatch: wanted } = input;
  if (wanted !== undefined && wanted !== "*") throw invalidArgument("If-None-Match of a write can only be *.");
  return (before) => {
    if (wanted !== "*" || before === undefined) return;
    throw new CompanionException(
      "PreconditionFailed",
      "At least one of the pre-conditions you specified did not hold",
      412,
    );
  };
}

/** Headers of an input that are told again with the object. */
export function headersOf(input: CompanionInput): Readonly<Record<string, string>> {
  return { "content-type": "binary/octet-stream", ...((input["Headers"] ?? {}) as Record<string, string>) };
}

/** PutObject. */
export function putObject({ buckets, objects, clock }: ObjectNeeds): CompanionAction {
  return async (caller, input) => {
    const { accountId } = caller;
    const { bucket, key } = placeOfObject(input);
    await buckets.getOrThrow(accountId, bucket);
    const { bytes, checksums } = checkedBody(input);
    const etag = entityTag(bytes);
    const object = {
      pieces: [{ id: objects.newPieceId(accountId), size: bytes.length }] as const,
      size: bytes.length,
      etag,
      at: clock.now(),
      headers: headersOf(input),
      checksums,
    };
    await objects.put(accountId, bucket, key, object, bytes, conditionOf(input));
    return { ETag: `"${etag}"`, Checksums: checksums, Headers: object.headers };
  };
}

/** GetObject: the bytes as `Body`, all of them or a `Range`. */
export function getObject({ buckets, objects }: ObjectNeeds): CompanionAction {
  return async ({ accountId }, input) => {
    const { bucket, key } = placeOfObject(input);
    await buckets.getOrThrow(accountId, bucket);
    // What is written over between the two reads is read anew.
    for (let attempt = 0; attempt < 3; attempt++) {
      const object = await objects.get(accountId, bucket, key);
      if (object === undefined) throw noSuchKey();
      const range = rangeOf(input["Range"], object.size);
      const Body = await objects.bytes(object, range?.from ?? 0, range?.to ?? object.size);
      if (Body === undefined) continue;
      return {
        ...described(object),
        Body,
        ContentLength: Body.length,
        ...(range === undefined ? {} : { ContentRange: `bytes ${range.from}-${range.to - 1}/${object.size}` }),
      };
    }
    throw new CompanionException("OperationAborted", "A conflicting conditional operation is in progress.", 409);
  };
}

/** HeadObject: the same without the bytes. */
export function headObject({ buckets, objects }: ObjectNeeds): CompanionAction {
  return async ({ accountId }, input) => {
    const { bucket, key } = placeOfObject(input);
    await buckets.getOrThrow(accountId, bucket);
    const object = await objects.get(accountId, bucket, key);
    if (object === undefined) throw noSuchKey();
    return { ...described(object), ContentLength: object.size };
  };
}

/** DeleteObject: what is not there is deleted already. */
export function deleteObject({ buckets, objects }: ObjectNeeds): CompanionAction {
  return async ({ accountId }, input) => {
    const { bucket, key } = placeOfObject(input);
    await buckets.getOrThrow(accountId, bucket);
    await objects.delete(accountId, bucket, key);
    return {};
  };
}

function described(object: StoredObject): Readonly<Record<string, unknown>> {
  const { etag, at, headers, checksums } = object;
  return { ETag: `"${etag}"`, LastModified: at, Headers: headers, Checksums: checksums };
}

const rangeForm = /^bytes=([0-9]{0,15})-([0-9]{0,15})$/;

/** Where a range begins and ends, exclusive; a header that is none of one range counts for nothing. */
function rangeOf(header: unknown, size: number): { readonly from: number; readonly to: number } | undefined {
  const match = typeof header === "string" && header.length < 64 ? rangeForm.exec(header) : null;
  if (match === null || (match[1] === "" && match[2] === "")) return undefined;
  const [, first = "", last = ""] = match;
  const from = first === "" ? Math.max(size - Number(last), 0) : Number(first);
  const to = first === "" || last === "" ? size : Math.min(Number(last) + 1, size);
  if (from < to) return { from, to };
  throw new CompanionException("InvalidRange", "The requested range is not satisfiable", 416);
}
