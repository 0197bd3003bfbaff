import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { CreateResourceServerCommand, CreateUserPoolClientCommand } from "../../../test/clients.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const create = async (UserPoolId: string, input: object = {}) =>
  (await world.client.send(new CreateUserPoolClientCommand({ UserPoolId, ClientName: "c", ...input }))).UserPoolClient;

test("a client made with nothing but a name shows no secret, no units, no lists", async () => {
  const { Id } = await world.pool();
  const client = await create(Id);
  assert.match(client?.ClientId ?? "", /^[0-9a-z]{26}$/);
  assert.deepEqual(Object.keys(client ?? {}).sort(), [
    "AllowedOAuthFlowsUserPoolClient",
    "AuthSessionValidity",
    "ClientId",
    "ClientName",
    "ClientType",
    "CreationDate",
    "EnablePropagateAdditionalUserContextData",
    "EnableTokenRevocation",
    "LastModifiedDate",
    "RefreshTokenValidity",
    "UserPoolId",
  ]);
});

test("a secret is generated when asked for, or taken as given, never both", async () => {
  const { Id } = await world.pool();
  assert.match((await create(Id, { GenerateSecret: true }))?.ClientSecret ?? "", /^[0-9a-z]{51,52}$/);
  const ClientSecret = "a-secret-of-my-own-with-24+".replaceAll("-", "_");
  assert.equal((await create(Id, { ClientSecret }))?.ClientSecret, ClientSecret);
  await assert.rejects(create(Id, { ClientSecret, GenerateSecret: true }), { name: "InvalidParameterException" });
});

test("scopes of resource servers and names of providers may be used once they exist", async () => {
  const { Id } = await world.pool();
  const input = {
    GenerateSecret: true,
    AllowedOAuthFlowsUserPoolClient: true,
    AllowedOAuthFlows: ["client_credentials"],
    AllowedOAuthScopes: ["https://api/read"],
  };
  await assert.rejects(create(Id, input), {
    name: "ScopeDoesNotExistException",
    message: "Invalid scope requested: https://api/read",
  });
  await world.client.send(
    new CreateResourceServerCommand({
      UserPoolId: Id,
      Identifier: "https://api",
      Name: "Api",
      Scopes: [{ ScopeName: "read", ScopeDescription: "Reads" }],
    }),
  );
  assert.deepEqual((await create(Id, input))?.AllowedOAuthScopes, ["https://api/read"]);
  await assert.rejects(create(Id, { SupportedIdentityProviders: ["COGNITO", "Google"] }), {
    name: "InvalidParameterException",
    message: `The provider Google does not exist for User Pool ${Id}`,
  });
});

test("what the authorization server needs is kept while the client may not use it", async () => {
  const { Id } = await world.pool();
  const client = await create(Id, { AllowedOAuthFlows: ["code"], AllowedOAuthScopes: ["openid"] });
  assert.deepEqual(client?.AllowedOAuthFlows, ["code"]);
  assert.deepEqual(client?.AllowedOAuthScopes, ["openid"]);
  assert.equal(client?.AllowedOAuthFlowsUserPoolClient, false);
});

const parameter = "InvalidParameterException";
const refusals: readonly [string, string, object][] = [
  [parameter, "Invalid range for token validity.", { AccessTokenValidity: 25 }],
  [
    parameter,
    "Access and Id Token expiration times must be less than or equal to refresh token expiration times.",
    { AccessTokenValidity: 2, RefreshTokenValidity: 1, TokenValidityUnits: { RefreshToken: "hours" } },
  ],
  [
    parameter,
    "Auth flow name with prefix 'ALLOW' cannot be used with legacy auth flow names.",
    { ExplicitAuthFlows: ["ALLOW_USER_SRP_AUTH", "USER_PASSWORD_AUTH"] },
  ],
  [
    parameter,
    "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.",
    { AllowedOAuthFlowsUserPoolClient: true },
  ],
  [
    "InvalidOAuthFlowException",
    "client_credentials flow can not be selected along with code flow or implicit flow.",
    {
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthFlows: ["client_credentials", "code"],
      AllowedOAuthScopes: ["openid"],
    },
  ],
  [
    "InvalidOAuthFlowException",
    "client_credentials flow can not be selected if client does not have a client secret.",
    {
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthFlows: ["client_credentials"],
      AllowedOAuthScopes: ["openid"],
    },
  ],
  [
    "InvalidOAuthFlowException",
    "openid is not supported with client_credentials flow",
    { GenerateSecret: true, AllowedOAuthFlows: ["client_credentials"], AllowedOAuthScopes: ["openid", "email"] },
  ],
  [parameter, "http://example.com/ cannot use the HTTP protocol.", { CallbackURLs: ["http://example.com/"] }],
  [parameter, "Invalid write attributes specified while creating a client", { WriteAttributes: ["email_verified"] }],
  [parameter, "Invalid read attributes specified while creating a client", { ReadAttributes: ["custom:none"] }],
];
for (const [name, message, input] of refusals) {
  test(`CreateUserPoolClient refuses: ${message}`, async () => {
    const { Id } = await world.pool();
    await assert.rejects(create(Id, input), { name, message });
  });
}

test("choice-based sign-in is not in the Lite plan, and an unknown pool does not exist", async () => {
  const { Id } = await world.pool({ UserPoolTier: "LITE" });
  await assert.rejects(create(Id, { ExplicitAuthFlows: ["ALLOW_USER_AUTH"] }), {
    name: "FeatureUnavailableInTierException",
  });
  await assert.rejects(create("us-east-1_unknown00"), { name: "ResourceNotFoundException" });
});
