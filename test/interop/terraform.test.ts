/**
 * The real Terraform CLI with the real AWS provider: every example, a life of changes, import, and what the provider
 * refuses by itself. Where they are not installed, test/sources runs the provider's documented calls through the SDK.
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import {
  AdminCreateUserCommand,
  AdminGetUserCommand,
  AdminListGroupsForUserCommand,
  DescribeUserPoolCommand,
  GetUserPoolMfaConfigCommand,
  InitiateAuthCommand,
  ListUserPoolsCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { attributesOf } from "../users.js";
import { repository, startTestWorld, type TestWorld } from "../world.js";
import { type TerraformFolder, terraformFolder, terraformInstallation } from "./terraform-runner.js";
import { changed, cleared, conflicting, created, imported } from "./terraform-stages.js";

const terraform = terraformInstallation();
/** Each test is skipped for itself, so that each is counted. */
const options = { skip: terraform.skip };
const examples = join(repository, "examples", "terraform");

let world: TestWorld;
const folders: TerraformFolder[] = [];

before(async () => {
  world = await startTestWorld();
});
after(async () => {
  for (const folder of folders) folder.remove();
  await world.close();
});

function newFolder(content: string): TerraformFolder {
  const folder = terraformFolder(terraform, world.url);
  folders.push(folder);
  folder.write("main.tf", content);
  return folder;
}

const poolNames = async () =>
  (await world.client.send(new ListUserPoolsCommand({ MaxResults: 60 }))).UserPools?.map(({ Name }) => Name).sort();

const signIn = (ClientId: string, USERNAME: string, PASSWORD: string) =>
  world.client.send(
    new InitiateAuthCommand({ ClientId, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters: { USERNAME, PASSWORD } }),
  );

