/**
 * Owns what passkeys look like of somebody who has none (T-01): ids of the lengths that authenticators make, drawn from a
 * keyed MAC, so that they are the same at each try and on each node.
 */
import type { SimulationMac } from "../user/simulated-user.js";
import type { PasskeyDescriptor } from "./ceremony.js";

/** Lengths of ids and transports as the common keepers of passkeys have them. */
const kinds: readonly { readonly bytes: number; readonly transports: readonly string[] }[] = [
  { bytes: 20, transports: ["internal", "hybrid"] },
  { bytes: 16, transports: ["internal", "hybrid"] },
  { bytes: 32, transports: ["internal"] },
  { bytes: 20, transports: ["hybrid", "internal"] },
];

/** One passkey for most, two for some. */
export function simulatedPasskeys(mac: SimulationMac): readonly PasskeyDescriptor[] {
  const drawn = mac("kinds");
  const count = (drawn[0] ?? 0) % 4 === 0 ? 2 : 1;
  return Array.from({ length: count }, (_, n) => {
    const { bytes, transports } = kinds[(drawn[n + 1] ?? 0) % kinds.length]!;
    return { credentialId: Buffer.from(mac(`id ${n}`).subarray(0, bytes)).toString("base64url"), transports };
  });
}

const generatorX = "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296";
const generatorY = "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5";

/**
 * Answers for a passkey that is not there are checked with this key, so that refusing them takes as long: the base point of
 * P-256 as an ES256 COSE_Key. An answer that fits it is refused all the same.
 */
export const nobodysKey = {
  publicKey: Buffer.from(`a5010203262001215820${generatorX}225820${generatorY}`, "hex"),
  counter: 0,
};
