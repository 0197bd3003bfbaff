/** The real AWS Cloud Control provider: its example, and a life of changes. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { AdminListGroupsForUserCommand, DeleteUserPoolCommand } from "@aws-sdk/client-cognito-identity-provider";
import { attributesOf } from "../users.js";
import { repository } from "../world.js";
import { cloudControl } from "./terraform-awscc-arguments.js";
import { terraformScene } from "./terraform-scene.js";
import { missingArguments } from "./terraform-schema.js";
import { importBlocks, stateOf } from "./terraform-state.js";

const scene = terraformScene("awscc", "awscc");
const { options, newFolder } = scene;

test("the example: applied, its plan is empty, destroyed", options, async () => {
  const folder = newFolder("");
  folder.copy(join(repository, "examples", "terraform-awscc"), ".");
  await folder.init();
  await folder.apply();
  await folder.plansNothing();
  const { user_pool_id: poolId = "" } = await folder.outputs();
  assert.deepEqual(await groupsOf(poolId, "ann"), ["readers"]);
  assert.equal((await scene.world.messages({ to: "ann@example.com" })).length, 1);
  await folder.run("destroy", "-no-color", "-auto-approve");
  assert.deepEqual(await scene.poolNames(), []);
});

test("the address in the provider's own attribute", options, async () => {
  const { Id } = await scene.world.pool({ PoolName: "addressed" });
  const { url } = scene.world;
  const group = (where: string) => `
terraform {
  required_providers {
    awscc = { source = "hashicorp/awscc" }
  }
}

provider "awscc" {
  region = "us-east-1"
  endpoints = {
    cloudcontrolapi = "${where}"
    sts             = "${where}"
  }
}

resource "awscc_cognito_user_pool_group" "group" {
  user_pool_id = "${Id}"
  group_name   = "addressed"
}
`;
  const folder = newFolder(group(url), { AWS_ENDPOINT_URL: "http://127.0.0.1:9" });
  await folder.init();
  await folder.apply();
  await folder.plansNothing();
  await folder.run("destroy", "-no-color", "-auto-approve");
  await scene.world.client.send(new DeleteUserPoolCommand({ UserPoolId: Id }));
});

test("every argument: set, changed, imported into a fresh state, destroyed; each plan is empty", options, async (t) => {
  const folder = newFolder(cloudControl("first"));
  const attributesIn = async (address: string) =>
    (await stateOf(folder)).find((resource) => resource.address === address)?.attributes ?? {};

  await t.test("set", async () => {
    await folder.init();
    await folder.apply();
    await folder.plansNothing();
    const { id, client_secret: secret } = await attributesIn("awscc_cognito_user_pool_client.main");
    assert.match(String(id), /^us-east-1_[0-9A-Za-z]+\|[a-z0-9]+$/);
    assert.match(String(secret), /^[a-z0-9]{40,}$/);
    const { username } = await attributesIn("awscc_cognito_user_pool_user.nameless");
    assert.match(String(username), /^[A-Za-z0-9-]{10,}$/);
  });

  await t.test("the provider knows no other arguments, but for these", async () => {
    const texts = [cloudControl("first"), cloudControl("second")];
    assert.deepEqual(await missingArguments(folder, "awscc", texts), [
      // An image that another style has uploaded; only the console makes use of it.
      "awscc_cognito_managed_login_branding.resource_id",
      // The policy of connections is the one of this server; routing to another place is refused by name.
      "awscc_cognito_user_pool_domain.security_policy",
      "awscc_cognito_user_pool_domain.routing",
      "awscc_cognito_user_pool_domain.failover",
      "awscc_cognito_user_pool_domain.primary_route_53_health_check_id",
      "awscc_cognito_user_pool_domain.secondary_region",
      // The other kind of SMS configuration.
      "awscc_cognito_user_pool_regional_configuration_attachment.eums_sms",
      "awscc_cognito_user_pool_regional_configuration_attachment.caller_arn",
      "awscc_cognito_user_pool_regional_configuration_attachment.configuration_set_name",
      "awscc_cognito_user_pool_regional_configuration_attachment.in_entity_id",
      "awscc_cognito_user_pool_regional_configuration_attachment.in_template_id",
      "awscc_cognito_user_pool_regional_configuration_attachment.origination_identity",
      "awscc_cognito_user_pool_regional_configuration_attachment.region",
    ]);
  });

  await t.test("changed: a user is made anew, the rest in place", async () => {
    folder.write("main.tf", cloudControl("second"));
    assert.match(await folder.apply(), /2 added, 14 changed, 2 destroyed/);
    await folder.plansNothing();
    const { id: poolId } = await attributesIn("aws_cognito_user_pool.main");
    assert.deepEqual(await groupsOf(String(poolId), "ann"), ["readers"]);
    assert.equal((await attributesOf(scene.world, String(poolId), "ann"))["name"], "Anna");
  });

  await t.test("imported into a fresh state, and destroyed from there", async () => {
    const { blocks, count } = await importBlocks(folder);
    const fresh = newFolder(cloudControl("second") + blocks);
    await fresh.init();
    // The version of managed login is write-only by its schema.
    assert.match(await fresh.apply(), new RegExp(`${count} imported, 0 added, 1 changed, 0 destroyed`));
    await fresh.plansNothing();
    await fresh.run("destroy", "-no-color", "-auto-approve");
    assert.deepEqual(await scene.poolNames(), []);
  });
});

async function groupsOf(poolId: string, username: string): Promise<(string | undefined)[]> {
  const { Groups = [] } = await scene.world.client.send(
    new AdminListGroupsForUserCommand({ UserPoolId: poolId, Username: username }),
  );
  return Groups.map(({ GroupName }) => GroupName);
}
