import assert from "node:assert/strict";
import { test } from "node:test";
import type { CreateUserPoolRequest } from "../../model/generated/types.js";
import type { AppClientSettings } from "../app-client.js";
import { newUserPool } from "../user-pool/new-user-pool.js";
import { type ClientSurroundings, checkAppClient } from "./check.js";
import { newAppClient } from "./new-app-client.js";

const poolOf = (request: Partial<CreateUserPoolRequest> = {}) =>
  newUserPool(
    { PoolName: "p", ...request },
    { id: "us-east-1_a", region: "us-east-1", accountId: "123456789012", now: 1_000 },
  );

function check(settings: AppClientSettings, around: Partial<ClientSurroundings> = {}): void {
  const client = newAppClient({ UserPoolId: "us-east-1_a", ClientName: "c", ...settings }, { id: "id", now: 1_000 });
  checkAppClient(client, {
    pool: poolOf(),
    hasSecret: true,
    providerNames: new Set(["Google"]),
    customScopes: new Set(["api/read"]),
    verb: "creating",
    ...around,
  });
}

const oauth = (settings: AppClientSettings): AppClientSettings => ({
  AllowedOAuthFlowsUserPoolClient: true,
  AllowedOAuthFlows: ["code"],
  AllowedOAuthScopes: ["openid"],
  CallbackURLs: ["https://example.com/cb"],
  ...settings,
});
const range = "Invalid range for token validity.";
const parameter = "InvalidParameterException";
const flow = "InvalidOAuthFlowException";
type Case = readonly [name: string, message: string, settings: AppClientSettings, around?: Partial<ClientSurroundings>];
const refusals: readonly Case[] = [
  [parameter, range, { AccessTokenValidity: 25 }],
  [parameter, range, { AccessTokenValidity: 4, TokenValidityUnits: { AccessToken: "minutes" } }],
  [parameter, range, { IdTokenValidity: 299, TokenValidityUnits: { IdToken: "seconds" } }],
  [parameter, range, { RefreshTokenValidity: 59, TokenValidityUnits: { RefreshToken: "minutes" } }],
  [parameter, range, { RefreshTokenValidity: 3651 }],
  [
    parameter,
    "Access and Id Token expiration times must be less than or equal to refresh token expiration times.",
    { AccessTokenValidity: 2, RefreshTokenValidity: 1, TokenValidityUnits: { RefreshToken: "hours" } },
  ],
  [
    parameter,
    "Auth flow name with prefix 'ALLOW' cannot be used with legacy auth flow names.",
    { ExplicitAuthFlows: ["ALLOW_USER_SRP_AUTH", "ADMIN_NO_SRP_AUTH"] },
  ],
  [
    parameter,
    "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.",
    { AllowedOAuthFlowsUserPoolClient: true, AllowedOAuthFlows: ["code"] },
  ],
  [flow, "CallbackUrls can not be empty when code flow or implicit flow is selected", oauth({ CallbackURLs: [] })],
  [
    flow,
    "client_credentials flow can not be selected along with code flow or implicit flow.",
    oauth({ AllowedOAuthFlows: ["code", "client_credentials"] }),
  ],
  [
    flow,
    "client_credentials flow can not be selected if client does not have a client secret.",
    oauth({ AllowedOAuthFlows: ["client_credentials"], AllowedOAuthScopes: ["api/read"] }),
    { hasSecret: false },
  ],
  [
    flow,
    "email is not supported with client_credentials flow",
    oauth({ AllowedOAuthFlows: ["client_credentials"], AllowedOAuthScopes: ["api/read", "email", "openid"] }),
  ],
  [
    flow,
    "openid is not supported with client_credentials flow",
    { AllowedOAuthFlows: ["client_credentials"], AllowedOAuthScopes: ["openid", "email"] },
  ],
  [
    "ScopeDoesNotExistException",
    "Invalid scope requested: api/write",
    oauth({ AllowedOAuthScopes: ["openid", "api/write"] }),
  ],
  [
    parameter,
    "The default redirect URI https://example.com/other is not in the callback URIs list.",
    oauth({ DefaultRedirectURI: "https://example.com/other" }),
  ],
  [
    parameter,
    "http://example.com/cb cannot use the HTTP protocol.",
    oauth({ CallbackURLs: ["http://example.com/cb"] }),
  ],
  [
    parameter,
    "http://localhost.example.com cannot use the HTTP protocol.",
    oauth({ LogoutURLs: ["http://localhost.example.com"] }),
  ],
  [parameter, "https://example.com/#x cannot use fragment", oauth({ CallbackURLs: ["https://example.com/#x"] })],
  [parameter, "/relative must contain a scheme", oauth({ CallbackURLs: ["/relative"] })],
  [
    parameter,
    "The provider Facebook does not exist for User Pool us-east-1_a",
    { SupportedIdentityProviders: ["COGNITO", "Google", "Facebook"] },
  ],
  [parameter, "Invalid write attributes specified while creating a client", { WriteAttributes: ["email_verified"] }],
  [
    parameter,
    "Invalid write attributes specified while updating a client",
    { WriteAttributes: ["custom:none"] },
    { verb: "updating" },
  ],
  [
    parameter,
    "Invalid write attributes specified while creating a client",
    { WriteAttributes: ["name"] },
    { pool: poolOf({ Schema: [{ Name: "email", Required: true }] }) },
  ],
  [parameter, "Invalid read attributes specified while creating a client", { ReadAttributes: ["custom:none"] }],
  [
    parameter,
    "Client Secret is required to set EnablePropagateAdditionalUserContextData as true",
    { EnablePropagateAdditionalUserContextData: true },
    { hasSecret: false },
  ],
  [
    parameter,
    "Invalid analytics configuration given, either <application arn> or <application id, role arn, external id> are valid",
    { AnalyticsConfiguration: { ApplicationId: "a" } },
  ],
  [
    parameter,
    "The integration with Pinpoint is not supported for the requested ap-northeast-1 region.",
    { AnalyticsConfiguration: { ApplicationArn: "arn:aws:mobiletargeting:ap-northeast-1:123456789012:apps/a" } },
  ],
  [
    "FeatureUnavailableInTierException",
    "The following feature is not available for the LITE pricing tier configured: Choice-Based Sign-In",
    { ExplicitAuthFlows: ["ALLOW_USER_AUTH"] },
    { pool: poolOf({ UserPoolTier: "LITE" }) },
  ],
];
for (const [name, message, settings, around] of refusals) {
  test(`an app client is refused: ${message} ${JSON.stringify(settings)}`, () => {
    assert.throws(() => check(settings, around), { name, message });
  });
}

