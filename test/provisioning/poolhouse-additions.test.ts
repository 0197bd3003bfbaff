/** What templates and tags may ask beyond CloudFormation: ids, passwords of declared users, types without effect. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  AdminGetUserCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  DescribeUserPoolClientCommand,
  DescribeUserPoolCommand,
  InitiateAuthCommand,
  ListUserPoolsCommand,
} from "../clients.js";
import { startTestWorld, type TestWorld } from "../world.js";
import { stackClient } from "./stack-client.js";

let world: TestWorld;
let cfn: ReturnType<typeof stackClient>;
before(async () => {
  world = await startTestWorld(
    { inertType: ["AWS::S3::AccessPoint", "AWS::WAFv2::*"] },
    { passwordVariables: { POOLHOUSE_PASSWORD_ADA: "Correct-Horse-9", POOLHOUSE_PASSWORD_WEAK: "weak" } },
  );
  cfn = stackClient(world.url);
});
after(() => world.close());

const invalid = (message: string | RegExp) => ({ name: "InvalidParameterException", message });

/** Creates a stack; answers its status, its resources' physical ids, and the reasons of its events. */
async function deployed(StackName: string, TemplateBody: string) {
  await cfn.call("CreateStack", { StackName, TemplateBody });
  const { StackStatus } = await cfn.settled(StackName);
  const { StackEvents } = await cfn.call("DescribeStackEvents", { StackName });
  const reasons = (StackEvents as Record<string, string>[]).map((event) => event["ResourceStatusReason"] ?? "");
  const { StackResources } = await cfn.call("DescribeStackResources", { StackName });
  const ids = (StackResources as Record<string, string>[]).map((row) => [
    row["LogicalResourceId"],
    row["PhysicalResourceId"],
  ]);
  return { status: StackStatus, ids: Object.fromEntries(ids) as Record<string, string>, reasons: reasons.join("\n") };
}

describe("ids that are asked for", () => {
  test("by tags of the pool, for the pool and for its clients by name", async () => {
    const tags = { "poolhouse:id": "us-east-1_Fixed0001", "poolhouse:client-id:web app": "webapp0001" };
    const { UserPool } = await world.client.send(new CreateUserPoolCommand({ PoolName: "fixed", UserPoolTags: tags }));
    assert.equal(UserPool?.Id, "us-east-1_Fixed0001");
    assert.deepEqual(UserPool?.UserPoolTags, tags);
    assert.match(UserPool?.Arn ?? "", /userpool\/us-east-1_Fixed0001$/);
    const client = { UserPoolId: UserPool?.Id, ClientName: "web app" };
    const { UserPoolClient } = await world.client.send(new CreateUserPoolClientCommand(client));
    assert.equal(UserPoolClient?.ClientId, "webapp0001");
    const described = await world.client.send(
      new DescribeUserPoolClientCommand({ UserPoolId: UserPool?.Id, ClientId: "webapp0001" }),
    );
    assert.equal(described.UserPoolClient?.ClientName, "web app");
    await assert.rejects(
      world.client.send(new CreateUserPoolClientCommand(client)),
      invalid("The id webapp0001 is taken."),
    );
    await assert.rejects(
      world.client.send(new CreateUserPoolCommand({ PoolName: "again", UserPoolTags: tags })),
      invalid("The id us-east-1_Fixed0001 is taken."),
    );
    const other = await world.client.send(new CreateUserPoolClientCommand({ ...client, ClientName: "other" }));
    assert.match(other.UserPoolClient?.ClientId ?? "", /^[0-9a-z]{26}$/);
  });

  for (const id of ["eu-west-1_abc", "us-east-1_", "us-east-1_a-b", `us-east-1_${"a".repeat(46)}`, ""]) {
    test(`not ${JSON.stringify(id)}`, () =>
      assert.rejects(
        world.client.send(new CreateUserPoolCommand({ PoolName: "x", UserPoolTags: { "poolhouse:id": id } })),
        invalid(/^The id .* cannot be given: it must be us-east-1_ and letters or digits, 55 characters at most\.$/),
      ));
  }

  test("by the metadata of a template, with parameters; the same template again is no change", async () => {
    const template = `
Parameters: { Id: { Type: String, Default: us-east-1_Fixed0002 } }
Resources:
  Pool:
    Type: AWS::Cognito::UserPool
    Metadata: { Poolhouse: { Id: !Ref Id } }
  Client:
    Type: AWS::Cognito::UserPoolClient
    Metadata: { Poolhouse: { Id: desktop } }
    Properties: { UserPoolId: !Ref Pool }
`;
    const { status, ids } = await deployed("fixed", template);
    assert.deepEqual([status, ids], ["CREATE_COMPLETE", { Pool: "us-east-1_Fixed0002", Client: "desktop" }]);
    const { UserPool } = await world.client.send(new DescribeUserPoolCommand({ UserPoolId: "us-east-1_Fixed0002" }));
    assert.equal(UserPool?.UserPoolTags?.["poolhouse:id"], undefined);
    await assert.rejects(cfn.call("UpdateStack", { StackName: "fixed", TemplateBody: template }), {
      message: "No updates are to be performed.",
    });
  });

  test("metadata that is not understood fails the resource", async () => {
    const { status, reasons } = await deployed(
      "strange",
      `
Resources:
  Pool:
    Type: AWS::Cognito::UserPool
    Metadata: { Poolhouse: { PasswordFrom: { Environment: X } } }
`,
    );
    assert.equal(status, "ROLLBACK_COMPLETE");
    assert.match(reasons, /Metadata\/Poolhouse: PasswordFrom is not known for AWS::Cognito::UserPool\./);
  });
});

