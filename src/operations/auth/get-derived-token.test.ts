import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  AdminDeleteUserCommand,
  AdminDisableUserCommand,
  AdminUserGlobalSignOutCommand,
  CreateIdentityProviderCommand,
  CreateResourceServerCommand,
  DeleteUserPoolClientCommand,
  type ExplicitAuthFlowsType,
  GetClientTokenCommand,
  GetUserCommand,
  RevokeTokenCommand,
} from "../../../test/clients.js";
import { send } from "../../../test/faults/wire.js";
import { goodPassword, makeUser } from "../../../test/sign-in.js";
import { claimsOf } from "../../../test/tracked-sessions.js";
import { signIn } from "../../../test/users.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";
import type { GetDerivedTokenRequest, GetDerivedTokenResponse } from "../../model/generated/types.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const adminScope = "aws.cognito.signin.user.admin";
/** The SDK does not know their names yet. */
const exchangeFlows = [
  "ALLOW_TOKEN_EXCHANGE_IMPERSONATION",
  "ALLOW_TOKEN_EXCHANGE_DELEGATION",
] as string[] as ExplicitAuthFlowsType[];

/** The SDK has no such call yet: the bare one, without a signature unless told otherwise. */
async function derive(input: GetDerivedTokenRequest, signed = false) {
  const options = signed ? { credentials: { accessKeyId: "local", secretAccessKey: "local" } } : { credentials: null };
  const answer = await send(world.url, "GetDerivedToken", input, options);
  if (answer.status === 200) return JSON.parse(answer.text) as GetDerivedTokenResponse;
  const { __type: name, message } = JSON.parse(answer.text) as { __type: string; message: string };
  throw Object.assign(new Error(message), { name });
}

/** Ann is signed in at the web client; a backend with a secret may exchange her tokens; a machine may act. */
async function given() {
  const { Id: poolId } = await world.pool();
  await world.client.send(
    new CreateResourceServerCommand({
      UserPoolId: poolId,
      Identifier: "orders",
      Name: "orders",
      Scopes: [{ ScopeName: "read", ScopeDescription: "read" }],
    }),
  );
  const web = await world.appClient(poolId);
  const backend = await world.appClient(poolId, {
    GenerateSecret: true,
    ExplicitAuthFlows: exchangeFlows,
    AllowedOAuthFlowsUserPoolClient: true,
    AllowedOAuthFlows: ["code"],
    CallbackURLs: ["https://example.com"],
    AllowedOAuthScopes: ["openid", adminScope, "orders/read"],
  });
  const { sub } = await makeUser(world, poolId, "ann", { attributes: [{ Name: "email", Value: "ann@example.com" }] });
  const { AuthenticationResult } = await signIn(world, poolId, web.ClientId, "ann", goodPassword);
  const { AccessToken = "", IdToken = "" } = AuthenticationResult ?? {};
  const asked = { ClientId: backend.ClientId, ClientSecret: backend.ClientSecret };
  const byAccess = { ...asked, SubjectToken: AccessToken, SubjectTokenType: "ACCESS_TOKEN" } as const;
  const byId = { ...asked, SubjectToken: IdToken, SubjectTokenType: "ID_TOKEN" } as const;
  return { poolId, sub, web, backend, AccessToken, IdToken, byAccess, byId };
}

/** An access token of a client that acts for itself. */
async function machineToken(poolId: string) {
  const { ClientId, ClientSecret } = await world.appClient(poolId, {
    GenerateSecret: true,
    ExplicitAuthFlows: ["ALLOW_CLIENT_TOKEN_AUTH" as ExplicitAuthFlowsType],
    AllowedOAuthScopes: ["orders/read"],
  });
  const { ClientAuthenticationResult } = await world.client.send(
    new GetClientTokenCommand({ ClientId, Secret: ClientSecret }),
  );
  return { clientId: ClientId, token: ClientAuthenticationResult?.AccessToken ?? "" };
}

const isRefused = (name: string, message: string) => ({ name, message });
const invalid = (message: string) => isRefused("InvalidParameterException", message);
const unauthorized = (message: string) => isRefused("NotAuthorizedException", message);

