/** GetLogDeliveryConfiguration: where a pool's logs go. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetLogDeliveryConfiguration.html */
import { describeLogDelivery, type LogDelivery } from "../../domain/log/log-delivery.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { operation } from "../operation.js";

export const getLogDeliveryConfiguration = operation("GetLogDeliveryConfiguration", async ({ store }, input) => {
  const pool = await userPoolOrThrow(store, input.UserPoolId);
  const key = { poolId: pool.id, kind: "log-delivery", id: pool.id } as const;
  const setting = await store.poolSettings.get<LogDelivery>(key);
  return { LogDeliveryConfiguration: describeLogDelivery(pool.id, setting?.document) };
});
