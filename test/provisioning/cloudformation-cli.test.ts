/** The AWS CLI against stacks, as people type it: deploy, deploy again, create, update and delete with waiters. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type Ending, runProgram } from "../interop/child.js";
import { awsCli } from "../programs.js";
import { startTestWorld, type TestWorld } from "../world.js";

const cli = awsCli();
const example = "examples/cloudformation/identity.yaml";

describe("AWS CLI and stacks", { skip: cli.skip }, () => {
  let world: TestWorld;
  before(async () => {
    world = await startTestWorld();
  });
  after(() => world.close());

  const run = (...words: string[]): Promise<Ending> =>
    runProgram(cli.command, ["cloudformation", ...words], {
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

  test("validate-template and a parameter that breaks its rule", async () => {
    await done("validate-template", "--template-body", `file://${example}`);
    const bad = await run(
      ...["create-stack", "--stack-name", "bad", "--template-body", `file://${example}`],
      ...["--parameters", "ParameterKey=AdministratorEmail,ParameterValue=nobody"],
    );
    assert.match(bad.stderr, /Parameter 'AdministratorEmail' failed to satisfy constraint: an e-mail address/);
  });
});
