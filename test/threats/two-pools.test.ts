/**
 * Two tenants on one server: whatever is asked in the name of pool A, with the ids, tokens and codes of pool B, tells
 * nothing of B and changes nothing in B (T-33, T-34, T-11, T-15).
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { callersOf } from "../../src/model/callers.js";
import { type Answer, send, succeed } from "../faults/wire.js";
import { goodPassword, makeUser, tokensOf, withPassword } from "../sign-in.js";
import { srpClient } from "../srp-client.js";
import { startTestWorld, type TestWorld } from "../world.js";
import { everyOperation, type KnownValues, membersOf, sampleInput } from "./sample-input.js";

/** Whatever only pool B knows; ids that a caller of A may have heard of do not carry it. */
const marked = "OF-POOL-B";

let world: TestWorld;
let a: { pool: string; client: string };
let b: { pool: string; client: string; sub: string; accessToken: string; refreshToken: string; session: string };
let pageToken: string;
let code: string;
before(async () => {
  world = await startTestWorld();
  const { Id: poolA } = await world.pool({ AutoVerifiedAttributes: ["email"], AliasAttributes: ["email"] });
  const { Id: poolB } = await world.pool({
    PoolName: `pool ${marked}`,
    AutoVerifiedAttributes: ["email"],
    AliasAttributes: ["email"],
    UserPoolTags: { tag: marked },
    EmailVerificationMessage: `{####} ${marked}`,
    Schema: [{ Name: "custom", AttributeDataType: "String", Mutable: true }],
  });
  const { ClientId: clientA } = await world.appClient(poolA);
  const { ClientId: clientB } = await world.appClient(poolB, { ClientName: `client ${marked}` });
  const admin = (operation: string, input: object) => succeed(world.url, operation, { UserPoolId: poolB, ...input });
  await admin("CreateGroup", { GroupName: "group-b", Description: `group ${marked}` });
  await admin("CreateResourceServer", {
    Identifier: "server-b",
    Name: `server ${marked}`,
    Scopes: [{ ScopeName: "scope", ScopeDescription: marked }],
  });
  await admin("CreateIdentityProvider", {
    ProviderName: "provider-b",
    ProviderType: "OIDC",
    IdpIdentifiers: ["identifier-b"],
    ProviderDetails: {
      client_id: `client ${marked}`,
      client_secret: `secret ${marked}`,
      oidc_issuer: "https://issuer.example.com",
      authorize_scopes: "openid",
      attributes_request_method: "GET",
      authorize_url: "https://issuer.example.com/authorize",
      token_url: "https://issuer.example.com/token",
      attributes_url: "https://issuer.example.com/userinfo",
      jwks_uri: "https://issuer.example.com/keys",
    },
  });
  const attributes = [
    { Name: "email", Value: "user-b@example.com" },
    { Name: "email_verified", Value: "true" },
    { Name: "custom:custom", Value: marked },
  ];
  const { sub } = await makeUser(world, poolB, "user-b", { attributes });
  await admin("AdminAddUserToGroup", { Username: "user-b", GroupName: "group-b" });
  await makeUser(world, poolB, "invited-b", { temporary: true });
  const inB = { world, poolId: poolB, clientId: clientB };
  const tokens = tokensOf(await withPassword(inB, "user-b"));
  const { Session } = await withPassword(inB, "invited-b");
  await succeed(world.url, "ForgotPassword", { ClientId: clientB, Username: "user-b" });
  code = (await world.lastMessage("user-b@example.com")).code ?? "";
  pageToken = (await admin("ListUsers", { Limit: 1 })).PaginationToken;
  assert.ok(Session && code && pageToken, "pool B is not complete");
  a = { pool: poolA, client: clientA };
  b = {
    pool: poolB,
    client: clientB,
    sub,
    accessToken: tokens.AccessToken,
    refreshToken: tokens.RefreshToken,
    session: Session,
  };
});
after(() => world.close());