test("a token is exchanged for one of the same user and sign-in, made for a resource server", async () => {
  const { poolId, sub, backend, AccessToken, byAccess } = await given();
  const { IssuedToken, ExpiresIn, ...rest } = await derive({ ...byAccess, Resources: ["orders"] });
  assert.deepEqual(rest, { IssuedTokenType: "ACCESS_TOKEN", TokenType: "Bearer", Scopes: [adminScope] });
  const subject = claimsOf(AccessToken);
  const { jti, iat, exp, ...claims } = claimsOf(IssuedToken);
  assert.deepEqual(claims, {
    sub,
    iss: subject["iss"],
    client_id: backend.ClientId,
    origin_jti: subject["origin_jti"],
    event_id: subject["event_id"],
    token_use: "access",
    scope: adminScope,
    auth_time: subject["auth_time"],
    username: "ann",
    aud: "orders",
  });
  assert.notEqual(jti, subject["jti"]);
  assert.equal(Number(exp) - Number(iat), ExpiresIn);
  assert.ok(String(claims["iss"]).endsWith(`/${poolId}`));
});

test("an ID token is exchanged for another, made for a service of any name", async () => {
  const { backend, byId, sub } = await given();
  const { IssuedToken, ...rest } = await derive({ ...byId, RequestedTokenType: "ID_TOKEN", Audiences: ["billing"] });
  assert.deepEqual(rest, { IssuedTokenType: "ID_TOKEN", TokenType: "N_A", ExpiresIn: rest.ExpiresIn });
  const claims = claimsOf(IssuedToken);
  assert.deepEqual(
    [claims["sub"], claims["aud"], claims["azp"], claims["token_use"], claims["email"]],
    [sub, "billing", backend.ClientId, "id", "ann@example.com"],
  );
  // T-18g: nobody whom it was made for signs in to the client with it.
  const again = { ...byId, SubjectToken: IssuedToken, RequestedTokenType: "ID_TOKEN" } as const;
  assert.equal(claimsOf((await derive(again)).IssuedToken)["aud"], "billing");
  await assert.rejects(
    derive({ ...again, Audiences: [backend.ClientId] }),
    invalid("The audience of the subject token does not allow the requested audience."),
  );
  const own = await derive({ ...byId, RequestedTokenType: "ID_TOKEN" });
  assert.equal(claimsOf(own.IssuedToken)["aud"], backend.ClientId);
});

test("T-18g scopes only shrink, and an ID token brings none", async () => {
  const { byAccess, byId } = await given();
  assert.deepEqual((await derive({ ...byAccess, Scopes: [adminScope, "orders/read"] })).Scopes, [adminScope]);
  await assert.rejects(
    derive({ ...byAccess, Scopes: ["orders/read"] }),
    invalid("None of the requested scopes can be granted."),
  );
  await assert.rejects(
    derive({ ...byId, Scopes: [adminScope] }),
    invalid("None of the requested scopes can be granted."),
  );
  const { IssuedToken, Scopes } = await derive(byId);
  assert.equal(Scopes, undefined);
  assert.equal(claimsOf(IssuedToken)["scope"], undefined);
  await assert.rejects(
    derive({ ...byId, SubjectToken: IssuedToken, SubjectTokenType: "ACCESS_TOKEN", RequestedTokenType: "ID_TOKEN" }),
    invalid("The scopes of the subject token do not allow an ID token."),
  );
});

test("a derived token never outlives the one it was made of", async () => {
  const { AccessToken, byAccess } = await given();
  world.clock.advance(40 * 60_000);
  const first = await derive(byAccess);
  assert.equal(claimsOf(first.IssuedToken)["exp"], claimsOf(AccessToken)["exp"]);
  assert.ok((first.ExpiresIn ?? 0) <= 20 * 60);
  const second = await derive({ ...byAccess, SubjectToken: first.IssuedToken });
  assert.equal(claimsOf(second.IssuedToken)["exp"], claimsOf(AccessToken)["exp"]);
  world.clock.advance(20 * 60_000);
  await assert.rejects(derive(byAccess), unauthorized("Subject Token has expired"));
});

