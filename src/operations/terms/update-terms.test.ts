import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { CreateTermsCommand, DescribeTermsCommand, UpdateTermsCommand } from "../../../test/clients.js";
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
async function made(input: object = {}) {
  const { Id } = await world.pool();
  const { ClientId } = await world.appClient(Id);
  const { Terms } = await world.client.send(new CreateTermsCommand({ UserPoolId: Id, ClientId, ...terms, ...input }));
  return { Terms, ids: { UserPoolId: Id, TermsId: Terms?.TermsId } };
}
const gone = { name: "ResourceNotFoundException", message: "Terms do not exist." };
const unknown = "00000000-0000-4000-8000-000000000000";
const update = (input: object) => world.client.send(new UpdateTermsCommand(input as never));

test("what is sent replaces, links as a whole; the rest stays", async () => {
  const { Terms: before, ids } = await made();
  world.clock.advance(5_000);
  const Links = { "cognito:default": "https://example.com/new" };
  const { Terms } = await update({ ...ids, Links });
  assert.deepEqual({ ...Terms, LastModifiedDate: undefined }, { ...before, Links, LastModifiedDate: undefined });
  assert.ok(Number(Terms?.LastModifiedDate) - Number(before?.LastModifiedDate) >= 5_000);
  assert.deepEqual((await world.client.send(new DescribeTermsCommand(ids as never))).Terms, Terms);
});

test("terms become the other document, unless the client has it", async () => {
  const { Terms, ids } = await made();
  const renamed = await update({ ...ids, TermsName: "privacy-policy" });
  assert.equal(renamed.Terms?.TermsName, "privacy-policy");
  await update({ ...ids, TermsName: "privacy-policy" });
  await world.client.send(new CreateTermsCommand({ ...terms, UserPoolId: ids.UserPoolId, ClientId: Terms?.ClientId }));
  await assert.rejects(update({ ...ids, TermsName: "terms-of-use" }), { name: "TermsExistsException" });
});

test("the default link cannot be taken away", async () => {
  const { ids } = await made();
  await assert.rejects(update({ ...ids, Links: { "cognito:french": "https://example.com" } }), {
    name: "InvalidParameterException",
    message: "Links must contain a link for cognito:default.",
  });
});

test("T-33 unknown terms and those of another pool do not exist", async () => {
  const { ids } = await made();
  const { Id } = await world.pool();
  await assert.rejects(update({ ...ids, TermsId: unknown }), gone);
  await assert.rejects(update({ ...ids, UserPoolId: Id }), gone);
  await assert.rejects(update({ ...ids, UserPoolId: "us-east-1_unknown00" }), {
    name: "ResourceNotFoundException",
    message: "User pool us-east-1_unknown00 does not exist.",
  });
});
