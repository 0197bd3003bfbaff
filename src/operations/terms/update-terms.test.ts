import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DescribeTermsCommand, UpdateTermsCommand } from "../../../test/clients.js";
import { createTerms, givenTerms, noTerms, unknownTermsId } from "../../../test/terms.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const update = (input: object) => world.client.send(new UpdateTermsCommand(input as never));

test("what is sent replaces, links as a whole; the rest stays", async () => {
  const { Terms: before, ids } = await givenTerms(world);
  world.clock.advance(5_000);
  const Links = { "cognito:default": "https://example.com/new" };
  const { Terms } = await update({ ...ids, Links });
  assert.deepEqual({ ...Terms, LastModifiedDate: undefined }, { ...before, Links, LastModifiedDate: undefined });
  assert.ok(Number(Terms?.LastModifiedDate) - Number(before?.LastModifiedDate) >= 5_000);
  assert.deepEqual((await world.client.send(new DescribeTermsCommand(ids as never))).Terms, Terms);
});

test("terms become the other document, unless the client has it", async () => {
  const { Terms, ids } = await givenTerms(world);
  const renamed = await update({ ...ids, TermsName: "privacy-policy" });
  assert.equal(renamed.Terms?.TermsName, "privacy-policy");
  await update({ ...ids, TermsName: "privacy-policy" });
  await createTerms(world, ids.UserPoolId, Terms?.ClientId ?? "");
  await assert.rejects(update({ ...ids, TermsName: "terms-of-use" }), { name: "TermsExistsException" });
});

test("the default link cannot be taken away", async () => {
  const { ids } = await givenTerms(world);
  await assert.rejects(update({ ...ids, Links: { "cognito:french": "https://example.com" } }), {
    name: "InvalidParameterException",
    message: "Links must contain a link for cognito:default.",
  });
});

test("T-33 unknown terms and those of another pool do not exist", async () => {
  const { ids } = await givenTerms(world);
  const { Id } = await world.pool();
  await assert.rejects(update({ ...ids, TermsId: unknownTermsId }), noTerms);
  await assert.rejects(update({ ...ids, UserPoolId: Id }), noTerms);
  await assert.rejects(update({ ...ids, UserPoolId: "us-east-1_unknown00" }), {
    name: "ResourceNotFoundException",
    message: "User pool us-east-1_unknown00 does not exist.",
  });
});
