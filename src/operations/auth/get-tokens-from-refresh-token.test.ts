import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  AdminAddUserToGroupCommand,
  AdminDeleteUserCommand,
  AdminDisableUserCommand,
  AdminUpdateUserAttributesCommand,
  CreateGroupCommand,
  type CreateUserPoolClientCommandInput,
  GetTokensFromRefreshTokenCommand,
  InitiateAuthCommand,
  UpdateUserPoolClientCommand,
} from "../../../test/clients.js";
import {
  claimsOf,
  flipped,
  goodPassword,
  makeUser,
  personSignedIn,
  type SignInTarget,
  secretHashOf,
  tokensOf,
  withPassword,
} from "../../../test/sign-in.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

const invalid = { name: "NotAuthorizedException", message: "Invalid Refresh Token." };
const revoked = { name: "NotAuthorizedException", message: "Refresh Token has been revoked" };
const expired = { name: "NotAuthorizedException", message: "Refresh Token has expired" };

let world: TestWorld;
let poolId: string;

before(async () => {
  world = await startTestWorld();
  world.clock.freeze();
  poolId = (await world.pool()).Id;
});
after(() => world.close());

/** A client, a user of their own, and a sign-in. */
const signedIn = (input: Partial<CreateUserPoolClientCommandInput> = {}) => personSignedIn(world, poolId, input);

const rotating = (seconds: number): Partial<CreateUserPoolClientCommandInput> => ({
  ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"],
  RefreshTokenRotation: { Feature: "ENABLED", RetryGracePeriodSeconds: seconds },
});

const byFlow = ({ clientId }: SignInTarget, token: string, more: Record<string, string> = {}) =>
  world.client.send(
    new InitiateAuthCommand({
      ClientId: clientId,
      AuthFlow: "REFRESH_TOKEN_AUTH",
      AuthParameters: { REFRESH_TOKEN: token, ...more },
    }),
  );
const byOperation = ({ clientId, clientSecret }: SignInTarget, token: string) =>
  world.client.send(
    new GetTokensFromRefreshTokenCommand({ ClientId: clientId, ClientSecret: clientSecret, RefreshToken: token }),
  );

for (const [way, refresh] of [
  ["REFRESH_TOKEN_AUTH", byFlow],
  ["GetTokensFromRefreshToken", byOperation],
] as const) {
  test(`${way} gives new tokens of the same sign-in, and no refresh token`, async () => {
    const { target, username, tokens } = await signedIn();
    world.clock.advance(60_000);
    const group = `group-${username}`;
    await world.client.send(new CreateGroupCommand({ UserPoolId: poolId, GroupName: group }));
    await world.client.send(
      new AdminAddUserToGroupCommand({ UserPoolId: poolId, Username: username, GroupName: group }),
    );
    await world.client.send(
      new AdminUpdateUserAttributesCommand({
        UserPoolId: poolId,
        Username: username,
        UserAttributes: [{ Name: "nickname", Value: "fresh" }],
      }),
    );
    const { AuthenticationResult } = await refresh(target, tokens.RefreshToken);
    assert.equal(AuthenticationResult?.RefreshToken, undefined);
    assert.equal(AuthenticationResult?.ExpiresIn, 3600);
    assert.equal(AuthenticationResult?.TokenType, "Bearer");
    for (const [old, fresh] of [
      [tokens.IdToken, AuthenticationResult?.IdToken],
      [tokens.AccessToken, AuthenticationResult?.AccessToken],
    ]) {
      const [was, is] = [claimsOf(old ?? ""), claimsOf(fresh ?? "")];
      for (const name of ["auth_time", "origin_jti", "event_id", "sub", "iss"]) assert.equal(is[name], was[name], name);
      assert.notEqual(is["jti"], was["jti"]);
      assert.equal(is["iat"], Number(was["iat"]) + 60);
      assert.equal(is["exp"], Number(was["exp"]) + 60);
      assert.deepEqual(is["cognito:groups"], [group]);
    }
    assert.equal(claimsOf(AuthenticationResult?.IdToken ?? "")["nickname"], "fresh");
  });

  test(`T-15 T-33 ${way} refuses tokens that are changed, of another client, or of another pool`, async () => {
    const { target, tokens } = await signedIn();
    await assert.rejects(refresh(target, "garbage"), invalid);
    await assert.rejects(refresh(target, tokens.AccessToken), invalid);
    await assert.rejects(refresh(target, flipped(tokens.RefreshToken, 100)), invalid);
    const other = await signedIn();
    await assert.rejects(refresh(other.target, tokens.RefreshToken), invalid);
    const elsewhere = await world.pool();
    const { ClientId } = await world.appClient(elsewhere.Id);
    await assert.rejects(refresh({ world, poolId: elsewhere.Id, clientId: ClientId }, tokens.RefreshToken), invalid);
  });

  test(`T-17b ${way} refuses disabled and deleted users`, async () => {
    const { target, username, tokens } = await signedIn();
    await world.client.send(new AdminDisableUserCommand({ UserPoolId: poolId, Username: username }));
    await assert.rejects(refresh(target, tokens.RefreshToken), {
      name: "NotAuthorizedException",
      message: "User is disabled.",
    });
    await world.client.send(new AdminDeleteUserCommand({ UserPoolId: poolId, Username: username }));
    await assert.rejects(refresh(target, tokens.RefreshToken), invalid);
    await makeUser(world, poolId, username);
    await assert.rejects(refresh(target, tokens.RefreshToken), invalid);
  });

  test(`T-59 ${way} ends with the validity of the refresh token, and a clock set back does not bring it to life`, async () => {
    const { target, tokens } = await signedIn({
      RefreshTokenValidity: 60,
      TokenValidityUnits: { RefreshToken: "minutes", AccessToken: "minutes", IdToken: "minutes" },
      AccessTokenValidity: 5,
      IdTokenValidity: 6,
    });
    assert.equal(tokens.ExpiresIn, 300);
    const id = claimsOf(tokens.IdToken);
    assert.equal(Number(id["exp"]) - Number(id["iat"]), 360);
    world.clock.advance(3_600_000 - 1);
    await refresh(target, tokens.RefreshToken);
    world.clock.advance(1);
    await assert.rejects(refresh(target, tokens.RefreshToken), expired);
  });
}

