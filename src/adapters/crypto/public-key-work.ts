/**
 * Public-key work on Node: exponentiation in worker threads, RSA in libuv's thread pool.
 * It owns the exponentiations that have no native form; the threads are in `exponentiation-workers.ts`, RSA in
 * `rsa-work.ts`.
 */
import { createPrivateKey, createPublicKey } from "node:crypto";
import { SRP_GROUP_BYTES, SRP_PRIME } from "../../domain/password/srp.js";
import type { PublicKeyWork } from "../../ports/public-key-work.js";
import {
  type ExponentiationStatus,
  ExponentiationWorkers,
  type ExponentiationWorkersOptions,
} from "./exponentiation-workers.js";
import { boundedRsa } from "./rsa-work.js";

/** The port, with what only the composition root asks for. */
export interface NodePublicKeyWork extends PublicKeyWork {
  /** Starts the threads in the background. To be called after the listener is up, so that it delays no first answer. */
  start(): void;
  /** The state of the threads; `strategy` is `bigint` where sign-ins are slow. */
  status(): ExponentiationStatus;
}

export type PublicKeyWorkOptions = ExponentiationWorkersOptions;

const MAX_OPERAND_BYTES = 512;

const N = BigInt(`0x${SRP_PRIME.toString("hex")}`);

const ONE = numberBytes(1n);
const MINUS_ONE = numberBytes(N - 1n);

/** Public-key work in threads of this process. */
export function createPublicKeyWork(options: PublicKeyWorkOptions = {}): NodePublicKeyWork {
  const workers = new ExponentiationWorkers(options);
  return {
    modPow: (base, exponent) => modPow(workers, base, exponent),
    ...boundedRsa(),
    importPrivateKey: (der) => createPrivateKey({ key: der, format: "der", type: "pkcs8" }),
    importPublicKey: (jwk) => createPublicKey({ key: { ...jwk }, format: "jwk" }),
    start: () => workers.start(),
    status: () => workers.status(),
    close: () => workers.close(),
  };
}

/** Settles what Diffie-Hellman refuses to compute (0, 1, N - 1 and their powers) and leaves the rest to the threads. */
async function modPow(workers: ExponentiationWorkers, base: Buffer, exponent: Buffer): Promise<Buffer> {
  if (isUsual(base, exponent)) return workers.run(base, exponent);
  const x = toNumber(base) % N;
  const power = toNumber(exponent);
  if (power === 0n) return numberBytes(1n);
  if (x === 0n || x === 1n) return numberBytes(x);
  // N is prime, so powers repeat with N - 1; this keeps the exponent below the modulus, as OpenSSL demands.
  const e = power < N - 1n ? power : power % (N - 1n);
  if (e === 0n) return numberBytes(1n);
  if (e === 1n) return numberBytes(x);
  if (x === N - 1n) return numberBytes((e & 1n) === 0n ? 1n : x);
  return workers.run(numberBytes(x), numberBytes(e, evenDigits(e)));
}

/**
 * Whether the operands can go to the threads as they are, without arithmetic on the event loop: a base of full length between 1
 * and N - 1, as all but the generator have, and an exponent well below N without zeros in front.
 */
function isUsual(base: Buffer, exponent: Buffer): boolean {
  return (
    base.length === SRP_GROUP_BYTES &&
    exponent.length < SRP_GROUP_BYTES &&
    (exponent[0] ?? 0) > 1 &&
    base.compare(ONE) > 0 &&
    base.compare(MINUS_ONE) < 0
  );
}

function evenDigits(value: bigint): number {
  const digits = value.toString(16).length;
  return digits + (digits % 2);
}

function toNumber(bytes: Buffer): bigint {
  if (bytes.length > MAX_OPERAND_BYTES) throw new RangeError(`A number of ${bytes.length} bytes is too long.`);
  return bytes.length === 0 ? 0n : BigInt(`0x${bytes.toString("hex")}`);
}

function numberBytes(value: bigint, digits = 2 * SRP_GROUP_BYTES): Buffer {
  return Buffer.from(value.toString(16).padStart(digits, "0"), "hex");
}
