import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DescribeTermsCommand } from "../../../test/clients.js";
import { givenTerms, noTerms, unknownTermsId } from "../../../test/terms.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const describe = (UserPoolId: string, TermsId: string | undefined) =>
  world.client.send(new DescribeTermsCommand({ UserPoolId, TermsId }));

test("terms are shown as creation answered", async () => {
  const { Terms, ids } = await givenTerms(world, { TermsName: "privacy-policy" });
  assert.deepEqual((await describe(ids.UserPoolId, ids.TermsId)).Terms, Terms);
});

test("unknown terms, those of another pool and an unknown pool do not exist", async () => {
  const { ids } = await givenTerms(world);
  await assert.rejects(describe(ids.UserPoolId, unknownTermsId), noTerms);
  await assert.rejects(describe((await world.pool()).Id, ids.TermsId), noTerms);
  await assert.rejects(describe("us-east-1_unknown00", ids.TermsId), {
    name: "ResourceNotFoundException",
    message: "User pool us-east-1_unknown00 does not exist.",
  });
  await assert.rejects(describe(ids.UserPoolId, "terms"), { name: "InvalidParameterException" });
});
