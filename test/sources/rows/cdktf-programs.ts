/**
 * The documents' programs for CDKTF: what they synthesise, played by the provider's calls. test/interop/cdktf*.test.ts
 * shows that they synthesise it, and applies it with Terraform.
 */
import assert from "node:assert/strict";
import { DescribeUserPoolCommand } from "@aws-sdk/client-cognito-identity-provider";
import { poolSequences } from "../provider-pools.js";
import { type SourceRow, statement } from "../source-row.js";
import { applyStack, changeStack, destroyStack, liveOnce, readStack } from "../synthesised-stack.js";

/** Programs of the document about users. */
export const cdktfUserPrograms: readonly SourceRow[] = [
  statement("S0-04", "the printed programs, repaired: a user without attributes", async (scene) => {
    const { pools, users } = await liveOnce(scene, "user-basic");
    assert.equal(pools["example"]?.pool.Name, "MyExamplePool");
    assert.equal(users["example"]?.username, "example");
    assert.deepEqual(users["example"]?.attributes, {});
    assert.equal(users["example"]?.status, "FORCE_CHANGE_PASSWORD");
  }),
  statement("S0-04", "the printed programs, repaired: a user with custom attributes", async (scene) => {
    const { users } = await liveOnce(scene, "user-attributes");
    assert.deepEqual(users["example"]?.attributes, {
      email: "no-reply@hashicorp.com",
      email_verified: "true",
      foo: "bar",
      terraform: "true",
    });
  }),
  statement("S0-04", "a program with every argument of a user", async (scene) => {
    const applied = await applyStack(scene, readStack("user-every-argument"));
    const { pools, users } = applied;
    assert.equal(users["temporary"]?.status, "FORCE_CHANGE_PASSWORD");
    assert.equal(users["temporary"]?.enabled, false);
    assert.equal(users["permanent"]?.status, "CONFIRMED");
    const sent = await scene.world.messages({ userPoolId: String(pools["example"]?.id) });
    assert.deepEqual(sent.map(({ to }) => to).sort(), ["+15555550100", "temporary@example.com"]);
    await changeStack(scene, applied);
    await destroyStack(scene, applied);
  }),
  statement("S0-04", "a program that takes passwords as variables", async (scene) => {
    const secrets = { temporary_password: "Temp-Pass-1" };
    const applied = await applyStack(scene, readStack("user-passwords"), secrets);
    const user = applied.users["example"];
    assert.ok(user);
    const first = await scene.signIn(user.poolId, "example", "Temp-Pass-1");
    assert.equal(first.ChallengeName, "NEW_PASSWORD_REQUIRED");
    const { temporary_password: _, ...others } = user.settings;
    await scene.users.update(user, { ...others, password: "Own-Horse-1" });
    await scene.signsIn(user.poolId, "example", "Own-Horse-1");
    await destroyStack(scene, applied);
  }),
  statement("S0-05", "the bindings name the provider by its address and ask for nothing else", async () => {
    const { terraform } = readStack("user-basic");
    assert.deepEqual(terraform, { required_providers: { aws: { source: "hashicorp/aws" } } });
  }),
  statement("S0-06", "the user bears the name that override_logical_id gives", async (scene) => {
    for (const name of ["user-basic", "user-attributes"]) {
      const { resource } = readStack(name);
      assert.deepEqual(Object.keys(resource?.aws_cognito_user ?? {}), ["example"]);
      assert.deepEqual(Object.keys(resource?.aws_cognito_user_pool ?? {}), ["example"]);
      // Pool and user of one name are told apart by their types: the reference finds the pool.
      const applied = await applyStack(scene, readStack(name));
      assert.equal(applied.users["example"]?.poolId, applied.pools["example"]?.id);
      await destroyStack(scene, applied);
    }
  }),
  statement(
    "S0-53",
    "the import line as printed, as a program's import block: the user of that pool is found",
    async (scene) => {
      const { import: blocks, resource } = readStack("user-import");
      assert.equal(resource, undefined);
      assert.deepEqual(blocks, [{ id: "us-east-1_vG78M4goG/user", to: "aws_cognito_user.user" }]);
      const { id } = await scene.pools.create({ UserPoolTags: { "poolhouse:id": "us-east-1_vG78M4goG" } });
      await scene.users.create(id, "user", {});
      const found = await scene.users.read("us-east-1_vG78M4goG/user", {});
      assert.equal(found.username, "user");
      await scene.users.remove(found);
      await scene.pools.remove(id);
    },
  ),
];

/** Programs of the document about pools. */
export const cdktfPoolPrograms: readonly SourceRow[] = [
  statement("S1-04", "the program whose parameter was printed twice, repaired", async (scene) => {
    const { pools, roles } = await liveOnce(scene, "pool-mfa");
    assert.equal(pools["example"]?.pool.SmsConfiguration?.SnsCallerArn, roles["role"]?.arn);
    assert.equal(pools["example"]?.pool.Name, "mypool");
    assert.equal(pools["example"]?.mfa.MfaConfiguration, "ON");
  }),
  ...[
    ["S1-01", "pool-basic", "pool"],
    ["S1-05", "pool-account-recovery", "test"],
    ["S1-06", "pool-standard-attribute", "example"],
    ["S1-07", "provider-endpoints", "pool"],
  ].map(([id = "", name = "", resource = ""]) =>
    statement(id, `the program ${name} by the provider's calls`, async (scene) => {
      const { pools } = await liveOnce(scene, name);
      assert.equal(pools[resource]?.pool.Name, "mypool");
    }),
  ),
  statement("S1-06", "example: its placeholders as printed are refused", async (scene) => {
    await assert.rejects(applyStack(scene, readStack("pool-placeholders")), {
      name: "InvalidParameterException",
      message: /Value '<appropriate type>' at 'schema\.1\.member\.attributeDataType' failed to satisfy constraint/,
    });
  }),
  statement("S1-07", "the bindings know every argument of a pool", async (scene) => {
    const { pools } = await liveOnce(scene, "pool-every-argument");
    assert.equal(pools["example"]?.pool.LambdaConfig?.PreTokenGenerationConfig?.LambdaVersion, "V2_0");
    assert.equal(pools["example"]?.pool.LambdaConfig?.CustomSMSSender?.LambdaVersion, "V1_0");
  }),
  statement(
    "S1-157",
    "generate_config_for_import makes an import block, and the pool of that id is found",
    async (scene) => {
      const { import: blocks, provider, resource } = readStack("pool-import");
      assert.equal(resource, undefined);
      assert.deepEqual(blocks, [{ id: "us-west-2_abc123", to: "aws_cognito_user_pool.pool" }]);
      const region = String(provider.aws[0]?.["region"]);
      const client = scene.world.clientFor({ region });
      const { pools } = { pools: poolSequences(client) };
      const missing = new DescribeUserPoolCommand({ UserPoolId: "us-west-2_abc123" });
      await assert.rejects(client.send(missing), { message: "User pool us-west-2_abc123 does not exist." });
      const { id } = await pools.create({ UserPoolTags: { "poolhouse:id": "us-west-2_abc123" } });
      assert.equal(id, "us-west-2_abc123");
      await pools.read(id, {});
      await pools.remove(id);
    },
  ),
];
