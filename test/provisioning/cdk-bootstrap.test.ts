/**
 * The bootstrap template that the CDK command brings along, as it stands: nobody needs it here, and whoever deploys it all
 * the same gets what it declares. With and without the options that add a key and a boundary.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { GetRoleCommand, IAMClient, ListAttachedRolePoliciesCommand, ListRolesCommand } from "@aws-sdk/client-iam";
import { DescribeKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { repository, startTestWorld, type TestWorld } from "../world.js";
import { type Answer, stackClient } from "./stack-client.js";

const TemplateBody = readFileSync(
  join(repository, "test/node_modules/aws-cdk/lib/api/bootstrap/bootstrap-template.yaml"),
  "utf8",
);
const version = [...TemplateBody.matchAll(/Value: '([0-9]+)'/g)].at(-1)?.[1];
const Capabilities = ["CAPABILITY_NAMED_IAM"];
const StackName = "CDKToolkit";

describe("the bootstrap template of the CDK", () => {
  let world: TestWorld;
  let stacks: ReturnType<typeof stackClient>;
  let iam: IAMClient;
  let ssm: SSMClient;
  let kms: KMSClient;
  before(async () => {
    world = await startTestWorld();
    stacks = stackClient(world.url);
    const credentials = { accessKeyId: "local", secretAccessKey: "local" };
    const options = { endpoint: world.url, region: "us-east-1", credentials, maxAttempts: 1 };
    [iam, ssm, kms] = [new IAMClient(options), new SSMClient(options), new KMSClient(options)];
  });
  after(() => world.close());

  let deployments = 0;

  /** Answers the change set, and the status that its execution leaves; none when it changes nothing. */
  async function deploy(ChangeSetType: "CREATE" | "UPDATE", parameters: Readonly<Record<string, string>>) {
    const Parameters = Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
      ParameterKey,
      ParameterValue,
    }));
    const ChangeSetName = `cdk-bootstrap-change-set-${++deployments}`;
    const asked = { StackName, ChangeSetName, ChangeSetType, TemplateBody, Parameters, Capabilities };
    await stacks.call("CreateChangeSet", asked);
    const set = await stacks.call("DescribeChangeSet", { StackName, ChangeSetName });
    if (set["Status"] === "FAILED") return { set, status: undefined };
    await stacks.call("ExecuteChangeSet", { StackName, ChangeSetName });
    const status = (await stacks.settled(StackName))["StackStatus"];
    assert.equal(status, `${ChangeSetType}_COMPLETE`, (await stacks.events(StackName)).join("\n"));
    return { set, status };
  }
  const role = (kind: string): string => `cdk-hnb659fds-${kind}-role-123456789012-us-east-1`;

  async function roleNames(): Promise<string[]> {
    const { Roles = [] } = await iam.send(new ListRolesCommand({}));
    return Roles.map(({ RoleName }) => RoleName!);
  }

  async function remove(): Promise<void> {
    const { StackId } = await stacks.stack(StackName);
    await stacks.call("DeleteStack", { StackName });
    const gone = await stacks.settled(String(StackId));
    assert.equal(gone["StackStatus"], "DELETE_COMPLETE", (await stacks.events(String(StackId))).join("\n"));
    assert.deepEqual(await roleNames(), []);
  }

  test("as the command deploys it: made, no change, changed, deleted", async () => {
    const usual = { FileAssetsBucketKmsKeyId: "AWS_MANAGED_KEY", PublicAccessBlockConfiguration: "true" };
    assert.equal((await deploy("CREATE", usual)).status, "CREATE_COMPLETE");
    assert.deepEqual(await stacks.outputs(StackName), {
      BucketName: "cdk-hnb659fds-assets-123456789012-us-east-1",
      BucketDomainName: "cdk-hnb659fds-assets-123456789012-us-east-1.s3.us-east-1.amazonaws.com",
      FileAssetKeyArn: "AWS_MANAGED_KEY",
      ImageRepositoryName: "cdk-hnb659fds-container-assets-123456789012-us-east-1",
      BootstrapVersion: version,
    });
    const kinds = ["cfn-exec", "deploy", "file-publishing", "image-publishing", "lookup"];
    assert.deepEqual(await roleNames(), kinds.map(role));
    const { AttachedPolicies } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName: role("cfn-exec") }));
    assert.deepEqual(AttachedPolicies, [
      { PolicyName: "AdministratorAccess", PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess" },
    ]);
    const Name = "/cdk-bootstrap/hnb659fds/version";
    assert.equal((await ssm.send(new GetParameterCommand({ Name }))).Parameter?.Value, version);

    const again = await deploy("UPDATE", usual);
    assert.equal(again.status, undefined);
    assert.match(String(again.set["StatusReason"]), /^The submitted information didn't contain changes\./);

    const trusting = {
      ...usual,
      TrustedAccounts: "210987654321",
      CloudFormationExecutionPolicies: "arn:aws:iam::aws:policy/PowerUserAccess",
    };
    const changed = await deploy("UPDATE", trusting);
    assert.equal(changed.status, "UPDATE_COMPLETE");
    const changes = changed.set["Changes"] as { ResourceChange: Record<string, Answer> }[];
    assert.ok(changes.every(({ ResourceChange }) => ResourceChange["Replacement"] !== "True"));
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: role("deploy") }));
    assert.match(decodeURIComponent(Role!.AssumeRolePolicyDocument!), /"210987654321"/);
    await remove();
  });

  test("with a key of its own and a boundary for every role", async () => {
    const InputPermissionsBoundary = "cdk-hnb659fds-permissions-boundary-123456789012-us-east-1";
    // The command makes the policy first, and applies it with a second deployment.
    assert.equal((await deploy("CREATE", { UseExamplePermissionsBoundary: "true" })).status, "CREATE_COMPLETE");
    const key = (await stacks.outputs(StackName))["FileAssetKeyArn"]!;
    assert.match(key, /^arn:aws:kms:us-east-1:123456789012:key\/[0-9a-f-]{36}$/);
    const byAlias = await kms.send(new DescribeKeyCommand({ KeyId: "alias/cdk-hnb659fds-assets-key" }));
    assert.equal(byAlias.KeyMetadata?.Arn, key);
    const bounded = {
      UseExamplePermissionsBoundary: "true",
      InputPermissionsBoundary,
      ApplyPermissionsBoundaryToAllRoles: "true",
    };
    assert.equal((await deploy("UPDATE", bounded)).status, "UPDATE_COMPLETE");
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: role("lookup") }));
    assert.equal(
      Role?.PermissionsBoundary?.PermissionsBoundaryArn,
      `arn:aws:iam::123456789012:policy/${InputPermissionsBoundary}`,
    );
    // The policy cannot go while it bounds a role, and the template does not say what hangs on what.
    assert.equal((await deploy("UPDATE", { UseExamplePermissionsBoundary: "true" })).status, "UPDATE_COMPLETE");
    await remove();
  });
});
