/**
 * What the CDKTF programs of examples/cdktf synthesise, applied by the real Terraform CLI and AWS provider. The programs
 * themselves are run by cdktf-synthesis.test.ts; the same calls without Terraform are in test/sources.
 */
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import {
  AdminCreateUserCommand,
  CreateUserPoolCommand,
  DeleteUserPoolCommand,
  DescribeUserPoolCommand,
  ListUserPoolsCommand,
  ListUsersCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { withPassword } from "../sign-in.js";
import { repository, startTestWorld, type TestWorld } from "../world.js";
import { nodeKit, nodeModules, runInFolder, synthesisedFolder } from "./cdktf-packages.js";
import { type TerraformFolder, terraformFolder, terraformInstallation } from "./terraform-runner.js";

const terraform = terraformInstallation();
const options = { skip: terraform.skip };
const folders: TerraformFolder[] = [];
let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(async () => {
  for (const folder of folders) folder.remove();
  await world.close();
});

function newFolder(endpoint = world.url): TerraformFolder {
  const folder = terraformFolder(terraform, endpoint);
  folders.push(folder);
  return folder;
}

/** Stacks that have tests of their own: what fails, what is imported, what takes variables, what has its own provider. */
const notAmongAll = ["pool-import", "pool-placeholders", "provider-endpoints", "user-import", "user-passwords"];

/** What a stack has that a test changes. */
interface Stack {
  provider?: { aws: readonly object[] };
  readonly resource: { readonly aws_cognito_user_pool: Readonly<Record<string, object>> };
}

const synthesised = (name: string) => readFileSync(join(synthesisedFolder, `${name}.json`), "utf8");
const poolsOf = async (region: string) => {
  const { UserPools = [] } = await world.clientFor({ region }).send(new ListUserPoolsCommand({ MaxResults: 60 }));
  return UserPools.map(({ Name }) => String(Name));
};

test("every stack: applied, changed, destroyed; each plan in between is empty", options, async (t) => {
  const names = readdirSync(synthesisedFolder)
    .map((file) => file.slice(0, -".json".length))
    .filter((name) => !notAmongAll.includes(name));
  const folder = newFolder();
  // One root that takes them all as modules, with the provider block that they all have: one start of the provider
  // for all. Blocks as the programs have them are applied by the tests below.
  const provider = { region: "us-east-1" };
  const write = (name: string, change: (stack: Stack) => void = () => {}) => {
    const stack = JSON.parse(synthesised(name)) as Stack;
    assert.deepEqual(stack.provider?.aws, [provider]);
    delete stack.provider;
    change(stack);
    folder.write(`${name}/cdk.tf.json`, JSON.stringify(stack));
  };
  const writeRoot = (more = {}) => {
    const module = Object.fromEntries(names.map((name) => [name, { source: `./${name}` }]));
    const output = Object.fromEntries(names.map((name) => [name, { value: `\${module.${name}}` }]));
    folder.write("main.tf.json", JSON.stringify({ provider: { aws: { ...provider, ...more } }, module, output }));
  };

  await t.test("applied", async () => {
    writeRoot();
    for (const name of names) write(name);
    await folder.init();
    await folder.apply();
    await folder.plansNothing();
    assert.equal((await poolsOf("us-east-1")).length, names.length);
  });

  await t.test("resources bear the names that override_logical_id gave", async () => {
    const addresses = await folder.run("state", "list");
    for (const name of ["user-basic", "user-attributes"]) {
      assert.ok(addresses.includes(`module.${name}.aws_cognito_user.example\n`), addresses);
      assert.ok(addresses.includes(`module.${name}.aws_cognito_user_pool.example\n`), addresses);
    }
    assert.doesNotMatch(addresses, /example_1/);
  });

  await t.test("outputs hold what the documents export", async () => {
    const outputs = (await folder.outputs()) as unknown as Record<string, Record<string, unknown>>;
    const user = outputs["user-every-argument"] ?? {};
    assert.deepEqual(
      { ...user, sub: typeof user["sub"] },
      {
        sub: "string",
        temporary_status: "FORCE_CHANGE_PASSWORD",
        permanent_status: "CONFIRMED",
        mfa_setting_list: [],
        preferred_mfa_setting: "",
      },
    );
    const pool = outputs["pool-every-argument"] ?? {};
    assert.equal(pool["arn"], `arn:aws:cognito-idp:us-east-1:123456789012:userpool/${pool["id"]}`);
    assert.equal(pool["endpoint"], `cognito-idp.us-east-1.amazonaws.com/${pool["id"]}`);
    assert.equal(pool["estimated_number_of_users"], 0);
    assert.deepEqual(pool["tags_all"], { stage: "example" });
    const made = Date.parse(String(pool["creation_date"]));
    assert.ok(Math.abs(made - Date.now()) < 600_000, String(pool["creation_date"]));
  });

  await t.test("changed: default tags of the provider, and a message of every pool", async () => {
    writeRoot({ default_tags: { tags: { changed: "yes" } } });
    for (const name of names) {
      write(name, ({ resource }) => {
        for (const pool of Object.values(resource.aws_cognito_user_pool)) {
          Object.assign(pool, { sms_verification_message: "Changed: {####}" });
        }
      });
    }
    // Every pool, and the one role.
    assert.match(await folder.apply(), new RegExp(`0 added, ${names.length + 1} changed, 0 destroyed`));
    await folder.plansNothing();
  });

  await t.test("destroyed", async () => {
    await folder.run("destroy", "-no-color", "-auto-approve");
    assert.deepEqual(await poolsOf("us-east-1"), []);
  });
});

test("a program from its source to its end: synthesised, applied with variables, changed, destroyed", {
  skip: terraform.skip || nodeKit("cdktf").skip,
}, async () => {
  const program = mkdtempSync(join(tmpdir(), "poolhouse-cdktf-"));
  try {
    cpSync(join(repository, "examples", "cdktf", "typescript", "user-passwords.ts"), join(program, "main.ts"));
    symlinkSync(nodeModules, join(program, "node_modules"), "dir");
    const tsx = fileURLToPath(import.meta.resolve("tsx"));
    await runInFolder(process.execPath, ["--import", tsx, "main.ts"], program);
    const folder = newFolder();
    folder.copy(join(program, "cdktf.out", "stacks", "user-passwords"), ".");
    // The bindings pin their own version of the provider; this file, as the page shows it, asks for the one that is here.
    folder.copy(join(repository, "examples", "cdktf", "override.tf"), "override.tf");
    await folder.init();
    const apply = (...words: string[]) => folder.run("apply", "-no-color", "-input=false", "-auto-approve", ...words);
    const applied = await apply("-var=temporary_password=Temp-Pass-1");
    assert.deepEqual(await folder.outputs(), { status: "FORCE_CHANGE_PASSWORD" });
    const { code } = await folder.attempt("plan", "-detailed-exitcode", "-var=temporary_password=Temp-Pass-1");
    assert.equal(code, 0);
    const [, poolId = ""] = /id=(us-east-1_\w+)\]/.exec(applied) ?? [];
    const target = { world, poolId, clientId: (await world.appClient(poolId)).ClientId };
    assert.equal((await withPassword(target, "example", "Temp-Pass-1")).ChallengeName, "NEW_PASSWORD_REQUIRED");
    await apply("-var=password=Own-Horse-1");
    assert.ok((await withPassword(target, "example", "Own-Horse-1")).AuthenticationResult);
    // The state lies where the program was run, as its backend says.
    assert.ok(readdirSync(program).includes("terraform.user-passwords.tfstate"));
    await folder.run("destroy", "-no-color", "-auto-approve");
    const pool = new DescribeUserPoolCommand({ UserPoolId: poolId });
    await assert.rejects(world.client.send(pool), { name: "ResourceNotFoundException" });
  } finally {
    rmSync(program, { recursive: true });
  }
});

