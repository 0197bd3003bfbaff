import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { AdminListUserAuthEventsCommand, type AdminListUserAuthEventsCommandInput } from "../../../test/clients.js";
import { createUser, recordOf } from "../../../test/users.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const list = (UserPoolId: string, Username: string, more: Partial<AdminListUserAuthEventsCommandInput> = {}) =>
  world.client.send(new AdminListUserAuthEventsCommand({ UserPoolId, Username, ...more }));

const audited = { UserPoolAddOns: { AdvancedSecurityMode: "AUDIT" as const }, UserPoolTier: "PLUS" as const };

test("events of one user, newest first, page by page", async () => {
  const pool = await world.pool(audited);
  const subOf = async (name: string) => recordOf((await createUser(world, pool.Id, name)).Attributes).sub ?? "";
  const [ann, bob] = [await subOf("ann"), await subOf("bob")];
  const { store, clock } = world.world;
  for (const [eventId, sub, age] of [
    ["e1", ann, 2],
    ["e2", ann, 1],
    ["e3", bob, 0],
  ] as const) {
    await store.authEvents.insert({
      eventId,
      poolId: pool.Id,
      sub,
      type: "SignIn",
      response: "Pass",
      challenges: [{ name: "Password", response: "Success" }],
      clientId: "c",
      ipAddress: "192.0.2.1",
      userAgent: "agent",
      at: Math.trunc(clock.now()) - age * 1000,
    });
  }
  assert.deepEqual(
    (await list(pool.Id, "ann")).AuthEvents?.map(({ EventId }) => EventId),
    ["e2", "e1"],
  );
  const first = await list(pool.Id, "ann", { MaxResults: 1 });
  const [event] = first.AuthEvents ?? [];
  assert.equal(event?.EventType, "SignIn");
  assert.equal(event?.EventResponse, "Pass");
  assert.deepEqual(event?.ChallengeResponses, [{ ChallengeName: "Password", ChallengeResponse: "Success" }]);
  assert.equal(event?.EventContextData?.IpAddress, "192.0.2.1");
  assert.ok(event?.CreationDate);
  const token = first.NextToken ?? "";
  const second = await list(pool.Id, "ann", { NextToken: token });
  assert.deepEqual(
    second.AuthEvents?.map(({ EventId }) => EventId),
    ["e1"],
  );
  // T-33: a token of one user's history opens nobody else's.
  await assert.rejects(list(pool.Id, "bob", { NextToken: token }), { name: "InvalidParameterException" });
});

test("without threat protection there is no history, and unknown users have none", async () => {
  const off = await world.pool();
  await createUser(world, off.Id, "ann");
  await assert.rejects(list(off.Id, "ann"), { name: "UserPoolAddOnNotEnabledException" });
  const pool = await world.pool(audited);
  await assert.rejects(list(pool.Id, "ghost"), { name: "UserNotFoundException", message: "User does not exist." });
  await assert.rejects(list("us-east-1_000000000", "ghost"), { name: "ResourceNotFoundException" });
});
