import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ssm } from "../../../../test/companion-clients.js";
import { startTestWorld, type TestWorld } from "../../../../test/world.js";

const {
  AddTagsToResourceCommand,
  DeleteParameterCommand,
  DeleteParametersCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  GetParameterHistoryCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  LabelParameterVersionCommand,
  ListTagsForResourceCommand,
  PutParameterCommand,
  RemoveTagsFromResourceCommand,
  SSMClient,
  UnlabelParameterVersionCommand,
} = ssm;

describe("the parameter store", () => {
  let world: TestWorld;
  let client: ssm.SSMClient;
  let elsewhere: ssm.SSMClient;
  before(async () => {
    world = await startTestWorld();
    const clientIn = (region: string) =>
      new SSMClient({
        endpoint: world.url,
        region,
        credentials: { accessKeyId: "a", secretAccessKey: "b" },
        maxAttempts: 1,
      });
    client = clientIn("us-east-1");
    elsewhere = clientIn("eu-west-1");
  });
  after(() => world.close());

  const put = (Name: string, Value: string, more: Partial<ssm.PutParameterCommandInput> = {}) =>
    client.send(new PutParameterCommand({ Name, Value, Type: "String", ...more }));
  const get = async (Name: string, WithDecryption = true) =>
    (await client.send(new GetParameterCommand({ Name, WithDecryption }))).Parameter!;

  test("keeps a parameter and gives it back, in its own region only", async () => {
    assert.deepEqual(await put("/app/one", "first").then(({ Version, Tier }) => [Version, Tier]), [1, "Standard"]);
    const { ARN, LastModifiedDate, ...found } = await get("/app/one");
    assert.deepEqual(found, { Name: "/app/one", Type: "String", Value: "first", Version: 1, DataType: "text" });
    assert.match(ARN!, /^arn:aws:ssm:us-east-1:\d{12}:parameter\/app\/one$/);
    assert.ok(Math.abs(LastModifiedDate!.getTime() - Date.now()) < 60_000);
    assert.equal((await get(ARN!)).Value, "first");
    await assert.rejects(() => elsewhere.send(new GetParameterCommand({ Name: "/app/one" })), {
      name: "ParameterNotFound",
    });
  });

  test("makes a new version only when told to, and finds versions and labels", async () => {
    await put("versioned", "1");
    await assert.rejects(() => put("versioned", "2"), {
      name: "ParameterAlreadyExists",
      message:
        "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
    });
    assert.equal((await put("versioned", "2", { Overwrite: true })).Version, 2);
    assert.equal((await put("versioned", "3", { Overwrite: true })).Version, 3);
    assert.deepEqual(
      await Promise.all(["versioned:1", "versioned:2", "versioned"].map(async (one) => (await get(one)).Value)),
      ["1", "2", "3"],
    );
    assert.equal((await get("versioned:2")).Selector, ":2");
    await client.send(
      new LabelParameterVersionCommand({ Name: "versioned", ParameterVersion: 2, Labels: ["prod", "aws-x"] }),
    );
    assert.equal((await get("versioned:prod")).Value, "2");
    await assert.rejects(() => get("versioned:9"), {
      name: "ParameterVersionNotFound",
      message: "Systems Manager could not find version 9 of versioned. Verify the version and try again.",
    });
    const { Parameters } = await client.send(new GetParameterHistoryCommand({ Name: "versioned" }));
    assert.deepEqual(
      Parameters!.map(({ Version, Value, Labels }) => [Version, Value, Labels]),
      [
        [1, "1", []],
        [2, "2", ["prod"]],
        [3, "3", []],
      ],
    );
    const gone = await client.send(
      new UnlabelParameterVersionCommand({ Name: "versioned", ParameterVersion: 2, Labels: ["prod", "none"] }),
    );
    assert.deepEqual([gone.RemovedLabels, gone.InvalidLabels], [["prod"], ["none"]]);
    await assert.rejects(() => get("versioned:prod"), { name: "ParameterVersionNotFound" });
    await assert.rejects(() => put("versioned", "x", { Overwrite: true, Type: "SecureString" }), {
      name: "HierarchyTypeMismatchException",
    });
  });

  test("keeps a hundred versions, unless the oldest has a label", async () => {
    for (let n = 1; n <= 101; n++) await put("many", String(n), { Overwrite: true });
    await assert.rejects(() => get("many:1"), { name: "ParameterVersionNotFound" });
    assert.equal((await get("many:2")).Value, "2");
    await client.send(new LabelParameterVersionCommand({ Name: "many", ParameterVersion: 2, Labels: ["kept"] }));
    await assert.rejects(() => put("many", "x", { Overwrite: true }), { name: "ParameterMaxVersionLimitExceeded" });
    const first = await client.send(new GetParameterHistoryCommand({ Name: "many", MaxResults: 40 }));
    const second = await client.send(
      new GetParameterHistoryCommand({ Name: "many", MaxResults: 40, NextToken: first.NextToken }),
    );
    assert.deepEqual([first.Parameters![0]!.Version, second.Parameters![0]!.Version], [2, 42]);
    await client.send(new DeleteParameterCommand({ Name: "many" }));
    assert.equal((await put("many", "again")).Version, 1);
  });

  test("shows a SecureString only to those who ask for it in clear", async () => {
    await put("/secret", "SECRET-value", { Type: "SecureString" });
    assert.equal((await get("/secret")).Value, "SECRET-value");
    const hidden = (await get("/secret", false)).Value!;
    assert.ok(!hidden.includes("SECRET") && !Buffer.from(hidden, "base64").includes("SECRET"));
    const { Parameters } = await client.send(
      new DescribeParametersCommand({ ParameterFilters: [{ Key: "Name", Values: ["/secret"] }] }),
    );
    assert.deepEqual([Parameters![0]!.KeyId, "Value" in Parameters![0]!], ["alias/aws/ssm", false]);
  });

  test("lists by path, one level or all, page by page", async () => {
    for (const name of ["/p/a", "/p/b", "/p/c/d", "/p/c/e", "/pq"]) await put(name, name);
    const names = async (more: Partial<ssm.GetParametersByPathCommandInput>) => {
      const answer = await client.send(new GetParametersByPathCommand({ Path: "/p", ...more }));
      return { names: answer.Parameters!.map(({ Name }) => Name), next: answer.NextToken };
    };
    assert.deepEqual(await names({}), { names: ["/p/a", "/p/b"], next: undefined });
    const first = await names({ Recursive: true, MaxResults: 3 });
    assert.deepEqual(first.names, ["/p/a", "/p/b", "/p/c/d"]);
    const second = await names({ Recursive: true, MaxResults: 3, NextToken: first.next });
    assert.deepEqual(second, { names: ["/p/c/e"], next: undefined });
    await assert.rejects(() => names({ Path: "/q", NextToken: first.next }), { name: "InvalidNextToken" });
    await assert.rejects(() => names({ Path: "p" }), { name: "ValidationException" });
    const found = await client.send(new GetParametersCommand({ Names: ["/p/a", "/p/none", "/p/b:1"] }));
    assert.deepEqual(
      [found.Parameters!.map(({ Name }) => Name), found.InvalidParameters],
      [["/p/a", "/p/b"], ["/p/none"]],
    );
    const under = await client.send(
      new DescribeParametersCommand({ ParameterFilters: [{ Key: "Path", Option: "Recursive", Values: ["/p/c"] }] }),
    );
    assert.deepEqual(
      under.Parameters!.map(({ Name }) => Name),
      ["/p/c/d", "/p/c/e"],
    );
  });

  test("sets, lists and removes tags; deletes several at once", async () => {
    await put("/t/one", "1", { Tags: [{ Key: "a", Value: "1" }] });
    const resource = { ResourceType: "Parameter" as const, ResourceId: "/t/one" };
    await client.send(new AddTagsToResourceCommand({ ...resource, Tags: [{ Key: "b", Value: "2" }] }));
    await client.send(new RemoveTagsFromResourceCommand({ ...resource, TagKeys: ["a"] }));
    const { TagList } = await client.send(new ListTagsForResourceCommand(resource));
    assert.deepEqual(TagList, [{ Key: "b", Value: "2" }]);
    await assert.rejects(() => client.send(new ListTagsForResourceCommand({ ...resource, ResourceId: "/t/none" })), {
      name: "InvalidResourceId",
    });
    const gone = await client.send(new DeleteParametersCommand({ Names: ["/t/one", "/t/two"] }));
    assert.deepEqual([gone.DeletedParameters, gone.InvalidParameters], [["/t/one"], ["/t/two"]]);
    await assert.rejects(() => client.send(new DeleteParameterCommand({ Name: "/t/one" })), {
      name: "ParameterNotFound",
    });
  });

  test("refuses what a parameter may not be", async () => {
    const refused: [string, string, Partial<ssm.PutParameterCommandInput>, string][] = [
      ["/aws/x", "v", {}, "AccessDeniedException"],
      ["awsome", "v", {}, "ValidationException"],
      ["ssm-x", "v", {}, "ValidationException"],
      ["a/b", "v", {}, "ValidationException"],
      ["/a b", "v", {}, "ValidationException"],
      [`/${"a/".repeat(15)}z`, "v", {}, "HierarchyLevelLimitExceededException"],
      ["/n", "x".repeat(4097), {}, "ValidationException"],
      ["/n", "x".repeat(8193), { Tier: "Advanced" }, "ValidationException"],
      ["/n", "b", { AllowedPattern: "a+" }, "ParameterPatternMismatchException"],
      ["/n", "b", { AllowedPattern: "(" }, "InvalidAllowedPatternException"],
      ["/n", "b", { AllowedPattern: "(a+)+$" }, "InvalidAllowedPatternException"],
      ["/n", "b", { Type: undefined }, "ValidationException"],
      ["/n", "b", { Policies: '[{"Type":"Expiration"}]' }, "ValidationException"],
      ["/n", "b", { DataType: "aws:ec2:image" }, "ValidationException"],
      ["/n", "b", { KeyId: "alias/x" }, "ValidationException"],
      ["/n", "b", { Overwrite: true, Tags: [{ Key: "a", Value: "" }] }, "ValidationException"],
    ];
    for (const [name, value, more, exception] of refused) {
      await assert.rejects(() => put(name, value, more), { name: exception }, `${name} ${JSON.stringify(more)}`);
    }
    assert.equal((await put("/big", "x".repeat(5000), { Tier: "Intelligent-Tiering" })).Tier, "Advanced");
    await assert.rejects(() => put("/big", "x", { Overwrite: true, Tier: "Standard" }), {
      name: "ValidationException",
    });
    await assert.rejects(() => client.send(new PutParameterCommand({ Name: "", Value: "secret", Type: "String" })), {
      message:
        "1 validation error detected: Value '' at 'name' failed to satisfy constraint: Member must have length greater than or equal to 1",
    });
  });

  test("answers the version of a CDK bootstrap that nobody made; a stored one wins", async () => {
    const name = "/cdk-bootstrap/hnb659fds/version";
    assert.deepEqual([(await get(name)).Value, (await get("/cdk-bootstrap/mine/version")).Value], ["32", "32"]);
    const { Parameters } = await client.send(
      new DescribeParametersCommand({ ParameterFilters: [{ Key: "Name", Option: "BeginsWith", Values: ["/cdk-"] }] }),
    );
    assert.deepEqual(Parameters, []);
    assert.equal((await put(name, "21")).Version, 1);
    assert.equal((await get(name)).Value, "21");
    await client.send(new DeleteParameterCommand({ Name: name }));
    assert.equal((await get(name)).Value, "32");
  });
});
