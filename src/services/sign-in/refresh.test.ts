import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import { createKeyring } from "../../adapters/crypto/keyring.js";
import { systemRandom } from "../../adapters/crypto/random.js";
import { openStore } from "../../adapters/storage/open-store.js";
import { systemClock } from "../../adapters/time/system-clock.js";
import type { AppClient } from "../../domain/app-client.js";
import type { User } from "../../domain/user.js";
import type { UserPool } from "../../domain/user-pool.js";
import type { Store } from "../../ports/store.js";
import { createDeviceRegister } from "../factors/devices.js";
import type { TokenDesk } from "../tokens/token-desk.js";
import { createTokenRefresh, type LiveRefreshToken } from "./refresh.js";

const clock = systemClock();
const keyring = createKeyring(randomBytes(32));
const devices = createDeviceRegister({ clock, random: systemRandom(), keyring });
const pool: UserPool = {
  id: "us-east-1_Example01",
  region: "us-east-1",
  accountId: "123456789012",
  name: "test",
  createdAt: 0,
  modifiedAt: 0,
  version: 1,
  schema: [],
  settings: {},
  mfa: { configuration: "OFF" },
  tags: {},
  hadIdentityProvider: false,
};
let store: Store;
before(async () => {
  store = await openStore({ keyring, random: systemRandom(), guardNesting: true });
  await store.userPools.insert(pool);
});
after(() => store.close());

/** A desk whose refresh tokens say which generation they are. */
const desk: Pick<TokenDesk, "sign"> = {
  sign: async ({ session }) => ({ RefreshToken: `generation ${session.generation}` }),
};

/** A stored sign-in, read by somebody who is about to refresh it. */
async function live(eventId: string, graceSeconds: number): Promise<LiveRefreshToken> {
  const session = {
    eventId,
    poolId: pool.id,
    sub: "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee",
    clientId: "1example23456789",
    originJti: "o",
    scopes: [],
    authTime: clock.now(),
    createdAt: clock.now(),
    expiresAt: clock.now() + 3_600_000,
    generation: 0,
  };
  await store.tokenSessions.insert(session);
  const settings = { RefreshTokenRotation: { Feature: "ENABLED", RetryGracePeriodSeconds: graceSeconds } };
  return {
    pool,
    client: { id: session.clientId, settings } as AppClient,
    user: { sub: session.sub } as User,
    session,
    generation: 0,
  };
}

const refresh = () => createTokenRefresh({ store, clock, tokens: desk as TokenDesk, devices });

test("T-13 of two that have read the same token only one rotates it; the other sounds the alarm", async () => {
  const both = await live("11111111-1111-4111-8111-111111111111", 0);
  assert.deepEqual(await refresh().exchange(both), { RefreshToken: "generation 1" });
  await assert.rejects(refresh().exchange(both), { name: "RefreshTokenReuseException" });
  assert.ok((await store.tokenSessions.get(both.session.eventId))?.revokedAt);
});

test("T-13 of two that have read the same token both get one successor within the grace period", async () => {
  const both = await live("22222222-2222-4222-8222-222222222222", 10);
  const results = await Promise.all([refresh().exchange(both), refresh().exchange(both)]);
  assert.deepEqual(results, [{ RefreshToken: "generation 1" }, { RefreshToken: "generation 1" }]);
  assert.equal((await store.tokenSessions.get(both.session.eventId))?.generation, 1);
});

test("T-13 nothing is used up when signing fails", async () => {
  const one = await live("33333333-3333-4333-8333-333333333333", 0);
  const failing = createTokenRefresh({
    store,
    clock,
    devices,
    tokens: { sign: async () => Promise.reject(new Error("too much work waits")) } as unknown as TokenDesk,
  });
  await assert.rejects(failing.exchange(one), { message: "too much work waits" });
  assert.deepEqual(await refresh().exchange(one), { RefreshToken: "generation 1" });
});

test("T-13 a sign-in that was revoked while the tokens were being signed stays revoked", async () => {
  const one = await live("44444444-4444-4444-8444-444444444444", 10);
  await store.tokenSessions.revoke(one.session.eventId, clock.now());
  await assert.rejects(refresh().exchange(one), {
    name: "NotAuthorizedException",
    message: "Refresh Token has been revoked",
  });
});
