/**
 * CreateUserImportJob: a job that waits for its file and for its start.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserImportJob.html
 */
import { importQuotas, newUserImportJob } from "../../domain/user-import/user-import-job.js";
import { isOfOtherAccount } from "../../domain/user-pool/arn.js";
import { InvalidParameterException, LimitExceededException } from "../../model/generated/exceptions.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { describeJob } from "../../services/user-import/user-import-jobs.js";
import { operation } from "../operation.js";

const idAlphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

export const createUserImportJob = operation("CreateUserImportJob", async (dependencies, input) => {
  const { store, clock, random, rules } = dependencies;
  const job = await store.transaction(async (tx) => {
    const pool = await userPoolOrThrow(tx, input.UserPoolId);
    if (rules.strictArns && isOfOtherAccount(input.CloudWatchLogsRoleArn, pool.accountId)) {
      throw new InvalidParameterException("CloudWatchLogsRoleArn must be of the account of the user pool.");
    }
    if ((await tx.userImportJobs.count(pool.id)) >= importQuotas.jobsPerPool) {
      throw new LimitExceededException("The user pool has reached its limit of user import jobs.");
    }
    const made = newUserImportJob({
      id: `import-${random.text(idAlphabet, 10)}`,
      poolId: pool.id,
      name: input.JobName,
      roleArn: input.CloudWatchLogsRoleArn,
      hashing: input.PasswordHashingAlgorithm,
      createdAt: clock.now(),
    });
    await tx.userImportJobs.insert(made);
    return made;
  });
  return { UserImportJob: describeJob(dependencies, job) };
});
