/** Tags, what the resource exports, and import. */
import assert from "node:assert/strict";
import {
  CreateUserPoolDomainCommand,
  DeleteUserPoolCommand,
  DescribeUserPoolCommand,
  ListTagsForResourceCommand,
  SignUpCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { type PoolSettings, poolSequences } from "../provider-pools.js";
import { password, type Scene } from "../scene.js";
import { type SourceRow, statement } from "../source-row.js";
import { poolRow } from "./pool-row.js";

const tagsOf = async ({ world }: Scene, ResourceArn: string) =>
  (await world.client.send(new ListTagsForResourceCommand({ ResourceArn }))).Tags;

export const poolExports: readonly SourceRow[] = [
  poolRow(
    "S1-123",
    "tags: kept, changed and removed",
    { UserPoolTags: { stage: "test", team: "red" } },
    async (scene, settings) => {
      const state = await scene.pools.create(settings);
      assert.deepEqual(state.pool.UserPoolTags, { stage: "test", team: "red" });
      assert.deepEqual(await tagsOf(scene, String(state.pool.Arn)), { stage: "test", team: "red" });
      const changed = await scene.pools.update(state, { UserPoolTags: { stage: "live" } });
      assert.deepEqual(changed.pool.UserPoolTags, { stage: "live" });
      const { pool } = await scene.pools.update(changed, {});
      assert.deepEqual(pool.UserPoolTags ?? {}, {});
    },
  ),
  statement("S1-124", "tags: those of the resource arrive merged over default_tags", async (scene) => {
    const defaults = { owner: "platform", stage: "default" };
    // The provider merges; what it sends must survive the update of other settings, which sends no tags.
    const UserPoolTags = { ...defaults, stage: "own" };
    const state = await scene.pools.create({ UserPoolTags });
    const { pool } = await scene.pools.update(state, { UserPoolTags, DeletionProtection: "ACTIVE" });
    assert.deepEqual(pool.UserPoolTags, { owner: "platform", stage: "own" });
  }),

  statement("S1-147", "exports arn", async ({ pools }) => {
    const { id, pool } = await pools.create({});
    assert.equal(pool.Arn, `arn:aws:cognito-idp:us-east-1:123456789012:userpool/${id}`);
  }),
  statement("S1-148", "exports creation_date, which an update does not change", async ({ pools, world }) => {
    const state = await pools.create({});
    assert.equal(state.pool.CreationDate?.getTime(), world.clock.now());
    world.clock.advance(5_000);
    const { pool } = await pools.update(state, { DeletionProtection: "ACTIVE" });
    assert.deepEqual(pool.CreationDate, state.pool.CreationDate);
  }),
  statement("S1-149", "exports custom_domain", async ({ pools, world }) => {
    const { id, pool } = await pools.create({});
    assert.equal(pool.CustomDomain, undefined);
    const CertificateArn = "arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555";
    const Domain = `auth-${id.slice(-9).toLowerCase()}.example.com`;
    await world.client.send(
      new CreateUserPoolDomainCommand({ UserPoolId: id, Domain, CustomDomainConfig: { CertificateArn } }),
    );
    assert.equal((await pools.read(id, {})).pool.CustomDomain, Domain);
  }),
  statement("S1-150", "exports domain", async ({ pools, world }) => {
    const { id, pool } = await pools.create({});
    assert.equal(pool.Domain, undefined);
    const Domain = `prefix-${id.slice(-9).toLowerCase()}`;
    await world.client.send(new CreateUserPoolDomainCommand({ UserPoolId: id, Domain }));
    assert.equal((await pools.read(id, {})).pool.Domain, Domain);
    await assert.rejects(world.client.send(new DeleteUserPoolCommand({ UserPoolId: id })), {
      message: "User pool cannot be deleted. It has a domain configured that should be deleted first.",
    });
  }),
  statement("S1-151", "exports endpoint: the region and the id that its form is made of", async ({ pools, world }) => {
    for (const region of ["us-east-1", "us-west-2"]) {
      const { id, pool } = await poolSequences(world.clientFor({ region })).create({});
      const [, , , arnRegion, , resource] = String(pool.Arn).split(":");
      const endpoint = `cognito-idp.${arnRegion}.amazonaws.com/${resource?.split("/")[1]}`;
      assert.equal(endpoint, `cognito-idp.${region}.amazonaws.com/${id}`);
      assert.match(endpoint, /^cognito-idp\.[a-z0-9-]+\.amazonaws\.com\/[a-z0-9-]+_[0-9A-Za-z]{9}$/);
    }
    assert.ok(pools);
  }),
  statement("S1-152", "exports estimated_number_of_users", async ({ pools, users, world }) => {
    const { id, pool } = await pools.create({});
    assert.equal(pool.EstimatedNumberOfUsers, 0);
    await users.create(id, "ann", { message_action: "SUPPRESS" });
    const { ClientId } = await world.appClient(id);
    await world.client.send(new SignUpCommand({ ClientId, Username: "bob", Password: password }));
    const estimate = async () => (await pools.read(id, {})).pool.EstimatedNumberOfUsers;
    assert.equal(await estimate(), 2);
    await users.remove({ poolId: id, username: "ann" });
    assert.equal(await estimate(), 1);
  }),
  statement("S1-153", "exports id", async ({ pools }) => {
    const { id, pool } = await pools.create({});
    assert.equal(pool.Id, id);
    assert.match(id, /^us-east-1_[0-9A-Za-z]{9}$/);
  }),
  statement("S1-154", "exports last_modified_date, which every update changes", async ({ pools, world }) => {
    const state = await pools.create({});
    assert.deepEqual(state.pool.LastModifiedDate, state.pool.CreationDate);
    world.clock.advance(5_000);
    const { pool } = await pools.update(state, { DeletionProtection: "ACTIVE" });
    assert.equal(pool.LastModifiedDate?.getTime(), world.clock.now());
  }),
  statement("S1-155", "exports tags_all: exactly the tags that were sent, inherited ones included", async (scene) => {
    const UserPoolTags = { inherited: "yes", own: "too" };
    const { pool } = await scene.pools.create({ UserPoolTags });
    assert.deepEqual(await tagsOf(scene, String(pool.Arn)), UserPoolTags);
  }),
  statement("S1-156", "import block: a read by nothing but the id tells the whole configuration", async ({ pools }) => {
    const settings = {
      AutoVerifiedAttributes: ["email" as const],
      DeletionProtection: "ACTIVE" as const,
      MfaConfiguration: "OPTIONAL" as const,
      SoftwareTokenMfaConfiguration: { Enabled: true },
    };
    const state = await pools.create(settings);
    assert.deepEqual(await pools.read(state.id, settings), state);
  }),
  statement(
    "S1-158",
    "terraform import: an id of region us-west-2 is read there and nowhere else",
    async ({ world }) => {
      const west = poolSequences(world.clientFor({ region: "us-west-2" }));
      const { id } = await west.create({});
      assert.match(id, /^us-west-2_/);
      await west.read(id, {});
      const printed = { UserPoolId: "us-west-2_abc123" };
      await assert.rejects(world.clientFor({ region: "us-west-2" }).send(new DescribeUserPoolCommand(printed)), {
        name: "ResourceNotFoundException",
        message: "User pool us-west-2_abc123 does not exist.",
      });
    },
  ),
  statement("S1-159", "forced recreation makes a new pool of the same name", async ({ pools }) => {
    const first = await pools.create({ PoolName: "again" });
    await pools.remove(first.id);
    const second = await pools.create({ PoolName: "again" });
    assert.notEqual(second.id, first.id);
  }),
  statement("S1-160", "what is required within a block is required", async ({ pools }) => {
    const sender = { KMSKeyID: "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555" };
    const LambdaArn = "arn:aws:lambda:us-east-1:123456789012:function:f";
    for (const incomplete of [
      { AccountRecoverySetting: { RecoveryMechanisms: [{ Priority: 1 }] } },
      { AccountRecoverySetting: { RecoveryMechanisms: [{ Name: "verified_email" }] } },
      { LambdaConfig: { ...sender, CustomEmailSender: { LambdaArn } } },
      { LambdaConfig: { ...sender, CustomSMSSender: { LambdaVersion: "V1_0" } } },
      { LambdaConfig: { PreTokenGenerationConfig: { LambdaArn } } },
      { UserPoolAddOns: {} },
      { UsernameConfiguration: {} },
    ]) {
      await assert.rejects(
        pools.create(incomplete as unknown as PoolSettings),
        { name: "InvalidParameterException", message: /Member must not be null/ },
        JSON.stringify(incomplete),
      );
    }
  }),
];
