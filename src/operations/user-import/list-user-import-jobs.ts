/** ListUserImportJobs: the jobs of a pool, newest first. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserImportJobs.html */
import { userPoolOrThrow } from "../../services/configuration.js";
import { describeJob } from "../../services/user-import/user-import-jobs.js";
import { operation } from "../operation.js";

export const listUserImportJobs = operation("ListUserImportJobs", async (dependencies, input) => {
  const { store, paging, request } = dependencies;
  const pool = await userPoolOrThrow(store, input.UserPoolId);
  const listing = { operation: "ListUserImportJobs", poolId: pool.id };
  const place = { token: input.PaginationToken, limit: input.MaxResults, requestId: request.requestId };
  const page = await store.userImportJobs.page(pool.id, paging.request(listing, place));
  const PaginationToken = paging.token(listing, page.next);
  return {
    UserImportJobs: page.items.map((job) => describeJob(dependencies, job)),
    ...(PaginationToken === undefined ? {} : { PaginationToken }),
  };
});