describe("passwords of declared users", () => {
  const withUser = (from: string, more = "") => `
Resources:
  Pool: { Type: AWS::Cognito::UserPool, Properties: { UserPoolName: declared-passwords } }
  Client:
    Type: AWS::Cognito::UserPoolClient
    Properties: { UserPoolId: !Ref Pool, ExplicitAuthFlows: [ALLOW_USER_PASSWORD_AUTH, ALLOW_REFRESH_TOKEN_AUTH] }
  Ada:
    Type: AWS::Cognito::UserPoolUser
    Metadata: { Poolhouse: { PasswordFrom: ${from} } }
    Properties: { UserPoolId: !Ref Pool, Username: ada, MessageAction: SUPPRESS${more} }
`;

  test("come from a variable and sign in at once", async () => {
    const { status, ids } = await deployed("passwords", withUser("{ Environment: POOLHOUSE_PASSWORD_ADA }"));
    assert.equal(status, "CREATE_COMPLETE");
    const user = { UserPoolId: ids["Pool"], Username: "ada" };
    assert.equal((await world.client.send(new AdminGetUserCommand(user))).UserStatus, "CONFIRMED");
    const answer = await world.client.send(
      new InitiateAuthCommand({
        ClientId: ids["Client"],
        AuthFlow: "USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME: "ada", PASSWORD: "Correct-Horse-9" },
      }),
    );
    assert.ok(answer.AuthenticationResult?.AccessToken);
  });

  for (const [name, from, text] of [
    ["missing", "{ Environment: POOLHOUSE_PASSWORD_BOB }", /The variable POOLHOUSE_PASSWORD_BOB is not set\./],
    ["foreign", "{ Environment: HOME }", /Variables for passwords begin with POOLHOUSE_PASSWORD_; HOME does not\./],
    ["file", "{ File: ada }", /No folder for password files is configured/],
    [
      "weak",
      "{ Environment: POOLHOUSE_PASSWORD_WEAK }",
      /Password does not conform to policy: Password not long enough/,
    ],
    ["both", "{ Environment: A, File: B }", /PasswordFrom must hold either Environment or File, a text\./],
  ] as const) {
    test(`T-49 a password that cannot be had fails the user and leaves nothing: ${name}`, async () => {
      const { status, reasons } = await deployed(`passwords-${name}`, withUser(from));
      assert.equal(status, "ROLLBACK_COMPLETE");
      assert.match(reasons, text);
      const { UserPools } = await world.client.send(new ListUserPoolsCommand({ MaxResults: 60 }));
      assert.equal(UserPools?.filter((pool) => pool.Name === "declared-passwords").length, 1, "the one that succeeded");
    });
  }

  test("are not given to a user who is only taken over", async () => {
    const { status, reasons } = await deployed(
      "passwords-resend",
      withUser("{ Environment: POOLHOUSE_PASSWORD_ADA }").replace("SUPPRESS", "RESEND"),
    );
    assert.equal(status, "ROLLBACK_COMPLETE");
    assert.match(reasons, /PasswordFrom is for users that are made; RESEND takes over another\./);
  });
});

