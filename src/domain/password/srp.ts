/**
 * SRP-6a as Cognito does it: the 3072-bit group, padding, and every hash from the password to the claim signature.
 * Pure. Exponentiation is not done here: callers hand in the results of `PublicKeyWork.modPow`, because 3072 bits block
 * the event loop. Randomness, the lifetime of a SECRET_BLOCK and replays belong to `services/authentication`.
 *
 * One sign-in on the server, with `modPow` as ^ and `b` 32 random bytes:
 *   SRP_B        serverPublicValue(v, g^b)
 *   base         sharedSecretBase(A, v^u), with u = scramblingParameter(A, B)
 *   signature    claimSignature(identity, sessionKey(u, base^b), SECRET_BLOCK, TIMESTAMP)
 *
 * Numbers are unsigned big-endian buffers. Each formula is checked against published vectors in the test beside.
 *
 * Passwords are taken as the UTF-8 bytes of the string and never normalised: clients hash what was typed, so any change
 * here would lock people out (T-06). A lone surrogate encodes as U+FFFD, in clients as here; nothing is cut off.
 */
import { createHash, createHmac, timingSafeEqual } from "node:crypto";

const PRIME_HEX =
  "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404dd" +
  "ef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed" +
  "ee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf0598da48361c55d39a69163fa8fd24cf5f" +
  "83655d23dca3ad961c62f356208552bb9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3b" +
  "e39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf6955817183995497cea956ae515d2261898fa0510" +
  "15728e5a8aaac42dad33170d04507a33a85521abdf1cba64ecfb850458dbef0a8aea71575d060c7db3970f85a6e1e4c7" +
  "abf5ae8cdb0933d71e8c94e04a25619dcee3d2261ad2ee6bf12ffa06d98a0864d87602733ec86a64521f2b18177b200c" +
  "bbe117577a615d6c770988c0bad946e208e24fa074e5ab3143db5bfce0fd108e4b82d120a93ad2caffffffffffffffff";

/** Bytes of the group's modulus, and of every number reduced by it. */
export const SRP_GROUP_BYTES = 384;

/** The modulus N: 3072 bits, a safe prime. */
export const SRP_PRIME: Buffer = Buffer.from(PRIME_HEX, "hex");

/** The generator g. */
export const SRP_GENERATOR: Buffer = Buffer.from([2]);

const N = BigInt(`0x${PRIME_HEX}`);

/** The multiplier k = SHA256(pad(N) | pad(g)). */
export const SRP_MULTIPLIER: Buffer = sha256(pad(SRP_PRIME), pad(SRP_GENERATOR));

const K = toNumber(SRP_MULTIPLIER);

/**
 * Longest SRP_A in hexadecimal digits. Some clients put zeros in front, so there is room beyond the 768 digits of N;
 * the limit keeps the conversion cheap (T-04).
 */
const MAX_PUBLIC_VALUE_DIGITS = 1024;

/** HKDF's info and its block counter, as the clients concatenate them. */
const DERIVED_KEY_INFO = Buffer.from("Caldera Derived Key\x01", "latin1");

/** Who proves knowledge of a password: the two texts that go into the hashes, differently named for users and devices. */
export interface SrpIdentity {
  /** The pool's name (its id after the underscore), or the device group key. */
  readonly group: string;
  /** USER_ID_FOR_SRP, or the device key. */
  readonly name: string;
}

/** The identity of a user, by stored username, never by alias. */
export function userSrpIdentity(userPoolId: string, username: string): SrpIdentity {
  return { group: userPoolId.slice(userPoolId.indexOf("_") + 1), name: username };
}

/** The identity of a remembered device. */
export function deviceSrpIdentity(deviceGroupKey: string, deviceKey: string): SrpIdentity {
  return { group: deviceGroupKey, name: deviceKey };
}

/**
 * The shortest two's complement form of a number: no leading zeros, but a zero byte before a set top bit.
 * This is what Java's BigInteger.toByteArray yields, and what all clients hash; nothing is ever padded to the size of N.
 */
export function pad(value: Buffer): Buffer {
  let start = 0;
  while (start < value.length && value[start] === 0) start += 1;
  const digits = value.subarray(start);
  const top = digits[0];
  if (top === undefined) return Buffer.from([0]);
  return top < 0x80 ? Buffer.from(digits) : Buffer.concat([Buffer.from([0]), digits]);
}

/** A number as it goes over the wire: lower-case hexadecimal without leading zeros. */
export function toWireHex(value: Buffer): string {
  return toNumber(value).toString(16);
}

/** The exponent x = SHA256(pad(salt) | SHA256(group name ":" password)); the verifier is g^x. */
export function passwordExponent(identity: SrpIdentity, password: string, salt: Buffer): Buffer {
  const credentials = sha256(Buffer.from(`${identity.group}${identity.name}:${password}`, "utf8"));
  return sha256(pad(salt), credentials);
}

/**
 * The client's public value A from its hexadecimal text, or undefined if it must be refused: not hexadecimal, longer
 * than N, or zero modulo N, which would let anybody compute the shared secret without a password (T-04).
 */
