import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  GetUserPoolSessionConfigurationCommand,
  SetUserPoolSessionConfigurationCommand,
  UpdateUserPoolCommand,
  type UserSessionTrackingType,
} from "../../../test/clients.js";
import { trackingPool } from "../../../test/tracked-sessions.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const get = async (UserPoolId: string) => {
  const { $metadata: _, ...answer } = await world.client.send(
    new GetUserPoolSessionConfigurationCommand({ UserPoolId }),
  );
  return answer;
};
const set = async (UserPoolId: string, UserSessionTracking: string, MaxPerUser: number) => {
  const { $metadata: _, ...answer } = await world.client.send(
    new SetUserPoolSessionConfigurationCommand({
      UserPoolId,
      UserSessionTracking: UserSessionTracking as UserSessionTrackingType,
      TokenSession: { MaxPerUser },
    }),
  );
  return answer;
};

test("a pool that configured nothing does not track sessions, and its limit would be 20", async () => {
  const { Id } = await world.pool();
  assert.deepEqual(await get(Id), {
    UserPoolId: Id,
    UserSessionTracking: "DISABLED",
    TokenSession: { MaxPerUser: 20 },
  });
});

test("each call replaces what the last one set, and leaves its row in the audit trail", async () => {
  const { Id } = await world.pool({ UserPoolTier: "ESSENTIALS" });
  const enabled = { UserPoolId: Id, UserSessionTracking: "ENABLED", TokenSession: { MaxPerUser: 100 } };
  assert.deepEqual(await set(Id, "ENABLED", 100), enabled);
  assert.deepEqual(await get(Id), enabled);
  const disabled = { UserPoolId: Id, UserSessionTracking: "DISABLED", TokenSession: { MaxPerUser: 1 } };
  assert.deepEqual(await set(Id, "DISABLED", 1), disabled);
  assert.deepEqual(await get(Id), disabled);
  const newest = await world.world.store.auditEvents.list(2);
  assert.deepEqual(
    newest.map(({ operation, poolId }) => [operation, poolId]),
    Array(2).fill(["SetUserPoolSessionConfiguration", Id]),
  );
});

test("values outside the model are refused, and leave everything as it was", async () => {
  const { Id } = await world.pool();
  await set(Id, "ENABLED", 5);
  await assert.rejects(set(Id, "ENABLED", 0), {
    name: "InvalidParameterException",
    message:
      "1 validation error detected: Value '0' at 'tokenSession.maxPerUser' failed to satisfy constraint: Member must have value greater than or equal to 1",
  });
  await assert.rejects(set(Id, "ENABLED", 101), {
    name: "InvalidParameterException",
    message:
      "1 validation error detected: Value '101' at 'tokenSession.maxPerUser' failed to satisfy constraint: Member must have value less than or equal to 100",
  });
  await assert.rejects(set(Id, "SOMETIMES", 5), { name: "InvalidParameterException", message: /userSessionTracking/ });
  assert.equal((await get(Id)).TokenSession?.MaxPerUser, 5);
});

test("the feature is not part of the Lite plan, and dormant in a pool that moved there", async () => {
  const { Id } = await world.pool({ UserPoolTier: "LITE" });
  await assert.rejects(set(Id, "ENABLED", 5), {
    name: "FeatureUnavailableInTierException",
    message: "The following feature is not available for the LITE pricing tier configured: Session Management",
  });
  const pool = await trackingPool(world, { pool: { UserPoolTier: "PLUS" } });
  await world.client.send(new UpdateUserPoolCommand({ UserPoolId: pool.poolId, UserPoolTier: "LITE" }));
  await pool.signIn("ann");
  assert.deepEqual(await pool.sessionsOf("ann"), []);
  assert.equal((await get(pool.poolId)).UserSessionTracking, "ENABLED");
});

test("an unknown pool does not exist", async () => {
  const refusal = {
    name: "ResourceNotFoundException",
    message: "User pool us-east-1_unknown00 does not exist.",
  };
  await assert.rejects(get("us-east-1_unknown00"), refusal);
  await assert.rejects(set("us-east-1_unknown00", "ENABLED", 5), refusal);
});

test("the sign-in beyond the limit ends the one whose last use lies furthest back", async () => {
  const pool = await trackingPool(world, { maxPerUser: 2 });
  const first = await pool.signIn("ann");
  world.clock.advance(1_000);
  const second = await pool.signIn("ann");
  const other = await pool.signIn("bob");
  world.clock.advance(1_000);
  const third = await pool.signIn("ann");
  assert.notEqual((await first.stored()).revokedAt, undefined);
  for (const { stored } of [second, third, other]) assert.equal((await stored()).revokedAt, undefined);
  assert.equal((await pool.sessionsOf("ann")).length, 2);
});

test("a lowered limit takes effect with the next sign-in, and a pool that no longer tracks has none", async () => {
  const pool = await trackingPool(world, { maxPerUser: 3 });
  const signIns = [];
  for (let n = 0; n < 3; n += 1) {
    signIns.push(await pool.signIn("ann"));
    world.clock.advance(1_000);
  }
  await pool.configure("ENABLED", 1);
  assert.equal((await pool.sessionsOf("ann")).length, 3);
  const last = await pool.signIn("ann");
  assert.deepEqual(
    (await pool.sessionsOf("ann")).map(({ SessionId }) => SessionId),
    [(await last.stored()).record?.sessionId],
  );
  await pool.configure("DISABLED", 1);
  const untracked = await pool.signIn("ann");
  assert.equal((await untracked.stored()).record, undefined);
  assert.equal((await last.stored()).revokedAt, undefined);
});
