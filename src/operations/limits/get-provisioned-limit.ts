/**
 * GetProvisionedLimit: the request rate that is provisioned for a category of operations in this region.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetProvisionedLimit.html
 */
import { categoryOf, describeLimit } from "../../domain/provisioned-limit.js";
import { operation } from "../operation.js";

export const getProvisionedLimit = operation("GetProvisionedLimit", async ({ store, request }, input) => {
  const category = categoryOf(input.LimitDefinition);
  const limit = await store.provisionedLimits.get(request.region, category);
  return { Limit: describeLimit(category, limit?.requestsPerSecond) };
});