test("a program that names the endpoints itself: applied, planned, destroyed", options, async () => {
  // The environment leads nowhere.
  const folder = newFolder("http://127.0.0.1:1");
  folder.write("cdk.tf.json", synthesised("provider-endpoints").replaceAll("http://127.0.0.1:9229", world.url));
  await folder.init();
  await folder.apply();
  await folder.plansNothing();
  const { pool_id } = await folder.outputs();
  await world.client.send(new DescribeUserPoolCommand({ UserPoolId: pool_id }));
  await folder.run("destroy", "-no-color", "-auto-approve");
  await assert.rejects(world.client.send(new DescribeUserPoolCommand({ UserPoolId: pool_id })), {
    name: "ResourceNotFoundException",
  });
});

test("import blocks of programs: configuration is generated, what has these ids is imported", options, async (t) => {
  const make = async (region: string, id: string) => {
    const pool = { PoolName: "mine", UserPoolTags: { "poolhouse:id": id } };
    await world.clientFor({ region }).send(new CreateUserPoolCommand(pool));
  };
  const importBy = async (program: string, changed: RegExp) => {
    const folder = newFolder();
    folder.write("cdk.tf.json", synthesised(program));
    await folder.init();
    const plan = await folder.run("plan", "-no-color", "-input=false", "-generate-config-out=generated.tf");
    assert.match(plan, changed);
    assert.match(await folder.apply(), /1 imported, 0 added/);
    await folder.plansNothing();
    await folder.run("destroy", "-no-color", "-auto-approve");
  };

  await t.test("a pool", async () => {
    await make("us-west-2", "us-west-2_abc123");
    await importBy("pool-import", /1 to import, 0 to add, 0 to change, 0 to destroy/);
    assert.deepEqual(await poolsOf("us-west-2"), []);
  });

  await t.test("a user", async () => {
    const UserPoolId = "us-east-1_vG78M4goG";
    await make("us-east-1", UserPoolId);
    const UserAttributes = [{ Name: "email", Value: "user@example.com" }];
    await world.client.send(new AdminCreateUserCommand({ UserPoolId, Username: "user", UserAttributes }));
    await importBy("user-import", /1 to import, 0 to add, 0 to change, 0 to destroy/);
    const { Users } = await world.client.send(new ListUsersCommand({ UserPoolId }));
    assert.deepEqual(Users, []);
    await world.client.send(new DeleteUserPoolCommand({ UserPoolId }));
  });
});

test("the placeholders as printed: the provider refuses them", options, async () => {
  const folder = newFolder();
  folder.write("cdk.tf.json", synthesised("pool-placeholders"));
  await folder.init();
  const { code, stderr } = await folder.attempt("plan", "-no-color", "-input=false");
  assert.equal(code, 1);
  const refusal = stderr.replaceAll(/[\s│]+/g, " ");
  assert.match(refusal, /expected attribute_data_type to be one of \[.*\], got <appropriate type>/);
});
