/**
 * Owns what a user who does not exist looks like to a client with PreventUserExistenceErrors (T-01, T-03). Everything is
 * drawn from a keyed MAC of pool and canonical name, so that it is the same at each try and on each node, and nobody
 * without the key can tell it from chance.
 */
import { looksLikeEmail, looksLikePhoneNumber } from "../attributes/formats.js";
import { type CodeDeliveryDetails, codeDeliveryDetails, type Delivery } from "../message/delivery.js";

/** A MAC of at least 32 bytes over purpose, pool and canonical name, under a key of the server. */
export type SimulationMac = (purpose: string) => Uint8Array;

/** What a sign-in shows of a user. */
export interface SimulatedUser {
  readonly sub: string;
  /** As long as a real one. */
  readonly salt: Buffer;
}

const SALT_BYTES = 16;

const LETTERS = "abcdefghijklmnopqrstuvwxyz";

/** First letters of the domains that most addresses are at. */
const DOMAIN_LETTERS = "ggghoyi";

/** The sub and the SRP salt of a user who is not there. */
export function simulatedUser(mac: SimulationMac): SimulatedUser {
  return { sub: uuidOf(mac("sub")), salt: Buffer.from(mac("salt").subarray(0, SALT_BYTES)) };
}

/**
 * Where a code would have gone. `media` are those that the pool would try, best first. A typed address is shown masked, as
 * it would be if its owner had an account; any other name gets an address of its own.
 */
export function simulatedDelivery(
  canonicalName: string,
  media: readonly Delivery["medium"][],
  mac: SimulationMac,
): CodeDeliveryDetails {
  for (const medium of ["EMAIL", "SMS"] as const) {
    const typed = media.includes(medium) ? simulatedTarget(canonicalName, medium) : undefined;
    if (typed !== undefined) return medium === "EMAIL" ? byEmail(typed) : bySms(typed);
  }
  const drawn = mac("delivery");
  if (media[0] === "SMS") {
    const digits = [0, 1, 2, 3].map((place) => (drawn[place] ?? 0) % 10).join("");
    return bySms(`+1000000${digits}`);
  }
  const letterOf = (alphabet: string, place: number): string => alphabet.charAt((drawn[place] ?? 0) % alphabet.length);
  return byEmail(`${letterOf(LETTERS, 0)}@${letterOf(DOMAIN_LETTERS, 1)}`);
}

/** The address of a user who is not there, where the typed name is one. */
export function simulatedTarget(canonicalName: string, medium: Delivery["medium"]): string | undefined {
  const isOne = medium === "EMAIL" ? looksLikeEmail(canonicalName) : looksLikePhoneNumber(canonicalName);
  return isOne ? canonicalName : undefined;
}

function byEmail(destination: string): CodeDeliveryDetails {
  return codeDeliveryDetails({ attribute: "email", medium: "EMAIL", destination });
}

function bySms(destination: string): CodeDeliveryDetails {
  return codeDeliveryDetails({ attribute: "phone_number", medium: "SMS", destination });
}

/** Sixteen bytes in the form of a sub: a UUID that carries version 7. */
function uuidOf(bytes: Uint8Array): string {
  const uuid = Buffer.from(bytes.subarray(0, 16));
  uuid[6] = ((uuid[6] ?? 0) & 0x0f) | 0x70;
  uuid[8] = ((uuid[8] ?? 0) & 0x3f) | 0x80;
  return uuid.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
