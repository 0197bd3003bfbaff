/**
 * Owns taking in the file of an import job: who may upload, once (T-50), and keeping the bytes piece by piece, so that no
 * more than two pieces of a file are ever in memory (T-37). How the request and its answer look is the surface's.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import { fileExpiry, importQuotas, statusAt, type UserImportJob } from "../../domain/user-import/user-import-job.js";
import type { Clock } from "../../ports/clock.js";
import type { Keyring } from "../../ports/keyring.js";
import type { Random } from "../../ports/random.js";
import type { Tables } from "../../ports/store.js";
import { createLineCount } from "./csv-file.js";
import { uploadSignature } from "./user-import-jobs.js";

/** Bytes of a stored part. */
const partBytes = 256 * 1024;
/** A client may be slow, but not for longer. */
const patienceMs = 15 * 60_000;

/** Why an upload is refused. */
export type UploadRefusal = "unknown" | "expired" | "used" | "too-large" | "too-slow";

/** An upload was refused. */
export class UploadRefused extends Error {
  override readonly name = "UploadRefused";

  constructor(readonly refusal: UploadRefusal) {
    super(`the upload was refused: ${refusal}`);
  }
}

/** What a URL says. */
export interface UploadTicket {
  readonly poolId: string;
  readonly jobId: string;
  readonly expires: string;
  readonly signature: string;
}

/** Takes files in. */
export interface UserImportUploads {
  /** Stores the whole file and gives it to its job, or throws UploadRefused; answers the MD5 digest of the bytes in hex. */
  receive(ticket: UploadTicket, length: number, pieces: AsyncIterable<Buffer>): Promise<string>;
}

/** Makes the reception of files. */
export function createUserImportUploads(needs: {
  readonly store: Pick<Tables, "userImportJobs" | "userImportFiles">;
  readonly clock: Clock;
  readonly random: Random;
  readonly keyring: Keyring;
}): UserImportUploads {
  const { store, clock, random, keyring } = needs;

  /** The job that waits for this file. The signature is checked first: strangers learn nothing about jobs. */
  async function expectedBy(ticket: UploadTicket): Promise<UserImportJob> {
    const { poolId, jobId, expires, signature } = ticket;
    if (!/^\d{1,15}$/.test(expires) || !/^[0-9a-f]{64}$/.test(signature)) throw new UploadRefused("unknown");
    const expected = uploadSignature(keyring, poolId, jobId, expires);
    if (!timingSafeEqual(expected, Buffer.from(signature, "hex"))) throw new UploadRefused("unknown");
    if (clock.now() >= Number(expires) * 1000) throw new UploadRefused("expired");
    const job = await store.userImportJobs.get(poolId, jobId);
    if (job === undefined) throw new UploadRefused("unknown");
    if (statusAt(job, clock.now()) !== "Created" || job.file !== undefined) throw new UploadRefused("used");
    return job;
  }

  async function removeFile(poolId: string, fileId: string): Promise<void> {
    while ((await store.userImportFiles.deleteSome(poolId, fileId)) > 0);
  }

  return {
    async receive(ticket, length, pieces) {
      const job = await expectedBy(ticket);
      if (length > importQuotas.fileBytes) throw new UploadRefused("too-large");
      const { poolId } = job;
      const fileId = random.uuid();
      const digest = createHash("md5");
      const deadline = clock.monotonic() + patienceMs;
      const expiresAt = fileExpiry(job);
      const count = createLineCount();
      let part = 0;
      try {
        for await (const bytes of inParts(pieces)) {
          if (clock.monotonic() > deadline) throw new UploadRefused("too-slow");
          digest.update(bytes);
          count.add(bytes);
          await store.userImportFiles.insertPart({ fileId, part, poolId, bytes, expiresAt });
          part += 1;
        }
        const file = { id: fileId, lines: count.lines };
        if (!(await store.userImportJobs.attachFile(poolId, job.id, file))) throw new UploadRefused("used");
      } catch (error) {
        await removeFile(poolId, fileId);
        throw error;
      }
      return digest.digest("hex");
    },
  };
}

/** The bytes in parts of one size; the last may be smaller. */
async function* inParts(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  let length = 0;
  for await (const piece of pieces) {
    held.push(piece);
    length += piece.length;
    if (length < partBytes) continue;
    const bytes = Buffer.concat(held, length);
    let at = 0;
    for (; at + partBytes <= length; at += partBytes) yield bytes.subarray(at, at + partBytes);
    held = [bytes.subarray(at)];
    length -= at;
  }
  if (length > 0) yield Buffer.concat(held, length);
}
