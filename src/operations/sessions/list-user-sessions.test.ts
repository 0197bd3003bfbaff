import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  AdminDisableUserCommand,
  AdminListUserSessionsCommand,
  AdminUserGlobalSignOutCommand,
  ListUserSessionsCommand,
} from "../../../test/clients.js";
import { trackingPool } from "../../../test/tracked-sessions.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const own = async (AccessToken: string) =>
  (await world.client.send(new ListUserSessionsCommand({ AccessToken }))).Sessions ?? [];

const chrome =
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 15_0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.0.0 Safari/537.36";

test("users and administrators see where somebody is signed in, the latest use first", async () => {
  const pool = await trackingPool(world);
  const { ClientId: secondClient } = await world.appClient(pool.poolId);
  const begunAt = world.clock.now();
  const first = await pool.signIn("ann", { ipAddress: "192.0.2.42", userAgent: chrome });
  world.clock.advance(60_000);
  const second = await pool.signIn("ann", { ipAddress: "2001:db8::7", userAgent: "" }, secondClient);
  await pool.signIn("bob");
  const listed = await own(first.AccessToken);
  assert.equal(listed.length, 2);
  const [newest, oldest] = listed;
  assert.match(oldest?.SessionId ?? "", /^tkn[a-z0-9]{25}$/);
  assert.notEqual(oldest?.SessionId, newest?.SessionId);
  const { CreateDate, LastActiveDate, SessionId: _, ...rest } = oldest ?? {};
  assert.deepEqual(rest, {
    SessionType: "TOKEN",
    ClientId: pool.clientId,
    DeviceType: "Chrome 125 / macOS 15.0",
    LastIPAddress: "192.0.2.42",
    LastLocation: { Country: "unknown" },
    IsCurrentSession: true,
  });
  assert.ok(CreateDate && CreateDate.getTime() >= begunAt && CreateDate.getTime() < begunAt + 60_000);
  assert.ok(LastActiveDate && LastActiveDate.getTime() >= CreateDate.getTime());
  assert.deepEqual(
    [newest?.ClientId, newest?.DeviceType, newest?.LastIPAddress, newest?.IsCurrentSession],
    [secondClient, "unknown", "2001:db8::7", false],
  );
  const byAdministrator = await pool.sessionsOf("ann");
  assert.deepEqual(
    byAdministrator.map(({ SessionId, IsCurrentSession }) => [SessionId, IsCurrentSession]),
    listed.map(({ SessionId }) => [SessionId, false]),
  );
  assert.equal((await own(second.AccessToken))[0]?.IsCurrentSession, true);
});

test("what has ended or expired is not listed, nor what began while nothing was tracked", async () => {
  const pool = await trackingPool(world, {
    client: { RefreshTokenValidity: 60, TokenValidityUnits: { RefreshToken: "minutes" } },
  });
  await pool.signIn("ann");
  await world.client.send(new AdminUserGlobalSignOutCommand({ UserPoolId: pool.poolId, Username: "ann" }));
  assert.deepEqual(await pool.sessionsOf("ann"), []);
  await pool.signIn("ann");
  world.clock.advance(60 * 60_000);
  assert.deepEqual(await pool.sessionsOf("ann"), []);
  await pool.configure("DISABLED");
  const { AccessToken } = await pool.signIn("ann");
  assert.deepEqual(await own(AccessToken), []);
  await pool.configure("ENABLED");
  assert.deepEqual(await own(AccessToken), []);
});

test("everything is on one page: no page token was ever given out", async () => {
  const pool = await trackingPool(world);
  const { AccessToken } = await pool.signIn("ann");
  await assert.rejects(world.client.send(new ListUserSessionsCommand({ AccessToken, NextToken: "none" })), {
    name: "InvalidParameterException",
    message: /^Paging marker none is invalid for request /,
  });
  const { poolId: UserPoolId } = pool;
  await assert.rejects(
    world.client.send(new AdminListUserSessionsCommand({ UserPoolId, Username: "ann", NextToken: "none" })),
    { name: "InvalidParameterException", message: /^Paging marker none is invalid for request / },
  );
});

test("T-17 only a good token of a living sign-in lists", async () => {
  const pool = await trackingPool(world);
  const { AccessToken } = await pool.signIn("ann");
  await assert.rejects(own("nonsense"), { name: "NotAuthorizedException", message: "Invalid Access Token" });
  await world.client.send(new AdminDisableUserCommand({ UserPoolId: pool.poolId, Username: "ann" }));
  await assert.rejects(own(AccessToken), { name: "NotAuthorizedException", message: "User is disabled." });
});

test("unknown pools and users do not exist", async () => {
  const pool = await trackingPool(world);
  await assert.rejects(pool.sessionsOf("nobody"), { name: "UserNotFoundException", message: "User does not exist." });
  await assert.rejects(
    world.client.send(new AdminListUserSessionsCommand({ UserPoolId: "us-east-1_unknown00", Username: "ann" })),
    { name: "ResourceNotFoundException", message: "User pool us-east-1_unknown00 does not exist." },
  );
});
