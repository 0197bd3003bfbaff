import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { UpdateUserPoolClientCommand } from "../../../test/clients.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const update = async (UserPoolId: string, ClientId: string, input: object = {}) =>
  (await world.client.send(new UpdateUserPoolClientCommand({ UserPoolId, ClientId, ...input }))).UserPoolClient;

test("an update replaces every setting but the name and the secret", async () => {
  const { Id } = await world.pool();
  const created = await world.appClient(Id, {
    ClientName: "before",
    GenerateSecret: true,
    AccessTokenValidity: 2,
    AuthSessionValidity: 5,
    PreventUserExistenceErrors: "ENABLED",
  });
  const after = await update(Id, created.ClientId, { RefreshTokenValidity: 10 });
  assert.equal(after?.ClientName, "before");
  assert.equal(after?.ClientSecret, created.ClientSecret);
  assert.equal(after?.RefreshTokenValidity, 10);
  assert.equal(after?.AuthSessionValidity, 3);
  for (const gone of ["AccessTokenValidity", "ExplicitAuthFlows", "PreventUserExistenceErrors"]) {
    assert.ok(!(gone in (after ?? {})), gone);
  }
  assert.equal((await update(Id, created.ClientId, { ClientName: "after" }))?.ClientName, "after");
});

const oauth = { AllowedOAuthFlowsUserPoolClient: true, AllowedOAuthFlows: ["code"], AllowedOAuthScopes: ["openid"] };
const refusals: readonly [string, string, object][] = [
  [
    "InvalidParameterException",
    "Invalid write attributes specified while updating a client",
    { WriteAttributes: ["x"] },
  ],
  ["InvalidOAuthFlowException", "CallbackUrls can not be empty when code flow or implicit flow is selected", oauth],
  [
    "ScopeDoesNotExistException",
    "Invalid scope requested: api/read",
    { ...oauth, AllowedOAuthScopes: ["api/read"], CallbackURLs: ["https://example.com"] },
  ],
];
for (const [name, message, input] of refusals) {
  test(`UpdateUserPoolClient refuses: ${message}`, async () => {
    const { Id } = await world.pool();
    const { ClientId } = await world.appClient(Id);
    await assert.rejects(update(Id, ClientId, input), { name, message });
  });
}

test("choice-based sign-in is not in the Lite plan, and an unknown client does not exist", async () => {
  const { Id } = await world.pool({ UserPoolTier: "LITE" });
  const { ClientId } = await world.appClient(Id);
  await assert.rejects(update(Id, ClientId, { ExplicitAuthFlows: ["ALLOW_USER_AUTH"] }), {
    name: "FeatureUnavailableInTierException",
  });
  await assert.rejects(update(Id, "unknown"), {
    name: "ResourceNotFoundException",
    message: "User pool client unknown does not exist.",
  });
});
