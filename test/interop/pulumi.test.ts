/**
 * The real Pulumi engine with the real AWS Cloud Control provider: examples/pulumi in both languages through a life of
 * changes, import, both ways to name the endpoint, and what is refused. Where they are not installed,
 * pulumi-replay.test.ts plays the calls that they made.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  AdminDeleteUserCommand,
  AdminGetUserCommand,
  AdminListGroupsForUserCommand,
  AdminUpdateUserAttributesCommand,
  DescribeUserPoolCommand,
  ListUserPoolsCommand,
  UpdateGroupCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { attributesOf } from "../users.js";
import { startTestWorld, type TestWorld } from "../world.js";
import { type Language, type PulumiStack, pulumiInstallation, pulumiStack } from "./pulumi-runner.js";

const installation = pulumiInstallation();
const options = { skip: installation.skip };
const stacks: PulumiStack[] = [];
let world: TestWorld;

before(async () => {
  if (installation.skip === false) world = await startTestWorld();
});
after(async () => {
  for (const stack of stacks) stack.remove();
  if (installation.skip === false) await world.close();
});

/** A stack of this file; a program of its own replaces the example. */
async function newStack(
  language: Language,
  program?: string,
  url: string | undefined = world.url,
): Promise<PulumiStack> {
  const stack = await pulumiStack(installation, language, url);
  stacks.push(stack);
  if (program !== undefined) stack.write("Pulumi.yaml", program);
  return stack;
}

async function poolNames(): Promise<string[]> {
  const { UserPools = [] } = await world.client.send(new ListUserPoolsCommand({ MaxResults: 60 }));
  return UserPools.map(({ Name }) => String(Name)).sort();
}

for (const language of ["yaml", "typescript"] as const) {
  test(`${language}: a life of changes; every preview in between is empty`, options, async (t) => {
    const stack = await newStack(language);
    let pool = "";

    await t.test("up", async () => {
      assert.deepEqual(await stack.up(), { created: 9 });
      await stack.previewsNothing();
      const { poolId = "", administratorId, clientId } = await stack.outputs();
      pool = poolId;
      assert.equal(administratorId, `${pool}|admin`);
      assert.equal((await stack.ids()).get("client"), `${pool}|${clientId}`);
      assert.deepEqual(await attributesOf(world, pool, "admin"), {
        email: "admin@example.com",
        email_verified: "true",
        "custom:tenant": "acme",
      });
      assert.deepEqual(await world.messages({ userPoolId: pool }), []);
    });

    await t.test("refresh finds nothing new", async () => {
      assert.deepEqual(await stack.refresh(), { unchanged: 9 });
      await stack.previewsNothing();
    });

    await t.test("a change in place", async () => {
      await stack.set("passwordLength", "12");
      assert.deepEqual(await stack.up(), { updated: 1, unchanged: 8 });
      await stack.previewsNothing();
      const { UserPool } = await world.client.send(new DescribeUserPoolCommand({ UserPoolId: pool }));
      assert.equal(UserPool?.Policies?.PasswordPolicy?.MinimumLength, 12);
    });

    await t.test("a change that only another user can have", async () => {
      const before = await world.client.send(new AdminGetUserCommand({ UserPoolId: pool, Username: "admin" }));
      await stack.set("administratorEmail", "other@example.com");
      assert.deepEqual(await stack.up(), { replaced: 2, unchanged: 7 });
      await stack.previewsNothing();
      const after = await world.client.send(new AdminGetUserCommand({ UserPoolId: pool, Username: "admin" }));
      const sub = ({ UserAttributes = [] }: typeof after) => UserAttributes.find(({ Name }) => Name === "sub")?.Value;
      assert.notEqual(sub(after), sub(before));
      assert.equal((await attributesOf(world, pool, "admin"))["email"], "other@example.com");
      const groups = await world.client.send(
        new AdminListGroupsForUserCommand({ UserPoolId: pool, Username: "admin" }),
      );
      assert.deepEqual(
        groups.Groups?.map(({ GroupName }) => GroupName),
        ["administrators"],
      );
    });

    await t.test("what others changed is found and put right", async () => {
      await world.client.send(
        new UpdateGroupCommand({
          UserPoolId: pool,
          GroupName: "administrators",
          Description: "Changed",
          Precedence: 1,
        }),
      );
      await world.client.send(
        new AdminUpdateUserAttributesCommand({
          UserPoolId: pool,
          Username: "admin",
          UserAttributes: [{ Name: "name", Value: "Changed" }],
        }),
      );
      assert.deepEqual(await stack.refresh(), { updated: 2, unchanged: 7 });
      assert.deepEqual(await stack.up(), { updated: 1, replaced: 2, unchanged: 6 });
      assert.deepEqual((await attributesOf(world, pool, "admin"))["name"], undefined);
      await world.client.send(new AdminDeleteUserCommand({ UserPoolId: pool, Username: "admin" }));
      assert.deepEqual(await stack.refresh(), { deleted: 2, unchanged: 7 });
      assert.deepEqual(await stack.up(), { created: 2, unchanged: 7 });
      await stack.previewsNothing();
    });

    await t.test("destroy", async () => {
      assert.deepEqual(await stack.destroy(), { deleted: 9 });
      assert.deepEqual(await poolNames(), []);
    });
  });
}
