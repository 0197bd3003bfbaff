/** GetUserPoolMfaConfig: second factors of a pool. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserPoolMfaConfig.html */
import { describeMfaConfig } from "../../domain/user-pool/mfa-config.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { operation } from "../operation.js";

export const getUserPoolMfaConfig = operation("GetUserPoolMfaConfig", async ({ store }, input) =>
  describeMfaConfig(await userPoolOrThrow(store, input.UserPoolId)),
);