export function parseClientPublicValue(hex: string): Buffer | undefined {
  if (hex.length === 0 || hex.length > MAX_PUBLIC_VALUE_DIGITS || !/^[0-9a-f]+$/i.test(hex)) return undefined;
  const value = BigInt(`0x${hex}`);
  if (value % N === 0n) return undefined;
  const digits = value.toString(16);
  if (digits.length > 2 * SRP_GROUP_BYTES) return undefined;
  return Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, "hex");
}

/**
 * A verifier that a client chose (ConfirmDevice sends pad(v) in base64), or undefined if it must be refused.
 * 0, 1 and N - 1 would be open to anybody, as their powers are known without the password.
 */
export function parseClientVerifier(base64: string): Buffer | undefined {
  const bytes = parseBase64(base64, SRP_GROUP_BYTES + 1);
  if (bytes === undefined) return undefined;
  const value = toNumber(bytes);
  return value > 1n && value < N - 1n ? fromNumber(value) : undefined;
}

/** A salt that a client chose (ConfirmDevice sends it in base64), or undefined if it is empty, too long or not base64. */
export function parseClientSalt(base64: string): Buffer | undefined {
  return parseBase64(base64, 64);
}

/** The server's public value B = k v + g^b mod N; `generatorToB` is g^b. */
export function serverPublicValue(verifier: Buffer, generatorToB: Buffer): Buffer {
  return fromNumber((K * toNumber(verifier) + toNumber(generatorToB)) % N);
}

/** The scrambling parameter u = SHA256(pad(A) | pad(B)), or undefined if it is zero and the sign-in must be refused. */
export function scramblingParameter(clientPublic: Buffer, serverPublic: Buffer): Buffer | undefined {
  return nonZero(sha256(pad(clientPublic), pad(serverPublic)));
}

/** The base A v^u mod N whose b-th power is the shared secret S; `verifierToU` is v^u. */
export function sharedSecretBase(clientPublic: Buffer, verifierToU: Buffer): Buffer {
  return fromNumber((toNumber(clientPublic) * toNumber(verifierToU)) % N);
}

/** The 16-byte session key that both sides derive from u and the shared secret S. */
export function sessionKey(scrambling: Buffer, sharedSecret: Buffer): Buffer {
  const extracted = hmac(pad(scrambling), pad(sharedSecret));
  return hmac(extracted, DERIVED_KEY_INFO).subarray(0, 16);
}

/**
 * The claim signature that a client with the right password sends.
 * `secretBlock` is the decoded SECRET_BLOCK; `timestamp` is the text exactly as the client sent it.
 */
export function claimSignature(identity: SrpIdentity, key: Buffer, secretBlock: Buffer, timestamp: string): Buffer {
  return hmac(key, Buffer.from(identity.group, "utf8"), Buffer.from(identity.name, "utf8"), secretBlock, timestamp);
}

/** Whether PASSWORD_CLAIM_SIGNATURE (base64) is the expected one, in time that does not depend on where they differ. */
export function signatureMatches(expected: Buffer, claimedBase64: string): boolean {
  const claimed = parseBase64(claimedBase64, 64);
  return claimed !== undefined && claimed.length === expected.length && timingSafeEqual(claimed, expected);
}

/** Whether two verifiers are the same number, in constant time: the password check of flows that send the password. */
export function verifiersMatch(stored: Buffer, computed: Buffer): boolean {
  return timingSafeEqual(groupBytes(stored), groupBytes(computed));
}

function groupBytes(value: Buffer): Buffer {
  const digits = pad(value);
  const significant = digits[0] === 0 ? digits.subarray(1) : digits;
  if (significant.length > SRP_GROUP_BYTES) throw new RangeError("A verifier is a number below N.");
  const bytes = Buffer.alloc(SRP_GROUP_BYTES);
  significant.copy(bytes, SRP_GROUP_BYTES - significant.length);
  return bytes;
}

function nonZero(value: Buffer): Buffer | undefined {
  return value.some((byte) => byte !== 0) ? value : undefined;
}

/** Standard base64, padded or not, of 1 to `maxBytes` bytes. Node ignores foreign characters, hence the round trip. */
function parseBase64(text: string, maxBytes: number): Buffer | undefined {
  if (text.length === 0 || text.length > Math.ceil(maxBytes / 3) * 4) return undefined;
  const bytes = Buffer.from(text, "base64");
  const unpadded = text.replace(/={1,2}$/, "");
  if (bytes.length === 0 || bytes.length > maxBytes || bytes.toString("base64").replace(/={1,2}$/, "") !== unpadded) {
    return undefined;
  }
  return bytes;
}

function toNumber(bytes: Buffer): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${bytes.toString("hex")}`);
}

function fromNumber(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(2 * SRP_GROUP_BYTES, "0"), "hex");
}

function sha256(...parts: Buffer[]): Buffer {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
}

function hmac(key: Buffer, ...parts: (Buffer | string)[]): Buffer {
  const mac = createHmac("sha256", key);
  for (const part of parts) mac.update(part);
  return mac.digest();
}
