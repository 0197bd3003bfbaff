import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DescribeTermsByClientCommand } from "../../../test/clients.js";
import { createTerms } from "../../../test/terms.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const describe = (UserPoolId: string, ClientId: string, TermsName = "terms-of-use") =>
  world.client.send(new DescribeTermsByClientCommand({ UserPoolId, ClientId, TermsName }));

test("a document is found by client and name", async () => {
  const { Id } = await world.pool();
  const { ClientId } = await world.appClient(Id);
  const { Terms } = await createTerms(world, Id, ClientId);
  assert.deepEqual((await describe(Id, ClientId)).Terms, Terms);
  await assert.rejects(describe(Id, ClientId, "privacy-policy"), {
    name: "ResourceNotFoundException",
    message: "Terms do not exist.",
  });
  await assert.rejects(describe(Id, ClientId, "terms"), { name: "InvalidParameterException" });
});

test("T-33 an unknown client and one of another pool do not exist", async () => {
  const [one, other] = [await world.pool(), await world.pool()];
  const { ClientId } = await world.appClient(other.Id);
  for (const id of ["unknown", ClientId]) {
    await assert.rejects(describe(one.Id, id), {
      name: "ResourceNotFoundException",
      message: `User pool client ${id} does not exist.`,
    });
  }
});
