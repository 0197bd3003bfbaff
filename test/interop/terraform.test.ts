/**
 * The real Terraform CLI with the real AWS provider: a life of changes, and what the provider refuses by itself.
 * Where they are not installed, test/sources runs the provider's documented calls through the SDK.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  AdminCreateUserCommand,
  AdminGetUserCommand,
  AdminListGroupsForUserCommand,
  DescribeUserPoolCommand,
  GetUserPoolMfaConfigCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { attributesOf } from "../users.js";
import { terraformScene } from "./terraform-scene.js";
import { changed, cleared, conflicting, created } from "./terraform-stages.js";

const scene = terraformScene("life");
const { options, newFolder, poolNames, signIn } = scene;

test(
  "a life: everything set, changed and taken away, passwords cleared; each plan afterwards is empty",
  options,
  async (t) => {
    const folder = newFolder(created);
    let first: Record<string, string> = {};
    const describePool = async () =>
      (await scene.world.client.send(new DescribeUserPoolCommand({ UserPoolId: first["main"] }))).UserPool;

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
      assert.deepEqual(await attributesOf(scene.world, main, "permanent"), {
        name: "Permanent",
        email: "permanent@example.com",
        email_verified: "true",
        "custom:foo": "bar",
      });
      const sent = (await scene.world.messages({ userPoolId: main })).map(({ to }) => to).sort();
      assert.deepEqual(sent, ["+15555550100", "disabled@example.com", "permanent@example.com"]);
      const groups = await scene.world.client.send(
        new AdminListGroupsForUserCommand({ UserPoolId: main, Username: "permanent" }),
      );
      assert.deepEqual(
        groups.Groups?.map(({ GroupName }) => GroupName),
        ["admins"],
      );
      const mfa = await scene.world.client.send(new GetUserPoolMfaConfigCommand({ UserPoolId: main }));
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
      const mfa = await scene.world.client.send(new GetUserPoolMfaConfigCommand({ UserPoolId: first["main"] }));
      assert.equal(mfa.SoftwareTokenMfaConfiguration, undefined);
      const hooks = await scene.world.client.send(new DescribeUserPoolCommand({ UserPoolId: first["hooks"] }));
      assert.deepEqual(hooks.UserPool?.LambdaConfig ?? {}, {});
      assert.deepEqual(await attributesOf(scene.world, first["main"] ?? "", "permanent"), {
        name: "Changed",
        "custom:level": "7",
      });
      assert.ok((await signIn(now["client"] ?? "", "permanent", "Own-Horse-2")).AuthenticationResult);
      assert.ok((await signIn(now["client"] ?? "", "temporary", "Own-Horse-2")).AuthenticationResult);
    });

    await t.test("passwords cleared, an alias taken over, a user adopted", async () => {
      const UserPoolId = first["main"];
      await scene.world.client.send(
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
      const invitations = await scene.world.messages({ to: "invited@example.com" });
      assert.equal(invitations.length, 2);
      const heir = await scene.world.client.send(
        new AdminGetUserCommand({ UserPoolId, Username: "shared@example.com" }),
      );
      assert.equal(heir.Username, "heir");
    });

    await t.test("destroyed", async () => {
      await folder.run("destroy", "-no-color", "-auto-approve");
      assert.deepEqual(await poolNames(), []);
    });
  },
);

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