test(
  "every example: applied, changed, imported into a fresh state, destroyed; each plan in between is empty",
  options,
  async (t) => {
    const names = readdirSync(examples, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
    // One root that takes them all as modules: one init, one plugin start per command.
    const root = (passwords: string, more = "") =>
      names
        .map((name) => `module "${name}" {\n  source = "./${name}"\n${name === "user-passwords" ? passwords : ""}}\n`)
        .join("\n") + more;
    const [temporary, permanent] = ['  temporary_password = "Temp-Pass-1"\n', '  password = "Own-Horse-1"\n'];
    const folder = newFolder(root(temporary));
    for (const name of names) folder.copy(join(examples, name), name);

    await t.test("applied", async () => {
      await folder.init();
      await folder.apply();
      await folder.plansNothing();
      assert.equal((await poolNames())?.length, names.length);
    });

    await t.test("changed: tags of every pool, and a permanent password after the temporary one", async () => {
      const poolId = (await resourcesOf(folder)).get("module.user-passwords.aws_cognito_user_pool.example") ?? "";
      const { ClientId } = await world.appClient(poolId);
      assert.equal((await signIn(ClientId, "example", "Temp-Pass-1")).ChallengeName, "NEW_PASSWORD_REQUIRED");
      for (const name of names) tagAll(folder, name);
      folder.write("main.tf", root(permanent));
      assert.match(await folder.apply(), new RegExp(`0 added, ${names.length + 1} changed, 0 destroyed`));
      await folder.plansNothing();
      assert.ok((await signIn(ClientId, "example", "Own-Horse-1")).AuthenticationResult);
    });

    await t.test("imported into a fresh state, and destroyed from there", async () => {
      const resources = [...(await resourcesOf(folder))];
      const imports = resources.map(([to, id]) => `import {\n  to = ${to}\n  id = "${id}"\n}\n`).join("\n");
      const fresh = newFolder(root("", imports));
      for (const name of names) {
        fresh.copy(join(examples, name), name);
        tagAll(fresh, name);
      }
      await fresh.init();
      // A user's write-only arguments cannot be imported: writing message_action into the state is the one change.
      const applied = await fresh.apply();
      assert.match(applied, new RegExp(`${resources.length} imported, 0 added, [01] changed, 0 destroyed`));
      await fresh.plansNothing();
      await fresh.run("destroy", "-no-color", "-auto-approve");
      assert.deepEqual(await poolNames(), []);
    });
  },
);

/** Import ids by address. */
async function resourcesOf(folder: TerraformFolder): Promise<Map<string, string>> {
  const { values } = JSON.parse(await folder.run("show", "-json")) as {
    values: { root_module: { child_modules: { resources: { address: string; values: { id: string } }[] }[] } };
  };
  const resources = values.root_module.child_modules.flatMap((module) => module.resources);
  return new Map(resources.map(({ address, values: { id } }) => [address, id]));
}

/** Lets an example's provider put a tag on whatever it makes. */
function tagAll(folder: TerraformFolder, name: string): void {
  const text = readFileSync(join(examples, name, "main.tf"), "utf8");
  const region = '  region = "us-east-1"\n';
  assert.ok(text.includes(region), `the provider block of ${name}`);
  folder.write(
    `${name}/main.tf`,
    text.replace(region, `${region}  default_tags {\n    tags = { changed = "yes" }\n  }\n`),
  );
}

test(
  "a life: everything set, changed and taken away, passwords cleared; each plan afterwards is empty",
  options,
  async (t) => {
    const folder = newFolder(created);
    let first: Record<string, string> = {};
    const describePool = async () =>
      (await world.client.send(new DescribeUserPoolCommand({ UserPoolId: first["main"] }))).UserPool;

    await t.test("everything set", async () => {
      await folder.init();
      await folder.apply();
      await folder.plansNothing();
      first = await folder.outputs();
      assert.equal(first["tags"], "now=created,owner=platform,stage=own,team=red");
      assert.equal(first["endpoint"], `cognito-idp.us-east-1.amazonaws.com/${first["main"]}`);
      const [main = "", app = ""] = [first["main"], first["client"]];
      assert.equal((await signIn(app, "temporary", "Temp-Pass-1")).ChallengeName, "NEW_PASSWORD_REQUIRED");
      assert.ok((await signIn(app, "permanent@example.com", "Own-Horse-1")).AuthenticationResult);
      await assert.rejects(signIn(app, "disabled", "Temp-Pass-1"), { message: "User is disabled." });
      assert.deepEqual(await attributesOf(world, main, "permanent"), {
        name: "Permanent",
        email: "permanent@example.com",
        email_verified: "true",
        "custom:foo": "bar",
      });
      const sent = (await world.messages({ userPoolId: main })).map(({ to }) => to).sort();
      assert.deepEqual(sent, ["+15555550100", "disabled@example.com", "permanent@example.com"]);
      const groups = await world.client.send(
        new AdminListGroupsForUserCommand({ UserPoolId: main, Username: "permanent" }),
      );
      assert.deepEqual(
        groups.Groups?.map(({ GroupName }) => GroupName),
        ["admins"],
      );
      const mfa = await world.client.send(new GetUserPoolMfaConfigCommand({ UserPoolId: main }));
      assert.deepEqual(mfa.SoftwareTokenMfaConfiguration, { Enabled: true });
      assert.equal((await describePool())?.Domain, "poolhouse-changes");
    });

    await t.test("deletion protection holds against destroy", async () => {
      const { code, stderr } = await folder.attempt(
        "destroy",
        "-no-color",
        "-auto-approve",
        "-target=aws_cognito_user_pool.hooks",
      );
      assert.equal(code, 1);
      assert.match(stderr.replaceAll(/[\s│]+/g, " "), /deletion protection is activated/);
    });

    await t.test("changed and taken away", async () => {
      folder.write("main.tf", changed);
      await folder.apply();
      await folder.plansNothing();
      const now = await folder.outputs();
      for (const kept of ["main", "hooks", "sub", "client"])
        assert.equal(now[kept], first[kept], `${kept} was replaced`);
      assert.equal(now["tags"], "now=changed,owner=platform,stage=default,team=blue");
      const pool = await describePool();
      for (const gone of ["DeviceConfiguration", "UserPoolAddOns", "Domain"] as const) {
        assert.equal(pool?.[gone], undefined, gone);
      }
      assert.equal(pool?.MfaConfiguration, "OFF");
      // The provider computes the texts and the SMS role: removed from the configuration they stay as they are.
      assert.equal(pool?.EmailVerificationMessage, "Prove it with {####}");
      assert.equal(pool?.SmsConfiguration?.ExternalId, "example");
      const mfa = await world.client.send(new GetUserPoolMfaConfigCommand({ UserPoolId: first["main"] }));
      assert.equal(mfa.SoftwareTokenMfaConfiguration, undefined);
      const hooks = await world.client.send(new DescribeUserPoolCommand({ UserPoolId: first["hooks"] }));
      assert.deepEqual(hooks.UserPool?.LambdaConfig ?? {}, {});
      assert.deepEqual(await attributesOf(world, first["main"] ?? "", "permanent"), {
        name: "Changed",
        "custom:level": "7",
      });
      assert.ok((await signIn(now["client"] ?? "", "permanent", "Own-Horse-2")).AuthenticationResult);
      assert.ok((await signIn(now["client"] ?? "", "temporary", "Own-Horse-2")).AuthenticationResult);
    });

    await t.test("passwords cleared, an alias taken over, a user adopted", async () => {
      const UserPoolId = first["main"];
      await world.client.send(
        new AdminCreateUserCommand({
          UserPoolId,
          Username: "invited",
          UserAttributes: [{ Name: "email", Value: "invited@example.com" }],
        }),
      );
      folder.write("main.tf", cleared);
      await folder.apply();
      await folder.plansNothing();
      const { client: app = "", found } = await folder.outputs();
      // Every identity provider brings a group, which outlives it.
      const groups = `admins ${UserPoolId}_Google ${UserPoolId}_Partner`;
      assert.equal(found, `${UserPoolId} changes app web app ${groups}`);
      assert.ok((await signIn(app, "permanent", "Own-Horse-2")).AuthenticationResult);
      assert.ok((await signIn(app, "temporary", "Own-Horse-2")).AuthenticationResult);
      assert.equal((await signIn(app, "disabled", "Temp-Pass-2")).ChallengeName, "NEW_PASSWORD_REQUIRED");
      const invitations = await world.messages({ to: "invited@example.com" });
      assert.equal(invitations.length, 2);
      const heir = await world.client.send(new AdminGetUserCommand({ UserPoolId, Username: "shared@example.com" }));
      assert.equal(heir.Username, "heir");
    });

    await t.test("destroyed", async () => {
      await folder.run("destroy", "-no-color", "-auto-approve");
      assert.deepEqual(await poolNames(), []);
    });
  },
);

test("import: by blocks and by command, then an empty plan", options, async () => {
  const { Id } = await world.pool({ PoolName: "hooks" });
  const { Id: other } = await world.pool({ PoolName: "hooks" });
  const app = await world.appClient(Id, { ClientName: "app", ExplicitAuthFlows: undefined });
  await world.client.send(
    new AdminCreateUserCommand({
      UserPoolId: Id,
      Username: "ann",
      UserAttributes: [{ Name: "email", Value: "ann@example.com" }],
    }),
  );
  await world.client.send(new AdminCreateUserCommand({ UserPoolId: Id, Username: "user" }));
  const folder = newFolder(imported(Id, app.ClientId));
  await folder.init();
  await folder.run("import", "-no-color", "-input=false", "aws_cognito_user_pool.pool", other);
  await folder.run("import", "-no-color", "-input=false", "aws_cognito_user.user", `${Id}/user`);
  assert.match(await folder.apply(), /3 imported, 0 added, 0 changed, 0 destroyed/);
  await folder.plansNothing();
});

test("what the provider refuses before any call", options, async () => {
  const folder = newFolder(conflicting);
  await folder.init();
  const { stdout } = await folder.attempt("validate", "-json");
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { detail: string }[] };
  const found = diagnostics.map(({ detail }) => detail).join("\n");
  for (const sentence of [
    '"alias_attributes": conflicts with username_attributes',
    '"email_verification_message": conflicts with verification_message_template.0.email_message',
    '"email_verification_subject": conflicts with verification_message_template.0.email_subject',
    '"sms_verification_message": conflicts with verification_message_template.0.sms_message',
    '"password": conflicts with temporary_password',
    ...[
      "username",
      "user_pool_id",
      "name",
      "priority",
      "external_id",
      "sns_caller_arn",
      "lambda_arn",
      "lambda_version",
      "enabled",
      "attributes_require_verification_before_update",
      "advanced_security_mode",
    ].map((argument) => `The argument "${argument}" is required`),
  ]) {
    assert.ok(found.includes(sentence), `nothing says: ${sentence}\n${found}`);
  }
});
