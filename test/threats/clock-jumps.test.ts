/** Clocks that jump: what was used up stays used up, what ended does not come back beyond the jump, no age is negative (T-59). */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { send, succeed } from "../faults/wire.js";
import { claimsOf, goodPassword, makeUser, tokensOf, withPassword, withSrp } from "../sign-in.js";
import { startTestWorld, type TestWorld } from "../world.js";

const minute = 60_000;
const hour = 60 * minute;
let world: TestWorld;
let poolId: string;
let clientId: string;
before(async () => {
  world = await startTestWorld();
  ({ Id: poolId } = await world.pool({ AutoVerifiedAttributes: ["email"] }));
  ({ ClientId: clientId } = await world.appClient(poolId));
});
after(() => world.close());

const target = () => ({ world, poolId, clientId });
const reset = (name: string, code: string, word = "Another-Horse-2") =>
  send(world.url, "ConfirmForgotPassword", {
    ClientId: clientId,
    Username: name,
    ConfirmationCode: code,
    Password: word,
  });

async function forgetful(name: string): Promise<string> {
  const attributes = [
    { Name: "email", Value: `${name}@example.com` },
    { Name: "email_verified", Value: "true" },
  ];
  await makeUser(world, poolId, name, { attributes });
  await succeed(world.url, "ForgotPassword", { ClientId: clientId, Username: name });
  const { code } = await world.lastMessage(`${name}@example.com`);
  assert.ok(code, "a code was sent");
  return code;
}

test("T-59 a code that was used does not come back when the clock is set back", async () => {
  const code = await forgetful("used");
  assert.equal((await reset("used", code)).status, 200);
  world.clock.advance(-30 * minute);
  assert.notEqual((await reset("used", code, "Third-Horse-3")).status, 200);
  world.clock.advance(30 * minute);
});

test("T-59 a code that ended and was swept does not come back when the clock is set back", async () => {
  const code = await forgetful("ended");
  world.clock.advance(2 * hour);
  assert.equal((await reset("ended", code)).outcome, "ExpiredCodeException");
  await world.world.store.sweep(world.clock.now());
  world.clock.advance(-2 * hour);
  assert.equal((await reset("ended", code)).outcome, "ExpiredCodeException");
});

test("T-59 tries that were spent stay spent when the clock is set back", async () => {
  const code = await forgetful("guessed");
  const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, "0");
  for (let guess = 0; guess < 5; guess++) {
    assert.equal((await reset("guessed", wrong)).outcome, "CodeMismatchException");
    world.clock.advance(-minute);
  }
  assert.notEqual((await reset("guessed", code)).status, 200);
  world.clock.advance(5 * minute);
});

test("T-59 hourly limits are not renewed by setting the clock back", async () => {
  await forgetful("pumped");
  const ask = () => send(world.url, "ForgotPassword", { ClientId: clientId, Username: "pumped" });
  let granted = 1;
  for (let at = 0; at < 30; at++) {
    if ((await ask()).status === 200) granted++;
    world.clock.advance(-minute);
  }
  assert.equal(granted, 20);
  world.clock.advance(30 * minute);
});

test("T-59 a revoked sign-in stays revoked, and a rotated token rotated, whatever the clock says", async () => {
  await makeUser(world, poolId, "leaver");
  const tokens = tokensOf(await withPassword(target(), "leaver"));
  await succeed(world.url, "RevokeToken", { ClientId: clientId, Token: tokens.RefreshToken });
  for (const jump of [-10 * minute, -hour]) {
    world.clock.advance(jump);
    const shown = await send(world.url, "GetUser", { AccessToken: tokens.AccessToken });
    assert.equal(shown.outcome, "NotAuthorizedException");
    world.clock.advance(-jump);
  }
});

test("T-59 tokens issued before a jump back are taken afterwards, and no age is negative", async () => {
  await makeUser(world, poolId, "traveller");
  const tokens = tokensOf(await withPassword(target(), "traveller"));
  world.clock.advance(-5 * minute);
  assert.equal((await send(world.url, "GetUser", { AccessToken: tokens.AccessToken })).status, 200);
  const refreshed = await succeed(world.url, "InitiateAuth", {
    ClientId: clientId,
    AuthFlow: "REFRESH_TOKEN_AUTH",
    AuthParameters: { REFRESH_TOKEN: tokens.RefreshToken },
  });
  const claims = claimsOf(refreshed.AuthenticationResult.AccessToken) as Record<string, number>;
  const { iat = 0, exp = 0 } = claims;
  assert.ok(exp > iat, `exp ${exp}, iat ${iat}`);
  assert.equal(refreshed.AuthenticationResult.ExpiresIn, exp - iat);
  assert.equal(exp - iat, 3600);
  world.clock.advance(5 * minute);
});

test("T-59 after a jump forward everything that has an end has ended, and sign-in works", async () => {
  await makeUser(world, poolId, "sleeper");
  const tokens = tokensOf(await withPassword(target(), "sleeper"));
  world.clock.advance(400 * 24 * hour);
  assert.equal(
    (await send(world.url, "GetUser", { AccessToken: tokens.AccessToken })).outcome,
    "NotAuthorizedException",
  );
  const refreshed = await send(world.url, "InitiateAuth", {
    ClientId: clientId,
    AuthFlow: "REFRESH_TOKEN_AUTH",
    AuthParameters: { REFRESH_TOKEN: tokens.RefreshToken },
  });
  assert.equal(refreshed.outcome, "NotAuthorizedException");
  assert.ok((await withPassword(target(), "sleeper")).AuthenticationResult, "password");
  assert.ok((await withSrp(target(), "sleeper", goodPassword)).AuthenticationResult, "SRP");
  world.clock.advance(-400 * 24 * hour);
});
