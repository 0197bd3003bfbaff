import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { GetLogDeliveryConfigurationCommand } from "../../../test/clients.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const get = (UserPoolId: string) => world.client.send(new GetLogDeliveryConfigurationCommand({ UserPoolId }));

test("a pool that delivers nothing shows an empty list", async () => {
  const { Id } = await world.pool();
  assert.deepEqual((await get(Id)).LogDeliveryConfiguration, { UserPoolId: Id, LogConfigurations: [] });
});

test("an unknown pool does not exist", async () => {
  await assert.rejects(get("us-east-1_unknown00"), {
    name: "ResourceNotFoundException",
    message: "User pool us-east-1_unknown00 does not exist.",
  });
  await assert.rejects(get("nonsense"), { name: "InvalidParameterException" });
});