/** Everything that may be asked about pool B. */
async function stateOfB(): Promise<string> {
  const questions: [string, object][] = [
    ["DescribeUserPool", {}],
    ["GetUserPoolMfaConfig", {}],
    ["ListUserPoolClients", { MaxResults: 60 }],
    ["DescribeUserPoolClient", { ClientId: b.client }],
    ["ListUserPoolClientSecrets", { ClientId: b.client }],
    ["ListUsers", {}],
    ["ListGroups", {}],
    ["ListUsersInGroup", { GroupName: "group-b" }],
    ["AdminListGroupsForUser", { Username: "user-b" }],
    ["AdminGetUser", { Username: "user-b" }],
    ["ListResourceServers", { MaxResults: 50 }],
    ["ListIdentityProviders", {}],
    ["DescribeIdentityProvider", { ProviderName: "provider-b" }],
  ];
  const answers: string[] = [];
  for (const [operation, input] of questions) {
    const { text } = await send(world.url, operation, { UserPoolId: b.pool, ...input });
    answers.push(`${operation} ${text.replace(/"PaginationToken":"[^"]*"/g, "")}`);
  }
  return answers.join("\n");
}

function assertNothingOfB(what: string, { text }: Answer): void {
  assert.equal(text.includes(marked), false, `${what}: ${text}`);
  assert.equal(text.includes("user-b@example.com"), false, `${what}: ${text}`);
}

/** Names and ids of B by the members that they would stand in. */
const idsOfB = (): KnownValues[] => {
  const common = {
    GroupName: "group-b",
    Identifier: "server-b",
    ProviderName: "provider-b",
    IdpIdentifier: "identifier-b",
    Limit: 1,
    MaxResults: 1,
    Password: goodPassword,
    ConfirmationCode: code,
    Session: b.session,
    Token: b.refreshToken,
    RefreshToken: b.refreshToken,
    ResourceArn: `arn:aws:cognito-idp:us-east-1:123456789012:userpool/${a.pool}`,
  };
  return ["user-b", b.sub, "user-b@example.com"].flatMap((Username) => [
    { ...common, Username, ClientId: b.client },
    { ...common, Username, ClientId: a.client, PaginationToken: pageToken, NextToken: pageToken },
    { ...common, Username, ClientId: a.client },
  ]);
};

test("T-33 tokens of B are worth nothing at A's client, and are not revoked by it", async () => {
  const refresh = (ClientId: string) =>
    send(world.url, "InitiateAuth", {
      ClientId,
      AuthFlow: "REFRESH_TOKEN_AUTH",
      AuthParameters: { REFRESH_TOKEN: b.refreshToken },
    });
  assert.equal((await refresh(a.client)).outcome, "NotAuthorizedException");
  assert.notEqual(
    (await send(world.url, "GetTokensFromRefreshToken", { ClientId: a.client, RefreshToken: b.refreshToken })).status,
    200,
  );
  await send(world.url, "RevokeToken", { ClientId: a.client, Token: b.refreshToken });
  assert.equal((await refresh(b.client)).status, 200);
  assert.equal((await send(world.url, "GetUser", { AccessToken: b.accessToken })).status, 200);
});

test("T-15 challenges of B are worth nothing at A's client", async () => {
  await makeUser(world, a.pool, "invited-b", { temporary: true });
  const answer = (ClientId: string) =>
    send(world.url, "RespondToAuthChallenge", {
      ClientId,
      ChallengeName: "NEW_PASSWORD_REQUIRED",
      Session: b.session,
      ChallengeResponses: { USERNAME: "invited-b", NEW_PASSWORD: "Another-Horse-2" },
    });
  assert.equal((await answer(a.client)).outcome, "NotAuthorizedException");
  const { ClientId: sibling } = await world.appClient(b.pool);
  assert.equal((await answer(sibling)).outcome, "NotAuthorizedException");
  assert.equal((await answer(b.client)).status, 200);
});

test("T-15 an SRP proof made for pool B signs nobody in at pool A, though name and password are the same", async () => {
  await makeUser(world, a.pool, "user-b");
  const srp = srpClient(b.pool);
  const begin = (ClientId: string) =>
    succeed(world.url, "InitiateAuth", {
      ClientId,
      AuthFlow: "USER_SRP_AUTH",
      AuthParameters: { USERNAME: "user-b", SRP_A: srp.A },
    });
  const { ChallengeParameters } = await begin(b.client);
  const proof = srp.answer(ChallengeParameters, goodPassword, world.clock.now());
  const respond = (ClientId: string) =>
    send(world.url, "RespondToAuthChallenge", {
      ClientId,
      ChallengeName: "PASSWORD_VERIFIER",
      ChallengeResponses: proof,
    });
  assert.equal((await respond(a.client)).outcome, "NotAuthorizedException");
  assert.equal((await respond(b.client)).status, 200);
});

