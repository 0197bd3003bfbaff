/**
 * RSA in libuv's thread pool: RS256 signatures, their verification, and new key pairs.
 * It owns how much of this may wait. Which key signs what belongs to `services/tokens/signing-keys` and the token services.
 */
import { generateKeyPair, type KeyObject, sign as nodeSign, verify as nodeVerify } from "node:crypto";
import { type PublicKeyWork, type RsaKeyPair, type RsaPublicJwk, WorkQueueFull } from "../../ports/public-key-work.js";

/** RSA operations handed to the thread pool and not yet done; at some 1500 a second on two cores, half a second's worth. */
const MAX_RSA_PENDING = 1024;

/** Generating a key keeps a thread of the pool for some hundred milliseconds; the others must stay free to sign. */
const MAX_GENERATING = 2;
const MAX_GENERATIONS_WAITING = 64;

/** How much may wait; a test sets it lower. */
export interface RsaLimits {
  readonly pending?: number;
  readonly generationsWaiting?: number;
}

/** The RSA part of the port. */
export function boundedRsa(limits: RsaLimits = {}): Pick<PublicKeyWork, "sign" | "verify" | "generateRsaKeyPair"> {
  const maxPending = limits.pending ?? MAX_RSA_PENDING;
  const maxWaiting = limits.generationsWaiting ?? MAX_GENERATIONS_WAITING;
  let pending = 0;
  let generating = 0;
  const waiting: (() => void)[] = [];

  async function bounded<T>(work: (done: (error: Error | null, result?: T) => void) => void): Promise<T> {
    if (pending >= maxPending) throw new WorkQueueFull(pending);
    pending += 1;
    try {
      return await new Promise<T>((resolve, reject) => {
        work((error, result) => (error === null ? resolve(result as T) : reject(error)));
      });
    } finally {
      pending -= 1;
    }
  }

  return {
    async sign(privateKey, data) {
      assertRsa(privateKey);
      return bounded<Buffer>((done) => nodeSign("sha256", bytesOf(data), privateKey, done));
    },
    async verify(publicKey, data, signature) {
      assertRsa(publicKey);
      return bounded<boolean>((done) => nodeVerify("sha256", bytesOf(data), publicKey, signature, done));
    },
    async generateRsaKeyPair() {
      if (generating >= MAX_GENERATING && waiting.length >= maxWaiting) throw new WorkQueueFull(waiting.length);
      if (generating >= MAX_GENERATING) await new Promise<void>((resolve) => waiting.push(resolve));
      else generating += 1;
      try {
        return await generate();
      } finally {
        // The place goes to the next in line, or becomes free.
        const next = waiting.shift();
        if (next === undefined) generating -= 1;
        else next();
      }
    },
  };
}

function generate(): Promise<RsaKeyPair> {
  return new Promise((resolve, reject) => {
    generateKeyPair("rsa", { modulusLength: 2048, publicExponent: 0x10001 }, (error, publicKey, privateKey) => {
      if (error !== null) return reject(error);
      const { n, e } = publicKey.export({ format: "jwk" });
      if (n === undefined || e === undefined) return reject(new Error("The generated key has no public half."));
      const publicJwk: RsaPublicJwk = { kty: "RSA", n, e };
      resolve({ privateKeyDer: privateKey.export({ format: "der", type: "pkcs8" }), publicJwk });
    });
  });
}

function assertRsa(key: KeyObject): void {
  if (key.asymmetricKeyType !== "rsa") throw new TypeError("RS256 needs an RSA key.");
}

function bytesOf(data: Buffer | string): Buffer {
  return typeof data === "string" ? Buffer.from(data, "utf8") : data;
}
