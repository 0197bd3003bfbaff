/** The AWS CLI against roles and policies, as people type it, with its waiters. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { awsCli } from "../programs.js";
import { startTestWorld, type TestWorld } from "../world.js";
import { type Ending, runProgram } from "./child.js";

const cli = awsCli();
const trust = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "cognito-idp.amazonaws.com" }, Action: "sts:AssumeRole" }],
});
const publish = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "sns:Publish", Resource: "*" }],
});

describe("AWS CLI and IAM", { skip: cli.skip }, () => {
  let world: TestWorld;
  before(async () => {
    world = await startTestWorld();
  });
  after(() => world.close());

  const run = (...words: string[]): Promise<Ending> =>
    runProgram(cli.command, [...words, "--output", "json"], {
      variables: {
        AWS_ENDPOINT_URL: world.url,
        AWS_ACCESS_KEY_ID: "local",
        AWS_SECRET_ACCESS_KEY: "local",
        AWS_DEFAULT_REGION: "eu-west-1",
      },
    });
  async function done(...words: string[]): Promise<Record<string, Record<string, unknown>>> {
    const { code, stdout, stderr } = await run(...words);
    assert.equal(code, 0, `${words.join(" ")}: ${stderr}`);
    return stdout.trim() === "" ? {} : JSON.parse(stdout);
  }

  test("a role for text messages, which a pool of another region names", async () => {
    const named = ["--role-name", "Texts"];
    const { Role } = await done("iam", "create-role", ...named, "--assume-role-policy-document", trust);
    await done("iam", "wait", "role-exists", ...named);
    assert.deepEqual(Role?.["AssumeRolePolicyDocument"], JSON.parse(trust));
    await done("iam", "put-role-policy", ...named, "--policy-name", "publish", "--policy-document", publish);
    const inside = await done("iam", "get-role-policy", ...named, "--policy-name", "publish");
    assert.deepEqual(inside["PolicyDocument"], JSON.parse(publish));

    const { Policy } = await done("iam", "create-policy", "--policy-name", "Publish", "--policy-document", publish);
    const arn = String(Policy?.["Arn"]);
    await done("iam", "wait", "policy-exists", "--policy-arn", arn);
    await done("iam", "attach-role-policy", ...named, "--policy-arn", arn);
    const attached = await done("iam", "list-attached-role-policies", ...named);
    assert.deepEqual(attached["AttachedPolicies"], [{ PolicyName: "Publish", PolicyArn: arn }]);

    const sms = `SnsCallerArn=${Role?.["Arn"]},ExternalId=texts`;
    const made = await done("cognito-idp", "create-user-pool", "--pool-name", "texts", "--sms-configuration", sms);
    assert.deepEqual(made["UserPool"]?.["SmsConfiguration"], {
      SnsCallerArn: Role?.["Arn"],
      ExternalId: "texts",
    });

    const early = await run("iam", "delete-role", ...named);
    assert.match(early.stderr, /\(DeleteConflict\).*Cannot delete entity, must detach all policies first\./);
    await done("iam", "detach-role-policy", ...named, "--policy-arn", arn);
    await done("iam", "delete-role-policy", ...named, "--policy-name", "publish");
    await done("iam", "delete-role", ...named);
    await done("iam", "delete-policy", "--policy-arn", arn);
    const gone = await run("iam", "get-role", ...named);
    assert.match(gone.stderr, /\(NoSuchEntity\).*The role with name Texts cannot be found\./);
  });

  test("get-user and list-roles, which scripts begin with", async () => {
    assert.equal((await done("iam", "get-user"))["User"]?.["Arn"], "arn:aws:iam::123456789012:root");
    assert.deepEqual((await done("iam", "list-roles", "--max-items", "1"))["Roles"], []);
    assert.deepEqual((await done("iam", "list-account-aliases"))["AccountAliases"], []);
  });
});
