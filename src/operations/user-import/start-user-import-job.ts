/**
 * StartUserImportJob: a job whose file is there waits for its turn. One of a pool does so, or runs, at a time.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_StartUserImportJob.html
 */
import { startedJob } from "../../domain/user-import/user-import-job.js";
import { autoVerifiedAttributes } from "../../domain/user-pool/in-force.js";
import { PreconditionNotMetException } from "../../model/generated/exceptions.js";
import { AlreadyExists } from "../../ports/store.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { describeJob, userImportJobOrThrow } from "../../services/user-import/user-import-jobs.js";
import { operation } from "../operation.js";

export const startUserImportJob = operation("StartUserImportJob", async (dependencies, input) => {
  const { store, clock, userImports } = dependencies;
  const job = await refusingSecondRun(input.UserPoolId, () =>
    store.transaction(async (tx) => {
      const pool = await userPoolOrThrow(tx, input.UserPoolId);
      const started = startedJob(await userImportJobOrThrow(tx, pool.id, input.JobId), clock.now());
      if (autoVerifiedAttributes(pool).length === 0) {
        // The developer guide states the rule; the service's wording is not published.
        throw new PreconditionNotMetException("The user pool has no auto verified attributes.");
      }
      await tx.userImportJobs.update(started);
      await tx.userImportRuns.insert({ poolId: pool.id, jobId: started.id }, clock.now());
      return started;
    }),
  );
  userImports.nudge();
  return { UserImportJob: describeJob(dependencies, job) };
});

async function refusingSecondRun<T>(poolId: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AlreadyExists)) throw error;
    throw new PreconditionNotMetException(`A user import job is in progress for the user pool ${poolId}.`);
  }
}