const accepted: readonly [AppClientSettings, Partial<ClientSurroundings>?][] = [
  [{}],
  [{ ExplicitAuthFlows: ["ADMIN_NO_SRP_AUTH", "USER_PASSWORD_AUTH"] }],
  [{ ExplicitAuthFlows: ["ALLOW_USER_AUTH"] }],
  [oauth({})],
  [oauth({ AllowedOAuthFlows: ["client_credentials"], AllowedOAuthScopes: ["api/read"], CallbackURLs: [] })],
  [oauth({ CallbackURLs: ["myapp://x", "http://localhost:3000/cb", "http://127.0.0.1", "http://[::1]:8080"] })],
  [oauth({ DefaultRedirectURI: "https://example.com/cb" })],
  [{ CallbackURLs: ["https://example.com"], AllowedOAuthFlowsUserPoolClient: false }],
  [{ AllowedOAuthFlows: ["code"] }],
  [{ AllowedOAuthFlows: ["client_credentials"], AllowedOAuthScopes: ["api/read"] }],
  [{ TokenValidityUnits: { AccessToken: "days", IdToken: "days", RefreshToken: "days" } }],
  [{ AccessTokenValidity: 1, RefreshTokenValidity: 1, TokenValidityUnits: { RefreshToken: "hours" } }],
  [{ ReadAttributes: ["sub", "email_verified"], WriteAttributes: ["email", "updated_at"] }],
  [{ AnalyticsConfiguration: { ApplicationId: "a", RoleArn: "r", ExternalId: "e" } }],
];
for (const [settings, around] of accepted) {
  test(`an app client may be ${JSON.stringify(settings)}`, () => assert.doesNotThrow(() => check(settings, around)));
}
