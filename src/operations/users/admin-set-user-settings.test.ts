import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { AdminSetUserSettingsCommand, type MFAOptionType } from "../../../test/clients.js";
import { createUser, getUser } from "../../../test/users.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const set = (UserPoolId: string, Username: string, MFAOptions: MFAOptionType[]) =>
  world.client.send(new AdminSetUserSettingsCommand({ UserPoolId, Username, MFAOptions }));

const bySms: MFAOptionType[] = [{ DeliveryMedium: "SMS", AttributeName: "phone_number" }];

test("SMS is switched on and off", async () => {
  const pool = await world.pool();
  await createUser(world, pool.Id, "ann", { phone_number: "+15555550100" });
  await set(pool.Id, "ann", [{ DeliveryMedium: "SMS" }]);
  const on = await getUser(world, pool.Id, "ann");
  assert.deepEqual(on.MFAOptions, bySms);
  assert.deepEqual(on.UserMFASettingList, ["SMS_MFA"]);
  await set(pool.Id, "ann", []);
  const off = await getUser(world, pool.Id, "ann");
  assert.equal(off.MFAOptions, undefined);
  assert.equal(off.UserMFASettingList, undefined);
});

test("there is nothing but SMS to a phone number that the user has", async () => {
  const pool = await world.pool();
  await createUser(world, pool.Id, "ann", { email: "ann@example.com" });
  await assert.rejects(set(pool.Id, "ann", [{ DeliveryMedium: "EMAIL", AttributeName: "email" }]), {
    name: "InvalidParameterException",
  });
  await assert.rejects(set(pool.Id, "ann", bySms), { name: "InvalidParameterException" });
  await assert.rejects(set(pool.Id, "ghost", bySms), {
    name: "UserNotFoundException",
    message: "User does not exist.",
  });
  await assert.rejects(set("us-east-1_000000000", "ghost", bySms), { name: "ResourceNotFoundException" });
});
