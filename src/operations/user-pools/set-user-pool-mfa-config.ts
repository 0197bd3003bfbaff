/** SetUserPoolMfaConfig: replaces the second factors of a pool. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserPoolMfaConfig.html */
import { describeMfaConfig, withMfaConfig } from "../../domain/user-pool/mfa-config.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { operation } from "../operation.js";

export const setUserPoolMfaConfig = operation("SetUserPoolMfaConfig", async ({ store, clock, rules }, input) =>
  store.transaction(async (tx) => {
    const before = await userPoolOrThrow(tx, input.UserPoolId);
    const pool = withMfaConfig(before, input, { now: clock.now(), strictArns: rules.strictArns });
    await tx.userPools.update(pool);
    return describeMfaConfig(pool);
  }),
);
