import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { secretsManager } from "../../../../test/companion-clients.js";
import { startTestWorld, type TestWorld } from "../../../../test/world.js";

const {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  SecretsManagerClient,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretCommand,
} = secretsManager;

describe("secrets", () => {
  let world: TestWorld;
  let client: secretsManager.SecretsManagerClient;
  before(async () => {
    world = await startTestWorld();
    const credentials = { accessKeyId: "a", secretAccessKey: "b" };
    client = new SecretsManagerClient({ endpoint: world.url, region: "us-east-1", credentials, maxAttempts: 1 });
  });
  after(() => world.close());

  const create = (Name: string, SecretString?: string, more: Partial<secretsManager.CreateSecretCommandInput> = {}) =>
    client.send(new CreateSecretCommand({ Name, SecretString, ...more }));
  const get = (SecretId: string, more: Partial<secretsManager.GetSecretValueCommandInput> = {}) =>
    client.send(new GetSecretValueCommand({ SecretId, ...more }));
  const token = (letter: string) => letter.repeat(32);

  test("keeps a value and gives it back by name, ARN and an ARN without its end", async () => {
    const { ARN, VersionId } = await create("app/db-secret", "SECRET-one");
    assert.match(ARN!, /^arn:aws:secretsmanager:us-east-1:\d{12}:secret:app\/db-secret-[A-Za-z0-9]{6}$/);
    for (const id of ["app/db-secret", ARN!, ARN!.slice(0, -7)]) {
      const found = await get(id);
      assert.deepEqual(
        [found.SecretString, found.Name, found.VersionId, found.VersionStages],
        ["SECRET-one", "app/db-secret", VersionId, ["AWSCURRENT"]],
      );
    }
    await assert.rejects(() => get(`${ARN!.slice(0, -6)}zzzzz_`), {
      name: "ResourceNotFoundException",
      message: "Secrets Manager can't find the specified secret.",
    });
    await assert.rejects(() => create("app/db-secret", "x"), {
      name: "ResourceExistsException",
      message: "The operation failed because the secret app/db-secret already exists.",
    });
    const bytes = Buffer.from([0, 255, 1]);
    await client.send(new CreateSecretCommand({ Name: "binary", SecretBinary: bytes }));
    assert.deepEqual(Buffer.from((await get("binary")).SecretBinary!), bytes);
  });

  test("a new value becomes the current one, and the one before stays for a while", async () => {
    await create("staged", "1", { ClientRequestToken: token("a") });
    assert.equal((await create("staged", "1", { ClientRequestToken: token("a") })).VersionId, token("a"));
    const put = (SecretString: string, id: string, VersionStages?: string[]) =>
      client.send(
        new PutSecretValueCommand({ SecretId: "staged", SecretString, ClientRequestToken: token(id), VersionStages }),
      );
    await put("2", "b");
    await put("2", "b");
    await assert.rejects(() => put("other", "b"), { name: "ResourceExistsException" });
    await put("pending", "c", ["AWSPENDING"]);
    assert.equal((await get("staged")).SecretString, "2");
    assert.equal((await get("staged", { VersionStage: "AWSPREVIOUS" })).SecretString, "1");
    assert.equal((await get("staged", { VersionId: token("c") })).SecretString, "pending");
    await client.send(
      new UpdateSecretCommand({
        SecretId: "staged",
        SecretString: "3",
        ClientRequestToken: token("d"),
        Description: "d",
      }),
    );
    const { VersionIdsToStages, Description } = await client.send(new DescribeSecretCommand({ SecretId: "staged" }));
    assert.deepEqual(
      [VersionIdsToStages, Description],
      [{ [token("d")]: ["AWSCURRENT"], [token("b")]: ["AWSPREVIOUS"], [token("c")]: ["AWSPENDING"] }, "d"],
    );
    assert.equal((await get("staged", { VersionId: token("a") })).SecretString, "1");
    const versions = await client.send(
      new ListSecretVersionIdsCommand({ SecretId: "staged", IncludeDeprecated: true }),
    );
    assert.equal(versions.Versions!.length, 4);
    await assert.rejects(() => get("staged", { VersionStage: "none" }), {
      message: "Secrets Manager can't find the specified secret value for staging label: none",
    });
    await assert.rejects(() => get("staged", { VersionId: token("a"), VersionStage: "AWSCURRENT" }), {
      name: "InvalidRequestException",
    });
  });

  test("a deleted one can be restored until it is gone, or goes at once", async () => {
    await create("going", "1");
    const erase = (more: Partial<secretsManager.DeleteSecretCommandInput>) =>
      client.send(new DeleteSecretCommand({ SecretId: "going", ...more }));
    await assert.rejects(() => erase({ RecoveryWindowInDays: 3 }), { name: "InvalidParameterException" });
    await assert.rejects(() => erase({ RecoveryWindowInDays: 7, ForceDeleteWithoutRecovery: true }), {
      name: "InvalidParameterException",
    });
    const { DeletionDate } = await erase({ RecoveryWindowInDays: 7 });
    assert.ok(Math.abs(DeletionDate!.getTime() - world.clock.now() - 7 * 86_400_000) < 60_000);
    await assert.rejects(() => get("going"), {
      name: "InvalidRequestException",
      message: "You can't perform this operation on the secret because it was marked for deletion.",
    });
    await assert.rejects(() => create("going", "2"), { name: "InvalidRequestException" });
    assert.ok((await client.send(new DescribeSecretCommand({ SecretId: "going" }))).DeletedDate);
    await client.send(new RestoreSecretCommand({ SecretId: "going" }));
    assert.equal((await get("going")).SecretString, "1");
    await erase({ ForceDeleteWithoutRecovery: true });
    await assert.rejects(() => get("going"), { name: "ResourceNotFoundException" });
    await create("going", "2");
    assert.equal((await get("going")).SecretString, "2");
  });

  test("one whose time is over is gone, and its name is free", async () => {
    await create("over", "1");
    await client.send(new DeleteSecretCommand({ SecretId: "over", RecoveryWindowInDays: 7 }));
    world.clock.advance(8 * 86_400_000);
    await assert.rejects(() => client.send(new RestoreSecretCommand({ SecretId: "over" })), {
      name: "ResourceNotFoundException",
    });
    await create("over", "2");
    assert.equal((await get("over")).SecretString, "2");
  });

  test("lists by name, page by page, and not what waits for its end", async () => {
    for (const name of ["list/a", "list/b", "list/c"]) await create(name, "x", { Tags: [{ Key: "k", Value: name }] });
    await client.send(new DeleteSecretCommand({ SecretId: "list/b" }));
    const list = (more: Partial<secretsManager.ListSecretsCommandInput> = {}) =>
      client.send(new ListSecretsCommand({ Filters: [{ Key: "name", Values: ["list/"] }], ...more }));
    const names = (answer: secretsManager.ListSecretsCommandOutput) => answer.SecretList!.map(({ Name }) => Name);
    assert.deepEqual(names(await list()), ["list/a", "list/c"]);
    assert.deepEqual(names(await list({ IncludePlannedDeletion: true })), ["list/a", "list/b", "list/c"]);
    const all: (string | undefined)[] = [];
    let NextToken: string | undefined;
    do {
      const page = await list({ MaxResults: 1, NextToken });
      all.push(...names(page));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    assert.deepEqual(all, ["list/a", "list/c"]);
    await assert.rejects(() => list({ NextToken: "nonsense" }), { name: "InvalidNextTokenException" });
    await client.send(new TagResourceCommand({ SecretId: "list/a", Tags: [{ Key: "z", Value: "1" }] }));
    await client.send(new UntagResourceCommand({ SecretId: "list/a", TagKeys: ["k"] }));
    assert.deepEqual((await client.send(new DescribeSecretCommand({ SecretId: "list/a" }))).Tags, [
      { Key: "z", Value: "1" },
    ]);
  });

  test("makes passwords of the kinds that are asked for", async () => {
    const make = async (input: secretsManager.GetRandomPasswordCommandInput) =>
      (await client.send(new GetRandomPasswordCommand(input))).RandomPassword!;
    const usual = await make({});
    assert.equal(usual.length, 32);
    for (const kind of [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/]) assert.match(usual, kind);
    assert.match(await make({ PasswordLength: 3, ExcludePunctuation: true }), /^[A-Za-z0-9]{3}$/);
    assert.match(
      await make({
        PasswordLength: 200,
        ExcludeLowercase: true,
        ExcludeUppercase: true,
        ExcludePunctuation: true,
        ExcludeCharacters: "0123456",
      }),
      /^[789]{200}$/,
    );
    await assert.rejects(() => make({ PasswordLength: 3 }), { name: "InvalidParameterException" });
  });

  test("refuses what a secret may not be", async () => {
    await assert.rejects(() => create("no spaces", "x"), { name: "ValidationException" });
    await assert.rejects(() => create("n", "x", { SecretBinary: Buffer.from("x") }), {
      name: "InvalidParameterException",
    });
    await assert.rejects(
      () => create("n", "x".repeat(65_537)),
      (error: Error) => {
        assert.equal(error.name, "ValidationException");
        assert.ok(!error.message.includes("xxx"), "a refusal prints no secret");
        return true;
      },
    );
    await assert.rejects(() => client.send(new PutSecretValueCommand({ SecretId: "list/a" })), {
      name: "InvalidRequestException",
    });
    await assert.rejects(() => create("n", "x", { AddReplicaRegions: [{ Region: "eu-west-1" }] }), {
      name: "InvalidParameterException",
    });
  });
});
