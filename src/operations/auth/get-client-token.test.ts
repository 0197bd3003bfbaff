import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  AddUserPoolClientSecretCommand,
  CreateResourceServerCommand,
  type CreateUserPoolClientCommandInput,
  DeleteResourceServerCommand,
  type ExplicitAuthFlowsType,
  GetClientTokenCommand,
  GetUserCommand,
  InitiateAuthCommand,
  UpdateUserPoolClientCommand,
} from "../../../test/clients.js";
import { claimsOf } from "../../../test/tracked-sessions.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const machineFlow = ["ALLOW_CLIENT_TOKEN_AUTH" as ExplicitAuthFlowsType];

/** A pool with a resource server of two scopes. */
async function poolWithScopes() {
  const { Id } = await world.pool();
  const scope = (ScopeName: string) => ({ ScopeName, ScopeDescription: ScopeName });
  await world.client.send(
    new CreateResourceServerCommand({
      UserPoolId: Id,
      Identifier: "api",
      Name: "api",
      Scopes: [scope("read"), scope("write"), scope("admin")],
    }),
  );
  return Id;
}

/** A client that acts for itself, made as the guide makes one. */
async function machine(input: Partial<CreateUserPoolClientCommandInput> = {}, poolId?: string) {
  const UserPoolId = poolId ?? (await poolWithScopes());
  const client = await world.appClient(UserPoolId, {
    GenerateSecret: true,
    ExplicitAuthFlows: machineFlow,
    AllowedOAuthScopes: ["api/read", "api/write"],
    ...input,
  });
  return { poolId: UserPoolId, clientId: client.ClientId, secret: client.ClientSecret ?? "", shown: client };
}

const getToken = async (ClientId: string, Secret: string, Scopes?: string[]) =>
  (
    await world.client.send(
      new GetClientTokenCommand({ ClientId, Secret, ...(Scopes === undefined ? {} : { Scopes }) }),
    )
  ).ClientAuthenticationResult;

test("a client gets a token of its own, with all its scopes or those it asks for", async () => {
  const { poolId, clientId, secret, shown } = await machine({
    AccessTokenValidity: 5,
    TokenValidityUnits: { AccessToken: "minutes" },
  });
  assert.deepEqual([shown.ExplicitAuthFlows, shown.AllowedOAuthScopes], [machineFlow, ["api/read", "api/write"]]);
  const now = Math.floor(world.clock.now() / 1000);
  const { AccessToken, ...rest } = (await getToken(clientId, secret)) ?? {};
  assert.deepEqual(rest, { ExpiresIn: 300, TokenType: "Bearer" });
  const { iat, exp, auth_time, jti, iss, ...claims } = claimsOf(AccessToken);
  assert.deepEqual(claims, {
    sub: clientId,
    client_id: clientId,
    token_use: "access",
    scope: "api/read api/write",
    version: 2,
  });
  assert.ok(Number(iat) >= now && Number(iat) - now < 60);
  assert.deepEqual([Number(exp) - Number(iat), auth_time], [300, iat]);
  assert.match(String(jti), /^[0-9a-f-]{36}$/);
  assert.ok(String(iss).endsWith(`/${poolId}`));
  assert.equal(claimsOf((await getToken(clientId, secret, ["api/write"]))?.AccessToken)["scope"], "api/write");
});

test("the key set of the pool proves it", async () => {
  const { poolId, clientId, secret } = await machine();
  const token = (await getToken(clientId, secret))?.AccessToken ?? "";
  const pool = await world.world.store.userPools.get(poolId);
  assert.ok(pool);
  const { createPublicKey, verify } = await import("node:crypto");
  const { keys } = (await (await fetch(`${world.url}/${poolId}/.well-known/jwks.json`)).json()) as {
    keys: { kid: string }[];
  };
  const [header = "", payload = "", signature = ""] = token.split(".");
  const { kid } = JSON.parse(Buffer.from(header, "base64url").toString()) as { kid: string };
  const jwk = keys.find((key) => key.kid === kid);
  assert.ok(jwk);
  const key = createPublicKey({ key: jwk as never, format: "jwk" });
  assert.ok(verify("RSA-SHA256", Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, "base64url")));
});

test("a second secret is as good as the first, without a signature too", async () => {
  const { poolId, clientId, secret } = await machine();
  const { ClientSecretDescriptor } = await world.client.send(
    new AddUserPoolClientSecretCommand({ UserPoolId: poolId, ClientId: clientId }),
  );
  for (const Secret of [secret, ClientSecretDescriptor?.ClientSecretValue ?? ""]) {
    const response = await fetch(world.url, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": "AWSCognitoIdentityProviderService.GetClientToken",
      },
      body: JSON.stringify({ ClientId: clientId, Secret }),
    });
    assert.equal(response.status, 200);
  }
});