test("who acts for the user is named, a machine or a person, and stays named", async () => {
  const { poolId, web, byAccess } = await given();
  const machine = await machineToken(poolId);
  const delegated = await derive({ ...byAccess, ActorToken: machine.token, ActorTokenType: "ACCESS_TOKEN" });
  const issuer = claimsOf(machine.token)["iss"];
  const act = { sub: machine.clientId, iss: issuer, client_id: machine.clientId };
  assert.deepEqual(claimsOf(delegated.IssuedToken)["act"], act);
  const { sub } = await makeUser(world, poolId, "bob");
  const bob = (await signIn(world, poolId, web.ClientId, "bob", goodPassword)).AuthenticationResult;
  const next = await derive({
    ...byAccess,
    SubjectToken: delegated.IssuedToken,
    ActorToken: bob?.IdToken ?? "",
    ActorTokenType: "ID_TOKEN",
  });
  assert.deepEqual(claimsOf(next.IssuedToken)["act"], { sub, iss: issuer, client_id: web.ClientId, act });
  const plain = await derive({ ...byAccess, SubjectToken: delegated.IssuedToken });
  assert.deepEqual(claimsOf(plain.IssuedToken)["act"], act);
});

test("the client proves itself by its secret, or the caller by a signature", async () => {
  const { byAccess } = await given();
  const { ClientSecret, ...bare } = byAccess;
  const refusal = unauthorized("Invalid client or secret");
  await assert.rejects(derive(bare), refusal);
  const wrong = `${ClientSecret?.slice(0, -1)}${ClientSecret?.endsWith("0") ? "1" : "0"}`;
  await assert.rejects(derive({ ...bare, ClientSecret: wrong }), refusal);
  await derive(bare, true);
  await assert.rejects(derive({ ...bare, ClientSecret: wrong }, true), refusal);
  await assert.rejects(
    derive({ ...byAccess, ClientId: "unknownclient" }),
    isRefused("ResourceNotFoundException", "User pool client unknownclient does not exist."),
  );
});

test("a client without the flow exchanges nothing; without a secret it needs none", async () => {
  const { poolId, web, byAccess } = await given();
  await assert.rejects(
    derive({ ...byAccess, ClientId: web.ClientId, ClientSecret: undefined }),
    invalid("TOKEN_EXCHANGE_IMPERSONATION is not enabled for the client."),
  );
  const impersonator = await world.appClient(poolId, { ExplicitAuthFlows: exchangeFlows.slice(0, 1) });
  const own = { ...byAccess, ClientId: impersonator.ClientId, ClientSecret: undefined };
  assert.equal(claimsOf((await derive(own)).IssuedToken)["client_id"], impersonator.ClientId);
  await assert.rejects(
    derive({ ...own, ActorToken: byAccess.SubjectToken, ActorTokenType: "ACCESS_TOKEN" }),
    invalid("TOKEN_EXCHANGE_DELEGATION is not enabled for the client."),
  );
});

test("members that do not go together are refused", async () => {
  const { byAccess } = await given();
  for (const [change, message] of [
    [{ ActorToken: "a" }, "Missing required parameter ActorTokenType"],
    [{ ActorTokenType: "ID_TOKEN" }, "Missing required parameter ActorToken"],
    [{ Audiences: ["a"], Resources: ["orders"] }, "Audiences and Resources cannot be requested together."],
    [{ SubjectTokenType: "SAML2" }, "Missing required parameter SubjectTokenProviderName"],
  ] as const) {
    await assert.rejects(derive({ ...byAccess, ...change } as GetDerivedTokenRequest), invalid(message));
  }
  await assert.rejects(derive({ ...byAccess, Resources: ["none"] }), {
    name: "ResourceNotFoundException",
    message: "Resource server none does not exist.",
  });
  await assert.rejects(derive({ ...byAccess, SubjectTokenType: "JWT" as never }), {
    name: "InvalidParameterException",
    message: /Member must satisfy enum value set: \[ACCESS_TOKEN, ID_TOKEN, SAML2\]$/,
  });
});

