import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { CreateTermsCommand, DescribeTermsCommand } from "../../../test/clients.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const terms = {
  TermsName: "terms-of-use",
  TermsSource: "LINK",
  Enforcement: "NONE",
  Links: { "cognito:default": "https://example.com/terms", "cognito:portuguese-brazil": "https://example.com/pt" },
} as const;
const create = (UserPoolId: string, ClientId: string, input: object = {}) =>
  world.client.send(new CreateTermsCommand({ UserPoolId, ClientId, ...terms, ...input }));

test("terms show what was sent, and an id of their own", async () => {
  const { Id } = await world.pool();
  const { ClientId } = await world.appClient(Id);
  const { Terms } = await create(Id, ClientId);
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
  await create(Id, ClientId);
  await assert.rejects(create(Id, ClientId), { name: "TermsExistsException" });
  await create(Id, ClientId, { TermsName: "privacy-policy" });
  await create(Id, (await world.appClient(Id)).ClientId);
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
    await assert.rejects(create(Id, ClientId, input), { name: "InvalidParameterException", message });
  });
}

test("T-33 pool and client must be there and belong together", async () => {
  const [one, other] = [await world.pool(), await world.pool()];
  const { ClientId } = await world.appClient(other.Id);
  await assert.rejects(create(one.Id, ClientId), {
    name: "ResourceNotFoundException",
    message: `User pool client ${ClientId} does not exist.`,
  });
  await assert.rejects(create("us-east-1_unknown00", ClientId), {
    name: "ResourceNotFoundException",
    message: "User pool us-east-1_unknown00 does not exist.",
  });
});
