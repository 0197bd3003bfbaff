/** Owns how S3 spells its answers: headers and bytes of objects, XML documents, and failures under its own names. */
import type { ServiceException } from "../../../model/exceptions.js";
import type { CompanionOutput } from "../../protocols/companion.js";
import type { HttpResponse, RequestHead } from "../../protocols/http.js";
import { type XmlValue, xmlElement } from "../../protocols/xml.js";
import type { Checksums } from "./checksums.js";

const namespace = "http://s3.amazonaws.com/doc/2006-03-01/";
const xmlHeaders = { "content-type": "application/xml" } as const;
const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';

type Writer = (output: CompanionOutput, head: RequestHead) => HttpResponse;

/** The answer of an action. */
export function s3Success(action: string, output: CompanionOutput, head: RequestHead): HttpResponse {
  const write = writers[action] ?? nothing;
  const answer = write(output, head);
  return { ...answer, headers: { "x-amz-request-id": head.requestId, ...answer.headers }, operation: action };
}

function documentOf(root: string, members: XmlValue, lists = ""): string {
  const inner = Object.entries((members ?? {}) as Record<string, XmlValue>)
    .map(([name, value]) => (value === undefined ? "" : xmlElement(name, value)))
    .join("");
  return `${declaration}<${root} xmlns="${namespace}">${inner}${lists}</${root}>`;
}

const nothing: Writer = () => ({ status: 204, headers: {}, body: "" });

function written(output: CompanionOutput): HttpResponse {
  const kept = (output["Headers"] ?? {}) as Record<string, string>;
  const encryption = kept["x-amz-server-side-encryption"];
  return {
    status: 200,
    headers: {
      etag: String(output["ETag"]),
      ...(encryption === undefined ? {} : { "x-amz-server-side-encryption": encryption }),
      ...checksumHeaders(output),
    },
    body: "",
  };
}

function checksumHeaders(output: CompanionOutput): Record<string, string> {
  const checksums = (output["Checksums"] ?? {}) as Checksums;
  return Object.fromEntries(Object.entries(checksums).map(([name, value]) => [`x-amz-checksum-${name}`, value]));
}

function read(output: CompanionOutput, head: RequestHead): HttpResponse {
  const { Headers, ETag, LastModified, ContentRange, ContentLength, Body } = output;
  // Of a part, the checksum of the whole would be wrong.
  const whole = ContentRange === undefined && head.headers["x-amz-checksum-mode"]?.toUpperCase() === "ENABLED";
  return {
    status: ContentRange === undefined ? 200 : 206,
    headers: {
      ...(Headers as Record<string, string>),
      etag: String(ETag),
      "last-modified": new Date(Number(LastModified)).toUTCString(),
      "accept-ranges": "bytes",
      // What somebody stored must not act as a page of this server (T-44).
      "content-security-policy": "sandbox; default-src 'none'",
      ...(ContentRange === undefined ? {} : { "content-range": String(ContentRange) }),
      ...(whole ? checksumHeaders(output) : {}),
      ...(Body === undefined ? { "content-length": String(ContentLength) } : {}),
    },
    body: Body === undefined ? "" : (Body as Buffer),
  };
}

function xml(root: string, members: XmlValue, lists = ""): HttpResponse {
  return { status: 200, headers: xmlHeaders, body: documentOf(root, members, lists) };
}

const isoTime = (at: unknown): string => new Date(Number(at)).toISOString();

function listed(output: CompanionOutput): HttpResponse {
  const { Contents, CommonPrefixes, ...members } = output;
  const contents = (Contents as readonly Record<string, unknown>[]).map((one) =>
    xmlElement("Contents", {
      ...one,
      LastModified: isoTime(one["LastModified"]),
      StorageClass: "STANDARD",
    } as XmlValue),
  );
  const prefixes = (CommonPrefixes as readonly string[]).map((Prefix) => xmlElement("CommonPrefixes", { Prefix }));
  return xml("ListBucketResult", members as XmlValue, contents.join("") + prefixes.join(""));
}

function buckets(output: CompanionOutput): HttpResponse {
  const all = (output["Buckets"] as readonly Record<string, unknown>[]).map((one) =>
    xmlElement("Bucket", { ...one, CreationDate: isoTime(one["CreationDate"]) } as XmlValue),
  );
  return xml("ListAllMyBucketsResult", { Owner: output["Owner"] as XmlValue }, `<Buckets>${all.join("")}</Buckets>`);
}

const writers: Readonly<Record<string, Writer>> = {
  PutObject: written,
  UploadPart: written,
  GetObject: read,
  HeadObject: read,
  ListObjectsV2: listed,
  ListBuckets: buckets,
  CreateBucket: (output) => ({ status: 200, headers: { location: String(output["Location"]) }, body: "" }),
  HeadBucket: (output) => ({
    status: 200,
    headers: { "x-amz-bucket-region": String(output["BucketRegion"]) },
    body: "",
  }),
  GetBucketLocation: (output) => ({
    status: 200,
    headers: xmlHeaders,
    body: `${declaration}${xmlElement("LocationConstraint", String(output["LocationConstraint"]), ` xmlns="${namespace}"`)}`,
  }),
  GetBucketVersioning: () => xml("VersioningConfiguration", {}),
  CreateMultipartUpload: (output) => xml("InitiateMultipartUploadResult", output as XmlValue),
  CompleteMultipartUpload: (output) => xml("CompleteMultipartUploadResult", output as XmlValue),
};

/** The answer for a failure; a HEAD has no body to tell it in. */
export function s3Failure(exception: ServiceException, head: RequestHead): HttpResponse {
  const known = names[exception.wireName];
  const [code, status, message] = known ?? [exception.wireName, exception.httpStatus];
  const error = { Code: code, Message: message ?? exception.message, Resource: head.path, RequestId: head.requestId };
  return {
    status,
    headers: { ...xmlHeaders, "x-amz-request-id": head.requestId },
    body: head.method === "HEAD" ? "" : `${declaration}${xmlElement("Error", error)}`,
    errorName: code,
  };
}

/** What failures of the protocol and of the gateway are called here. */
const names: Readonly<Record<string, readonly [code: string, status: number, message?: string] | undefined>> = {
  MissingAuthenticationTokenException: ["AccessDenied", 403, "Access Denied"],
  UnrecognizedClientException: [
    "InvalidAccessKeyId",
    403,
    "The AWS Access Key Id you provided does not exist in our records.",
  ],
  InvalidSignatureException: ["SignatureDoesNotMatch", 403],
  IncompleteSignatureException: ["AuthorizationHeaderMalformed", 400],
  ExpiredTokenException: ["ExpiredToken", 400, "The provided token has expired."],
  AccessDeniedException: ["AccessDenied", 403],
  ForbiddenException: ["AccessDenied", 403],
  RequestEntityTooLargeException: ["EntityTooLarge", 400, "Your proposed upload exceeds the maximum allowed size"],
  InternalErrorException: ["InternalError", 500, "We encountered an internal error. Please try again."],
  ServiceUnavailableException: ["ServiceUnavailable", 503],
};
