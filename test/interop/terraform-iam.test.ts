/**
 * The real Terraform CLI with the real AWS provider: roles and policies beside the pool, client and group that name them,
 * through a life of changes.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { DescribeUserPoolCommand } from "@aws-sdk/client-cognito-identity-provider";
import { GetPolicyCommand, IAMClient, ListRolesCommand } from "@aws-sdk/client-iam";
import { terraformScene } from "./terraform-scene.js";

const scene = terraformScene("iam");
const { options, newFolder, poolNames } = scene;

const provider = `
provider "aws" {
  region                      = "us-east-1"
  skip_metadata_api_check     = true
}
data "aws_caller_identity" "me" {}
data "aws_partition" "here" {}
`;

const configuration = (stage: {
  readonly service: string;
  readonly description: string;
  readonly duration: number;
  readonly tags: string;
  readonly action: string;
  readonly attached: string;
  readonly inline: string;
  readonly boundary: string;
  readonly policyTags: string;
}): string => `${provider}
data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["${stage.service}"]
    }
    condition {
      test     = "StringEquals"
      variable = "sts:ExternalId"
      values   = ["texts"]
    }
  }
}
data "aws_iam_policy_document" "publish" {
  statement {
    actions   = ["${stage.action}"]
    resources = ["*"]
  }
}
resource "aws_iam_role" "sender" {
  name                  = "sender"
  path                  = "/pools/"
  description           = "${stage.description}"
  assume_role_policy    = data.aws_iam_policy_document.trust.json
  max_session_duration  = ${stage.duration}
  force_detach_policies = true
  ${stage.boundary}
  tags = { ${stage.tags} }
}
resource "aws_iam_role_policy" "publish" {
  name   = "publish"
  role   = aws_iam_role.sender.id
  policy = data.aws_iam_policy_document.publish.json
}
resource "aws_iam_policy" "publish" {
  name        = "publish"
  path        = "/pools/"
  description = "May publish"
  policy      = data.aws_iam_policy_document.publish.json
  tags        = { ${stage.policyTags} }
}
resource "aws_iam_role_policy_attachment" "own" {
  role       = aws_iam_role.sender.name
  policy_arn = aws_iam_policy.publish.arn
}
resource "aws_iam_role_policy_attachment" "aws" {
  role       = aws_iam_role.sender.name
  policy_arn = "arn:\${data.aws_partition.here.partition}:iam::aws:policy/${stage.attached}"
}
resource "aws_iam_role" "admins" {
  name_prefix        = "admins-"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Federated = "cognito-identity.amazonaws.com" }, Action = "sts:AssumeRoleWithWebIdentity" }]
  })
  inline_policy {
    name   = "inside"
    policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "${stage.inline}", Resource = "*" }] })
  }
}
resource "aws_iam_policy" "shared" {
  name_prefix = "shared-"
  policy      = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Deny", Action = "*", Resource = "*" }] })
}
resource "aws_iam_policy_attachment" "shared" {
  name       = "everybody"
  roles      = [aws_iam_role.admins.name]
  policy_arn = aws_iam_policy.shared.arn
}
resource "aws_iam_service_linked_role" "email" {
  aws_service_name = "email.cognito-idp.amazonaws.com"
}
resource "aws_cognito_user_pool" "texts" {
  name                     = "texts"
  auto_verified_attributes = ["phone_number"]
  sms_configuration {
    external_id    = "texts"
    sns_caller_arn = aws_iam_role.sender.arn
    sns_region     = "us-east-1"
  }
  depends_on = [aws_iam_role_policy.publish]
}
resource "aws_cognito_user_group" "admins" {
  name         = "admins"
  user_pool_id = aws_cognito_user_pool.texts.id
  role_arn     = aws_iam_role.admins.arn
}
data "aws_iam_role" "sender" {
  name = aws_iam_role.sender.name
}
data "aws_iam_policy" "publish" {
  arn = aws_iam_policy.publish.arn
}
output "account" { value = data.aws_caller_identity.me.account_id }
output "pool" { value = aws_cognito_user_pool.texts.id }
output "sender" { value = data.aws_iam_role.sender.arn }
output "sender_id" { value = aws_iam_role.sender.unique_id }
output "document" { value = data.aws_iam_policy.publish.policy }
output "policy" { value = aws_iam_policy.publish.arn }
`;

const created = configuration({
  service: "cognito-idp.amazonaws.com",
  description: "Sends (all of) the texts",
  duration: 7200,
  tags: 'team = "identity", stage = "dev"',
  action: "sns:Publish",
  attached: "AmazonSNSFullAccess",
  inline: "s3:GetObject",
  boundary: "permissions_boundary = aws_iam_policy.shared.arn",
  policyTags: 'team = "identity"',
});
const changed = configuration({
  service: "sns.amazonaws.com",
  description: "Sends them",
  duration: 3600,
  tags: 'team = "platform"',
  action: "sns:*",
  attached: "AmazonSNSRole",
  inline: "s3:PutObject",
  boundary: "",
  policyTags: "",
});

test("roles beside a pool: everything set, changed, destroyed; each plan afterwards is empty", options, async (t) => {
  const folder = newFolder(created);
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const client = new IAMClient({ endpoint: scene.world.url, region: "us-east-1", credentials, maxAttempts: 1 });
  let first: Record<string, string> = {};

  await t.test("everything set", async () => {
    await folder.init();
    await folder.apply();
    await folder.plansNothing();
    first = await folder.outputs();
    assert.equal(first["account"], "123456789012");
    assert.equal(first["sender"], "arn:aws:iam::123456789012:role/pools/sender");
    const { UserPool } = await scene.world.client.send(new DescribeUserPoolCommand({ UserPoolId: first["pool"] }));
    assert.equal(UserPool?.SmsConfiguration?.SnsCallerArn, first["sender"]);
  });

  await t.test("changed, where it can be in place", async () => {
    folder.write("main.tf", changed);
    await folder.apply();
    await folder.plansNothing();
    const now = await folder.outputs();
    for (const kept of ["pool", "sender_id", "policy"]) assert.equal(now[kept], first[kept], `${kept} was replaced`);
    assert.match(now["document"] ?? "", /"sns:\*"/);
    const { Policy } = await client.send(new GetPolicyCommand({ PolicyArn: now["policy"] }));
    assert.deepEqual([Policy?.DefaultVersionId, Policy?.AttachmentCount], ["v2", 1]);
  });

  await t.test("imported again", async () => {
    await folder.run("state", "rm", "aws_iam_role.sender", "aws_iam_role_policy.publish", "aws_iam_policy.publish");
    for (const [address, id] of [
      ["aws_iam_role.sender", "sender"],
      ["aws_iam_role_policy.publish", "sender:publish"],
      ["aws_iam_policy.publish", first["policy"]!],
    ] as const) {
      await folder.run("import", "-no-color", "-input=false", address, id);
    }
    // What only the provider knows of a role: whether it detaches.
    await folder.apply();
    await folder.plansNothing();
    assert.equal((await folder.outputs())["sender_id"], first["sender_id"]);
  });

  await t.test("destroyed", async () => {
    await folder.run("destroy", "-no-color", "-auto-approve");
    assert.deepEqual(await poolNames(), []);
    assert.deepEqual((await client.send(new ListRolesCommand({}))).Roles, []);
  });
});

test("an account that the provider asks of IAM, when it is told not to check credentials", options, async () => {
  const { Id } = await scene.world.pool({ PoolName: "asked" });
  const folder = newFolder(`
provider "aws" {
  region                      = "us-east-1"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
}
data "aws_cognito_user_pools" "asked" { name = "asked" }
output "arns" { value = join(" ", data.aws_cognito_user_pools.asked.arns) }
`);
  await folder.init();
  await folder.apply();
  const { arns } = await folder.outputs();
  assert.equal(arns, `arn:aws:cognito-idp:us-east-1:123456789012:userpool/${Id}`);
});
