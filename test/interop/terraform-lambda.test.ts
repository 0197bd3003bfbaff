/**
 * The real Terraform CLI with the real AWS provider: functions, versions, aliases, permissions and keys beside the pool that
 * names them, through a life of changes.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { DescribeUserPoolCommand } from "@aws-sdk/client-cognito-identity-provider";
import { DescribeKeyCommand, KMSClient, ListAliasesCommand } from "@aws-sdk/client-kms";
import { GetFunctionCommand, GetPolicyCommand, LambdaClient, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { storedZip } from "../zip.js";
import type { TerraformFolder } from "./terraform-runner.js";
import { terraformScene } from "./terraform-scene.js";

// Not recorded: what a function is made of is put into a bucket beside Terraform.
const scene = terraformScene(undefined);
const { options, newFolder, poolNames } = scene;

const configuration = (stage: {
  readonly zip: string;
  readonly settings: string;
  readonly tags: string;
  readonly assets: string;
  readonly version: string;
  readonly key: string;
  readonly target: string;
}): string => `
provider "aws" {
  region                  = "us-east-1"
  skip_metadata_api_check = true
}
resource "aws_iam_role" "runs" {
  name               = "runs"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}
resource "aws_lambda_function" "hook" {
  function_name    = "hook"
  role             = aws_iam_role.runs.arn
  runtime          = "nodejs20.x"
  handler          = "index.handler"
  filename         = "${stage.zip}"
  source_code_hash = filebase64sha256("${stage.zip}")
  publish          = true
  ${stage.settings}
  tags = { ${stage.tags} }
}
resource "aws_lambda_alias" "live" {
  name             = "live"
  description      = "what pools call"
  function_name    = aws_lambda_function.hook.function_name
  function_version = ${stage.version}
}
resource "aws_lambda_permission" "cognito" {
  statement_id  = "AllowCognito"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.hook.function_name
  principal     = "cognito-idp.amazonaws.com"
  source_arn    = aws_cognito_user_pool.hooked.arn
}
resource "aws_lambda_permission" "alias" {
  action         = "lambda:InvokeFunction"
  function_name  = aws_lambda_function.hook.function_name
  qualifier      = aws_lambda_alias.live.name
  principal      = "cognito-idp.amazonaws.com"
  source_account = "123456789012"
}
resource "aws_lambda_function" "sender" {
  function_name = "sender"
  role          = aws_iam_role.runs.arn
  runtime       = "python3.12"
  handler       = "index.handler"
  s3_bucket     = "packages"
  s3_key        = "${stage.assets}"
}
resource "aws_kms_key" "codes" {
  ${stage.key}
}
resource "aws_kms_key" "other" {
  deletion_window_in_days = 7
}
resource "aws_kms_alias" "codes" {
  name          = "alias/codes"
  target_key_id = aws_kms_key.${stage.target}.key_id
}
resource "aws_cognito_user_pool" "hooked" {
  name = "hooked"
  lambda_config {
    pre_sign_up = aws_lambda_alias.live.arn
    kms_key_id  = aws_kms_key.codes.arn
    custom_email_sender {
      lambda_arn     = aws_lambda_function.sender.arn
      lambda_version = "V1_0"
    }
  }
}
data "aws_lambda_function" "found" {
  function_name = aws_lambda_function.hook.function_name
  qualifier     = aws_lambda_alias.live.name
}
data "aws_kms_alias" "found" {
  name = aws_kms_alias.codes.name
}
output "pool" { value = aws_cognito_user_pool.hooked.id }
output "version" { value = aws_lambda_function.hook.version }
output "found" { value = data.aws_lambda_function.found.version }
output "key" { value = aws_kms_key.codes.key_id }
output "target" { value = data.aws_kms_alias.found.target_key_id }
output "other" { value = aws_kms_key.other.key_id }
`;

const created = configuration({
  zip: "first.zip",
  settings: `description                    = "called at sign-up"
  timeout                        = 5
  memory_size                    = 256
  architectures                  = ["arm64"]
  reserved_concurrent_executions = 2
  environment { variables = { TABLE = "users" } }
  tracing_config { mode = "Active" }
  ephemeral_storage { size = 1024 }
  dead_letter_config { target_arn = "arn:aws:sqs:us-east-1:123456789012:dead" }
  logging_config {
    log_format            = "JSON"
    application_log_level = "DEBUG"
    system_log_level      = "WARN"
  }`,
  tags: 'team = "a", stage = "first"',
  assets: "first.zip",
  version: "aws_lambda_function.hook.version",
  key: `description             = "codes"
  enable_key_rotation     = true
  rotation_period_in_days = 120
  deletion_window_in_days = 10
  tags                    = { team = "a" }`,
  target: "codes",
});

const changed = configuration({
  zip: "second.zip",
  // The format stays: once it is JSON and the block goes, this provider publishes at every plan, whatever it talks to.
  settings: `memory_size = 512
  logging_config {
    log_format            = "JSON"
    application_log_level = "ERROR"
    system_log_level      = "INFO"
  }`,
  tags: 'team = "b"',
  assets: "second.zip",
  version: "aws_lambda_function.hook.version",
  key: `description = "codes of pools"
  is_enabled  = true
  policy      = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::123456789012:root" }, Action = "kms:*", Resource = "*" }]
  })`,
  target: "other",
});

const packages = {
  "first.zip": storedZip({ "index.js": "exports.handler = async (event) => event;", "index.py": "a = 1" }),
  "second.zip": storedZip({ "index.js": "exports.handler = async () => undefined;", "index.py": "a = 2" }),
};

function withPackages(folder: TerraformFolder): void {
  const made = mkdtempSync(join(tmpdir(), "poolhouse-packages-"));
  for (const [name, bytes] of Object.entries(packages)) {
    writeFileSync(join(made, name), bytes);
    folder.copy(join(made, name), name);
  }
  rmSync(made, { recursive: true });
}

test("functions and keys live beside a pool; each plan afterwards is empty", options, async (t) => {
  const at = {
    endpoint: scene.world.url,
    region: "us-east-1",
    credentials: { accessKeyId: "a", secretAccessKey: "b" },
  };
  const [functions, keys, s3] = [
    new LambdaClient(at),
    new KMSClient(at),
    new S3Client({ ...at, forcePathStyle: true }),
  ];
  t.after(() => {
    for (const client of [functions, keys, s3]) client.destroy();
  });
  await s3.send(new CreateBucketCommand({ Bucket: "packages" }));
  for (const [Key, Body] of Object.entries(packages)) {
    await s3.send(new PutObjectCommand({ Bucket: "packages", Key, Body }));
  }
  const folder = newFolder(created);
  withPackages(folder);
  let first: Record<string, string> = {};

  await t.test("created", async () => {
    await folder.init();
    await folder.apply();
    await folder.plansNothing();
    first = await folder.outputs();
    assert.deepEqual([first["version"], first["found"], first["target"]], ["1", "1", first["key"]]);
    const { Configuration, Concurrency, Tags } = await functions.send(new GetFunctionCommand({ FunctionName: "hook" }));
    assert.deepEqual(Configuration?.Environment, { Variables: { TABLE: "users" } });
    assert.deepEqual([Concurrency?.ReservedConcurrentExecutions, Tags], [2, { team: "a", stage: "first" }]);
    const { UserPool } = await scene.world.client.send(new DescribeUserPoolCommand({ UserPoolId: first["pool"] }));
    assert.equal(UserPool?.LambdaConfig?.PreSignUp, "arn:aws:lambda:us-east-1:123456789012:function:hook:live");
    const { Policy } = await functions.send(new GetPolicyCommand({ FunctionName: "hook" }));
    assert.deepEqual(JSON.parse(Policy ?? "").Statement[0].Condition, { ArnLike: { "AWS:SourceArn": UserPool?.Arn } });
  });

  await t.test("changed and taken away", async () => {
    folder.write("main.tf", changed);
    await folder.apply();
    await folder.plansNothing();
    const now = await folder.outputs();
    assert.deepEqual([now["version"], now["found"]], ["2", "2"]);
    assert.deepEqual([now["pool"], now["key"]], [first["pool"], first["key"]]);
    assert.equal(now["target"], now["other"]);
    const { Configuration, Concurrency } = await functions.send(new GetFunctionCommand({ FunctionName: "hook" }));
    assert.deepEqual(
      [Configuration?.Timeout, Configuration?.MemorySize, Configuration?.Environment, Concurrency],
      [3, 512, undefined, undefined],
    );
  });

  await t.test("imported", async () => {
    const again = newFolder(changed);
    withPackages(again);
    await again.init();
    const imports = [
      ["aws_lambda_function.sender", "sender"],
      ["aws_lambda_alias.live", "hook/live"],
      ["aws_lambda_permission.cognito", "hook/AllowCognito"],
      ["aws_kms_key.codes", first["key"] ?? ""],
      ["aws_kms_alias.codes", "alias/codes"],
    ] as const;
    for (const [address, id] of imports) await again.run("import", "-no-color", "-input=false", address, id);
  });

  await t.test("destroyed", async () => {
    await folder.run("destroy", "-no-color", "-auto-approve");
    assert.deepEqual((await functions.send(new ListFunctionsCommand({}))).Functions, []);
    assert.deepEqual((await keys.send(new ListAliasesCommand({}))).Aliases, []);
    const { KeyMetadata } = await keys.send(new DescribeKeyCommand({ KeyId: first["key"] }));
    assert.equal(KeyMetadata?.KeyState, "PendingDeletion");
    assert.deepEqual(await poolNames(), []);
  });
});
