/**
 * The real Pulumi engine with the real AWS Cloud Control provider: examples/pulumi in each language through a life of
 * changes, import, both ways to name the endpoint, and what is refused. Where they are not installed,
 * pulumi-replay.test.ts plays the calls that they made.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import {
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminGetUserCommand,
  AdminListGroupsForUserCommand,
  AdminUpdateUserAttributesCommand,
  DeleteUserPoolCommand,
  DeleteUserPoolDomainCommand,
  DescribeUserPoolCommand,
  ListUserPoolsCommand,
  UpdateGroupCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { attributesOf } from "../users.js";
import { startTestWorld, type TestWorld } from "../world.js";
import {
  askedIds,
  companions,
  companionsChanged,
  everything,
  nothing,
  otherTypes,
  otherTypesChanged,
  program,
  resourceTypes,
} from "./pulumi-programs.js";
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
  { text, endpoint = world.url }: { text?: string; endpoint?: string | null } = {},
): Promise<PulumiStack> {
  const stack = await pulumiStack(installation, language, endpoint ?? undefined);
  stacks.push(stack);
  if (text !== undefined) stack.write("Pulumi.yaml", text);
  return stack;
}

async function poolNames(): Promise<string[]> {
  const { UserPools = [] } = await world.client.send(new ListUserPoolsCommand({ MaxResults: 60 }));
  return UserPools.map(({ Name }) => String(Name)).sort();
}

for (const language of ["yaml", "typescript", "python"] as const) {
  const skip = language === "python" ? installation.skipPython : installation.skip;
  test(`${language}: a life of changes; every preview in between is empty`, { skip }, async (t) => {
    const stack = await newStack(language);
    let pool = "";

    await t.test("up", async () => {
      assert.deepEqual(await stack.up(), { created: 9 });
      await stack.previewsNothing();
      const { poolId = "", administratorId, clientId } = await stack.outputs();
      pool = poolId;
      assert.equal(administratorId, `${pool}|admin`);
      const resources = await stack.resources();
      assert.equal(resources.get("client")?.id, `${pool}|${clientId}`);
      const { __inputs: _, ...outputs } = resources.get("administrator")?.outputs ?? {};
      assert.deepEqual(outputs, {
        clientMetadata: { origin: "pulumi" },
        desiredDeliveryMediums: ["EMAIL"],
        forceAliasCreation: false,
        messageAction: "SUPPRESS",
        userAttributes: [
          { name: "email", value: "admin@example.com" },
          { name: "email_verified", value: "true" },
          { name: "custom:tenant", value: "acme" },
        ],
        userPoolId: pool,
        username: "admin",
        validationData: [{ name: "badge", value: "7" }],
      });
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

test("the endpoint in the stack's own configuration, with and without STS", options, async () => {
  const text = program("resources:\n  pool: { type: 'aws-native:cognito:UserPool' }\n");
  for (const more of [
    ["--path", "aws-native:endpoints.sts", world.url],
    ["aws-native:skipCredentialsValidation", "true"],
  ]) {
    const stack = await newStack("yaml", { text, endpoint: null });
    await stack.set("--path", "aws-native:endpoints.cloudcontrol", world.url);
    await stack.set(...more);
    assert.deepEqual(await stack.up(), { created: 2 });
    // The provider makes up the names that a program leaves out.
    assert.match((await poolNames()).join(), /^pool-[0-9a-f]{7}$/);
    await stack.previewsNothing();
    await stack.destroy();
  }
});

test("imported into an empty stack: the program that Pulumi writes plans nothing", options, async () => {
  const first = await newStack("yaml");
  await first.up();
  const resources = await first.resources();
  const second = await newStack("yaml", { text: program("") });
  const asked = Object.entries(resourceTypes).map(([name, type]) => ({ type, name, id: resources.get(name)?.id }));
  second.write("import.json", JSON.stringify({ resources: asked }));
  const written = ["--file", "import.json", "--out", "written.yaml", "--protect=false"];
  const printed = await second.run("import", ...written, "--yes", "--skip-preview");
  assert.match(printed, /= 8 imported/);
  second.write("Pulumi.yaml", program(second.read("written.yaml")));
  await second.previewsNothing();
  assert.deepEqual(await second.refresh(), { unchanged: 9 });
  // Nobody can read what is only written: a program that says it of an imported user makes him anew.
  const text = program(
    second
      .read("written.yaml")
      .replace("      username: admin\n", "      username: admin\n      messageAction: SUPPRESS\n"),
  );
  second.write("Pulumi.yaml", text);
  assert.match(await second.run("preview", "--diff"), /\+-1 to replace/);
  second.write(
    "Pulumi.yaml",
    text.replace(
      "messageAction: SUPPRESS\n",
      "messageAction: SUPPRESS\n    options: { ignoreChanges: [messageAction] }\n",
    ),
  );
  await second.previewsNothing();
  // The written program names the pool by its id; only a reference tells Pulumi in which order things go.
  const referring = second
    .read("written.yaml")
    .replaceAll(`userPoolId: ${resources.get("pool")?.id}`, `userPoolId: \${pool.userPoolId}`);
  second.write("Pulumi.yaml", program(referring));
  assert.deepEqual(await second.up(), { unchanged: 9 });
  assert.deepEqual(await second.destroy(), { deleted: 9 });
  assert.deepEqual(await poolNames(), []);
});

test("a server in production: signatures are checked, and a key does what it may", options, async () => {
  const folder = mkdtempSync(join(tmpdir(), "poolhouse-production-"));
  const masterKey = join(folder, "key");
  writeFileSync(masterKey, "ab".repeat(32), { mode: 0o600 });
  const secretAccessKey = "0123456789".repeat(4);
  const server = await startTestWorld({
    mode: "production",
    publicUrl: "https://login.example.com",
    masterKey,
    data: join(folder, "data"),
    accessKeys: [
      { accessKeyId: "AKIDPOOLS", secretAccessKey, actions: ["cloudformation:*", "cognito-idp:*"], pools: ["*"] },
      { accessKeyId: "AKIDREADS", secretAccessKey, readOnly: true, actions: ["*"], pools: ["*"] },
    ],
  });
  try {
    const stack = await newStack("yaml", { endpoint: server.url });
    const withKey = async (id: string, secret: string) => {
      await stack.set("aws-native:accessKey", id);
      await stack.set("--secret", "aws-native:secretKey", secret);
    };
    for (const [id, secret, words] of [
      ["AKIDNONE", secretAccessKey, "The security token included in the request is invalid."],
      ["AKIDPOOLS", "wrong", "SignatureDoesNotMatch"],
      ["AKIDREADS", secretAccessKey, "AKIDREADS is not authorized to perform: cloudformation:CreateResource"],
    ] as const) {
      await withKey(id, secret);
      const { code, stdout, stderr } = await stack.attempt("up", "--yes", "--skip-preview");
      assert.notEqual(code, 0, id);
      assert.ok(`${stdout}${stderr}`.includes(words), `nothing says: ${words}\n${stdout}\n${stderr}`);
    }
    await withKey("AKIDPOOLS", secretAccessKey);
    assert.deepEqual(await stack.up(), { created: 8, unchanged: 1 });
    await stack.previewsNothing();
    await stack.destroy();
  } finally {
    await server.close();
    rmSync(folder, { recursive: true });
  }
});

test("ids that tags ask for", options, async () => {
  const stack = await newStack("yaml", { text: program(askedIds) });
  assert.deepEqual(await stack.up(), { created: 3 });
  await stack.previewsNothing();
  assert.deepEqual(await stack.outputs(), { pool: "us-east-1_Asked0001", client: "askedforthisclient" });
  assert.deepEqual(await stack.refresh(), { unchanged: 3 });
  await stack.destroy();
});

test("everything set on a pool and a client, then taken away", options, async () => {
  const stack = await newStack("yaml", { text: program(everything) });
  assert.deepEqual(await stack.up(), { created: 4 });
  await stack.previewsNothing();
  assert.deepEqual(await stack.refresh(), { unchanged: 4 });
  await stack.previewsNothing();
  stack.write("Pulumi.yaml", program(nothing));
  assert.deepEqual(await stack.up(), { updated: 3, unchanged: 1 });
  await stack.previewsNothing();
  assert.deepEqual(await stack.refresh(), { unchanged: 4 });
  await stack.destroy();
});

test("the other types: set, changed, imported, destroyed", options, async () => {
  const stack = await newStack("yaml", { text: program(otherTypes) });
  assert.deepEqual(await stack.up(), { created: 11 });
  await stack.previewsNothing();
  assert.deepEqual(await stack.refresh(), { unchanged: 11 });
  stack.write("Pulumi.yaml", program(otherTypesChanged));
  assert.deepEqual(await stack.up(), { updated: 6, unchanged: 5 });
  await stack.previewsNothing();
  const made = [...(await stack.resources())].filter(([name]) => name !== "default");
  const asked = made.map(([name, { id, type }]) => ({ type, name, id }));
  const other = await newStack("yaml", { text: program("") });
  other.write("import.json", JSON.stringify({ resources: asked }));
  await other.run(
    "import",
    "--file",
    "import.json",
    "--out",
    "written.yaml",
    "--protect=false",
    "--yes",
    "--skip-preview",
  );
  assert.deepEqual(await other.refresh(), { unchanged: 11 });
  assert.deepEqual(await stack.destroy(), { deleted: 11 });
  assert.deepEqual(await other.refresh(), { deleted: 10, unchanged: 1 });
});

test("roles, functions and permissions beside pools", options, async () => {
  const stack = await newStack("yaml", { text: program(companions) });
  assert.deepEqual(await stack.up(), { created: 7 });
  await stack.previewsNothing();
  assert.deepEqual(await stack.refresh(), { unchanged: 7 });
  stack.write("Pulumi.yaml", program(companionsChanged));
  assert.deepEqual(await stack.up(), { updated: 2, unchanged: 5 });
  await stack.previewsNothing();
  assert.deepEqual(await stack.destroy(), { deleted: 7 });
});

test("what others have deleted can be destroyed all the same", options, async () => {
  const stack = await newStack("yaml");
  await stack.up();
  const { poolId: UserPoolId } = await stack.outputs();
  await world.client.send(new DeleteUserPoolDomainCommand({ UserPoolId, Domain: "identity-yaml" }));
  await world.client.send(new DeleteUserPoolCommand({ UserPoolId }));
  assert.deepEqual(await stack.destroy(), { deleted: 9 });
});

test("what is refused, in whose words", options, async () => {
  const { Id } = await world.pool();
  await world.client.send(new AdminCreateUserCommand({ UserPoolId: Id, Username: "taken" }));
  const cases: readonly [properties: string, words: string][] = [
    ["{}", "Missing required property 'userPoolId'"],
    ["{ userPoolId: string }", "Value 'string' at 'userPoolId' failed to satisfy constraint"],
    ["{ userPoolId: us-east-1_000000000 }", "User pool us-east-1_000000000 does not exist."],
    [`{ userPoolId: ${Id}, username: taken }`, "User account already exists"],
    [`{ userPoolId: ${Id}, username: nobody, messageAction: RESEND }`, "User does not exist."],
    [`{ userPoolId: ${Id}, messageAction: NOTHING }`, "Member must satisfy enum value set: [RESEND, SUPPRESS]"],
    [`{ userPoolId: ${Id}, desiredDeliveryMediums: [POST] }`, "Member must satisfy enum value set: [SMS, EMAIL]"],
    [`{ userPoolId: ${Id}, nothing: a }`, "Property nothing does not exist on 'aws-native:cognito:UserPoolUser'"],
  ];
  for (const [properties, words] of cases) {
    const user = `{ type: "aws-native:cognito:UserPoolUser", properties: ${properties} }`;
    const stack = await newStack("yaml", { text: program(`resources:\n  user: ${user}\n`) });
    const { code, stdout, stderr } = await stack.attempt("up", "--yes", "--skip-preview");
    assert.notEqual(code, 0, properties);
    assert.ok(`${stdout}${stderr}`.includes(words), `nothing says: ${words}\n${stdout}\n${stderr}`);
  }
});
