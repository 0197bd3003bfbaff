/**
 * Port of symmetric keys: authenticated encryption, keyed MACs and derived values under the master key.
 * It owns key separation by purpose and pool; it does not know where the master key comes from, when a sealed thing
 * expires or whether it was used before.
 */

/**
 * What a sealed thing is for. Every member is bound to the ciphertext (T-51): a value sealed for one purpose, pool or
 * subject does not open for another. Absent and empty members differ.
 */
export interface KeyScope {
  /** A constant of the program, like `srp-verifier` or `challenge-session`; one purpose for one meaning. */
  readonly purpose: string;
  readonly poolId?: string;
  /** Whatever else the value belongs to: a user's sub, a client id, or several of them joined by the caller. */
  readonly subject?: string;
}

/** The alphabet of a sealed text: `base64` (with padding) only where clients insist on it, as for SECRET_BLOCK. */
export type TextAlphabet = "base64url" | "base64";

/** Keys derived from one master key. All methods are synchronous and take microseconds. */
export interface Keyring {
  /** Encrypts and authenticates. The result is 29 bytes longer than the plaintext; two seals of one text differ. */
  seal(scope: KeyScope, plaintext: Buffer | string): Buffer;

  /** The plaintext of a sealed value. Throws SealBroken unless every byte and the whole scope are as they were sealed. */
  open(scope: KeyScope, sealed: Buffer): Buffer;

  /**
   * Seals a JSON value as text that may travel through clients: challenge sessions, secret blocks, page tokens.
   * Put the expiry into the value; the keyring has no clock. Throws RangeError beyond 2048 characters, which is what
   * older clients accept as Session (about 1500 bytes of JSON).
   */
  sealText(scope: KeyScope, value: unknown, alphabet?: TextAlphabet): string;

  /**
   * The value behind a sealed text, or undefined if this text was not sealed here for this scope. Only the one spelling
   * that `sealText` produced is accepted, so the text itself may serve as key of a consumed mark.
   * The type parameter is the caller's word: what opens was written by this program.
   */
  openText<T>(scope: KeyScope, text: string, alphabet?: TextAlphabet): T | undefined;

  /** HMAC-SHA256 of the data under a key of purpose and pool, bound to the subject: 32 bytes, the same on every node. */
  mac(scope: KeyScope, data: Buffer | string): Buffer;

  /** `length` bytes (1 to 8160) that only the holder of the master key can compute, the same at every call and node. */
  derive(scope: KeyScope, length: number): Buffer;

  /** A text that identifies the master key without revealing it; a store remembers it to notice a wrong key. */
  checkValue(): string;
}

/** A sealed value was changed, cut, sealed under another key, or for another purpose, pool or subject. */
export class SealBroken extends Error {
  override readonly name = "SealBroken";

  constructor() {
    super("The sealed value does not open here.");
  }
}
