/**
 * DescribeRiskConfiguration: what a pool or an app client does about risks. A client without a configuration of its own
 * shows none: the pool's, which is in force for it, is the pool's to show.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeRiskConfiguration.html
 */
import {
  describeRiskConfiguration as describe,
  type RiskConfiguration,
  requireThreatProtection,
} from "../../domain/risk-configuration.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { settingOwner } from "../../services/directories/pool-settings.js";
import { operation } from "../operation.js";

export const describeRiskConfiguration = operation("DescribeRiskConfiguration", async ({ store }, input) => {
  const { UserPoolId, ClientId } = input;
  const pool = await userPoolOrThrow(store, UserPoolId);
  const { id } = await settingOwner(store, pool.id, ClientId);
  requireThreatProtection(pool);
  const key = { poolId: pool.id, kind: "risk-configuration", id } as const;
  const setting = await store.poolSettings.get<RiskConfiguration>(key);
  // Where no client is named none is shown, as in the samples of the AWS CLI.
  return { RiskConfiguration: describe({ UserPoolId, ...(ClientId === undefined ? {} : { ClientId }) }, setting) };
});
