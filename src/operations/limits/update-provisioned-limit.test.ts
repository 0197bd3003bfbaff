import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import {
  AdminConfirmSignUpCommand,
  AdminGetUserCommand,
  type CognitoIdentityProviderClient,
  ConfirmSignUpCommand,
  GetProvisionedLimitCommand,
  UpdateProvisionedLimitCommand,
} from "../../../test/clients.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const definition = (Category: string) => ({ LimitClass: "API_CATEGORY" as const, Attributes: { Category } });
const get = async (category: string, client: CognitoIdentityProviderClient = world.client) =>
  (await client.send(new GetProvisionedLimitCommand({ LimitDefinition: definition(category) }))).Limit;
const update = async (category: string, RequestedLimitValue: number) =>
  (
    await world.client.send(
      new UpdateProvisionedLimitCommand({ LimitDefinition: definition(category), RequestedLimitValue }),
    )
  ).Limit;
const shown = (category: string, ProvisionedLimitValue: number, FreeLimitValue: number) => ({
  LimitDefinition: definition(category),
  ProvisionedLimitValue,
  FreeLimitValue,
});

/** What came of so many requests of UserCreation that find no client. */
async function outcomes(count: number): Promise<string[]> {
  const names: string[] = [];
  for (let n = 0; n < count; n += 1) {
    await world.client
      .send(new ConfirmSignUpCommand({ ClientId: "unknownclient", Username: "ann", ConfirmationCode: "123456" }))
      .catch((error: Error) => names.push(error.name));
  }
  return names;
}

afterEach(() => update("UserCreation", 50));

test("every category is shown with its default, and what is provisioned is read back, in its region", async () => {
  assert.deepEqual(await get("UserAuthentication"), shown("UserAuthentication", 120, 120));
  assert.deepEqual(await get("UserList"), shown("UserList", 30, 30));
  assert.deepEqual(await update("UserAuthentication", 300), shown("UserAuthentication", 300, 120));
  assert.deepEqual(await get("UserAuthentication"), shown("UserAuthentication", 300, 120));
  const elsewhere = world.clientFor({ region: "eu-west-1" });
  assert.deepEqual(await get("UserAuthentication", elsewhere), shown("UserAuthentication", 120, 120));
  elsewhere.destroy();
  assert.deepEqual(await update("UserAuthentication", 120), shown("UserAuthentication", 120, 120));
  const [newest] = await world.world.store.auditEvents.list(1);
  assert.equal(newest?.operation, "UpdateProvisionedLimit");
});

test("a provisioned rate is enforced for all operations of the category together, second by second", async () => {
  world.clock.freeze();
  await update("UserCreation", 51);
  const { Id: UserPoolId } = await world.pool();
  const first = await outcomes(50);
  assert.deepEqual(new Set(first), new Set(["ResourceNotFoundException"]));
  const confirm = () => world.client.send(new AdminConfirmSignUpCommand({ UserPoolId, Username: "ann" }));
  await assert.rejects(confirm(), { name: "UserNotFoundException" });
  await assert.rejects(confirm(), { name: "TooManyRequestsException", message: "Rate exceeded" });
  assert.deepEqual(await outcomes(1), ["TooManyRequestsException"]);
  // Another category is not concerned.
  await assert.rejects(world.client.send(new AdminGetUserCommand({ UserPoolId, Username: "ann" })), {
    name: "UserNotFoundException",
  });
  world.clock.advance(1_000);
  assert.deepEqual(await outcomes(1), ["ResourceNotFoundException"]);
});

test("nothing is limited by default, nor after the way back to it", async () => {
  world.clock.freeze();
  await update("UserCreation", 51);
  await update("UserCreation", 50);
  assert.deepEqual(new Set(await outcomes(60)), new Set(["ResourceNotFoundException"]));
});

test("rates below the default, above all reason, or of fixed categories are refused", async () => {
  await assert.rejects(update("UserAuthentication", 119), {
    name: "InvalidParameterException",
    message: "The limit of category UserAuthentication cannot be less than 120.",
  });
  await assert.rejects(update("UserAuthentication", 100_001), {
    name: "ServiceQuotaExceededException",
    message: "The limit of category UserAuthentication cannot be more than 100000.",
  });
  await assert.rejects(update("UserList", 60), {
    name: "InvalidParameterException",
    message: "The limit of category UserList is not adjustable.",
  });
  const unknown = { name: "InvalidParameterException", message: "The limit definition does not name an API category." };
  await assert.rejects(update("Nothing", 60), unknown);
  await assert.rejects(get("Nothing"), unknown);
  await assert.rejects(
    world.client.send(
      new GetProvisionedLimitCommand({ LimitDefinition: { LimitClass: "OTHER" as never, Attributes: {} } }),
    ),
    { name: "InvalidParameterException", message: /Member must satisfy enum value set: \[API_CATEGORY\]$/ },
  );
});