test("a refresh hash is over the stored username or the sub, never over the email typed at sign-in", async () => {
  const pool = await world.pool({ UsernameAttributes: ["email"] });
  const { ClientId, ClientSecret } = await world.appClient(pool.Id, { GenerateSecret: true });
  const target: SignInTarget = { world, poolId: pool.Id, clientId: ClientId, clientSecret: ClientSecret };
  const { username, sub } = await makeUser(world, pool.Id, "jane@example.com");
  const { RefreshToken } = tokensOf(await withPassword(target, "jane@example.com"));
  for (const name of [username, sub]) await byFlow(target, RefreshToken, secretHashOf(target, name));
  await assert.rejects(byFlow(target, RefreshToken, secretHashOf(target, "jane@example.com")), {
    name: "NotAuthorizedException",
    message: `Unable to verify secret hash for client ${ClientId}`,
  });
  await assert.rejects(byFlow(target, RefreshToken), {
    name: "NotAuthorizedException",
    message: `Client ${ClientId} is configured with secret but SECRET_HASH was not received`,
  });
});

test("GetTokensFromRefreshToken takes the plain secret, and refuses none and a wrong one", async () => {
  const { target, tokens } = await signedIn({ GenerateSecret: true });
  await byOperation(target, tokens.RefreshToken);
  for (const clientSecret of [undefined, "nonsense".repeat(4), `${target.clientSecret}x`]) {
    await assert.rejects(byOperation({ ...target, clientSecret }, tokens.RefreshToken), {
      name: "NotAuthorizedException",
    });
  }
});

test("T-13 a rotating client gets a successor each time, which lives for the rest of the first one's time", async () => {
  const { target, tokens } = await signedIn({
    ...rotating(0),
    RefreshTokenValidity: 60,
    TokenValidityUnits: { RefreshToken: "minutes" },
    AccessTokenValidity: 1,
    IdTokenValidity: 1,
  });
  await assert.rejects(byFlow(target, tokens.RefreshToken), { name: "UnsupportedOperationException" });
  let current = tokens.RefreshToken;
  for (let turn = 0; turn < 3; turn += 1) {
    world.clock.advance(19 * 60_000);
    const next = tokensOf(await byOperation(target, current));
    assert.notEqual(next.RefreshToken, current);
    assert.equal(claimsOf(next.AccessToken)["origin_jti"], claimsOf(tokens.AccessToken)["origin_jti"]);
    current = next.RefreshToken;
  }
  world.clock.advance(3 * 60_000);
  await assert.rejects(byOperation(target, current), expired);
});

const reused = { name: "RefreshTokenReuseException", message: "Refresh token has been rotated." };

