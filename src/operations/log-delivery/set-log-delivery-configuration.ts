/** SetLogDeliveryConfiguration: replaces where a pool's logs go; an empty list removes it. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetLogDeliveryConfiguration.html */
import { checkLogDelivery, describeLogDelivery, type LogDelivery } from "../../domain/log/log-delivery.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { putPoolSetting } from "../../services/directories/pool-settings.js";
import { operation } from "../operation.js";

export const setLogDeliveryConfiguration = operation(
  "SetLogDeliveryConfiguration",
  async ({ store, clock, rules, logEntries }, input) => {
    const delivery: LogDelivery = { configurations: input.LogConfigurations };
    const { accountId } = await store.transaction(async (tx) => {
      const pool = await userPoolOrThrow(tx, input.UserPoolId);
      checkLogDelivery(pool, delivery.configurations, rules.strictArns);
      const key = { poolId: pool.id, kind: "log-delivery", id: pool.id } as const;
      if (delivery.configurations.length === 0) {
        await tx.poolSettings.delete(key);
      } else {
        await putPoolSetting(tx, key, delivery, clock.now());
        await tx.logQueues.open(pool.id);
      }
      return pool;
    });
    await logEntries.configured(input.UserPoolId, accountId, delivery.configurations);
    return { LogDeliveryConfiguration: describeLogDelivery(input.UserPoolId, delivery) };
  },
);
