/**
 * Owns the form in which custom senders get codes: a message of the AWS Encryption SDK, format version 1, suite
 * AES_256_GCM_IV12_TAG16_HKDF_SHA256 (0x0178): neither committing nor signed, as clients expect that allow such messages to
 * be decrypted. One final frame holds everything. Where data keys come from is the port's business.
 */
import { createCipheriv, hkdfSync } from "node:crypto";

/** A key for one message, and the same key as it is sent along, encrypted under a KMS key. */
export interface MessageKey {
  readonly plaintext: Uint8Array;
  readonly ciphertext: Uint8Array;
  readonly keyArn: string;
}

const suite = Buffer.from([0x01, 0x78]);
const ivLength = 12;
const frameLength = 4096;
const sequenceNumber = 1;

/** Encrypts a short text. `messageId` is 16 random bytes; the data key may be used for one message only. */
export function encryptionMessage(
  key: MessageKey,
  context: Readonly<Record<string, string>>,
  messageId: Buffer,
  text: string,
): Buffer {
  const plaintext = Buffer.from(text);
  if (plaintext.length > frameLength) throw new Error("longer than a frame");
  const derived = Buffer.from(hkdfSync("sha256", key.plaintext, "", Buffer.concat([suite, messageId]), 32));
  const header = Buffer.concat([
    Buffer.from([0x01, 0x80]),
    suite,
    messageId,
    sized(contextBytes(context)),
    uint16(1),
    sized(Buffer.from("aws-kms")),
    sized(Buffer.from(key.keyArn)),
    sized(Buffer.from(key.ciphertext)),
    // Framed content, four reserved bytes, lengths of an IV and of a frame.
    Buffer.from([0x02, 0, 0, 0, 0, ivLength]),
    uint32(frameLength),
  ]);
  const headerIv = Buffer.alloc(ivLength);
  const frameIv = Buffer.concat([Buffer.alloc(ivLength - 4), uint32(sequenceNumber)]);
  const bound = Buffer.concat([
    messageId,
    Buffer.from("AWSKMSEncryptionClient Final Frame"),
    uint32(sequenceNumber),
    uint32(0),
    uint32(plaintext.length),
  ]);
  const frame = [uint32(0xffffffff), uint32(sequenceNumber), frameIv, uint32(plaintext.length)];
  const sealed = seal(derived, frameIv, bound, plaintext);
  return Buffer.concat([header, headerIv, seal(derived, headerIv, header, Buffer.alloc(0)), ...frame, sealed]);
}

/** Ciphertext and tag. */
function seal(key: Buffer, iv: Buffer, bound: Buffer, plaintext: Buffer): Buffer {
  const cipher = createCipheriv("aes-256-gcm", key, iv);
  cipher.setAAD(bound);
  return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/** Sorted by the bytes of the names. */
function contextBytes(context: Readonly<Record<string, string>>): Buffer {
  const entries = Object.entries(context).map(([name, value]) => [Buffer.from(name), Buffer.from(value)] as const);
  entries.sort(([a], [b]) => Buffer.compare(a, b));
  if (entries.length === 0) return Buffer.alloc(0);
  return Buffer.concat([uint16(entries.length), ...entries.flatMap(([name, value]) => [sized(name), sized(value)])]);
}

function sized(bytes: Buffer): Buffer {
  return Buffer.concat([uint16(bytes.length), bytes]);
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
