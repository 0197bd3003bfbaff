/** Owns how S3 spells its calls: which action a method, a path and a query name, and what a request brings along. */
import { readAwsChunked } from "../../protocols/aws-chunked.js";
import { CompanionException, type CompanionInput } from "../../protocols/companion.js";
import type { HttpRequest, RequestHead } from "../../protocols/http.js";
import { isBucketName } from "./bucket-store.js";
import { invalidArgument, notHere } from "./s3-exceptions.js";

/** A call. */
export interface S3Call {
  readonly action: string;
  readonly input: CompanionInput;
}

/** Bucket and key of a request; empty where the path ends before. */
export interface S3Place {
  readonly bucket: string;
  readonly key: string;
}

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new CompanionException("InvalidURI", "Couldn't parse the specified URI.");
  }
};

/** Where a path points. A name before `.localhost` is a bucket, as clients write it that were not told otherwise. */
function placeOf(host: string | undefined, path: string): S3Place {
  const name = host?.toLowerCase().replace(/:[0-9]{1,5}$/, "") ?? "";
  const before = name.endsWith(".localhost") ? name.slice(0, -".localhost".length) : "";
  if (isBucketName(before)) return { bucket: before, key: decode(path.slice(1)) };
  const slash = path.indexOf("/", 1);
  if (slash < 0) return { bucket: decode(path.slice(1)), key: "" };
  return { bucket: decode(path.slice(1, slash)), key: decode(path.slice(slash + 1)) };
}

/** The query of a request by name; what signs it and what only names the call again is left out. */
function queryOf(rawQuery: string): ReadonlyMap<string, string> {
  const query = new Map<string, string>();
  for (const pair of rawQuery.split("&")) {
    if (pair === "") continue;
    const equals = pair.indexOf("=");
    const name = decode(equals < 0 ? pair : pair.slice(0, equals));
    if (name === "x-id" || name.startsWith("X-Amz-")) continue;
    if (query.has(name)) throw invalidArgument(`The parameter ${name.slice(0, 64)} is given twice.`);
    query.set(name, equals < 0 ? "" : decode(pair.slice(equals + 1).replaceAll("+", " ")));
  }
  return query;
}

/** Settings that a bucket may have, by the parameter that asks for them. */
const bucketReads: Readonly<Record<string, string>> = {
  location: "GetBucketLocation",
  encryption: "GetBucketEncryption",
  versioning: "GetBucketVersioning",
  policy: "GetBucketPolicy",
  tagging: "GetBucketTagging",
  lifecycle: "GetBucketLifecycleConfiguration",
  cors: "GetBucketCors",
  publicAccessBlock: "GetPublicAccessBlock",
};

/** The call of a request. Throws NotImplemented for what there is no action for. */
export function readCall(request: HttpRequest): S3Call {
  const place = placeOf(request.headers["host"], request.path);
  const query = queryOf(request.rawQuery);
  const input = {
    ...(place.bucket === "" ? {} : { Bucket: place.bucket }),
    ...(place.key === "" ? {} : { Key: place.key }),
  };
  const { method } = request;
  const only = (...names: string[]): boolean => [...query.keys()].every((name) => names.includes(name));
  if (place.bucket === "") {
    if (method === "GET" && only("max-buckets", "prefix", "continuation-token"))
      return { action: "ListBuckets", input };
  } else if (place.key === "") {
    if (method === "HEAD" && only()) return { action: "HeadBucket", input };
    if (method === "PUT" && only()) return { action: "CreateBucket", input };
    if (method === "DELETE" && only()) return { action: "DeleteBucket", input };
    if (method === "GET" && query.get("list-type") === "2")
      return { action: "ListObjectsV2", input: { ...input, ...listing(query) } };
    const [setting = ""] = query.keys();
    const read = Object.hasOwn(bucketReads, setting) && query.size === 1 ? bucketReads[setting] : undefined;
    if (method === "GET" && read !== undefined) return { action: read, input };
  } else {
    const found = objectCall(request, query, input, only);
    if (found !== undefined) return found;
  }
  throw notHere(`${method} with [${[...query.keys()].join(", ").slice(0, 128)}] of S3`);
}