test("T-18f a wrong secret, or one for a client that has none, is refused as on the live service", async () => {
  const { poolId, clientId, secret } = await machine();
  const { ClientId: open } = await world.appClient(poolId);
  const refusal = { name: "NotAuthorizedException", message: "Invalid client or secret" };
  await assert.rejects(getToken(clientId, `${secret.slice(0, -1)}${secret.endsWith("0") ? "1" : "0"}`), refusal);
  await assert.rejects(getToken(open, secret), refusal);
  await assert.rejects(getToken("unknownclient", secret), {
    name: "ResourceNotFoundException",
    message: "User pool client unknownclient does not exist.",
  });
  await assert.rejects(getToken(clientId, "short"), { name: "InvalidParameterException", message: /'secret'/ });
});

test("a client of users gets none, though its secret is right", async () => {
  const { clientId, secret } = await machine({ ExplicitAuthFlows: ["ALLOW_USER_SRP_AUTH"], AllowedOAuthScopes: [] });
  await assert.rejects(getToken(clientId, secret), {
    name: "InvalidParameterException",
    message: "CLIENT_TOKEN_AUTH is not enabled for the client.",
  });
});

test("T-18g scopes of others, of users and of nobody are refused; scopes that are gone are gone", async () => {
  const { poolId, clientId, secret } = await machine();
  for (const scope of ["api/admin", "openid", "aws.cognito.signin.user.admin", "none/read"]) {
    await assert.rejects(getToken(clientId, secret, ["api/read", scope]), {
      name: "InvalidParameterException",
      message: `Invalid scope requested: ${scope}`,
    });
  }
  await world.client.send(new DeleteResourceServerCommand({ UserPoolId: poolId, Identifier: "api" }));
  await assert.rejects(getToken(clientId, secret), {
    name: "InvalidParameterException",
    message: "The client has no custom scopes.",
  });
});

test("T-18g such a token opens nothing of a user, and the client signs nobody in", async () => {
  const { clientId, secret } = await machine();
  const AccessToken = (await getToken(clientId, secret))?.AccessToken;
  await assert.rejects(world.client.send(new GetUserCommand({ AccessToken })), {
    name: "NotAuthorizedException",
    message: "Invalid Access Token",
  });
  await assert.rejects(
    world.client.send(
      new InitiateAuthCommand({
        ClientId: clientId,
        AuthFlow: "USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME: "ann", PASSWORD: "x" },
      }),
    ),
    { name: "InvalidParameterException", message: "USER_PASSWORD_AUTH flow not enabled for this client" },
  );
});

test("the flow stands alone, needs a secret, and its scopes must be custom and there", async () => {
  const poolId = await poolWithScopes();
  const refused = (input: Partial<CreateUserPoolClientCommandInput>) => machine(input, poolId);
  await assert.rejects(refused({ ExplicitAuthFlows: [...machineFlow, "ALLOW_USER_SRP_AUTH"] }), {
    name: "InvalidParameterException",
    message: "ALLOW_CLIENT_TOKEN_AUTH cannot be used with other auth flows.",
  });
  await assert.rejects(refused({ GenerateSecret: false }), {
    name: "InvalidParameterException",
    message: "ALLOW_CLIENT_TOKEN_AUTH can not be selected if client does not have a client secret.",
  });
  await assert.rejects(refused({ AllowedOAuthScopes: ["api/none"] }), {
    name: "ScopeDoesNotExistException",
    message: "Invalid scope requested: api/none",
  });
  await assert.rejects(refused({ AllowedOAuthScopes: ["openid"] }), { name: "InvalidOAuthFlowException" });
  const { clientId } = await machine({}, poolId);
  await assert.rejects(
    world.client.send(
      new UpdateUserPoolClientCommand({
        UserPoolId: poolId,
        ClientId: clientId,
        ExplicitAuthFlows: [...machineFlow, "ALLOW_CUSTOM_AUTH"],
      }),
    ),
    { name: "InvalidParameterException" },
  );
});

test("a client may also be one of the client credentials grant", async () => {
  const { clientId, secret } = await machine({
    AllowedOAuthFlowsUserPoolClient: true,
    AllowedOAuthFlows: ["client_credentials"],
  });
  assert.equal(claimsOf((await getToken(clientId, secret))?.AccessToken)["scope"], "api/read api/write");
});
