/**
 * UpdateProvisionedLimit: sets the request rate that is enforced for a category of operations in this region, or, with the
 * default, takes the limit away again. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateProvisionedLimit.html
 */
import { categoryOf, describeLimit, provisionedRate } from "../../domain/provisioned-limit.js";
import { operation } from "../operation.js";

export const updateProvisionedLimit = operation(
  "UpdateProvisionedLimit",
  async ({ store, clock, requestRates, request: { region } }, input) => {
    const category = categoryOf(input.LimitDefinition);
    const requestsPerSecond = provisionedRate(category, input.RequestedLimitValue);
    await store.transaction(async ({ provisionedLimits }) => {
      if (requestsPerSecond === undefined) await provisionedLimits.delete(region, category);
      else await provisionedLimits.put({ region, category, requestsPerSecond, modifiedAt: clock.now() });
    });
    requestRates.forget();
    return { Limit: describeLimit(category, requestsPerSecond) };
  },
);
