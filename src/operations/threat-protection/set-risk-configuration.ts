/**
 * SetRiskConfiguration: replaces what a pool or an app client does about risks; with nothing but ids, removes it.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetRiskConfiguration.html
 */
import {
  describeRiskConfiguration,
  requireThreatProtection,
  riskConfiguration,
} from "../../domain/risk-configuration.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { putPoolSetting, settingOwner } from "../../services/directories/pool-settings.js";
import { operation } from "../operation.js";

export const setRiskConfiguration = operation("SetRiskConfiguration", async ({ store, clock, rules }, input) => {
  const { UserPoolId, ClientId } = input;
  const setting = await store.transaction(async (tx) => {
    const pool = await userPoolOrThrow(tx, UserPoolId);
    const owner = await settingOwner(tx, pool.id, ClientId);
    requireThreatProtection(pool);
    const configuration = riskConfiguration(pool, input, rules.strictArns);
    const key = { poolId: pool.id, kind: "risk-configuration", ...owner } as const;
    if (configuration !== undefined) return putPoolSetting(tx, key, configuration, clock.now());
    await tx.poolSettings.delete(key);
    return undefined;
  });
  const ids = { UserPoolId, ...(ClientId === undefined ? {} : { ClientId }) };
  return { RiskConfiguration: describeRiskConfiguration(ids, setting) };
});
