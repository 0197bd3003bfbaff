/**
 * Owns what the operations of user import share: finding a job, the URL that its file is uploaded to, and the refusal of
 * changes to a pool while users are imported into it.
 */
import { type UserImportJob, uploadLifetimeMs, userImportJobType } from "../../domain/user-import/user-import-job.js";
import { ResourceNotFoundException, UserImportInProgressException } from "../../model/generated/exceptions.js";
import type { UserImportJobType } from "../../model/generated/types.js";
import type { Clock } from "../../ports/clock.js";
import type { Keyring } from "../../ports/keyring.js";
import type { Tables } from "../../ports/store.js";

/** The job of a pool, or Cognito's exception; its wording is not published. */
export async function userImportJobOrThrow(
  tables: Pick<Tables, "userImportJobs">,
  poolId: string,
  jobId: string,
): Promise<UserImportJob> {
  const job = await tables.userImportJobs.get(poolId, jobId);
  if (job === undefined) throw new ResourceNotFoundException(`User import job ${jobId} does not exist.`);
  return job;
}

/** Refuses to change or delete a pool into which users are being imported; the service's wording is not published. */
export async function refuseDuringImport(tables: Pick<Tables, "userImportRuns">, poolId: string): Promise<void> {
  if ((await tables.userImportRuns.get(poolId)) === undefined) return;
  throw new UserImportInProgressException(`A user import job is in progress for the user pool ${poolId}.`);
}

/** What the URL of an upload is made of. */
export interface UploadUrlNeeds {
  readonly keyring: Keyring;
  readonly rules: { readonly publicUrl: string };
}

/** Where files of import jobs go; the pool and the job are the rest of the path. */
export const uploadPath = "/_poolhouse/user-imports";

/** The moment from which the URL is no good, epoch seconds. */
function expiryOf(job: Pick<UserImportJob, "createdAt">): number {
  return Math.floor((job.createdAt + uploadLifetimeMs) / 1000);
}

/** Proves that this server made the URL, for this job and this time (T-50). */
export function uploadSignature(keyring: Keyring, poolId: string, jobId: string, expires: string): Buffer {
  return keyring.mac({ purpose: "user-import-upload", poolId, subject: jobId }, expires);
}

/** The URL to upload the job's file to: the same whenever it is shown. */
function uploadUrl({ keyring, rules }: UploadUrlNeeds, job: UserImportJob): string {
  const expires = String(expiryOf(job));
  const signature = uploadSignature(keyring, job.poolId, job.id, expires).toString("hex");
  return `${rules.publicUrl}${uploadPath}/${job.poolId}/${job.id}?expires=${expires}&signature=${signature}`;
}

/** The job as the API shows it. */
export function describeJob(needs: UploadUrlNeeds & { readonly clock: Clock }, job: UserImportJob): UserImportJobType {
  return userImportJobType(job, uploadUrl(needs, job), needs.clock.now());
}
