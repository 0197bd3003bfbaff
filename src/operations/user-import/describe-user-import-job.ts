/** DescribeUserImportJob: how far a job has come. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserImportJob.html */
import { userPoolOrThrow } from "../../services/configuration.js";
import { describeJob, userImportJobOrThrow } from "../../services/user-import/user-import-jobs.js";
import { operation } from "../operation.js";

export const describeUserImportJob = operation("DescribeUserImportJob", async (dependencies, input) => {
  const { store } = dependencies;
  const pool = await userPoolOrThrow(store, input.UserPoolId);
  return { UserImportJob: describeJob(dependencies, await userImportJobOrThrow(store, pool.id, input.JobId)) };
});
