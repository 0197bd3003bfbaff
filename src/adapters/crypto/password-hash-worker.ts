/**
 * Entry of one worker thread that computes password hashes of other directories. It owns the arithmetic and the thread's
 * side of the conversation with `password-hash-work.ts`. An entry of its own in the bundle, so that nothing of it is read
 * before the first such hash is met.
 */
import { pbkdf2Sync, scryptSync, timingSafeEqual } from "node:crypto";
import { parentPort } from "node:worker_threads";
import { argon2id, bcrypt } from "hash-wasm";
import type { ImportedHash } from "../../domain/password/imported-hash.js";

/** One comparison to do. Buffers arrive as plain arrays of bytes. */
export interface HashJob {
  readonly hash: ImportedHash;
  readonly password: string;
}

/** What the thread says to a job; it has one at a time. */
export type HashReport =
  | { readonly kind: "done"; readonly matches: boolean }
  | { readonly kind: "failed"; readonly reason: string };

/** As many bytes of a password as bcrypt reads; all implementations pass over the others. */
const bcryptReads = 72;

async function compute(hash: ImportedHash, password: Buffer): Promise<Uint8Array | undefined> {
  const { salt, digest } = hash;
  switch (hash.algorithm) {
    case "BCRYPT": {
      // In C a password ends at its first zero byte, and is nobody's password here.
      if (password.includes(0)) return undefined;
      const read = password.subarray(0, bcryptReads);
      const made = await bcrypt({ password: read, salt, costFactor: hash.cost, outputType: "binary" });
      return made.subarray(0, digest.length);
    }
    case "ARGON2ID":
      return argon2id({
        password,
        salt,
        iterations: hash.passes,
        memorySize: hash.memoryKib,
        parallelism: hash.parallelism,
        hashLength: digest.length,
        outputType: "binary",
      });
    case "SCRYPT": {
      const { blocks: N, blockSize: r, parallelism: p } = hash;
      return scryptSync(password, salt, digest.length, { N, r, p, maxmem: 128 * r * (N + p + 2) + 65_536 });
    }
    default:
      return pbkdf2Sync(password, salt, hash.iterations, digest.length, "sha256");
  }
}

async function judge({ hash, password }: HashJob): Promise<HashReport> {
  // The libraries take no password without a byte, and no directory has one.
  if (password === "") return { kind: "done", matches: false };
  try {
    const made = await compute(hash, Buffer.from(password, "utf8"));
    return { kind: "done", matches: made !== undefined && timingSafeEqual(made, hash.digest) };
  } catch (error) {
    return { kind: "failed", reason: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.on("message", async (job: HashJob) => parentPort?.postMessage(await judge(job)));