test("T-13 a rotated-out token raises the alarm and ends the whole sign-in", async () => {
  const { target, username, tokens } = await signedIn(rotating(0));
  const other = tokensOf(await withPassword(target, username));
  const next = tokensOf(await byOperation(target, tokens.RefreshToken));
  await assert.rejects(byOperation(target, tokens.RefreshToken), reused);
  await assert.rejects(byOperation(target, next.RefreshToken), revoked);
  await assert.rejects(byOperation(target, tokens.RefreshToken), revoked);
  // Another sign-in of the same user has nothing to do with it.
  tokensOf(await byOperation(target, other.RefreshToken));
});

test("T-13 within the grace period the old token leads to the same generation, afterwards to the alarm", async () => {
  const { target, tokens } = await signedIn(rotating(10));
  const first = tokensOf(await byOperation(target, tokens.RefreshToken));
  world.clock.advance(9_999);
  const again = tokensOf(await byOperation(target, tokens.RefreshToken));
  const after = tokensOf(await byOperation(target, again.RefreshToken));
  // Two generations back is no retry.
  await assert.rejects(byOperation(target, tokens.RefreshToken), reused);
  await assert.rejects(byOperation(target, after.RefreshToken), revoked);
  await assert.rejects(byOperation(target, first.RefreshToken), revoked);
});

test("T-13 the grace period ends", async () => {
  const { target, tokens } = await signedIn(rotating(10));
  await byOperation(target, tokens.RefreshToken);
  world.clock.advance(10_000);
  await assert.rejects(byOperation(target, tokens.RefreshToken), reused);
});

test("T-13 fifty parallel refreshes with one token have one winner", async () => {
  const { target, tokens } = await signedIn(rotating(0));
  const outcomes = await Promise.allSettled(Array.from({ length: 50 }, () => byOperation(target, tokens.RefreshToken)));
  assert.equal(outcomes.filter(({ status }) => status === "fulfilled").length, 1);
  for (const outcome of outcomes) {
    if (outcome.status === "fulfilled") continue;
    assert.match(outcome.reason.name, /^(RefreshTokenReuseException|NotAuthorizedException)$/);
  }
});

test("T-13 fifty parallel refreshes within the grace period all get the same generation", async () => {
  const { target, tokens } = await signedIn(rotating(60));
  const results = await Promise.all(Array.from({ length: 50 }, () => byOperation(target, tokens.RefreshToken)));
  const eventId = String(claimsOf(tokens.AccessToken)["event_id"]);
  assert.equal((await world.world.store.tokenSessions.get(eventId))?.generation, 1);
  for (const result of results.slice(0, 3)) tokensOf(result);
});

test("a client that stops rotating goes on with the token it has", async () => {
  const { target, tokens } = await signedIn(rotating(0));
  const next = tokensOf(await byOperation(target, tokens.RefreshToken));
  await world.client.send(
    new UpdateUserPoolClientCommand({
      UserPoolId: poolId,
      ClientId: target.clientId,
      ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    }),
  );
  assert.equal((await byOperation(target, next.RefreshToken)).AuthenticationResult?.RefreshToken, undefined);
  await byFlow(target, next.RefreshToken);
  // InitiateAuth's model has no exception of its own for this alarm.
  await assert.rejects(byFlow(target, tokens.RefreshToken), revoked);
  await assert.rejects(byFlow(target, next.RefreshToken), revoked);
});

test("without revocation and rotation tokens carry neither jti nor origin_jti", async () => {
  const { tokens } = await signedIn({ EnableTokenRevocation: false });
  for (const token of [tokens.IdToken, tokens.AccessToken]) {
    const claims = claimsOf(token);
    assert.ok(!("jti" in claims) && !("origin_jti" in claims));
    assert.ok("event_id" in claims);
  }
  const rotated = await signedIn({ ...rotating(0), EnableTokenRevocation: false });
  assert.ok("origin_jti" in claimsOf(rotated.tokens.AccessToken));
});

test("an ID token holds what the client may read", async () => {
  const { ClientId } = await world.appClient(poolId, { ReadAttributes: ["nickname"] });
  await makeUser(world, poolId, "reader", {
    attributes: [
      { Name: "nickname", Value: "R" },
      { Name: "email", Value: "reader@example.com" },
    ],
  });
  const target: SignInTarget = { world, poolId, clientId: ClientId };
  const id = claimsOf(tokensOf(await withPassword(target, "reader", goodPassword)).IdToken);
  assert.equal(id["nickname"], "R");
  assert.ok(!("email" in id));
});
