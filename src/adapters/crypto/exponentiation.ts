/**
 * Native modular exponentiation in the SRP group: several ways to get it out of OpenSSL, and the test that each must
 * pass before it is trusted. Synchronous; it owns no threads.
 *
 * Node exposes no plain exponentiation, and how well each detour works depends on the version:
 *   - Diffie-Hellman with generator 2 runs at full speed on Node 20. Node 22 takes our modulus for a known group and
 *     refuses every base that is no quadratic residue; Node 24 spends seconds on checking the modulus.
 *   - Diffie-Hellman with generator 5 is no known group, so all bases pass, but making the object takes seconds of primality
 *     tests on all versions.
 *   - The RSA public operation with our modulus and the exponent as public exponent is ready at once everywhere.
 *     It is not constant-time in the exponent, so it only bridges the time until the former is ready.
 *   - BigInt is ten times slower: correct, but a warning to whoever runs the server.
 */
import { constants, createDiffieHellman, createPublicKey, publicEncrypt, randomBytes } from "node:crypto";
import { SRP_GROUP_BYTES, SRP_PRIME } from "../../domain/password/srp.js";

/** A way to exponentiate. */
export type Strategy = "diffie-hellman-2" | "diffie-hellman-5" | "rsa" | "bigint";

/** base^exponent mod N for 1 < base < N - 1 and an exponent above zero; 384 bytes. */
export type Exponentiate = (base: Uint8Array, exponent: Uint8Array) => Buffer;

const N = BigInt(`0x${SRP_PRIME.toString("hex")}`);
const MODULUS_JWK = SRP_PRIME.toString("base64url");

/** The strategy to begin with on this machine: the fastest that is ready at once and passes its self-test. */
export function readyStrategy(): { strategy: Strategy; exponentiate: Exponentiate } {
  const major = Number.parseInt(process.versions.node, 10);
  const candidates: Strategy[] = major <= 20 ? ["diffie-hellman-2", "rsa"] : ["rsa"];
  for (const strategy of candidates) {
    const exponentiate = build(strategy);
    if (exponentiate !== undefined && isSound(exponentiate)) return { strategy, exponentiate };
  }
  return { strategy: "bigint", exponentiate: byBigInt };
}

/** The constant-time strategy that takes seconds of computing to build, or undefined where it does not work. */
export function preparedStrategy(): { strategy: Strategy; exponentiate: Exponentiate } | undefined {
  const exponentiate = build("diffie-hellman-5");
  if (exponentiate === undefined || !isSound(exponentiate)) return undefined;
  return { strategy: "diffie-hellman-5", exponentiate };
}

/** Builds one strategy without testing it, or undefined if this Node does not offer it. */
export function build(strategy: Strategy): Exponentiate | undefined {
  try {
    if (strategy === "diffie-hellman-2") return byDiffieHellman(2);
    if (strategy === "diffie-hellman-5") return byDiffieHellman(5);
    return strategy === "rsa" ? byRsa : byBigInt;
  } catch {
    // A Node that refuses the group at all: the caller falls through to the next strategy.
    return undefined;
  }
}

/**
 * Whether a strategy agrees with BigInt on random input. Every base is tried together with its negative: exactly one of
 * the two is a quadratic residue, so a build that refuses or mistreats one kind cannot pass by luck.
 */
export function isSound(exponentiate: Exponentiate): boolean {
  try {
    for (const exponentBytes of [32, 31, 16]) {
      const base = BigInt(`0x${randomBytes(SRP_GROUP_BYTES - 1).toString("hex")}`) + 2n;
      const exponent = randomBytes(exponentBytes);
      exponent[0] = (exponent[0] ?? 0) | 1;
      for (const signed of [base, N - base]) {
        const input = toBytes(signed);
        if (!exponentiate(input, exponent).equals(byBigInt(input, exponent))) return false;
      }
    }
    return true;
  } catch {
    // A refused base is a failed test, not a failure of the server.
    return false;
  }
}

/** One object per thread, reused. Nothing may come between setPrivateKey and computeSecret; both are synchronous. */
function byDiffieHellman(generator: number): Exponentiate {
  const group = createDiffieHellman(SRP_PRIME, generator);
  return (base, exponent) => {
    group.setPrivateKey(exponent);
    return leftPad(group.computeSecret(base));
  };
}

function byRsa(base: Uint8Array, exponent: Uint8Array): Buffer {
  const jwk = { kty: "RSA", n: MODULUS_JWK, e: Buffer.from(exponent).toString("base64url") };
  const key = createPublicKey({ key: jwk, format: "jwk" });
  return leftPad(publicEncrypt({ key, padding: constants.RSA_NO_PADDING }, leftPad(Buffer.from(base))));
}

function byBigInt(base: Uint8Array, exponent: Uint8Array): Buffer {
  let result = 1n;
  let square = toNumber(base) % N;
  for (let bits = toNumber(exponent); bits > 0n; bits >>= 1n) {
    if ((bits & 1n) === 1n) result = (result * square) % N;
    square = (square * square) % N;
  }
  return toBytes(result);
}

function leftPad(value: Buffer): Buffer {
  if (value.length === SRP_GROUP_BYTES) return value;
  return Buffer.concat([Buffer.alloc(SRP_GROUP_BYTES - value.length), value]);
}

function toNumber(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${Buffer.from(bytes).toString("hex")}`);
}

function toBytes(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(2 * SRP_GROUP_BYTES, "0"), "hex");
}