test("T-17a tokens of the other kind, of another pool, of a machine and of nobody are no subject", async () => {
  const { poolId, AccessToken, IdToken, byAccess, byId } = await given();
  const other = await given();
  const refusal = unauthorized("Invalid Subject Token");
  const [header, , signature] = AccessToken.split(".");
  const forged = Buffer.from(JSON.stringify({ ...claimsOf(AccessToken), sub: "x" })).toString("base64url");
  for (const SubjectToken of [IdToken, other.AccessToken, "a.b.c", `${header}.${forged}.${signature}`]) {
    await assert.rejects(derive({ ...byAccess, SubjectToken }), refusal);
  }
  await assert.rejects(derive({ ...byId, SubjectToken: AccessToken }), refusal);
  await assert.rejects(derive({ ...byAccess, SubjectToken: (await machineToken(poolId)).token }), refusal);
  await assert.rejects(
    derive({ ...byAccess, ActorToken: other.AccessToken, ActorTokenType: "ACCESS_TOKEN" }),
    unauthorized("Invalid Actor Token"),
  );
});

test("T-17a nobody makes an ID token that another app client would take for its own", async () => {
  const { web, byId } = await given();
  await assert.rejects(
    derive({ ...byId, RequestedTokenType: "ID_TOKEN", Audiences: [web.ClientId] }),
    invalid("An ID token cannot be issued to another app client."),
  );
});

test("T-17b what was ended, disabled, deleted is exchanged no more, nor is what was derived of it", async () => {
  const ended = await given();
  const derived = await derive(ended.byAccess);
  const inPool = ({ poolId }: { poolId: string }) => ({ UserPoolId: poolId, Username: "ann" });
  await world.client.send(new AdminUserGlobalSignOutCommand(inPool(ended)));
  for (const SubjectToken of [ended.AccessToken, derived.IssuedToken]) {
    await assert.rejects(derive({ ...ended.byAccess, SubjectToken }), unauthorized("Subject Token has been revoked"));
  }
  const disabled = await given();
  await world.client.send(new AdminDisableUserCommand(inPool(disabled)));
  await assert.rejects(derive(disabled.byAccess), unauthorized("User is disabled."));
  await world.client.send(new AdminDeleteUserCommand(inPool(disabled)));
  await assert.rejects(derive(disabled.byAccess), {
    name: "UserNotFoundException",
    message: "User does not exist.",
  });
  const gone = await given();
  const machine = await machineToken(gone.poolId);
  const drop = (ClientId: string) =>
    world.client.send(new DeleteUserPoolClientCommand({ UserPoolId: gone.poolId, ClientId }));
  await drop(machine.clientId);
  await assert.rejects(
    derive({ ...gone.byAccess, ActorToken: machine.token, ActorTokenType: "ACCESS_TOKEN" }),
    unauthorized("Actor Token has been revoked"),
  );
  await drop(gone.web.ClientId);
  await assert.rejects(derive(gone.byAccess), unauthorized("Subject Token has been revoked"));
});

test("T-18g a derived token of another client does not open the user's own operations", async () => {
  const { byAccess } = await given();
  const { IssuedToken } = await derive(byAccess);
  await assert.rejects(world.client.send(new GetUserCommand({ AccessToken: IssuedToken })), {
    name: "NotAuthorizedException",
    message: "Invalid Access Token",
  });
});

