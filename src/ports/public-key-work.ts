/**
 * Port of expensive public-key arithmetic: modular exponentiation in the SRP group, RS256, RSA key generation.
 * It owns where this work runs and how much of it may wait; what is computed and why belongs to `domain/password/srp` and the
 * token services.
 */
import type { KeyObject } from "node:crypto";

/** The public half of an RSA key as the key set publishes it: modulus and exponent in base64url. */
export interface RsaPublicJwk {
  readonly kty: "RSA";
  readonly n: string;
  readonly e: string;
}

/** A fresh RSA-2048 pair; the private half is PKCS#8 in DER and must be sealed before it is stored. */
export interface RsaKeyPair {
  readonly privateKeyDer: Buffer;
  readonly publicJwk: RsaPublicJwk;
}

/**
 * Work that would block the event loop if done in place.
 *
 * Guarantees of every method that returns a promise: the event loop is never blocked; when too much work already waits,
 * the promise is rejected at once with WorkQueueFull and nothing was queued (T-37); calls may run in any order.
 */
export interface PublicKeyWork {
  /**
   * base^exponent mod N in the 3072-bit group of `domain/password/srp`, always 384 bytes, big-endian.
   * Any unsigned big-endian length up to 512 bytes is taken; the base is reduced mod N first.
   * Not to be repeated automatically: a rejection other than WorkQueueFull means that the worker died with this job,
   * and a new call starts a new worker.
   */
  modPow(base: Buffer, exponent: Buffer): Promise<Buffer>;

  /** RS256 signature (RSASSA-PKCS1-v1_5 with SHA-256) over the bytes given; a string counts as UTF-8. */
  sign(privateKey: KeyObject, data: Buffer | string): Promise<Buffer>;

  /** Whether the RS256 signature belongs to key and data. False for any malformed signature. */
  verify(publicKey: KeyObject, data: Buffer | string, signature: Buffer): Promise<boolean>;

  /** A new RSA-2048 pair with exponent 65537. Takes some hundred milliseconds; few run at a time, the others wait. */
  generateRsaKeyPair(): Promise<RsaKeyPair>;

  /** The key object of a PKCS#8 private key in DER. Cheap but not free: keep the object, not the bytes. Throws on bad DER. */
  importPrivateKey(der: Buffer): KeyObject;

  /** The key object of a public key. Keep it like the private one. Throws on a bad key. */
  importPublicKey(jwk: RsaPublicJwk): KeyObject;

  /** Ends the workers; work still waiting is rejected. May be repeated. Nothing may be asked afterwards. */
  close(): Promise<void>;
}

/** Too much public-key work is waiting; the caller should be told to come back later. */
export class WorkQueueFull extends Error {
  override readonly name = "WorkQueueFull";

  constructor(waiting: number) {
    super(`${waiting} pieces of public-key work are already waiting.`);
  }
}
