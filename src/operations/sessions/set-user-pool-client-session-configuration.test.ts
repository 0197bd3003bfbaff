import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  GetUserPoolClientSessionConfigurationCommand,
  SetUserPoolClientSessionConfigurationCommand,
  UpdateUserPoolCommand,
} from "../../../test/clients.js";
import { trackingPool } from "../../../test/tracked-sessions.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

interface Of {
  readonly poolId: string;
  readonly clientId: string;
}
const get = async ({ poolId, clientId }: Of) => {
  const { $metadata: _, ...answer } = await world.client.send(
    new GetUserPoolClientSessionConfigurationCommand({ UserPoolId: poolId, ClientId: clientId }),
  );
  return answer;
};
const set = async ({ poolId, clientId }: Of, MaxValidityMinutes: number) => {
  const { $metadata: _, ...answer } = await world.client.send(
    new SetUserPoolClientSessionConfigurationCommand({
      UserPoolId: poolId,
      ClientId: clientId,
      SSOSession: { MaxValidityMinutes },
    }),
  );
  return answer;
};
const shown = ({ poolId, clientId }: Of, MaxValidityMinutes: number) => ({
  UserPoolId: poolId,
  ClientId: clientId,
  SSOSession: { MaxValidityMinutes },
});

test("a client that configured nothing has one hour, others what they were given", async () => {
  const pool = await trackingPool(world);
  const { ClientId } = await world.appClient(pool.poolId);
  const second = { poolId: pool.poolId, clientId: ClientId };
  assert.deepEqual(await get(pool), shown(pool, 60));
  assert.deepEqual(await set(pool, 43_200), shown(pool, 43_200));
  assert.deepEqual(await set(pool, 0), shown(pool, 0));
  assert.deepEqual(await get(pool), shown(pool, 0));
  assert.deepEqual(await get(second), shown(second, 60));
});

test("it is kept, dormant, while the pool does not track sessions, and then it cannot be set", async () => {
  const pool = await trackingPool(world);
  await set(pool, 90);
  await pool.configure("DISABLED");
  await assert.rejects(set(pool, 30), {
    name: "InvalidParameterException",
    message: "Session tracking must be enabled for the user pool.",
  });
  assert.deepEqual(await get(pool), shown(pool, 90));
});

test("minutes outside the model are refused", async () => {
  const pool = await trackingPool(world);
  await assert.rejects(set(pool, 129_601), {
    name: "InvalidParameterException",
    message:
      "1 validation error detected: Value '129601' at 'sSOSession.maxValidityMinutes' failed to satisfy constraint: Member must have value less than or equal to 129600",
  });
  await assert.rejects(set(pool, -1), { name: "InvalidParameterException", message: /greater than or equal to 0$/ });
});

test("the feature is not part of the Lite plan", async () => {
  const pool = await trackingPool(world, { pool: { UserPoolTier: "ESSENTIALS" } });
  await world.client.send(new UpdateUserPoolCommand({ UserPoolId: pool.poolId, UserPoolTier: "LITE" }));
  await assert.rejects(set(pool, 30), { name: "FeatureUnavailableInTierException" });
});

test("pool and client must be there, and belong together (T-33)", async () => {
  const pool = await trackingPool(world);
  const other = await trackingPool(world);
  const foreign = { poolId: pool.poolId, clientId: other.clientId };
  const refusal = {
    name: "ResourceNotFoundException",
    message: `User pool client ${other.clientId} does not exist.`,
  };
  await assert.rejects(get(foreign), refusal);
  await assert.rejects(set(foreign, 30), refusal);
  const nowhere = { ...pool, poolId: "us-east-1_unknown00" };
  const noPool = { name: "ResourceNotFoundException", message: "User pool us-east-1_unknown00 does not exist." };
  await assert.rejects(get(nowhere), noPool);
  await assert.rejects(set(nowhere, 30), noPool);
});
