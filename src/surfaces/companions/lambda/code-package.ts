/**
 * Owns what comes in as a function's code: bytes or an object of the asset bucket, checked to be a zip that Lambda would
 * take. Nothing is unpacked here.
 */
import { createHash } from "node:crypto";
import type { CompanionCaller } from "../../protocols/companion.js";
import { bytes, type Read, text } from "../member-rules.js";
import { InvalidParameterValueException, NotAvailableException } from "./exceptions.js";

/** What unpacking may take, as Lambda limits it. */
const maxUnpacked = 262_144_000;
const maxComment = 65_535;
const endLength = 22;
const entryLength = 46;
const endMark = 0x06054b50;
const entryMark = 0x02014b50;

/** Members that say where code is; UpdateFunctionCode has them beside its own. */
export const codeRules = {
  ZipFile: bytes(),
  S3Bucket: text({ min: 3, max: 63, pattern: String.raw`[0-9A-Za-z\.\-_]*` }),
  S3Key: text({ min: 1, max: 1024 }),
  S3ObjectVersion: text({ min: 1, max: 1024 }),
  S3ObjectStorageMode: text({ oneOf: ["COPY", "REFERENCE"] }),
  ImageUri: text({ max: 2048 }),
  SourceKMSKeyArn: text({ max: 10_000 }),
};

/** Members that say where the content of a layer is. */
export const layerContentRules = {
  ZipFile: codeRules.ZipFile,
  S3Bucket: codeRules.S3Bucket,
  S3Key: codeRules.S3Key,
  S3ObjectVersion: codeRules.S3ObjectVersion,
  S3ObjectStorageMode: codeRules.S3ObjectStorageMode,
};

/** An object of the asset bucket, or which of the two is not there. */
export type AssetReader = (
  caller: CompanionCaller,
  bucket: string,
  key: string,
) => Promise<Buffer | "NoSuchBucket" | "NoSuchKey">;

/** A deployment package that was checked. */
export interface CodePackage {
  readonly bytes: Buffer;
  readonly sha256: string;
  /** Bytes of all that is in it. */
  readonly unpacked: number;
}

/** The package that an input names. Throws InvalidParameterValueException. */
export async function codePackage(
  caller: CompanionCaller,
  code: Read<typeof codeRules>,
  readAsset: AssetReader,
): Promise<CodePackage> {
  if (code.ImageUri !== undefined) throw new NotAvailableException("A function of a container image");
  if (code.SourceKMSKeyArn) throw new NotAvailableException("SourceKMSKeyArn");
  if (code.S3ObjectStorageMode === "REFERENCE") throw new NotAvailableException("S3ObjectStorageMode REFERENCE");
  const found = await bytesOf(caller, code, readAsset);
  const unpacked = unpackedSize(found);
  return { bytes: found, sha256: createHash("sha256").update(found).digest("hex"), unpacked };
}

async function bytesOf(
  caller: CompanionCaller,
  { ZipFile, S3Bucket, S3Key }: Read<typeof codeRules>,
  readAsset: AssetReader,
): Promise<Buffer> {
  if (ZipFile !== undefined && (S3Bucket !== undefined || S3Key !== undefined)) {
    throw new InvalidParameterValueException(
      "Please do not provide other FunctionCode parameters when providing a ZipFile.",
    );
  }
  if (ZipFile !== undefined) return ZipFile;
  if (S3Bucket === undefined || S3Key === undefined) {
    throw new InvalidParameterValueException("Please provide a source for function code.");
  }
  const asset = await readAsset(caller, S3Bucket, S3Key);
  if (typeof asset !== "string") return asset;
  const told = asset === "NoSuchKey" ? "The specified key does not exist." : "The specified bucket does not exist";
  throw new InvalidParameterValueException(
    `Error occurred while GetObject. S3 Error Code: ${asset}. S3 Error Message: ${told}`,
  );
}

/** Reads the list of entries, which stands at the end of a zip; their bytes are not looked at. */
function unpackedSize(zip: Buffer): number {
  const end = endOf(zip);
  if (end === undefined) throw notAZip();
  const count = zip.readUInt16LE(end + 10);
  const size = zip.readUInt32LE(end + 12);
  let at = zip.readUInt32LE(end + 16);
  if (at + size > end) throw notAZip();
  if (count === 0) throw new InvalidParameterValueException("Uploaded file must be a non-empty zip");
  let unpacked = 0;
  for (let entry = 0; entry < count; entry++) {
    if (at + entryLength > end || zip.readUInt32LE(at) !== entryMark) throw notAZip();
    unpacked += zip.readUInt32LE(at + 24);
    at += entryLength + zip.readUInt16LE(at + 28) + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  if (unpacked >= maxUnpacked) {
    throw new InvalidParameterValueException(`Unzipped size must be smaller than ${maxUnpacked} bytes`);
  }
  return unpacked;
}

/** Where the end record stands: it may be followed by a comment of its own length only. */
function endOf(zip: Buffer): number | undefined {
  const first = Math.max(0, zip.length - endLength - maxComment);
  for (let at = zip.length - endLength; at >= first; at--) {
    if (zip.readUInt32LE(at) === endMark && at + endLength + zip.readUInt16LE(at + 20) === zip.length) return at;
  }
  return undefined;
}

function notAZip(): InvalidParameterValueException {
  return new InvalidParameterValueException(
    "Could not unzip uploaded file. Please check your file, then try to upload again.",
  );
}
