/** Owns the forms of the two names that a device proves itself under. */
import type { NewDeviceMetadataType } from "../../model/generated/types.js";

/** What a sign-in from an unknown device is told. */
export type DeviceMetadata = Required<{ [K in keyof NewDeviceMetadataType]: string }>;

/** Bytes that a device group key is made of; more than it has characters, as some are passed over. */
export const DEVICE_GROUP_KEY_BYTES = 32;

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const groupKeyCharacters = 8;

/** The key of a new device: the region of its pool, and a UUID of its own. */
export function newDeviceKey(region: string, uuid: string): string {
  return `${region}_${uuid}`;
}

/**
 * The device group key of a pool, like `-a1B2c3D4`: a hyphen and eight letters or digits. It goes into every verifier of
 * the pool's devices, so that it must never change; `bytes` are derived for the pool.
 */
export function deviceGroupKey(bytes: Buffer): string {
  let characters = "";
  for (const byte of bytes) {
    // Bytes above the last whole alphabet would make its first characters likelier.
    if (byte >= alphabet.length * 4) continue;
    characters += alphabet[byte % alphabet.length];
    if (characters.length === groupKeyCharacters) return `-${characters}`;
  }
  throw new RangeError(`${DEVICE_GROUP_KEY_BYTES} bytes without eight that can be used`);
}
