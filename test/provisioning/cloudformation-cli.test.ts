/** The AWS CLI against stacks, as people type it: deploy, deploy again, create, update and delete with waiters. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { type Ending, runProgram } from "../interop/child.js";
import { awsCli } from "../programs.js";
import { startTestWorld, type TestWorld } from "../world.js";

const cli = awsCli();
const example = "examples/cloudformation/identity.yaml";

const withFunction = `
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }]
  Greeting:
    Type: AWS::Lambda::Function
    Properties: { Runtime: nodejs22.x, Handler: index.handler, Role: !GetAtt Role.Arn, Code: greeting }
  Pool:
    Type: AWS::Cognito::UserPool
    Properties: { LambdaConfig: { PostConfirmation: !GetAtt Greeting.Arn } }
`;

describe("AWS CLI and stacks", { skip: cli.skip }, () => {
  let world: TestWorld;
  before(async () => {
    world = await startTestWorld();
  });
  after(() => world.close());

  const run = (...words: string[]): Promise<Ending> => aws("cloudformation", ...words);
  const aws = (...words: string[]): Promise<Ending> =>
    runProgram(cli.command, words, {
      variables: {
        AWS_ENDPOINT_URL: world.url,
        AWS_ACCESS_KEY_ID: "local",
        AWS_SECRET_ACCESS_KEY: "local",
        AWS_DEFAULT_REGION: "us-east-1",
      },
    });
  async function done(...words: string[]): Promise<string> {
    const { code, stdout, stderr } = await run(...words);
    assert.equal(code, 0, `${words.join(" ")}: ${stderr}`);
    return stdout.trim();
  }
  const status = (name: string): Promise<string> =>
    done("describe-stacks", "--stack-name", name, "--query", "Stacks[0].StackStatus", "--output", "text");

  test("deploy creates, an equal one changes nothing, another one updates", async () => {
    const deploy = ["deploy", "--stack-name", "deployed", "--template-file", example, "--no-fail-on-empty-changeset"];
    assert.match(await done(...deploy), /Successfully created\/updated stack - deployed/);
    assert.equal(await status("deployed"), "CREATE_COMPLETE");
    assert.match(await done(...deploy), /No changes to deploy\. Stack deployed is up to date/);
    assert.equal(await status("deployed"), "CREATE_COMPLETE");
    const other = await done(...deploy, "--tags", "team=identity");
    assert.match(other, /Successfully created\/updated stack - deployed/);
    assert.equal(await status("deployed"), "UPDATE_COMPLETE");
    await done("delete-stack", "--stack-name", "deployed");
    await done("wait", "stack-delete-complete", "--stack-name", "deployed");
  });

  test("create-stack, update-stack and delete-stack with their waiters", async () => {
    const body = ["--stack-name", "typed", "--template-body", `file://${example}`];
    await done("create-stack", ...body, "--parameters", "ParameterKey=AdministratorEmail,ParameterValue=a@example.com");
    await done("wait", "stack-create-complete", "--stack-name", "typed");
    const same = await run(
      "update-stack",
      ...body,
      "--parameters",
      "ParameterKey=AdministratorEmail,UsePreviousValue=true",
    );
    assert.match(same.stderr, /\(ValidationError\).*No updates are to be performed\./);
    const names = ["--parameters", "ParameterKey=AdministratorEmail,UsePreviousValue=true"];
    await done("update-stack", ...body, ...names, "--tags", "Key=stage,Value=dev");
    await done("wait", "stack-update-complete", "--stack-name", "typed");
    const refused = await run(
      "create-stack",
      ...body,
      "--parameters",
      "ParameterKey=AdministratorEmail,ParameterValue=x",
    );
    assert.match(refused.stderr, /\(AlreadyExistsException\).*Stack \[typed\] already exists/);
    await done("delete-stack", "--stack-name", "typed");
    await done("wait", "stack-delete-complete", "--stack-name", "typed");
    const gone = await run("describe-stacks", "--stack-name", "typed");
    assert.match(gone.stderr, /\(ValidationError\).*Stack with id typed does not exist/);
  });

  test("deploy through a bucket, with parameters; the template by its URL", async () => {
    assert.equal((await aws("s3", "mb", "s3://templates")).code, 0);
    const place = ["--s3-bucket", "templates", "--s3-prefix", "identity"];
    const parameters = ["--parameter-overrides", "Stage=prod", "AdministratorEmail=b@example.com"];
    await done("deploy", "--stack-name", "large", "--template-file", example, ...place, ...parameters);
    const kept = ["describe-stacks", "--stack-name", "large", "--query", "Stacks[0].Parameters[].ParameterValue"];
    assert.deepEqual((JSON.parse(await done(...kept)) as string[]).sort(), ["b@example.com", "prod"]);
    const deploy = ["deploy", "--stack-name", "large", "--template-file", example, "--no-fail-on-empty-changeset"];
    assert.match(await done(...deploy, ...place), /No changes to deploy/, "what is not overridden stays");

    const { stdout } = await aws("s3", "ls", "s3://templates/identity/");
    const key = /\S+\.template/.exec(stdout)?.[0] ?? "";
    await done("create-stack", "--stack-name", "linked", "--template-url", `${world.url}/templates/identity/${key}`);
    await done("wait", "stack-create-complete", "--stack-name", "linked");
    for (const name of ["large", "linked"]) await done("delete-stack", "--stack-name", name);
    await done("wait", "stack-delete-complete", "--stack-name", "linked");
    assert.equal(await status("large"), "DELETE_FAILED", "a pool that is protected stays");
  });

  test("package: a function's folder goes to the bucket, and deploys from there", async () => {
    const folder = mkdtempSync(join(tmpdir(), "poolhouse-package-"));
    mkdirSync(join(folder, "greeting"));
    writeFileSync(join(folder, "greeting", "index.js"), "exports.handler = async (event) => event;\n");
    writeFileSync(join(folder, "template.yaml"), withFunction);
    const packaged = join(folder, "packaged.yaml");
    assert.equal((await aws("s3", "mb", "s3://packages")).code, 0);
    const into = ["--s3-bucket", "packages", "--output-template-file", packaged];
    await done("package", "--template-file", join(folder, "template.yaml"), ...into);
    assert.match(readFileSync(packaged, "utf8"), /S3Bucket: packages/);
    await done("deploy", "--stack-name", "packaged", "--template-file", packaged, "--capabilities", "CAPABILITY_IAM");
    assert.equal(await status("packaged"), "CREATE_COMPLETE");
    rmSync(folder, { recursive: true });
  });

  test("a user with every property, in JSON and in YAML", async () => {
    for (const form of ["json", "yaml"]) {
      const template = `examples/cloudformation/user.${form}`;
      await done("deploy", "--stack-name", form, "--template-file", template);
      const outputs = ["describe-stacks", "--stack-name", form, "--query", "Stacks[0].Outputs[].OutputValue"];
      assert.ok((JSON.parse(await done(...outputs)) as string[]).includes("admin"));
      await done("delete-stack", "--stack-name", form);
      await done("wait", "stack-delete-complete", "--stack-name", form);
    }
  });

  test("validate-template and a parameter that breaks its rule", async () => {
    await done("validate-template", "--template-body", `file://${example}`);
    const bad = await run(
      ...["create-stack", "--stack-name", "bad", "--template-body", `file://${example}`],
      ...["--parameters", "ParameterKey=AdministratorEmail,ParameterValue=nobody"],
    );
    assert.match(bad.stderr, /Parameter 'AdministratorEmail' failed to satisfy constraint: an e-mail address/);
  });
});
