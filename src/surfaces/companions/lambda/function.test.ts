/** The real SDK client against the store of functions: what it keeps, how it is found, and what is refused in which words. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import { lambda, s3 } from "../../../../test/companion-clients.js";
import { account, arnOf, hashOf, lambdaUnderTest, other, Role, refused, ZipFile } from "../../../../test/lambda.js";
import { storedZip } from "../../../../test/zip.js";
import { deployedFunction } from "./deployed-function.js";

const {
  DeleteFunctionCommand,
  GetFunctionCommand,
  ListEventSourceMappingsCommand,
  ListFunctionsCommand,
  ListTagsCommand,
  TagResourceCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionActiveV2,
  waitUntilFunctionUpdatedV2,
} = lambda;

const given = lambdaUnderTest();
const { configuration, create, send } = given;

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
    const limits = { client: given.client, maxWaitTime: 5 };
    assert.equal((await waitUntilFunctionActiveV2(limits, { FunctionName: "first" })).state, "SUCCESS");
    assert.equal((await waitUntilFunctionUpdatedV2(limits, { FunctionName: "first" })).state, "SUCCESS");
    for (const form of ["first", `${account}:function:first`, `function:first`, arnOf("first")]) {
      assert.equal((await configuration(form)).FunctionArn, arnOf("first"), form);
    }
    assert.equal((await configuration("first", "$LATEST")).FunctionArn, arnOf("first:$LATEST"));
    const { Code, Tags, Concurrency } = await send(new GetFunctionCommand({ FunctionName: arnOf("first") }));
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
    const changed = await send(
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
      send(
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
      send(new UpdateFunctionCodeCommand({ FunctionName: "code", ZipFile: other, ...more }));
    assert.equal((await update({ DryRun: true })).CodeSha256, hashOf(other));
    assert.equal((await configuration("code")).CodeSha256, hashOf(ZipFile));
    await refused(update({ RevisionId: "another" }), "PreconditionFailedException", /Revision Id/);
    const taken = await update({ RevisionId });
    assert.deepEqual([taken.CodeSha256, taken.CodeSize], [hashOf(other), other.length]);
    const { store } = given.world.world;
    const place = { accountId: account, region: "us-east-1" };
    const old = createHash("sha256").update(ZipFile).digest("hex");
    assert.equal(await store.companionContents.get(`lambda/${account}/us-east-1/code/${old}`), undefined);
    const found = await deployedFunction(store, place, arnOf("code"));
    assert.deepEqual(await found?.code(), Buffer.from(other));
  });

  test("takes its code from a bucket, and says which of the two is missing", async () => {
    const bucket = new s3.S3Client({
      endpoint: given.world.url,
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
    await send(new DeleteFunctionCommand({ FunctionName: "bucket" }));
  });

  test("is made once, however many ask at the same time, and no change is lost", async () => {
    const tries = await Promise.allSettled(Array.from({ length: 5 }, () => create("race")));
    assert.equal(tries.filter(({ status }) => status === "fulfilled").length, 1);
    const keys = ["a", "b", "c"];
    await Promise.all(
      keys.map((key) => send(new TagResourceCommand({ Resource: arnOf("race"), Tags: { [key]: "1" } }))),
    );
    const { Tags = {} } = await send(new ListTagsCommand({ Resource: arnOf("race") }));
    assert.deepEqual(Object.keys(Tags).sort(), keys);
    await send(new DeleteFunctionCommand({ FunctionName: "race" }));
  });

  test("may be larger than other requests are", async () => {
    const large = storedZip({ "index.js": "1", data: "x".repeat(3 * 1024 * 1024) });
    const { CodeSize } = await create("large", { Code: { ZipFile: large } });
    assert.equal(CodeSize, large.length);
    await send(new DeleteFunctionCommand({ FunctionName: "large" }));
  });

  test("is listed page by page, and not from another region", async () => {
    const listed: string[] = [];
    let Marker: string | undefined;
    do {
      const page = await send(new ListFunctionsCommand({ MaxItems: 2, Marker }));
      for (const one of page.Functions ?? []) {
        assert.equal(one.State, undefined);
        listed.push(String(one.FunctionName));
      }
      Marker = page.NextMarker;
    } while (Marker !== undefined);
    assert.deepEqual(listed, ["code", "first", "settings", "taken"]);
    await refused(send(new ListFunctionsCommand({ Marker: "no mark" })), "InvalidParameterValueException", /Marker/);
  });

  test("of what is not here is refused by its name", async () => {
    await refused(
      send(new ListEventSourceMappingsCommand({})),
      "InvalidParameterValueException",
      "An event source mapping is not available in this version of Poolhouse.",
    );
  });
});