function objectCall(
  request: HttpRequest,
  query: ReadonlyMap<string, string>,
  input: CompanionInput,
  only: (...names: string[]) => boolean,
): S3Call | undefined {
  const { method, headers } = request;
  if (headers["x-amz-server-side-encryption-customer-algorithm"] !== undefined) {
    throw notHere("Encryption under keys of the customer (SSE-C)");
  }
  const uploadId = query.get("uploadId");
  if (method === "PUT") {
    if (headers["x-amz-copy-source"] !== undefined) throw notHere("CopyObject");
    if (uploadId !== undefined && only("uploadId", "partNumber")) {
      const part = { UploadId: uploadId, PartNumber: query.get("partNumber") };
      return { action: "UploadPart", input: { ...input, ...part, ...bodyOf(request) } };
    }
    if (!only()) return undefined;
    const IfNoneMatch = headers["if-none-match"];
    return { action: "PutObject", input: { ...input, IfNoneMatch, Headers: toldAgain(request), ...bodyOf(request) } };
  }
  if (method === "POST" && query.has("uploads") && only("uploads")) {
    return { action: "CreateMultipartUpload", input: { ...input, Headers: toldAgain(request) } };
  }
  if (method === "POST" && uploadId !== undefined && only("uploadId")) {
    const more = {
      UploadId: uploadId,
      IfNoneMatch: headers["if-none-match"],
      ChecksumType: headers["x-amz-checksum-type"],
    };
    return { action: "CompleteMultipartUpload", input: { ...input, ...more, ...bodyOf(request) } };
  }
  if (method === "DELETE" && uploadId !== undefined && only("uploadId")) {
    return { action: "AbortMultipartUpload", input: { ...input, UploadId: uploadId } };
  }
  if (method === "DELETE" && only()) return { action: "DeleteObject", input };
  // No version of an object has an id but the only one.
  if (query.has("versionId") && query.get("versionId") !== "null") return undefined;
  if (![...query.keys()].every((name) => name === "versionId" || name.startsWith("response-"))) return undefined;
  if (method === "HEAD") return { action: "HeadObject", input };
  if (method === "GET") return { action: "GetObject", input: { ...input, Range: headers["range"] } };
  return undefined;
}

function listing(query: ReadonlyMap<string, string>): CompanionInput {
  return {
    Prefix: query.get("prefix"),
    Delimiter: query.get("delimiter"),
    StartAfter: query.get("start-after"),
    MaxKeys: query.get("max-keys"),
    ContinuationToken: query.get("continuation-token"),
    EncodingType: query.get("encoding-type"),
  };
}

const toldAgainNames = [
  "content-type",
  "content-disposition",
  "content-language",
  "expires",
  "x-amz-server-side-encryption",
  "x-amz-server-side-encryption-aws-kms-key-id",
];

/** Headers that are kept with an object. */
function toldAgain({ headers }: RequestHead): Readonly<Record<string, string>> {
  const kept: Record<string, string> = {};
  for (const name of Object.keys(headers)) {
    if (toldAgainNames.includes(name) || name.startsWith("x-amz-meta-")) kept[name] = headers[name]!;
  }
  const encodings = (headers["content-encoding"] ?? "").split(",").map((one) => one.trim());
  const encoding = encodings.filter((one) => one !== "" && one !== "aws-chunked").join(", ");
  return encoding === "" ? kept : { ...kept, "content-encoding": encoding };
}

const checksumHeader = /^x-amz-checksum-([a-z0-9]{1,32})$/;

/** The body out of its framing, and what is declared of it, in the head or behind the body. */
function bodyOf({ headers, body }: HttpRequest): CompanionInput {
  const checksums: Record<string, string> = {};
  const declare = (name: string, value: string): void => {
    const algorithm = checksumHeader.exec(name)?.[1];
    if (algorithm !== undefined && algorithm !== "algorithm" && algorithm !== "type") checksums[algorithm] = value;
  };
  for (const name of Object.keys(headers)) declare(name, headers[name]!);
  const ContentMD5 = headers["content-md5"];
  if (headers["x-amz-content-sha256"]?.startsWith("STREAMING-") !== true) {
    return { Body: body, Checksums: checksums, ContentMD5 };
  }
  const framed = readAwsChunked(body);
  const bytes = framed && Buffer.concat(framed.chunks.map(({ data }) => data));
  const length = headers["x-amz-decoded-content-length"];
  const promised = (headers["x-amz-trailer"] ?? "").split(",").map((one) => one.trim().toLowerCase());
  const missing = promised.some((one) => one !== "" && framed?.trailers.some(([name]) => name === one) !== true);
  if (
    framed === undefined ||
    bytes === undefined ||
    missing ||
    (length !== undefined && Number(length) !== bytes.length)
  ) {
    throw new CompanionException("IncompleteBody", "The request body terminated unexpectedly");
  }
  for (const [name, value] of framed.trailers) declare(name, value);
  return { Body: bytes, Checksums: checksums, ContentMD5 };
}
