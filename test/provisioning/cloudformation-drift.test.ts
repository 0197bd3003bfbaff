/** Drift: what is no longer as its template declares it is found, shown, and found again in order once it is put right. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { AdminDeleteUserCommand, UpdateGroupCommand, UpdateUserPoolCommand } from "../clients.js";
import { startTestWorld, type TestWorld } from "../world.js";
import { stackClient } from "./stack-client.js";

let world: TestWorld;
let cfn: ReturnType<typeof stackClient>;
before(async () => {
  world = await startTestWorld();
  cfn = stackClient(world.url);
});
after(() => world.close());

const template = `
Parameters: { Secret: { Type: String, NoEcho: true, Default: not-to-be-seen } }
Resources:
  Pool:
    Type: AWS::Cognito::UserPool
    Properties:
      UserPoolName: drifting
      AutoVerifiedAttributes: [email]
      Policies: { PasswordPolicy: { MinimumLength: 12 } }
      Schema: [{ Name: tenant, AttributeDataType: String }]
      UserPoolTags: { stage: test }
  Group: { Type: AWS::Cognito::UserPoolGroup, Properties: { UserPoolId: !Ref Pool, GroupName: staff, Description: !Ref Secret } }
  Client:
    Type: AWS::Cognito::UserPoolClient
    Properties: { UserPoolId: !Ref Pool, GenerateSecret: true, ExplicitAuthFlows: [ALLOW_USER_SRP_AUTH, ALLOW_REFRESH_TOKEN_AUTH] }
  Ada:
    Type: AWS::Cognito::UserPoolUser
    Properties: { UserPoolId: !Ref Pool, Username: ada, MessageAction: SUPPRESS, UserAttributes: [{ Name: email, Value: a@example.com }] }
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }]
  Topic: { Type: AWS::SNS::Topic, Properties: { TopicName: texts } }
Outputs:
  PoolId: { Value: !Ref Pool }
`;
const StackName = "drifting";

/** Looks for drift; answers the stack's status and how many resources drifted. */
async function looked(): Promise<string> {
  const { StackDriftDetectionId } = await cfn.call("DetectStackDrift", { StackName });
  const found = await cfn.call("DescribeStackDriftDetectionStatus", { StackDriftDetectionId });
  assert.equal(found["DetectionStatus"], "DETECTION_COMPLETE");
  return `${found["StackDriftStatus"]} ${found["DriftedStackResourceCount"]}`;
}
async function drifts(): Promise<Record<string, Record<string, unknown>>> {
  const { StackResourceDrifts } = await cfn.call("DescribeStackResourceDrifts", { StackName });
  return Object.fromEntries(
    (StackResourceDrifts as Record<string, string>[]).map((one) => [one["LogicalResourceId"], one]),
  );
}

test("drift is found, shown and gone again", async () => {
  await cfn.call("CreateStack", { StackName, TemplateBody: template, Capabilities: ["CAPABILITY_IAM"] });
  assert.equal((await cfn.settled(StackName))["StackStatus"], "CREATE_COMPLETE");
  assert.equal(await looked(), "IN_SYNC 0", JSON.stringify(await drifts()));
  assert.deepEqual(Object.keys(await drifts()), ["Ada", "Client", "Group", "Pool", "Role"], "a record is not compared");

  const { PoolId: UserPoolId } = await cfn.outputs(StackName);
  const Policies = { PasswordPolicy: { MinimumLength: 8 } };
  await world.client.send(new UpdateUserPoolCommand({ UserPoolId, PoolName: "drifting", Policies }));
  await world.client.send(new UpdateGroupCommand({ UserPoolId, GroupName: "staff", Description: "other" }));
  await world.client.send(new AdminDeleteUserCommand({ UserPoolId, Username: "ada" }));
  assert.equal(await looked(), "DRIFTED 3");
  const found = await drifts();
  assert.deepEqual(
    Object.entries(found).map(([id, one]) => `${id} ${one["StackResourceDriftStatus"]}`),
    ["Ada DELETED", "Client IN_SYNC", "Group MODIFIED", "Pool MODIFIED", "Role IN_SYNC"],
  );
  const ofPool = found["Pool"]?.["PropertyDifferences"] as Record<string, string>[];
  assert.deepEqual(
    ofPool.map((one) => [one["PropertyPath"], one["ExpectedValue"], one["ActualValue"], one["DifferenceType"]]).sort(),
    [
      ["/AutoVerifiedAttributes", '["email"]', "null", "REMOVE"],
      ["/Policies/PasswordPolicy/MinimumLength", "12", "8", "NOT_EQUAL"],
    ],
  );
  assert.doesNotMatch(JSON.stringify(found), /not-to-be-seen/, "what must not be echoed is not shown");
  assert.equal(
    ((await cfn.stack(StackName))["DriftInformation"] as Record<string, string>)["StackDriftStatus"],
    "DRIFTED",
  );
  const group = { UserPoolId, GroupName: "staff", Description: "not-to-be-seen" };
  await world.client.send(new UpdateGroupCommand(group));
  const one = await cfn.call("DetectStackResourceDrift", { StackName, LogicalResourceId: "Group" });
  assert.equal((one["StackResourceDrift"] as Record<string, string>)["StackResourceDriftStatus"], "IN_SYNC");
});

test("what cannot be looked at is refused", async () => {
  await assert.rejects(cfn.call("DetectStackDrift", { StackName: "none" }), {
    message: "Stack with id none does not exist",
  });
  await assert.rejects(cfn.call("DetectStackResourceDrift", { StackName, LogicalResourceId: "Topic" }), {
    message: "Drift detection is not supported for resource type AWS::SNS::Topic.",
  });
  await assert.rejects(cfn.call("DescribeStackDriftDetectionStatus", { StackDriftDetectionId: "none" }), {
    message: "StackDriftDetectionId [none] does not exist.",
  });
});
