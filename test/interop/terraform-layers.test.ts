/** The real Terraform CLI with the real AWS provider: layers, functions that use them, and settings of asynchronous events. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { InvokeCommand, LambdaClient, ListLayersCommand } from "@aws-sdk/client-lambda";
import { storedZip } from "../zip.js";
import type { TerraformFolder } from "./terraform-runner.js";
import { terraformScene } from "./terraform-scene.js";

// Not recorded: packages are files.
const scene = terraformScene(undefined);

const configuration = (word: string, events: string): string => `
provider "aws" {
  region                  = "us-east-1"
  skip_metadata_api_check = true
}
resource "aws_lambda_layer_version" "words" {
  layer_name               = "words"
  filename                 = "${word}.zip"
  source_code_hash         = filebase64sha256("${word}.zip")
  description              = "words"
  license_info             = "MIT"
  compatible_runtimes      = ["nodejs22.x"]
  compatible_architectures = ["x86_64"]
}
resource "aws_lambda_function" "speaks" {
  function_name    = "speaks"
  role             = "arn:aws:iam::123456789012:role/r"
  runtime          = "nodejs22.x"
  handler          = "index.handler"
  timeout          = 20
  filename         = "code.zip"
  source_code_hash = filebase64sha256("code.zip")
  layers           = [aws_lambda_layer_version.words.arn]
}
resource "aws_lambda_function_event_invoke_config" "late" {
  function_name = aws_lambda_function.speaks.function_name
  ${events}
}
data "aws_lambda_layer_version" "found" {
  layer_name = aws_lambda_layer_version.words.layer_name
}
output "found" { value = tostring(data.aws_lambda_layer_version.found.version) }
output "layer" { value = aws_lambda_layer_version.words.layer_arn }
`;

const packages = {
  "one.zip": storedZip({ "nodejs/node_modules/word/index.js": "module.exports = 'one';" }),
  "two.zip": storedZip({ "nodejs/node_modules/word/index.js": "module.exports = 'two';" }),
  "code.zip": storedZip({ "index.js": "exports.handler = async () => require('word');" }),
};

function withPackages(folder: TerraformFolder): void {
  const made = mkdtempSync(join(tmpdir(), "poolhouse-packages-"));
  for (const [name, bytes] of Object.entries(packages)) {
    writeFileSync(join(made, name), bytes);
    folder.copy(join(made, name), name);
  }
  rmSync(made, { recursive: true });
}

test("a function has its layers; each plan afterwards is empty", scene.options, async (t) => {
  const credentials = { accessKeyId: "a", secretAccessKey: "b" };
  const client = new LambdaClient({ endpoint: scene.world.url, region: "us-east-1", credentials });
  t.after(() => client.destroy());
  const spoken = async (): Promise<unknown> => {
    const { Payload } = await client.send(new InvokeCommand({ FunctionName: "speaks" }));
    return JSON.parse(Buffer.from(Payload ?? []).toString());
  };
  const folder = scene.newFolder(
    configuration("one", "maximum_retry_attempts = 1\n  maximum_event_age_in_seconds = 120"),
  );
  withPackages(folder);

  await t.test("created", async () => {
    await folder.init();
    await folder.apply();
    await folder.plansNothing();
    assert.equal((await folder.outputs())["layer"], "arn:aws:lambda:us-east-1:123456789012:layer:words");
    assert.equal(await spoken(), "one");
  });

  await t.test("changed", async () => {
    folder.write("main.tf", configuration("two", "maximum_retry_attempts = 0"));
    await folder.apply();
    await folder.plansNothing();
    assert.equal(await spoken(), "two");
  });

  await t.test("imported", async () => {
    const again = scene.newFolder(configuration("two", "maximum_retry_attempts = 0"));
    withPackages(again);
    await again.init();
    for (const [address, id] of [
      ["aws_lambda_layer_version.words", "arn:aws:lambda:us-east-1:123456789012:layer:words:2"],
      ["aws_lambda_function_event_invoke_config.late", "speaks"],
    ] as const) {
      await again.run("import", "-no-color", "-input=false", address, id);
    }
  });

  await t.test("destroyed", async () => {
    await folder.run("destroy", "-no-color", "-auto-approve");
    assert.deepEqual((await client.send(new ListLayersCommand({}))).Layers, []);
  });
});
