/** The real SDK client against the store of functions: what it keeps, how it is found, and what is refused in which words. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { lambda, s3 } from "../../../../test/companion-clients.js";
import { startTestWorld, type TestWorld } from "../../../../test/world.js";
import { storedZip } from "../../../../test/zip.js";
import { allowsInvocation, deployedFunction } from "./deployed-function.js";

const {
  AddPermissionCommand,
  CreateAliasCommand,
  CreateFunctionCommand,
  DeleteAliasCommand,
  DeleteFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  GetAliasCommand,
  GetFunctionCodeSigningConfigCommand,
  GetFunctionCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  GetFunctionEventInvokeConfigCommand,
  GetPolicyCommand,
  InvokeCommand,
  LambdaClient,
  ListAliasesCommand,
  ListEventSourceMappingsCommand,
  ListFunctionsCommand,
  ListTagsCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  RemovePermissionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionActiveV2,
  waitUntilFunctionUpdatedV2,
} = lambda;

const account = "123456789012";
const arnOf = (name: string) => `arn:aws:lambda:us-east-1:${account}:function:${name}`;
const Role = `arn:aws:iam::${account}:role/service/runs`;
const ZipFile = storedZip({ "index.js": "exports.handler = async () => 1;" });
const other = storedZip({ "index.js": "exports.handler = async () => 2;" });
const hashOf = (zip: Uint8Array) => createHash("sha256").update(zip).digest("base64");

let world: TestWorld;
let client: lambda.LambdaClient;
before(async () => {
  world = await startTestWorld();
  client = new LambdaClient({
    endpoint: world.url,
    region: "us-east-1",
    credentials: { accessKeyId: "a", secretAccessKey: "b" },
    maxAttempts: 1,
  });
});
after(async () => {
  client.destroy();
  await world.close();
});

const create = (FunctionName: string, more: Partial<lambda.CreateFunctionCommandInput> = {}) =>
  client.send(
    new CreateFunctionCommand({
      FunctionName,
      Role,
      Runtime: "nodejs20.x",
      Handler: "index.handler",
      Code: { ZipFile },
      ...more,
    }),
  );
const configuration = (FunctionName: string, Qualifier?: string) =>
  client.send(new GetFunctionConfigurationCommand({ FunctionName, Qualifier }));
const refused = (call: Promise<unknown>, name: string, message: string | RegExp) =>
  assert.rejects(call, (error: Error) => {
    assert.equal(error.name, name, error.message);
    if (typeof message === "string") assert.equal(error.message, message);
    else assert.match(error.message, message);
    return true;
  });

describe("a function", () => {
  test("is created with the service's defaults, active at once, and found by every form of its name", async () => {
    const { $metadata, RevisionId, LastModified, ...made } = await create("first");
    assert.equal($metadata.httpStatusCode, 201);
    assert.match(LastModified ?? "", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/);
    assert.ok(RevisionId);
    assert.deepEqual(made, {
      FunctionName: "first",
      FunctionArn: arnOf("first"),
      Runtime: "nodejs20.x",
      Role,
      Handler: "index.handler",
      CodeSize: ZipFile.length,
      Description: "",
      Timeout: 3,
      MemorySize: 128,
      CodeSha256: hashOf(ZipFile),
      Version: "$LATEST",
      TracingConfig: { Mode: "PassThrough" },
      State: "Active",
      LastUpdateStatus: "Successful",
      PackageType: "Zip",
      Architectures: ["x86_64"],
      EphemeralStorage: { Size: 512 },
      SnapStart: { ApplyOn: "None", OptimizationStatus: "Off" },
      RuntimeVersionConfig: { RuntimeVersionArn: "arn:aws:lambda:us-east-1::runtime:nodejs20.x" },
      LoggingConfig: { LogFormat: "Text", LogGroup: "/aws/lambda/first" },
    });
    const limits = { client, maxWaitTime: 5 };
    assert.equal((await waitUntilFunctionActiveV2(limits, { FunctionName: "first" })).state, "SUCCESS");
    assert.equal((await waitUntilFunctionUpdatedV2(limits, { FunctionName: "first" })).state, "SUCCESS");
    for (const form of ["first", `${account}:function:first`, `function:first`, arnOf("first")]) {
      assert.equal((await configuration(form)).FunctionArn, arnOf("first"), form);
    }
    assert.equal((await configuration("first", "$LATEST")).FunctionArn, arnOf("first:$LATEST"));
    const { Code, Tags, Concurrency } = await client.send(new GetFunctionCommand({ FunctionName: arnOf("first") }));
    assert.deepEqual([Code?.RepositoryType, Tags, Concurrency], ["S3", undefined, undefined]);
    const fetched = await fetch(Code?.Location ?? "");
    assert.deepEqual([fetched.status, fetched.headers.get("content-type")], [200, "application/zip"]);
    assert.deepEqual(Buffer.from(await fetched.arrayBuffer()), ZipFile);
  });

  test("keeps every setting, changes what is sent and drops what is sent empty", async () => {
    await create("settings", {
      Description: "all of it",
      Timeout: 30,
      MemorySize: 512,
      Environment: { Variables: { TABLE: "users" } },
      KMSKeyArn: `arn:aws:kms:us-east-1:${account}:key/1`,
      TracingConfig: { Mode: "Active" },
      DeadLetterConfig: { TargetArn: `arn:aws:sqs:us-east-1:${account}:dead` },
      VpcConfig: { SubnetIds: ["subnet-1"], SecurityGroupIds: ["sg-1"] },
      EphemeralStorage: { Size: 1024 },
      LoggingConfig: { LogFormat: "JSON", LogGroup: "/own" },
      Architectures: ["arm64"],
      Tags: { team: "a" },
    });
    const first = await configuration("settings");
    assert.deepEqual(first.Environment, { Variables: { TABLE: "users" } });
    assert.deepEqual(first.LoggingConfig, {
      LogFormat: "JSON",
      LogGroup: "/own",
      ApplicationLogLevel: "INFO",
      SystemLogLevel: "INFO",
    });
    assert.deepEqual(first.Architectures, ["arm64"]);
    assert.deepEqual(first.VpcConfig?.SubnetIds, ["subnet-1"]);
    const changed = await client.send(
      new UpdateFunctionConfigurationCommand({
        FunctionName: "settings",
        RevisionId: first.RevisionId,
        Timeout: 5,
        Environment: { Variables: {} },
        VpcConfig: { SubnetIds: [], SecurityGroupIds: [] },
        DeadLetterConfig: { TargetArn: "" },
        KMSKeyArn: "",
      }),
    );
    assert.deepEqual([changed.Timeout, changed.MemorySize, changed.Description], [5, 512, "all of it"]);
    for (const gone of ["Environment", "VpcConfig", "DeadLetterConfig", "KMSKeyArn"] as const) {
      assert.equal(changed[gone], undefined, gone);
    }
    assert.notEqual(changed.RevisionId, first.RevisionId);
    await refused(
      client.send(
        new UpdateFunctionConfigurationCommand({ FunctionName: "settings", RevisionId: first.RevisionId, Timeout: 6 }),
      ),
      "PreconditionFailedException",
      /^The Revision Id provided does not match the latest Revision Id\./,
    );
    assert.equal((await configuration("settings")).Timeout, 5);
  });

  test("is refused twice, and in the service's words where something is wrong", async () => {
    await create("taken");
    await refused(create("taken"), "ResourceConflictException", "Function already exist: taken");
    await refused(
      configuration("missing", "live"),
      "ResourceNotFoundException",
      `Function not found: ${arnOf("missing:live")}`,
    );
    await refused(
      configuration(`arn:aws:lambda:eu-west-1:${account}:function:first`),
      "ResourceNotFoundException",
      "Functions from 'eu-west-1' are not reachable in this region ('us-east-1')",
    );
    await refused(
      configuration("first:1", "2"),
      "InvalidParameterValueException",
      "The derived qualifier from the function name does not match the specified qualifier.",
    );
    const wrong: readonly (readonly [Partial<lambda.CreateFunctionCommandInput>, string, string | RegExp])[] = [
      [
        { Role: "nobody" },
        "ValidationException",
        String.raw`1 validation error detected: Value 'nobody' at 'role' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+`,
      ],
      [
        { Timeout: 901 },
        "ValidationException",
        "1 validation error detected: Value '901' at 'timeout' failed to satisfy constraint: Member must have value less than or equal to 900",
      ],
      [{ Runtime: "cobol" as "nodejs20.x" }, "InvalidParameterValueException", /^Value cobol at 'runtime' failed/],
      [
        { Handler: undefined },
        "InvalidParameterValueException",
        "Runtime and Handler are mandatory parameters for functions created with deployment packages.",
      ],
      [{ Code: {} }, "InvalidParameterValueException", "Please provide a source for function code."],
      [
        { Code: { ZipFile: Buffer.from("no zip at all, but long enough to be one") } },
        "InvalidParameterValueException",
        "Could not unzip uploaded file. Please check your file, then try to upload again.",
      ],
      [{ Code: { ZipFile: storedZip({}) } }, "InvalidParameterValueException", "Uploaded file must be a non-empty zip"],
      [
        { Code: { S3Bucket: "bucket", S3Key: "none.zip" } },
        "InvalidParameterValueException",
        /^Error occurred while GetObject\. S3 Error Code: NoSuch/,
      ],
      [
        { Environment: { Variables: { AWS_REGION: "x" } } },
        "InvalidParameterValueException",
        /Reserved keys used in this request: AWS_REGION$/,
      ],
      [
        { Environment: { Variables: { BIG: "secret".repeat(900) } } },
        "InvalidParameterValueException",
        /exceeded the 4KB limit\.$/,
      ],
      [
        { Environment: { Variables: { "1": "secret" } } },
        "ValidationException",
        /^1 validation error detected: Value at 'environment\.variables' failed to satisfy constraint: Map keys must/,
      ],
      [
        { Layers: [`arn:aws:lambda:us-east-1:${account}:layer:tools:1`] },
        "InvalidParameterValueException",
        `Layer version arn:aws:lambda:us-east-1:${account}:layer:tools:1 does not exist.`,
      ],
      [
        { PackageType: "Image", Code: { ImageUri: "x" } },
        "InvalidParameterValueException",
        "A function of a container image is not available in this version of Poolhouse.",
      ],
    ];
    for (const [more, name, message] of wrong) await refused(create("wrong", more), name, message);
    await refused(create("n".repeat(65)), "ValidationException", /less than or equal to 64$/);
    await refused(configuration("wrong"), "ResourceNotFoundException", /^Function not found/);
  });

  test("takes new code, tries it without taking it, and forgets the old", async () => {
    const { RevisionId } = await create("code");
    const update = (more: Partial<lambda.UpdateFunctionCodeCommandInput>) =>
      client.send(new UpdateFunctionCodeCommand({ FunctionName: "code", ZipFile: other, ...more }));
    assert.equal((await update({ DryRun: true })).CodeSha256, hashOf(other));
    assert.equal((await configuration("code")).CodeSha256, hashOf(ZipFile));
    await refused(update({ RevisionId: "another" }), "PreconditionFailedException", /Revision Id/);
    const taken = await update({ RevisionId });
    assert.deepEqual([taken.CodeSha256, taken.CodeSize], [hashOf(other), other.length]);
    const { store } = world.world;
    const place = { accountId: account, region: "us-east-1" };
    const old = createHash("sha256").update(ZipFile).digest("hex");
    assert.equal(await store.companionContents.get(`lambda/${account}/us-east-1/code/${old}`), undefined);
    const found = await deployedFunction(store, place, arnOf("code"));
    assert.deepEqual(await found?.code(), Buffer.from(other));
  });

  test("takes its code from a bucket, and says which of the two is missing", async () => {
    const bucket = new s3.S3Client({
      endpoint: world.url,
      region: "us-east-1",
      credentials: { accessKeyId: "a", secretAccessKey: "b" },
      forcePathStyle: true,
    });
    await bucket.send(new s3.CreateBucketCommand({ Bucket: "packages" }));
    await bucket.send(new s3.PutObjectCommand({ Bucket: "packages", Key: "a/code.zip", Body: other }));
    bucket.destroy();
    const from = (S3Bucket: string, S3Key: string) => create("bucket", { Code: { S3Bucket, S3Key } });
    const failure = (code: string) => new RegExp(`^Error occurred while GetObject\\. S3 Error Code: ${code}\\.`);
    await refused(from("nothing", "a"), "InvalidParameterValueException", failure("NoSuchBucket"));
    await refused(from("packages", "b"), "InvalidParameterValueException", failure("NoSuchKey"));
    assert.equal((await from("packages", "a/code.zip")).CodeSha256, hashOf(other));
    await client.send(new DeleteFunctionCommand({ FunctionName: "bucket" }));
  });

  test("is made once, however many ask at the same time, and no change is lost", async () => {
    const tries = await Promise.allSettled(Array.from({ length: 5 }, () => create("race")));
    assert.equal(tries.filter(({ status }) => status === "fulfilled").length, 1);
    const keys = ["a", "b", "c"];
    await Promise.all(
      keys.map((key) => client.send(new TagResourceCommand({ Resource: arnOf("race"), Tags: { [key]: "1" } }))),
    );
    const { Tags = {} } = await client.send(new ListTagsCommand({ Resource: arnOf("race") }));
    assert.deepEqual(Object.keys(Tags).sort(), keys);
    await client.send(new DeleteFunctionCommand({ FunctionName: "race" }));
  });

  test("may be larger than other requests are", async () => {
    const large = storedZip({ "index.js": "1", data: "x".repeat(3 * 1024 * 1024) });
    const { CodeSize } = await create("large", { Code: { ZipFile: large } });
    assert.equal(CodeSize, large.length);
    await client.send(new DeleteFunctionCommand({ FunctionName: "large" }));
  });

  test("is listed page by page, and not from another region", async () => {
    const listed: string[] = [];
    let Marker: string | undefined;
    do {
      const page = await client.send(new ListFunctionsCommand({ MaxItems: 2, Marker }));
      for (const one of page.Functions ?? []) {
        assert.equal(one.State, undefined);
        listed.push(String(one.FunctionName));
      }
      Marker = page.NextMarker;
    } while (Marker !== undefined);
    assert.deepEqual(listed, ["code", "first", "settings", "taken"]);
    await refused(
      client.send(new ListFunctionsCommand({ Marker: "no mark" })),
      "InvalidParameterValueException",
      /Marker/,
    );
  });

  test("of what is not here is refused by its name", async () => {
    await refused(
      client.send(new ListEventSourceMappingsCommand({})),
      "InvalidParameterValueException",
      "An event source mapping is not available in this version of Poolhouse.",
    );
  });
});

describe("an invocation", () => {
  const invoke = (FunctionName: string, payload: unknown, more: Partial<lambda.InvokeCommandInput> = {}) =>
    client.send(new InvokeCommand({ FunctionName, Payload: Buffer.from(JSON.stringify(payload)), ...more }));
  const textOf = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString();
  const code = (...lines: string[]) => storedZip({ "index.js": lines.join("\n") });

  test("runs the function and answers as it did, with the end of its log", async () => {
    const ZipFile = code(
      "exports.handler = async (event, context) => {",
      "  console.log('at work for', event.name);",
      "  if (event.fail) throw new RangeError('not today');",
      "  return { hello: event.name, arn: context.invokedFunctionArn, table: process.env.TABLE };",
      "};",
    );
    await create("runs", {
      Code: { ZipFile },
      Timeout: 30,
      Environment: { Variables: { TABLE: "users" } },
      Publish: true,
    });
    const answered = await invoke("runs", { name: "Jane" }, { LogType: "Tail" });
    assert.deepEqual(
      [answered.StatusCode, answered.ExecutedVersion, answered.FunctionError],
      [200, "$LATEST", undefined],
    );
    assert.deepEqual(JSON.parse(textOf(answered.Payload)), { hello: "Jane", arn: arnOf("runs"), table: "users" });
    const log = Buffer.from(answered.LogResult ?? "", "base64").toString();
    assert.match(
      log,
      /^START RequestId: \S+ Version: \$LATEST\nat work for Jane\nEND .*\nREPORT .*Duration: [\d.]+ ms/,
    );
    const failed = await invoke(`${arnOf("runs")}:1`, { fail: true });
    assert.deepEqual([failed.StatusCode, failed.ExecutedVersion, failed.FunctionError], [200, "1", "Unhandled"]);
    assert.equal(failed.LogResult, undefined);
    const { errorType, errorMessage, trace } = JSON.parse(textOf(failed.Payload));
    assert.deepEqual([errorType, errorMessage, Array.isArray(trace)], ["RangeError", "not today", true]);
    await client.send(
      new UpdateFunctionCodeCommand({ FunctionName: "runs", ZipFile: code("exports.handler = async () => 'other';") }),
    );
    assert.equal(textOf((await invoke("runs", {})).Payload), '"other"');
    assert.match(textOf((await invoke("runs", { name: "still" }, { Qualifier: "1" })).Payload), /"hello":"still"/);
  });

  test("may be tried dry, or left to itself", async () => {
    assert.equal((await invoke("runs", {}, { InvocationType: "DryRun" })).StatusCode, 204);
    const event = await invoke("runs", {}, { InvocationType: "Event" });
    assert.deepEqual([event.StatusCode, textOf(event.Payload)], [202, ""]);
  });

  test("ends with the function's own time, and is refused in Lambda's words", async () => {
    await create("sleeps", {
      Timeout: 1,
      Code: { ZipFile: code("exports.handler = () => new Promise((done) => setTimeout(done, 60_000));") },
    });
    const late = await invoke("sleeps", {});
    assert.equal(late.FunctionError, "Unhandled");
    const { errorType, errorMessage } = JSON.parse(textOf(late.Payload));
    assert.equal(errorType, "Sandbox.Timedout");
    assert.match(errorMessage, /^RequestId: \S+ Error: Task timed out after 1\.00 seconds$/);
    await refused(invoke("missing", {}), "ResourceNotFoundException", /^Function not found/);
    await refused(
      client.send(new InvokeCommand({ FunctionName: "runs", Payload: Buffer.from("not json") })),
      "InvalidRequestContentException",
      "Could not parse request body into json.",
    );
    await create("java", { Runtime: "java21", Handler: "a.B::c" });
    await refused(invoke("java", {}), "InvalidRuntimeException", "Nothing on this server runs java21.");
    await create("broken", { Code: { ZipFile: Buffer.from("PK, but no zip") } }).then(
      () => refused(invoke("broken", {}), "InvalidRuntimeException", /zip/),
      (error: Error) => assert.equal(error.name, "InvalidParameterValueException"),
    );
  });
});

describe("versions and aliases", () => {
  test("are published, resolved, moved and protected", async () => {
    const { Version, FunctionArn } = await create("versions", { Publish: true });
    assert.deepEqual([Version, FunctionArn], ["1", arnOf("versions:1")]);
    const publish = (more: Partial<lambda.PublishVersionCommandInput> = {}) =>
      client.send(new PublishVersionCommand({ FunctionName: "versions", ...more }));
    assert.equal((await publish()).Version, "1", "nothing changed");
    await client.send(new UpdateFunctionCodeCommand({ FunctionName: "versions", ZipFile: other }));
    await refused(
      publish({ CodeSha256: hashOf(ZipFile) }),
      "InvalidParameterValueException",
      `CodeSHA256 (${hashOf(ZipFile)}) is different from current CodeSHA256 in $LATEST (${hashOf(other)}). Please try again with the CodeSHA256 in $LATEST.`,
    );
    const second = await publish({ Description: "second" });
    assert.deepEqual([second.Version, second.Description], ["2", "second"]);
    const { Versions } = await client.send(new ListVersionsByFunctionCommand({ FunctionName: "versions" }));
    assert.deepEqual(
      Versions?.map((one) => [one.Version, one.CodeSha256]),
      [
        ["$LATEST", hashOf(other)],
        ["1", hashOf(ZipFile)],
        ["2", hashOf(other)],
      ],
    );
    const alias = { FunctionName: "versions", Name: "live" };
    const made = await client.send(new CreateAliasCommand({ ...alias, FunctionVersion: "1", Description: "d" }));
    assert.equal(made.AliasArn, arnOf("versions:live"));
    await refused(
      client.send(new CreateAliasCommand({ ...alias, FunctionVersion: "1" })),
      "ResourceConflictException",
      `Alias already exists: ${arnOf("versions:live")}`,
    );
    await refused(
      client.send(new CreateAliasCommand({ FunctionName: "versions", Name: "7", FunctionVersion: "1" })),
      "ValidationException",
      /at 'name' failed/,
    );
    await refused(
      client.send(new UpdateAliasCommand({ ...alias, FunctionVersion: "9" })),
      "ResourceNotFoundException",
      `Function not found: ${arnOf("versions:9")}`,
    );
    assert.equal((await configuration("versions:live")).CodeSha256, hashOf(ZipFile));
    const moved = await client.send(
      new UpdateAliasCommand({
        ...alias,
        FunctionVersion: "2",
        RoutingConfig: { AdditionalVersionWeights: { "1": 0.25 } },
      }),
    );
    assert.deepEqual(moved.RoutingConfig, { AdditionalVersionWeights: { "1": 0.25 } });
    const byAlias = await configuration("versions", "live");
    assert.deepEqual(
      [byAlias.CodeSha256, byAlias.Version, byAlias.FunctionArn],
      [hashOf(other), "2", arnOf("versions:live")],
    );
    await refused(
      client.send(new DeleteFunctionCommand({ FunctionName: "versions", Qualifier: "1" })),
      "ResourceConflictException",
      /points to it\.$/,
    );
    const { Aliases } = await client.send(new ListAliasesCommand({ FunctionName: "versions", FunctionVersion: "2" }));
    assert.deepEqual(
      Aliases?.map(({ Name }) => Name),
      ["live"],
    );
    await client.send(new DeleteAliasCommand(alias));
    await refused(
      client.send(new GetAliasCommand(alias)),
      "ResourceNotFoundException",
      `Cannot find alias arn: ${arnOf("versions:live")}`,
    );
    await client.send(new DeleteFunctionCommand({ FunctionName: "versions", Qualifier: "1" }));
    await refused(configuration("versions", "1"), "ResourceNotFoundException", /^Function not found/);
    await client.send(new UpdateFunctionConfigurationCommand({ FunctionName: "versions", Timeout: 9 }));
    assert.equal((await publish()).Version, "3", "numbers are not used again");
    await client.send(new DeleteFunctionCommand({ FunctionName: "versions" }));
    await refused(configuration("versions", "2"), "ResourceNotFoundException", /^Function not found/);
    await refused(
      client.send(new DeleteFunctionCommand({ FunctionName: "versions" })),
      "ResourceNotFoundException",
      `Function not found: ${arnOf("versions")}`,
    );
  });
});

describe("permissions", () => {
  const pool = `arn:aws:cognito-idp:us-east-1:${account}:userpool/us-east-1_Abc123456`;
  const add = (more: Partial<lambda.AddPermissionCommandInput> = {}) =>
    client.send(
      new AddPermissionCommand({
        FunctionName: "permitted",
        StatementId: "cognito",
        Action: "lambda:InvokeFunction",
        Principal: "cognito-idp.amazonaws.com",
        SourceArn: pool,
        ...more,
      }),
    );
  const policyOf = async (Qualifier?: string) => {
    const { Policy } = await client.send(new GetPolicyCommand({ FunctionName: "permitted", Qualifier }));
    return JSON.parse(Policy ?? "") as { Statement: { Sid: string; Resource: string }[] };
  };

  test("are told as the service tells them, apart for every qualifier, and removed", async () => {
    await create("permitted", { Publish: true });
    const none = "The resource you requested does not exist.";
    await refused(policyOf(), "ResourceNotFoundException", none);
    const statement = {
      Sid: "cognito",
      Effect: "Allow",
      Principal: { Service: "cognito-idp.amazonaws.com" },
      Action: "lambda:InvokeFunction",
      Resource: arnOf("permitted"),
      Condition: { ArnLike: { "AWS:SourceArn": pool } },
    };
    assert.deepEqual(JSON.parse((await add()).Statement ?? ""), statement);
    assert.deepEqual(await policyOf(), { Version: "2012-10-17", Id: "default", Statement: [statement] });
    await refused(policyOf("1"), "ResourceNotFoundException", none);
    await add({ Qualifier: "1", SourceAccount: account });
    assert.equal((await policyOf("1")).Statement[0]?.Resource, arnOf("permitted:1"));
    await refused(
      add(),
      "ResourceConflictException",
      "The statement id (cognito) provided already exists. Please provide a new statement id, or remove the existing statement.",
    );
    await refused(
      add({ StatementId: "x", Principal: "nobody" }),
      "InvalidParameterValueException",
      "The provided principal was invalid. Please check the principal and try again.",
    );
    await refused(
      add({ Qualifier: "$LATEST" }),
      "InvalidParameterValueException",
      "We currently do not support adding policies for $LATEST.",
    );
    const remove = (StatementId: string) =>
      client.send(new RemovePermissionCommand({ FunctionName: "permitted", StatementId }));
    await refused(remove("other"), "ResourceNotFoundException", "Statement other is not found in resource policy.");
    await remove("cognito");
    await refused(policyOf(), "ResourceNotFoundException", none);
    await refused(remove("cognito"), "ResourceNotFoundException", "No policy is associated with the given resource.");
  });

  test("decide who may invoke", async () => {
    await add({ SourceArn: pool.replace("Abc", "*"), StatementId: "pools", SourceAccount: account });
    await add({ StatementId: "everyone", Principal: "*", FunctionUrlAuthType: "NONE", SourceArn: undefined });
    const found = await deployedFunction(
      world.world.store,
      { accountId: account, region: "us-east-1" },
      arnOf("permitted"),
    );
    assert.ok(found);
    const invoker = { service: "cognito-idp.amazonaws.com", sourceArn: pool, sourceAccount: account };
    assert.equal(allowsInvocation(found.permissions, invoker), true);
    assert.equal(allowsInvocation(found.permissions, { ...invoker, service: "sns.amazonaws.com" }), false);
    assert.equal(allowsInvocation(found.permissions, { ...invoker, sourceAccount: "999999999999" }), false);
    const elsewhere = invoker.sourceArn.replace("123456", "654321");
    assert.equal(allowsInvocation(found.permissions, { ...invoker, sourceArn: elsewhere }), false);
    assert.deepEqual([found.runtime, found.handler, found.version], ["nodejs20.x", "index.handler", "$LATEST"]);
    assert.equal(
      await deployedFunction(world.world.store, { accountId: account, region: "eu-west-1" }, "first"),
      undefined,
    );
  });
});

test("tags, concurrency and what is asked of every function", async () => {
  const FunctionName = "tagged";
  await create(FunctionName, { Tags: { a: "1", b: "2" } });
  await client.send(new TagResourceCommand({ Resource: arnOf(FunctionName), Tags: { c: "3" } }));
  await client.send(new UntagResourceCommand({ Resource: arnOf(FunctionName), TagKeys: ["a", "b"] }));
  assert.deepEqual((await client.send(new ListTagsCommand({ Resource: arnOf(FunctionName) }))).Tags, { c: "3" });
  await client.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }));
  const reserved = await client.send(new GetFunctionConcurrencyCommand({ FunctionName }));
  assert.equal(reserved.ReservedConcurrentExecutions, 0);
  assert.deepEqual((await client.send(new GetFunctionCommand({ FunctionName }))).Concurrency, {
    ReservedConcurrentExecutions: 0,
  });
  await client.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
  assert.equal((await client.send(new GetFunctionCommand({ FunctionName }))).Concurrency, undefined);
  const signing = await client.send(new GetFunctionCodeSigningConfigCommand({ FunctionName }));
  assert.deepEqual([signing.FunctionName, signing.CodeSigningConfigArn], [FunctionName, undefined]);
  await refused(
    client.send(new GetFunctionEventInvokeConfigCommand({ FunctionName })),
    "ResourceNotFoundException",
    `The function ${arnOf(FunctionName)}:$LATEST doesn't have an EventInvokeConfig`,
  );
});