describe("types of other services", () => {
  test("that are only recorded have their documented Ref and attributes, and change as their schema says", async () => {
    const template = (bucket: string) => `
Resources:
  Identities: { Type: AWS::Cognito::IdentityPool, Properties: { AllowUnauthenticatedIdentities: false, IdentityPoolName: people } }
  Bucket: { Type: AWS::S3::Bucket, Properties: { BucketName: ${bucket} } }
  Topic: { Type: AWS::SNS::Topic, Properties: { TopicName: texts } }
Outputs:
  Arn: { Value: !GetAtt Bucket.Arn }
  Name: { Value: !GetAtt Identities.Name }
  Topic: { Value: !Ref Topic }
`;
    const { status, ids } = await deployed("recorded", template("first"));
    assert.equal(status, "CREATE_COMPLETE");
    assert.match(ids["Identities"] ?? "", /^us-east-1:/);
    const outputsOf = (stack: Record<string, unknown>) =>
      (stack["Outputs"] as Record<string, string>[]).map((one) => one["OutputValue"]);
    assert.deepEqual(outputsOf(await cfn.stack("recorded")), [
      "arn:aws:s3:::first",
      "people",
      `arn:aws:sns:us-east-1:123456789012:texts`,
    ]);
    await cfn.call("UpdateStack", { StackName: "recorded", TemplateBody: template("second") });
    const changed = await cfn.settled("recorded");
    assert.equal(changed["StackStatus"], "UPDATE_COMPLETE");
    assert.equal(outputsOf(changed)[0], "arn:aws:s3:::second");
    const { StackEvents } = await cfn.call("DescribeStackEvents", { StackName: "recorded" });
    const replaced = (StackEvents as Record<string, string>[]).filter(
      (event) => event["LogicalResourceId"] === "Bucket" && event["ResourceStatus"] === "DELETE_COMPLETE",
    );
    assert.deepEqual(
      replaced.map((event) => event["PhysicalResourceId"]),
      ["first"],
    );
  });

  test("that the operator lists are inert, and the events say so; others are refused by name", async () => {
    const { status, reasons } = await deployed("inert", "Resources: { Wall: { Type: AWS::WAFv2::WebACL } }");
    assert.equal(status, "CREATE_COMPLETE");
    assert.match(reasons, /AWS::WAFv2::WebACL is inert on this server: it is recorded and has no effect\./);
    await assert.rejects(
      cfn.call("CreateStack", { StackName: "no", TemplateBody: "Resources: { Q: { Type: AWS::SQS::Queue } }" }),
      { message: "Template format error: Unrecognized resource types: [AWS::SQS::Queue]" },
    );
  });

  test("that are only recorded refuse properties that their schema does not know", async () => {
    const { status, reasons } = await deployed(
      "recorded-wrong",
      "Resources: { Bucket: { Type: AWS::S3::Bucket, Properties: { BuketName: x } } }",
    );
    assert.equal(status, "ROLLBACK_COMPLETE");
    assert.match(reasons, /extraneous key \[BuketName\] is not permitted/);
  });
});

test("tags of a stack reach the resources that take tags; their own tags win, and a change of tags is an update", async () => {
  const template = `
Resources:
  Pool: { Type: AWS::Cognito::UserPool, Properties: { UserPoolTags: { team: own } } }
`;
  const tags = (...values: string[]) => ["team", "cost"].map((Key, at) => ({ Key, Value: values[at] ?? "" }));
  const tagsOfPool = async () => {
    const { StackResources } = await cfn.call("DescribeStackResources", { StackName: "tagged" });
    const UserPoolId = (StackResources as Record<string, string>[])[0]?.["PhysicalResourceId"];
    return (await world.client.send(new DescribeUserPoolCommand({ UserPoolId }))).UserPool?.UserPoolTags;
  };
  await cfn.call("CreateStack", { StackName: "tagged", TemplateBody: template, Tags: tags("stack", "1") });
  await cfn.settled("tagged");
  assert.deepEqual(await tagsOfPool(), { team: "own", cost: "1" });
  await cfn.call("UpdateStack", { StackName: "tagged", TemplateBody: template, Tags: tags("stack", "2") });
  assert.equal((await cfn.settled("tagged"))["StackStatus"], "UPDATE_COMPLETE");
  assert.deepEqual(await tagsOfPool(), { team: "own", cost: "2" });
  await assert.rejects(
    cfn.call("UpdateStack", { StackName: "tagged", TemplateBody: template, Tags: tags("stack", "2") }),
    {
      message: "No updates are to be performed.",
    },
  );
});
