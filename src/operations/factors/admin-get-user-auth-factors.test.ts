import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { AdminGetUserAuthFactorsCommand } from "../../../test/clients.js";
import { refusal } from "../../../test/self-service.js";
import { createUser } from "../../../test/users.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const shown = async (UserPoolId: string, Username: string) => {
  const { $metadata: _, ...view } = await world.client.send(
    new AdminGetUserAuthFactorsCommand({ UserPoolId, Username }),
  );
  return view;
};

test("factors of a user, under the name that the pool stores, by any name that leads to the user", async () => {
  const pool = await world.pool({ UsernameAttributes: ["email"] });
  const { Username } = await createUser(world, pool.Id, "ann@example.com", {}, { TemporaryPassword: "Passw0rd!" });
  assert.deepEqual(await shown(pool.Id, "ann@example.com"), { Username, ConfiguredUserAuthFactors: ["PASSWORD"] });
});

test("a user without a password, and an invited one who has nothing else yet", async () => {
  const pool = await world.pool({
    Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP"] } },
  });
  await createUser(world, pool.Id, "bare", { email: "bare@example.com" });
  assert.deepEqual(await shown(pool.Id, "bare"), { Username: "bare", ConfiguredUserAuthFactors: ["EMAIL_OTP"] });
  const invited = { email: "guest@example.com" };
  await createUser(world, pool.Id, "guest", invited, { TemporaryPassword: "Passw0rd!" });
  assert.deepEqual(await shown(pool.Id, "guest"), { Username: "guest", ConfiguredUserAuthFactors: ["PASSWORD"] });
});

test("who is not there is told so", async () => {
  const pool = await world.pool();
  await assert.rejects(shown(pool.Id, "ghost"), refusal("UserNotFoundException", "User does not exist."));
  await assert.rejects(
    shown("us-east-1_000000000", "ghost"),
    refusal("ResourceNotFoundException", "User pool us-east-1_000000000 does not exist."),
  );
});
