/** The real CDK CLI against a server: the example as it stands, a stack through its life, and the other ways to deploy. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import {
  AdminDeleteUserCommand,
  AdminGetUserCommand,
  CreateUserPoolDomainCommand,
  DescribeUserPoolCommand,
  ListUserPoolsCommand,
  ListUsersCommand,
} from "../clients.js";
import { stackClient } from "../provisioning/stack-client.js";
import { startTestWorld, type TestWorld } from "../world.js";
import { type CdkFolder, cdkFolder } from "./cdk-folder.js";
import { synthesiseOthers, synthesiseTeam } from "./cdk-team.js";

let world: TestWorld;
let cfn: ReturnType<typeof stackClient>;
let folder: CdkFolder;
before(async () => {
  world = await startTestWorld();
  cfn = stackClient(world.url);
  folder = cdkFolder(world.url, "examples/cdk");
});
after(async () => {
  folder?.remove();
  await world?.close();
});

const deploy = ["deploy", "--require-approval", "never"];
const status = async (name: string) => (await cfn.stack(name))["StackStatus"];
const physicalId = async (name: string, logicalId: RegExp): Promise<string> => {
  const { StackResources } = await cfn.call("DescribeStackResources", { StackName: name });
  const rows = StackResources as Record<string, string>[];
  return rows.find((row) => logicalId.test(row["LogicalResourceId"] ?? ""))?.["PhysicalResourceId"] ?? "";
};
async function usersOf(UserPoolId: string | undefined): Promise<Record<string, string | undefined>> {
  const { Users = [] } = await world.client.send(new ListUsersCommand({ UserPoolId }));
  const email = (user: (typeof Users)[number]) => user.Attributes?.find(({ Name }) => Name === "email")?.Value;
  return Object.fromEntries(Users.map((user) => [user.Username ?? "", email(user)]));
}

describe("the example", () => {
  test("deploys without a bootstrap: users, factors, clients, providers", async () => {
    const said = await folder.done(...deploy, "--all");
    assert.doesNotMatch(said, /deprecated/);
    const { PoolId, FirstUser } = await cfn.outputs("Directory");
    assert.equal(FirstUser, "ada");
    assert.match(said, new RegExp(`Directory\\.PoolId = ${PoolId}`));
    assert.deepEqual(await usersOf(PoolId), { ada: "ada@example.com", grace: "grace@example.com" });
    const ada = await world.client.send(new AdminGetUserCommand({ UserPoolId: PoolId, Username: "ada" }));
    assert.equal(ada.UserStatus, "FORCE_CHANGE_PASSWORD", "a declared user has no password that anybody knows");
    assert.deepEqual(
      (await world.messages({ userPoolId: String(PoolId) })).map(({ to }) => to),
      ["grace@example.com"],
      "one is invited, the other's invitation is suppressed",
    );
    const identity = await cfn.outputs("Identity");
    assert.match(identity["MachineSecret"] ?? "", /^[0-9a-z]{40,64}$/);
    const { UserPool } = await world.client.send(new DescribeUserPoolCommand({ UserPoolId: identity["PoolId"] }));
    assert.equal(UserPool?.MfaConfiguration, "OPTIONAL");
    assert.match(UserPool?.LambdaConfig?.PostConfirmation ?? "", /^arn:aws:lambda:us-east-1:123456789012:function:/);
  });

  test("is no change the second time, and no difference", async () => {
    const said = await folder.done(...deploy, "--all", "-a", "cdk.out");
    assert.match(said, /Directory \(no changes\)/);
    assert.match(said, /Identity \(no changes\)/);
    const difference = await folder.done("diff", "--all", "--fail", "-a", "cdk.out");
    assert.match(difference, /Number of stacks with differences: 0/);
  });

  test("shows drift, once a user was deleted behind its back", async () => {
    assert.match(await folder.done("drift", "Identity", "--fail", "-a", "cdk.out"), /No drift detected/);
    const { PoolId } = await cfn.outputs("Directory");
    await world.client.send(new AdminDeleteUserCommand({ UserPoolId: PoolId, Username: "grace" }));
    const { code, stdout, stderr } = await folder.cdk("drift", "Directory", "--fail", "-a", "cdk.out");
    assert.equal(code, 1);
    assert.match(`${stdout}${stderr}`, /Deleted Resources[\s\S]{1,200}AWS::Cognito::UserPoolUser Grace/);
  });

  test("is destroyed", async () => {
    await folder.done("destroy", "--all", "--force", "-a", "cdk.out");
    assert.deepEqual((await world.client.send(new ListUserPoolsCommand({ MaxResults: 60 }))).UserPools, []);
  });
});

describe("a stack through its life", () => {
  const version = (name: string) => ["-a", `versions/${name}`];
  let PoolId: string | undefined;
  before(() => synthesiseTeam(join(folder.path, "versions")));

  test("is made, and equal the second time by the direct method", async () => {
    await folder.done(...deploy, ...version("first"));
    PoolId = (await cfn.outputs("Team"))["PoolId"];
    assert.deepEqual(await usersOf(PoolId), { ada: "ada@example.com", grace: "grace@example.com" });
    assert.match(await folder.done(...deploy, "--force", "--method=direct", ...version("first")), /\(no changes\)/);
    assert.equal(await status("Team"), "CREATE_COMPLETE");
  });

  test("takes a changed pool and one more user, by the direct method", async () => {
    await folder.done(...deploy, "--method=direct", ...version("second"));
    assert.equal(await status("Team"), "UPDATE_COMPLETE");
    const { UserPool } = await world.client.send(new DescribeUserPoolCommand({ UserPoolId: PoolId }));
    assert.equal(UserPool?.Policies?.PasswordPolicy?.MinimumLength, 12);
    assert.ok(UserPool?.SchemaAttributes?.some(({ Name }) => Name === "custom:department"));
    assert.deepEqual(Object.keys(await usersOf(PoolId)).sort(), ["ada", "alan", "grace"]);
  });

  test("shows the difference of a renamed user, and replaces him", async () => {
    const difference = await folder.cdk("diff", "--fail", ...version("renamed"));
    assert.equal(difference.code, 1);
    const said = `${difference.stdout}${difference.stderr}`;
    assert.match(said, /AWS::Cognito::UserPoolUser Grace Grace replace/);
    assert.match(said, /Username \(requires replacement\)[\s\S]{1,200}grace[\s\S]{1,200}hopper/);
    assert.deepEqual(Object.keys(await usersOf(PoolId)).sort(), ["ada", "alan", "grace"]);
    await folder.done(...deploy, ...version("renamed"));
    assert.deepEqual(Object.keys(await usersOf(PoolId)).sort(), ["ada", "alan", "hopper"]);
  });

  test("refuses to change a user of a fixed name, and stays as it was", async () => {
    const { code, stdout, stderr } = await folder.cdk(...deploy, ...version("fixed"));
    assert.equal(code, 1);
    assert.match(
      `${stdout}${stderr}`,
      /CloudFormation cannot update a stack when a custom-named resource requires replacing\. Rename ada and update/,
    );
    assert.equal(await status("Team"), "UPDATE_ROLLBACK_COMPLETE");
    const users = await usersOf(PoolId);
    assert.equal(users["ada"], "ada@example.com");
    assert.deepEqual(Object.keys(users).sort(), ["ada", "alan", "hopper"]);
  });

  test("an attribute cannot be taken away; the stack turns back", async () => {
    const { code, stdout, stderr } = await folder.cdk(...deploy, ...version("first"));
    assert.equal(code, 1);
    assert.match(`${stdout}${stderr}`, /Existing schema attributes cannot be modified or deleted\./);
    assert.equal(await status("Team"), "UPDATE_ROLLBACK_COMPLETE");
    const { UserPool } = await world.client.send(new DescribeUserPoolCommand({ UserPoolId: PoolId }));
    assert.ok(UserPool?.SchemaAttributes?.some(({ Name }) => Name === "custom:department"));
  });

  test("that failed without a rollback is rolled back when asked", async () => {
    const other = await world.pool();
    const taken = { UserPoolId: other.Id, Domain: "taken-by-another" };
    await world.client.send(new CreateUserPoolDomainCommand(taken));
    const { code } = await folder.cdk(...deploy, "--no-rollback", ...version("failing"));
    assert.equal(code, 1);
    assert.equal(await status("Team"), "UPDATE_FAILED");
    await folder.done("rollback", ...version("failing"));
    assert.equal(await status("Team"), "UPDATE_ROLLBACK_COMPLETE");
    assert.deepEqual(Object.keys(await usersOf(PoolId)).sort(), ["ada", "alan", "hopper"]);
  });

  test("is destroyed", async () => {
    await folder.done("destroy", "--force", ...version("failing"));
    await assert.rejects(status("Team"), { message: "Stack with id Team does not exist" });
    const describe = world.client.send(new DescribeUserPoolCommand({ UserPoolId: PoolId }));
    await assert.rejects(describe, { name: "ResourceNotFoundException" });
  });
});

describe("other ways", () => {
  before(() => synthesiseOthers(join(folder.path, "others")));

  test("a pool that exists is imported, and belongs to the stack", async () => {
    const { Id } = await world.pool({ PoolName: "before" });
    writeFileSync(join(folder.path, "import.json"), JSON.stringify({ PoolD3F588B8: { UserPoolId: Id } }));
    const taken = ["-a", "others/taken"];
    await folder.done("import", "--resource-mapping", "import.json", ...taken);
    assert.equal(await status("Taken"), "IMPORT_COMPLETE");
    assert.equal(await physicalId("Taken", /^Pool/), Id);
    await folder.done(...deploy, ...taken);
    assert.match(await folder.done(...deploy, ...taken), /Taken \(no changes\)/);
    await folder.done("destroy", "--force", ...taken);
    const kept = await world.client.send(new DescribeUserPoolCommand({ UserPoolId: Id }));
    assert.equal(kept.UserPool?.Id, Id, "a retained pool outlives its stack");
  });

  test("the other synthesizers, and a bootstrapped environment", async () => {
    const ways = ["-a", "others/ways"];
    await folder.done(...deploy, "--all", ...ways);
    for (const name of ["Bootstrapless", "Legacy", "OwnCredentials"]) {
      assert.equal(await status(name), "CREATE_COMPLETE", name);
    }
    await folder.done("bootstrap", "aws://123456789012/us-east-1");
    assert.equal(await status("CDKToolkit"), "CREATE_COMPLETE");
    await folder.done(...deploy, "-a", "versions/first");
    assert.equal(await status("Team"), "CREATE_COMPLETE");
    await folder.done("destroy", "--all", "--force", ...ways);
    for (const name of ["Bootstrapless", "Legacy", "OwnCredentials"]) await assert.rejects(status(name), name);
  });
});