test("T-34 a page token goes on nowhere but where it was given", async () => {
  for (let at = 0; at < 3; at++) await makeUser(world, a.pool, `page-${at}`, { temporary: true });
  const list = (operation: string, input: object) => send(world.url, operation, { UserPoolId: a.pool, ...input });
  const { PaginationToken } = (await list("ListUsers", { Limit: 1 })).body;
  const good = { Limit: 1, PaginationToken };
  assert.equal((await list("ListUsers", good)).status, 200);
  const elsewhere: [string, object][] = [
    ["ListUsers", { ...good, UserPoolId: b.pool }],
    ["ListUsers", { ...good, Filter: 'username ^= "page"' }],
    ["ListUsers", { Limit: 1, PaginationToken: pageToken }],
    ["ListGroups", { Limit: 1, NextToken: PaginationToken }],
    ["ListUserPoolClients", { MaxResults: 1, NextToken: PaginationToken }],
    ["ListUsersInGroup", { GroupName: "none", Limit: 1, NextToken: PaginationToken }],
    ["ListIdentityProviders", { MaxResults: 1, NextToken: PaginationToken }],
    ["ListResourceServers", { MaxResults: 1, NextToken: PaginationToken }],
  ];
  for (const [operation, input] of elsewhere) {
    const answer = await list(operation, input);
    assert.equal(answer.status, 400, `${operation} ${JSON.stringify(input)}: ${answer.text}`);
  }
});

test("T-34 a page token that was changed anywhere, cut or made up is refused", async () => {
  const { PaginationToken } = (await send(world.url, "ListUsers", { UserPoolId: a.pool, Limit: 1 })).body;
  const text: string = PaginationToken;
  const forgeries = [
    ...Array.from(text, (letter, at) => text.slice(0, at) + (letter === "A" ? "B" : "A") + text.slice(at + 1)),
    ...[1, 2, 10, text.length - 1].map((length) => text.slice(0, length)),
    `${text}A`,
    `${text}=`,
    Buffer.from('{"after":"","until":9999999999999}').toString("base64url"),
    "0",
    "'; DROP TABLE users; --",
  ];
  for (const forged of forgeries) {
    const answer = await send(world.url, "ListUsers", { UserPoolId: a.pool, Limit: 1, PaginationToken: forged });
    assert.equal(answer.outcome, "InvalidParameterException", `${forged}: ${answer.text}`);
  }
  assert.ok(forgeries.length > 60, `${forgeries.length} forgeries`);
  assert.equal(text.includes("page-"), false);
});

// Last, as it leaves nothing in pool A as it was.
test("T-33 every operation on pool A with the ids of pool B tells nothing of B and changes nothing in B", async () => {
  const before = await stateOfB();
  assert.ok(before.includes(marked), "B can be recognised");
  let asked = 0;
  for (const known of idsOfB()) {
    for (const operation of everyOperation) {
      if (membersOf(operation)["UserPoolId"] === undefined) continue;
      // Pool and client stay for the other cases.
      if (operation === "DeleteUserPool") continue;
      if (operation === "DeleteUserPoolClient" && known["ClientId"] === a.client) continue;
      const answer = await send(world.url, operation, sampleInput(operation, { ...known, UserPoolId: a.pool }));
      assert.ok(answer.status === 200 || answer.status === 400, `${operation}: ${answer.status} ${answer.text}`);
      assertNothingOfB(operation, answer);
      asked++;
    }
  }
  assert.ok(asked > 500, `${asked} calls`);
  assert.equal(await stateOfB(), before);
});

test("T-33 every unsigned operation by A's client with the names, codes and sessions of B changes nothing in B", async () => {
  const before = await stateOfB();
  const { ClientId } = await world.appClient(a.pool);
  for (const known of idsOfB()) {
    for (const operation of everyOperation) {
      const members = membersOf(operation);
      if (callersOf(operation) === "signed" || members["ClientId"] === undefined) continue;
      const input = sampleInput(operation, { ...known, ClientId });
      assertNothingOfB(operation, await send(world.url, operation, input));
    }
  }
  assert.equal(await stateOfB(), before);
  const reset = { ClientId: b.client, Username: "user-b", ConfirmationCode: code, Password: "Another-Horse-2" };
  assert.equal((await send(world.url, "ConfirmForgotPassword", reset)).status, 200, "the code of B is still good");
});
