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
async function made(input: object = {}) {
  const { Id } = await world.pool();
  const { ClientId } = await world.appClient(Id);
  const { Terms } = await world.client.send(new CreateTermsCommand({ UserPoolId: Id, ClientId, ...terms, ...input }));
  return { Terms, ids: { UserPoolId: Id, TermsId: Terms?.TermsId } };
}
const gone = { name: "ResourceNotFoundException", message: "Terms do not exist." };
const unknown = "00000000-0000-4000-8000-000000000000";
const describe = (UserPoolId: string, TermsId: string | undefined) =>
  world.client.send(new DescribeTermsCommand({ UserPoolId, TermsId }));

test("terms are shown as creation answered", async () => {
  const { Terms, ids } = await made({ TermsName: "privacy-policy" });
  assert.deepEqual((await describe(ids.UserPoolId, ids.TermsId)).Terms, Terms);
});

test("unknown terms, those of another pool and an unknown pool do not exist", async () => {
  const { ids } = await made();
  await assert.rejects(describe(ids.UserPoolId, unknown), gone);
  await assert.rejects(describe((await world.pool()).Id, ids.TermsId), gone);
  await assert.rejects(describe("us-east-1_unknown00", ids.TermsId), {
    name: "ResourceNotFoundException",
    message: "User pool us-east-1_unknown00 does not exist.",
  });
  await assert.rejects(describe(ids.UserPoolId, "terms"), { name: "InvalidParameterException" });
});
