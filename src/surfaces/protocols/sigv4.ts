/**
 * Verifies AWS Signature Version 4 in full: scope, signed headers, date window, body hash, session token, signature
 * (T-32). It owns the decision whether a presented signature is genuine, and AWS's words for why not; who the key
 * belongs to and what it may do is decided elsewhere.
 */
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import {
  ExpiredTokenException,
  InvalidSignatureException,
  UnrecognizedClientException,
} from "../../model/exceptions.js";
import { readAwsChunked } from "./aws-chunked.js";
import type { HttpRequest, RequestHead } from "./http.js";
import { canonicalRequest } from "./sigv4-canonical.js";
import { basicFormat, type CredentialScope, type PresentedSignature } from "./sigv4-credential.js";

/** The secret half of an access key, as the verifier needs it. */
export interface SigningSecret {
  readonly secretAccessKey: string;
  /** Present for temporary credentials: every request must carry it. */
  readonly sessionToken?: string | undefined;
  /** When temporary credentials end, in milliseconds since 1970. */
  readonly expiresAt?: number | undefined;
}

/** Against what a signature is checked. */
export interface SignatureExpectation {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Names under which the service may be signed for; the first one is printed. */
  readonly services: readonly string[];
}

const windowMinutes = 5;
const windowMs = windowMinutes * 60_000;

/** Throws InvalidSignatureException, UnrecognizedClientException or ExpiredTokenException unless all of it is right. */
export function verifySignature(
  request: HttpRequest,
  presented: PresentedSignature,
  secret: SigningSecret,
  expectation: SignatureExpectation,
): void {
  checkPresented(request, presented, secret, expectation);
  const isS3 = presented.scope.service === "s3";
  const hash = payloadHash(request, presented.form, isS3);
  const key = compareSignature(request, presented, secret, hash);
  if (isS3 && hash.startsWith(signedChunks)) verifyChunks(request.body, hash, presented, key);
}

/**
 * As `verifySignature`, before the body has arrived: what the head declares of the body is signed with it. Proves who
 * sends, not yet what; only S3 declares its bodies always.
 */
export function verifySignedHead(
  head: RequestHead,
  presented: PresentedSignature,
  secret: SigningSecret,
  expectation: SignatureExpectation,
): void {
  checkPresented(head, presented, secret, expectation);
  const declared = head.headers["x-amz-content-sha256"] ?? (presented.form === "query" ? unsignedPayload : undefined);
  if (declared === undefined) throw new InvalidSignatureException();
  compareSignature(head, presented, secret, declared);
}

function checkPresented(
  head: RequestHead,
  presented: PresentedSignature,
  secret: SigningSecret,
  { services, now }: SignatureExpectation,
): void {
  checkScope(presented, services);
  checkSignedHeaders(head, presented.signedHeaders);
  checkDate(presented, now);
  checkSecurityToken(presented.securityToken, secret, now);
}

/** Answers the key that the signature was made with. */
function compareSignature(
  head: RequestHead,
  presented: PresentedSignature,
  secret: SigningSecret,
  payload: string,
): Buffer {
  const { scope, signedHeaders } = presented;
  const canonical = canonicalRequest(head, signedHeaders, payload, scope.service === "s3" ? "s3" : "encoded-twice");
  const text = `AWS4-HMAC-SHA256\n${presented.timestamp}\n${scopeText(scope)}\n${sha256(canonical)}`;
  const key = signingKey(secret.secretAccessKey, scope);
  const expected = createHmac("sha256", key).update(text).digest();
  if (!timingSafeEqual(expected, Buffer.from(presented.signature, "hex"))) throw new InvalidSignatureException();
  return key;
}

function scopeText({ date, region, service }: CredentialScope): string {
  return `${date}/${region}/${service}/aws4_request`;
}

/** Each chunk is signed over the signature before it, the first over that of the head; so are the trailers, if signed. */
function verifyChunks(body: Buffer, declared: string, presented: PresentedSignature, key: Buffer): void {
  const framed = readAwsChunked(body);
  if (framed === undefined) throw new InvalidSignatureException();
  let previous = presented.signature;
  const verify = (kind: "PAYLOAD" | "TRAILER", hash: string, signature: string | undefined): void => {
    const text = `AWS4-HMAC-SHA256-${kind}\n${presented.timestamp}\n${scopeText(presented.scope)}\n${previous}\n${hash}`;
    const expected = createHmac("sha256", key).update(text).digest("hex");
    if (signature === undefined || !timingSafeEqual(digest(expected), digest(signature))) {
      throw new InvalidSignatureException();
    }
    previous = signature;
  };
  for (const { data, signature } of framed.chunks) verify("PAYLOAD", `${emptyHash}\n${sha256(data)}`, signature);
  if (!declared.endsWith("-TRAILER")) return;
  const trailers = framed.trailers.map(([name, value]) => `${name}:${value}\n`).join("");
  verify("TRAILER", sha256(trailers), framed.trailerSignature);
}