test("T-18g what was made for a service or for somebody who acts does not open the user's own operations", async () => {
  const { poolId } = await given();
  // One client does both: it signs in and exchanges, so that nothing else tells its tokens apart.
  const both = await world.appClient(poolId, {
    ExplicitAuthFlows: [...exchangeFlows, "ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
  });
  const { AuthenticationResult } = await signIn(world, poolId, both.ClientId, "ann", goodPassword);
  const { AccessToken = "", RefreshToken } = AuthenticationResult ?? {};
  const of = (SubjectToken: string) =>
    ({ ClientId: both.ClientId, SubjectToken, SubjectTokenType: "ACCESS_TOKEN" }) as const;
  const getUser = (token: string | undefined) => world.client.send(new GetUserCommand({ AccessToken: token }));
  const refusal = unauthorized("Invalid Access Token");

  const plain = await derive(of(AccessToken));
  assert.equal((await getUser(plain.IssuedToken)).Username, "ann");
  const forService = (await derive({ ...of(AccessToken), Audiences: ["billing"] })).IssuedToken ?? "";
  await assert.rejects(getUser(forService), refusal);
  const machine = await machineToken(poolId);
  const acted = await derive({ ...of(AccessToken), ActorToken: machine.token, ActorTokenType: "ACCESS_TOKEN" });
  await assert.rejects(getUser(acted.IssuedToken), refusal);
  await assert.rejects(getUser(machine.token), refusal);

  // Nor after another exchange, by whoever received it.
  const again = await derive(of(forService));
  assert.equal(claimsOf(again.IssuedToken)["aud"], "billing");
  await assert.rejects(
    derive({ ...of(forService), Audiences: [both.ClientId] }),
    invalid("The audience of the subject token does not allow the requested audience."),
  );
  const idToken = await derive({ ...of(forService), RequestedTokenType: "ID_TOKEN" });
  assert.equal(claimsOf(idToken.IssuedToken)["aud"], "billing");
  const onward = await derive({ ...of(forService), Resources: ["orders"] });
  assert.equal(claimsOf(onward.IssuedToken)["aud"], "orders");
  assert.ok(claimsOf((await derive(of(acted.IssuedToken ?? ""))).IssuedToken)["act"]);

  await world.client.send(new RevokeTokenCommand({ ClientId: both.ClientId, Token: RefreshToken }));
  await assert.rejects(getUser(plain.IssuedToken), unauthorized("Access Token has been revoked"));
  await assert.rejects(derive(of(onward.IssuedToken ?? "")), unauthorized("Subject Token has been revoked"));
});

test("T-18g what was made for another client is made by nobody into a token of that client's or of the first one's own", async () => {
  const { poolId } = await given();
  const ExplicitAuthFlows = [...exchangeFlows, "ALLOW_ADMIN_USER_PASSWORD_AUTH" as const];
  const first = await world.appClient(poolId, { ExplicitAuthFlows });
  const second = await world.appClient(poolId, { ExplicitAuthFlows });
  const { AuthenticationResult } = await signIn(world, poolId, first.ClientId, "ann", goodPassword);
  const by = ({ ClientId }: { ClientId: string }, SubjectToken = "") =>
    ({ ClientId, SubjectToken, SubjectTokenType: "ACCESS_TOKEN" }) as const;
  const refusal = invalid("The audience of the subject token does not allow the requested audience.");

  const made = await derive({ ...by(first, AuthenticationResult?.AccessToken), Audiences: [second.ClientId] });
  for (const RequestedTokenType of ["ACCESS_TOKEN", "ID_TOKEN"] as const) {
    await assert.rejects(derive({ ...by(second, made.IssuedToken), RequestedTokenType }), refusal);
  }
  // Nor by way of a token for a third party that leads back.
  const onward = await derive({ ...by(second, made.IssuedToken), Audiences: [first.ClientId] });
  assert.equal(claimsOf(onward.IssuedToken)["aud"], first.ClientId);
  await assert.rejects(derive(by(first, onward.IssuedToken)), refusal);
});

test("tokens of identity providers are refused by name", async () => {
  const { poolId, byAccess } = await given();
  const foreign = { ...byAccess, SubjectTokenProviderName: "upstream", SubjectTokenType: "ID_TOKEN" } as const;
  await assert.rejects(derive(foreign), {
    name: "ResourceNotFoundException",
    message: "Identity provider upstream does not exist.",
  });
  await world.client.send(
    new CreateIdentityProviderCommand({
      UserPoolId: poolId,
      ProviderName: "upstream",
      ProviderType: "OIDC",
      ProviderDetails: {
        client_id: "c",
        client_secret: "s",
        attributes_request_method: "GET",
        oidc_issuer: "https://idp.example.com",
        authorize_scopes: "openid",
        authorize_url: "https://idp.example.com/a",
        token_url: "https://idp.example.com/t",
        attributes_url: "https://idp.example.com/u",
        jwks_uri: "https://idp.example.com/j",
      },
    }),
  );
  await assert.rejects(derive(foreign), {
    name: "OperationNotEnabledException",
    message: "Tokens of identity providers cannot be exchanged in this version of Poolhouse.",
  });
});
