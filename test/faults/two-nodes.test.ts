/** Two nodes on one PostgreSQL are one service: what one says the other knows at once. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openTestDatabase } from "../postgres-server.js";
import { makeUser, tokensOf, withPassword, withSrp } from "../sign-in.js";
import { srpClient } from "../srp-client.js";
import type { TestWorld } from "../world.js";
import type { Nodes } from "./races.js";
import { openTwoNodes } from "./two-nodes.js";
import { post, send, succeed } from "./wire.js";

let nodes: Nodes;
let a: TestWorld;
let b: TestWorld;
let poolId: string;
let clientId: string;
before(async () => {
  nodes = await openTwoNodes(openTestDatabase);
  [a, b] = nodes.worlds;
  ({ Id: poolId } = await a.pool());
  ({ ClientId: clientId } = await a.appClient(poolId, { PreventUserExistenceErrors: "ENABLED" }));
});
after(() => nodes.close());

const keySet = (world: TestWorld, pool: string) =>
  post(world.url, "", {}, undefined, { method: "GET", path: `/${pool}/.well-known/jwks.json` });
const target = (world: TestWorld) => ({ world, poolId, clientId });

test("T-03 an unknown user looks the same from both nodes", async () => {
  const srp = srpClient(poolId);
  const ask = (world: TestWorld) =>
    succeed(world.url, "InitiateAuth", {
      ClientId: clientId,
      AuthFlow: "USER_SRP_AUTH",
      AuthParameters: { USERNAME: "nobody", SRP_A: srp.A },
    });
  const [one, other] = await Promise.all([ask(a), ask(b)]);
  assert.equal(one.ChallengeParameters.SALT, other.ChallengeParameters.SALT);
  assert.equal(one.ChallengeParameters.USER_ID_FOR_SRP, other.ChallengeParameters.USER_ID_FOR_SRP);
});

test("R-4 the signing keys of a new pool are the same on both nodes, whoever asks first", async () => {
  for (let round = 0; round < 5; round++) {
    const { Id } = await a.pool();
    const answers = await Promise.all([0, 1, 2, 3, 4, 5].map((at) => keySet(nodes.worlds[at % 2]!, Id)));
    for (const { status, text } of answers) {
      assert.equal(status, 200, text);
      assert.equal(text, answers[0]!.text);
    }
    assert.equal(new Set(answers[0]!.body.keys.map((key: { kid: string }) => key.kid)).size, 2);
  }
});

test("T-17b a revocation on one node is known to the other with the next request", async () => {
  await makeUser(a, poolId, "leaver");
  for (const [doer, witness] of [[a, b] as const, [b, a] as const]) {
    const tokens = tokensOf(await withPassword(target(doer), "leaver"));
    const shown = () => send(witness.url, "GetUser", { AccessToken: tokens.AccessToken });
    assert.equal((await shown()).status, 200);
    await succeed(doer.url, "RevokeToken", { ClientId: clientId, Token: tokens.RefreshToken });
    assert.equal((await shown()).body.message, "Access Token has been revoked");
  }
});

test("T-17b signing out everywhere, disabling and deleting on one node are known to the other at once", async () => {
  const events = ["AdminUserGlobalSignOut", "AdminDisableUser", "AdminDeleteUser"];
  for (const event of events) {
    const name = `user-of-${event}`;
    await makeUser(b, poolId, name);
    const tokens = tokensOf(await withPassword(target(b), name));
    assert.equal((await send(b.url, "GetUser", { AccessToken: tokens.AccessToken })).status, 200);
    await succeed(a.url, event, { UserPoolId: poolId, Username: name });
    assert.notEqual((await send(b.url, "GetUser", { AccessToken: tokens.AccessToken })).status, 200, event);
    const AuthParameters = { REFRESH_TOKEN: tokens.RefreshToken };
    const refreshed = await send(b.url, "InitiateAuth", {
      ClientId: clientId,
      AuthFlow: "REFRESH_TOKEN_AUTH",
      AuthParameters,
    });
    assert.notEqual(refreshed.status, 200, event);
  }
});

test("a sign-in by SRP that began on one node ends on the other, and its tokens are good on both", async () => {
  await makeUser(a, poolId, "traveller");
  const srp = srpClient(poolId);
  const { ChallengeParameters } = await succeed(a.url, "InitiateAuth", {
    ClientId: clientId,
    AuthFlow: "USER_SRP_AUTH",
    AuthParameters: { USERNAME: "traveller", SRP_A: srp.A },
  });
  const { AuthenticationResult } = await succeed(b.url, "RespondToAuthChallenge", {
    ClientId: clientId,
    ChallengeName: "PASSWORD_VERIFIER",
    ChallengeResponses: srp.answer(ChallengeParameters, "Correct-Horse-1", b.clock.now()),
  });
  for (const world of nodes.worlds) {
    const shown = await succeed(world.url, "GetUser", { AccessToken: AuthenticationResult.AccessToken });
    assert.equal(shown.Username, "traveller");
  }
});

test("a temporary password is replaced on the other node, and works on the first", async () => {
  await makeUser(a, poolId, "newcomer", { temporary: true });
  const challenge = await withPassword(target(a), "newcomer");
  await succeed(b.url, "RespondToAuthChallenge", {
    ClientId: clientId,
    ChallengeName: "NEW_PASSWORD_REQUIRED",
    Session: challenge.Session,
    ChallengeResponses: { USERNAME: "newcomer", NEW_PASSWORD: "Another-Horse-2" },
  });
  assert.ok((await withSrp(target(a), "newcomer", "Another-Horse-2")).AuthenticationResult);
});

test("T-34 a page token of one node goes on at the other", async () => {
  const { Id } = await a.pool();
  for (let at = 0; at < 5; at++) await makeUser(a, Id, `listed-${at}`, { temporary: true });
  const names: string[] = [];
  let PaginationToken: string | undefined;
  for (let page = 0; page === 0 || PaginationToken !== undefined; page++) {
    const input = { UserPoolId: Id, Limit: 2, ...(PaginationToken === undefined ? {} : { PaginationToken }) };
    const answer = await succeed(nodes.worlds[page % 2]!.url, "ListUsers", input);
    names.push(...answer.Users.map((user: { Username: string }) => user.Username));
    PaginationToken = answer.PaginationToken;
    assert.ok(page < 5);
  }
  assert.deepEqual(names.sort(), ["listed-0", "listed-1", "listed-2", "listed-3", "listed-4"]);
});

test("what one node changes in a pool or a client, the other reads with the next request", async () => {
  const { Id } = await a.pool();
  const { ClientId } = await b.appClient(Id);
  await succeed(a.url, "UpdateUserPoolClient", { UserPoolId: Id, ClientId, ClientName: "renamed" });
  const { UserPoolClient } = await succeed(b.url, "DescribeUserPoolClient", { UserPoolId: Id, ClientId });
  assert.equal(UserPoolClient.ClientName, "renamed");
  await succeed(b.url, "UpdateUserPool", { UserPoolId: Id, DeletionProtection: "ACTIVE" });
  const { UserPool } = await succeed(a.url, "DescribeUserPool", { UserPoolId: Id });
  assert.equal(UserPool.DeletionProtection, "ACTIVE");
});
