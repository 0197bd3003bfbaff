/**
 * StopUserImportJob: a job reads no more lines; the users that it has imported stay. It cannot be started again.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_StopUserImportJob.html
 */
import { stoppedJob } from "../../domain/user-import/user-import-job.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { describeJob, userImportJobOrThrow } from "../../services/user-import/user-import-jobs.js";
import { operation } from "../operation.js";

export const stopUserImportJob = operation("StopUserImportJob", async (dependencies, input) => {
  const { store, clock } = dependencies;
  const { before, job } = await store.transaction(async (tx) => {
    const pool = await userPoolOrThrow(tx, input.UserPoolId);
    const found = await userImportJobOrThrow(tx, pool.id, input.JobId);
    const stopped = stoppedJob(found, clock.now());
    await tx.userImportJobs.update(stopped);
    if (stopped.status === "Stopped") await tx.userImportRuns.delete({ poolId: pool.id, jobId: found.id });
    return { before: found, job: stopped };
  });
  // Nobody has begun to read it, so nobody else removes it.
  if (job.status === "Stopped" && before.file !== undefined) {
    while ((await store.userImportFiles.deleteSome(job.poolId, before.file.id)) > 0);
  }
  return { UserImportJob: describeJob(dependencies, job) };
});
