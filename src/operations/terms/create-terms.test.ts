import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DescribeTermsCommand } from "../../../test/clients.js";
import { createTerms, terms } from "../../../test/terms.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

test("terms show what was sent, and an id of their own", async () => {
  const { Id } = await world.pool();
  const { ClientId } = await world.appClient(Id);
  const { Terms } = await createTerms(world, Id, ClientId);
  const { TermsId, CreationDate, LastModifiedDate, ...shown } = Terms ?? {};
  assert.match(TermsId ?? "", /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.ok(CreationDate instanceof Date);
  assert.deepEqual(CreationDate, LastModifiedDate);
  assert.deepEqual(shown, { UserPoolId: Id, ClientId, ...terms });
  assert.deepEqual((await world.client.send(new DescribeTermsCommand({ UserPoolId: Id, TermsId }))).Terms, Terms);
});

test("a client has each document once", async () => {
  const { Id } = await world.pool();
  const { ClientId } = await world.appClient(Id);
  await createTerms(world, Id, ClientId);
  await assert.rejects(createTerms(world, Id, ClientId), { name: "TermsExistsException" });
  await createTerms(world, Id, ClientId, { TermsName: "privacy-policy" });
  await createTerms(world, Id, (await world.appClient(Id)).ClientId);
});

const invalid: readonly [string, object, string | RegExp][] = [
  ["no links", { Links: undefined }, "Links must contain a link for cognito:default."],
  [
    "no link for other languages",
    { Links: { "cognito:french": "https://example.com/fr" } },
    "Links must contain a link for cognito:default.",
  ],
  [
    "a link that is a script",
    { Links: { "cognito:default": "javascript:alert(1)" } },
    "The link for cognito:default is not a valid URL.",
  ],
  [
    "an unknown language",
    { Links: { "cognito:klingon": "https://example.com" } },
    /^1 validation error detected: .* at 'links'/,
  ],
  [
    "another name",
    { TermsName: "terms" },
    /at 'termsName' failed to satisfy constraint: .*\^\(terms-of-use\|privacy-policy\)\$$/,
  ],
  ["another source", { TermsSource: "TEXT" }, /Member must satisfy enum value set: \[LINK\]$/],
  ["another enforcement", { Enforcement: "ALL" }, /Member must satisfy enum value set: \[NONE\]$/],
];
for (const [what, input, message] of invalid) {
  test(`terms cannot have ${what}`, async () => {
    const { Id } = await world.pool();
    const { ClientId } = await world.appClient(Id);
    await assert.rejects(createTerms(world, Id, ClientId, input), { name: "InvalidParameterException", message });
  });
}

test("T-33 pool and client must be there and belong together", async () => {
  const [one, other] = [await world.pool(), await world.pool()];
  const { ClientId } = await world.appClient(other.Id);
  await assert.rejects(createTerms(world, one.Id, ClientId), {
    name: "ResourceNotFoundException",
    message: `User pool client ${ClientId} does not exist.`,
  });
  await assert.rejects(createTerms(world, "us-east-1_unknown00", ClientId), {
    name: "ResourceNotFoundException",
    message: "User pool us-east-1_unknown00 does not exist.",
  });
});
