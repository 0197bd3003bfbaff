/**
 * The unit R, one RSA-2048 signature on this machine at this moment, and what the cryptography of a sign-in costs without
 * a server around it. Everything is processor time, which other work on the machine disturbs far less than elapsed time.
 */
import { generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { build, type Exponentiate, readyStrategy } from "../src/adapters/crypto/exponentiation.js";
import { SRP_GROUP_BYTES } from "../src/domain/password/srp.js";

const signAside = promisify(sign);
const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const claims = randomBytes(900);

/** Processor time of this process while `work` runs, in microseconds. */
async function processorTime(work: () => Promise<void> | void): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

/** R in microseconds: signatures two at a time in the thread pool, as the server makes them. */
export async function measureR(signatures = 200): Promise<number> {
  const spent = await processorTime(async () => {
    const half = async () => {
      for (let made = 0; made < signatures / 2; made++) await signAside("sha256", claims, privateKey);
    };
    await Promise.all([half(), half()]);
  });
  return spent / signatures;
}

/** What the cryptography of each kind of sign-in takes here, in R: exponentiations and signatures and nothing else. */
export interface OwnLimit {
  readonly exponentiation: number;
  readonly srp: number;
  readonly password: number;
  readonly refresh: number;
}

/** Measures one exponentiation in R and adds up. */
export async function measureOwnLimit(repetitions: number): Promise<OwnLimit> {
  const exponentiate: Exponentiate = build(readyStrategy().strategy)!;
  const base = randomBytes(SRP_GROUP_BYTES);
  base[0] = 1;
  const ratios: number[] = [];
  for (let round = 0; round < 5; round++) {
    const r = await measureR();
    const spent = await processorTime(() => {
      for (let made = 0; made < repetitions; made++) exponentiate(base, randomBytes(32));
    });
    ratios.push(spent / repetitions / r);
  }
  const exponentiation = median(ratios);
  return { exponentiation, srp: 3 * exponentiation + 2, password: exponentiation + 2, refresh: 2 };
}

/**
 * Whether OpenSSL signs with the wide multiplications of AVX-512 here. It has them for RSA and not for the group of SRP, so a
 * signature becomes more than twice as fast and everything counted in signatures that much larger.
 */
export function hasFastSignatures(): boolean {
  try {
    return process.platform === "linux" && readFileSync("/proc/cpuinfo", "utf8").includes("avx512ifma");
  } catch {
    // No such file: not the processors in question.
    return false;
  }
}

/** Turns those multiplications off in a process that is started with it. */
export const plainSignatures = { OPENSSL_ia32cap: ":~0x200000" } as const;

/** The middle of a list; of an even number the upper of the two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** The value that `share` of all values do not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