function checkScope({ scope, timestamp }: PresentedSignature, services: readonly string[]): void {
  if (!services.includes(scope.service)) {
    throw new InvalidSignatureException(`Credential should be scoped to correct service: '${services[0]}'. `);
  }
  const day = timestamp.slice(0, 8);
  if (scope.date !== day) {
    throw new InvalidSignatureException(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${scope.date}' != '${day}', from '${timestamp}'.`,
    );
  }
}

/** An unsigned host would let a request be replayed elsewhere, an unsigned target let it be turned into another one. */
function checkSignedHeaders(request: RequestHead, signedHeaders: readonly string[]): void {
  if (!signedHeaders.includes("host")) {
    throw new InvalidSignatureException("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
  }
  if (request.headers["x-amz-target"] !== undefined && !signedHeaders.includes("x-amz-target")) {
    throw new InvalidSignatureException("'x-amz-target' must be a 'SignedHeader' in the AWS Authorization.");
  }
}

function checkDate({ form, signedAt, timestamp, expiresSeconds }: PresentedSignature, now: number): void {
  const lifetimeMs = form === "query" && expiresSeconds !== undefined ? expiresSeconds * 1000 : windowMs;
  if (signedAt + lifetimeMs < now) {
    const limit = `${basicFormat(now - lifetimeMs)} (${basicFormat(now)} - ${lifetimeText(lifetimeMs)})`;
    throw new InvalidSignatureException(`Signature expired: ${timestamp} is now earlier than ${limit}`);
  }
  if (signedAt - windowMs > now) {
    const limit = `${basicFormat(now + windowMs)} (${basicFormat(now)} + ${lifetimeText(windowMs)})`;
    throw new InvalidSignatureException(`Signature not yet current: ${timestamp} is still later than ${limit}`);
  }
}

function lifetimeText(ms: number): string {
  return ms % 60_000 === 0 ? `${ms / 60_000} min.` : `${ms / 1000} sec.`;
}

function checkSecurityToken(presented: string | undefined, secret: SigningSecret, now: number): void {
  if ((presented === undefined) !== (secret.sessionToken === undefined)) throw new UnrecognizedClientException();
  // Digests are compared, so that neither content nor length of the token shows in the time it takes.
  if (presented !== undefined && !timingSafeEqual(digest(presented), digest(secret.sessionToken!))) {
    throw new UnrecognizedClientException();
  }
  if (secret.expiresAt !== undefined && now >= secret.expiresAt) throw new ExpiredTokenException();
}

/** The hash of the body that arrived; a declared hash is believed only when it agrees, or leaves an S3 body unsigned. */
function payloadHash(request: HttpRequest, form: "header" | "query", isS3: boolean): string {
  const declared = request.headers["x-amz-content-sha256"];
  if (isS3 && (declared === unsignedPayload || (declared === undefined && form === "query"))) return unsignedPayload;
  if (isS3 && declared !== undefined && streamed.has(declared)) return declared;
  const actual = request.body.length === 0 ? emptyHash : sha256(request.body);
  if (declared !== undefined && declared !== actual) throw new InvalidSignatureException();
  return actual;
}

const unsignedPayload = "UNSIGNED-PAYLOAD";
const signedChunks = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
/** Bodies in chunks; the last one is signed by nothing but the connection. */
const streamed = new Set([signedChunks, `${signedChunks}-TRAILER`, "STREAMING-UNSIGNED-PAYLOAD-TRAILER"]);
const emptyHash = sha256("");

function sha256(data: string | Buffer): string {
  return createHash("sha256").update(data).digest("hex");
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/** Derived keys hold for a day; deriving one costs four MACs, so the recent ones are kept. */
const derivedKeys = new Map<string, Buffer>();
const maxDerivedKeys = 256;

function signingKey(secretAccessKey: string, { accessKeyId, date, region, service }: CredentialScope): Buffer {
  // The secret is part of the name: two servers in one process may know one key id with different secrets.
  const name = `${accessKeyId}/${date}/${region}/${service}/${sha256(secretAccessKey)}`;
  const known = derivedKeys.get(name);
  if (known !== undefined) return known;
  if (derivedKeys.size >= maxDerivedKeys) derivedKeys.clear();
  let key: Buffer | string = `AWS4${secretAccessKey}`;
  for (const part of [date, region, service, "aws4_request"]) key = createHmac("sha256", key).update(part).digest();
  derivedKeys.set(name, key as Buffer);
  return key as Buffer;
}
