/**
 * Owns the form of ciphertexts: AES-256-GCM under the material of a key. The key's ARN and the encryption context are
 * bound to it, so that it opens nowhere else and in no other context.
 *
 * One byte of version, 16 of the key's id, 16 of the material's id, 12 of nonce, 16 of tag, the text.
 */
import { createCipheriv, createDecipheriv } from "node:crypto";
import type { Random } from "../../../ports/random.js";
import type { KeyMaterial } from "./key-record.js";

/** What a ciphertext is bound to. */
export interface CipherScope {
  readonly keyArn: string;
  readonly context: Readonly<Record<string, string>>;
}

const version = 1;
const idLength = 16;
const nonceLength = 12;
const tagLength = 16;
const headLength = 1 + idLength + idLength;
const algorithm = "aes-256-gcm";

/** Encrypts under one material of a key. */
export function encrypt(
  random: Pick<Random, "bytes">,
  keyId: string,
  material: KeyMaterial,
  scope: CipherScope,
  plaintext: Uint8Array,
): Buffer {
  const head = Buffer.concat([
    Buffer.from([version]),
    Buffer.from(keyId.replaceAll("-", ""), "hex"),
    Buffer.from(material.id, "hex").subarray(0, idLength),
  ]);
  const nonce = random.bytes(nonceLength);
  const cipher = createCipheriv(algorithm, Buffer.from(material.base64, "base64"), nonce);
  cipher.setAAD(boundBytes(head, scope));
  const sealed = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([head, nonce, cipher.getAuthTag(), sealed]);
}

/** The id of the key that a ciphertext says it is of; undefined when it has no such form. Proves nothing. */
export function keyIdIn(ciphertext: Buffer): string | undefined {
  if (ciphertext.length < headLength + nonceLength + tagLength || ciphertext[0] !== version) return undefined;
  const hex = ciphertext.toString("hex", 1, 1 + idLength);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** What a ciphertext holds, and which material opened it; undefined when it does not open under any of them. */
export function decrypt(
  materials: readonly KeyMaterial[],
  scope: CipherScope,
  ciphertext: Buffer,
): { readonly plaintext: Buffer; readonly material: KeyMaterial } | undefined {
  const head = ciphertext.subarray(0, headLength);
  const named = head.toString("hex", 1 + idLength);
  const material = materials.find(({ id }) => id.startsWith(named));
  if (material === undefined) return undefined;
  const nonce = ciphertext.subarray(headLength, headLength + nonceLength);
  const tag = ciphertext.subarray(headLength + nonceLength, headLength + nonceLength + tagLength);
  const options = { authTagLength: tagLength };
  const decipher = createDecipheriv(algorithm, Buffer.from(material.base64, "base64"), nonce, options);
  decipher.setAAD(boundBytes(head, scope));
  decipher.setAuthTag(tag);
  try {
    const opened = decipher.update(ciphertext.subarray(headLength + nonceLength + tagLength));
    return { plaintext: Buffer.concat([opened, decipher.final()]), material };
  } catch {
    // Of a failed authentication there is nothing to tell.
    return undefined;
  }
}

/** The order in which a context's members were sent means nothing. JSON keeps their borders. */
function boundBytes(head: Buffer, { keyArn, context }: CipherScope): Buffer {
  const members = Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.concat([head, Buffer.from(JSON.stringify([keyArn, members]))]);
}
