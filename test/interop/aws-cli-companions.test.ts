/** The AWS CLI against the companions, with access keys: assets in parts, templates by bucket, parameters, secrets, roles. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { awsCli } from "../programs.js";
import { startTestWorld, type TestWorld } from "../world.js";
import { runProgram } from "./child.js";

const cli = awsCli();
const account = "000000000000";
const bucket = `s3://cdk-hnb659fds-assets-${account}-eu-west-1`;
const key = { accessKeyId: "AKIADEPLOY", secretAccessKey: "deploy/Secret+key" };

describe("AWS CLI and companions", { skip: cli.skip }, () => {
  let world: TestWorld;
  const folder = mkdtempSync(join(tmpdir(), "poolhouse-assets-"));
  before(async () => {
    world = await startTestWorld({ account, accessKeys: [{ ...key, actions: ["*"], pools: ["*"] }] });
  });
  after(async () => {
    rmSync(folder, { recursive: true });
    await world.close();
  });

  async function done(words: readonly string[], credentials: Readonly<Record<string, string>> = {}): Promise<string> {
    const { code, stdout, stderr } = await runProgram(cli.command, [...words], {
      variables: {
        AWS_ENDPOINT_URL: world.url,
        AWS_ACCESS_KEY_ID: key.accessKeyId,
        AWS_SECRET_ACCESS_KEY: key.secretAccessKey,
        AWS_DEFAULT_REGION: "eu-west-1",
        ...credentials,
      },
    });
    assert.equal(code, 0, `${words.join(" ")}: ${stderr}`);
    return stdout.trim();
  }

  test("an asset goes up in parts and comes back the same", async () => {
    const [up, down] = [join(folder, "up.zip"), join(folder, "down.zip")];
    writeFileSync(up, Buffer.alloc(9 * 1024 * 1024, "0123456789"));
    await done(["s3", "cp", up, `${bucket}/assets/ü (1).zip`, "--no-progress"]);
    await done(["s3", "cp", `${bucket}/assets/ü (1).zip`, down, "--no-progress"]);
    assert.ok(readFileSync(up).equals(readFileSync(down)));
    assert.match(await done(["s3", "ls", `${bucket}/assets/`]), /9437184 ü \(1\)\.zip$/);
    await done(["s3", "mb", "s3://another-one"]);
    await done(["s3", "cp", up, "s3://another-one/x", "--no-progress"]);
    await done(["s3", "rb", "s3://another-one", "--force"]);
  });

  test("a template goes by a bucket, with parameters and secrets in it", async () => {
    await done(["ssm", "put-parameter", "--name", "/names/pool", "--value", "by-parameter", "--type", "String"]);
    await done(["secretsmanager", "create-secret", "--name", "names", "--secret-string", '{"client":"by-secret"}']);
    const template = join(folder, "template.json");
    const client = { UserPoolId: { Ref: "Pool" }, ClientName: "{{resolve:secretsmanager:names:SecretString:client}}" };
    const declared = {
      Parameters: { Name: { Type: "AWS::SSM::Parameter::Value<String>", Default: "/names/pool" } },
      Resources: {
        Pool: { Type: "AWS::Cognito::UserPool", Properties: { UserPoolName: { Ref: "Name" } } },
        Client: { Type: "AWS::Cognito::UserPoolClient", Properties: client },
      },
      Outputs: { Pool: { Value: { Ref: "Pool" } } },
    };
    writeFileSync(template, JSON.stringify(declared));
    const named = [
      "--stack-name",
      "by-bucket",
      "--template-file",
      template,
      "--s3-bucket",
      bucket.slice("s3://".length),
    ];
    await done(["cloudformation", "deploy", ...named]);
    const query = ["--query", "Stacks[0].Outputs[0].OutputValue", "--output", "text"];
    const pool = await done(["cloudformation", "describe-stacks", "--stack-name", "by-bucket", ...query]);
    const clients = ["cognito-idp", "list-user-pool-clients", "--user-pool-id", pool];
    assert.equal(await done([...clients, "--query", "UserPoolClients[].ClientName", "--output", "text"]), "by-secret");
  });

  test("a role is assumed", async () => {
    const role = `arn:aws:iam::${account}:role/deploy`;
    const query = ["--query", "Credentials.[AccessKeyId,SecretAccessKey,SessionToken]", "--output", "text"];
    const assumed = await done(["sts", "assume-role", "--role-arn", role, "--role-session-name", "me", ...query]);
    const [id = "", secret = "", token = ""] = assumed.split(/\s+/);
    const session = { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: token };
    const arn = await done(["sts", "get-caller-identity", "--query", "Arn", "--output", "text"], session);
    assert.equal(arn, `arn:aws:sts::${account}:assumed-role/deploy/me`);
    await done(["ssm", "get-parameters-by-path", "--path", "/names"], session);
  });
});
