/** Owns the checksums that uploads bring along: computed, compared, and told again. */
import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { CompanionException } from "../../protocols/companion.js";
import { notHere } from "./s3-exceptions.js";

/** Checksums in base64 by the name of their algorithm, like `crc32`. */
export type Checksums = Readonly<Record<string, string>>;

const hashed = (algorithm: string) => (bytes: Buffer) => createHash(algorithm).update(bytes).digest();

const algorithms: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  crc32: (bytes) => fromUnsigned(crc32(bytes)),
  crc32c: (bytes) => fromUnsigned(crc32c(bytes)),
  crc64nvme,
  sha1: hashed("sha1"),
  sha256: hashed("sha256"),
  sha512: hashed("sha512"),
  md5: hashed("md5"),
};

/** Throws BadDigest unless the bytes have every checksum that was declared. */
export function checkChecksums(bytes: Buffer, declared: Checksums): void {
  for (const [name, expected] of Object.entries(declared)) {
    const compute = Object.hasOwn(algorithms, name) ? algorithms[name] : undefined;
    if (compute === undefined) throw notHere(`The checksum algorithm ${name.toUpperCase().slice(0, 32)}`);
    if (compute(bytes).toString("base64") === expected) continue;
    throw new CompanionException(
      "BadDigest",
      `The ${name.toUpperCase()} you specified did not match the calculated checksum.`,
    );
  }
}

/** Throws unless the bytes have the digest that a `Content-MD5` header declares. */
export function checkContentMd5(bytes: Buffer, declared: string): void {
  const expected = Buffer.from(declared, "base64");
  if (expected.length !== 16)
    throw new CompanionException("InvalidDigest", "The Content-MD5 you specified is not valid.");
  if (expected.equals(createHash("md5").update(bytes).digest())) return;
  throw new CompanionException("BadDigest", "The Content-MD5 you specified did not match what we received.");
}

/** What S3 calls the entity of bytes, without quotes. */
export function entityTag(bytes: Buffer): string {
  return createHash("md5").update(bytes).digest("hex");
}

function fromUnsigned(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

const crc32cTable = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
  return value;
});

function crc32c(bytes: Buffer): number {
  let value = 0xffffffff;
  for (let at = 0; at < bytes.length; at++) value = crc32cTable[(value ^ bytes[at]!) & 0xff]! ^ (value >>> 8);
  return ~value;
}

/** The reflected polynomial of CRC-64/NVME, and its table in two halves, because numbers hold only 53 bits. */
const crc64High = new Uint32Array(256);
const crc64Low = new Uint32Array(256);
for (let index = 0; index < 256; index++) {
  let value = BigInt(index);
  for (let bit = 0; bit < 8; bit++) value = value & 1n ? (value >> 1n) ^ 0x9a6c9329ac4bc9b5n : value >> 1n;
  crc64High[index] = Number(value >> 32n);
  crc64Low[index] = Number(value & 0xffffffffn);
}

function crc64nvme(bytes: Buffer): Buffer {
  let high = 0xffffffff;
  let low = 0xffffffff;
  for (let at = 0; at < bytes.length; at++) {
    const index = (low ^ bytes[at]!) & 0xff;
    low = crc64Low[index]! ^ ((low >>> 8) | (high << 24));
    high = crc64High[index]! ^ (high >>> 8);
  }
  return Buffer.concat([fromUnsigned(~high), fromUnsigned(~low)]);
}
