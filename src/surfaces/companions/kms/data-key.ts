/**
 * Encryption under keys, for the actions and for parts of this server that encrypt for others: custom senders get their
 * codes in messages whose data key is wrapped here.
 */
import { encrypt } from "./cipher.js";
import { arnOf, checkUsable, type KeyNeeds, type KeyPlace, keyOrThrow } from "./key-record.js";
import { rotatedIfDue } from "./rotation.js";

/** Bytes encrypted under a key. */
export interface WrappedBytes {
  readonly keyArn: string;
  readonly ciphertext: Buffer;
  /** Which material of the key encrypted. */
  readonly materialId: string;
}

/** A key for data, as it is used and as it is sent along. */
export interface DataKey extends WrappedBytes {
  readonly plaintext: Buffer;
}

/** Encrypts under a key, named in any form. Throws the exceptions of Encrypt. */
export async function wrap(
  needs: KeyNeeds,
  place: KeyPlace,
  keyId: string,
  context: Readonly<Record<string, string>>,
  plaintext: Uint8Array,
): Promise<WrappedBytes> {
  const found = await keyOrThrow(needs, needs.store, place, keyId, { byAlias: true });
  checkUsable(found);
  const record = await rotatedIfDue(needs, found);
  const material = record.value.materials.at(-1)!;
  const keyArn = arnOf(record);
  const ciphertext = encrypt(needs.random, record.name, material, { keyArn, context }, plaintext);
  return { keyArn, ciphertext, materialId: material.id };
}

/** Makes a data key of so many bytes under a key. Throws the exceptions of GenerateDataKey. */
export async function generateDataKey(
  needs: KeyNeeds,
  place: KeyPlace,
  keyId: string,
  context: Readonly<Record<string, string>>,
  length = 32,
): Promise<DataKey> {
  const plaintext = needs.random.bytes(length);
  return { ...(await wrap(needs, place, keyId, context, plaintext)), plaintext };
}
