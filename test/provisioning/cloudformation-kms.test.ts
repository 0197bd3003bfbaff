/** Stacks with keys: made, changed, moved and left waiting for their deletion. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DescribeUserPoolCommand } from "../clients.js";
import { kms } from "../companion-clients.js";
import { startTestWorld, type TestWorld } from "../world.js";
import { stackClient } from "./stack-client.js";

const { DescribeKeyCommand, GetKeyPolicyCommand, GetKeyRotationStatusCommand, KMSClient, ListResourceTagsCommand } =
  kms;

let world: TestWorld;
let cfn: ReturnType<typeof stackClient>;
let client: kms.KMSClient;
before(async () => {
  world = await startTestWorld();
  cfn = stackClient(world.url);
  client = new KMSClient({
    endpoint: world.url,
    region: "us-east-1",
    credentials: { accessKeyId: "a", secretAccessKey: "b" },
    maxAttempts: 1,
  });
});
after(async () => {
  client.destroy();
  await world.close();
});

const deploy = async (action: "CreateStack" | "UpdateStack", TemplateBody: string) => {
  await cfn.call(action, { StackName: "keys", TemplateBody });
  return (await cfn.settled("keys"))["StackStatus"];
};
const describeKey = async (KeyId: string) => (await client.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata;

const template = (properties: string, target = "Key", more = "") => `
Resources:
  Key:
    Type: AWS::KMS::Key
    Properties:
      Description: codes
      KeyPolicy:
        Version: "2012-10-17"
        Statement:
          - { Effect: Allow, Principal: { AWS: !Sub "arn:aws:iam::\${AWS::AccountId}:root" }, Action: "kms:*", Resource: "*" }
${properties}
  Other:
    Type: AWS::KMS::Key
  Alias:
    Type: AWS::KMS::Alias
    Properties: { AliasName: alias/codes, TargetKeyId: !GetAtt ${target}.Arn }
  Pool:
    Type: AWS::Cognito::UserPool
    Properties:
      LambdaConfig:
        KMSKeyID: !GetAtt Key.Arn
        CustomEmailSender: { LambdaVersion: V1_0, LambdaArn: !Sub "arn:aws:lambda:us-east-1:\${AWS::AccountId}:function:f" }
${more}
Outputs:
  KeyId: { Value: !Ref Key }
  Arn: { Value: !GetAtt Key.Arn }
  Alias: { Value: !Ref Alias }
  PoolId: { Value: !Ref Pool }
`;

test("a key of a stack encrypts for a pool, changes in place, and waits for its deletion in the end", async () => {
  const first = "      EnableKeyRotation: true\n      RotationPeriodInDays: 90\n      Tags: [{ Key: team, Value: a }]";
  assert.equal(await deploy("CreateStack", template(first)), "CREATE_COMPLETE");
  const { KeyId = "", Arn, Alias, PoolId } = await cfn.outputs("keys");
  assert.equal(Alias, "alias/codes");
  assert.deepEqual(
    (({ KeyId: id, Arn: arn, Description }) => [id, arn, Description])((await describeKey("alias/codes"))!),
    [KeyId, Arn, "codes"],
  );
  const rotation = await client.send(new GetKeyRotationStatusCommand({ KeyId }));
  assert.deepEqual([rotation.KeyRotationEnabled, rotation.RotationPeriodInDays], [true, 90]);
  const { Policy } = await client.send(new GetKeyPolicyCommand({ KeyId }));
  const root = "arn:aws:iam::123456789012:root";
  assert.deepEqual(JSON.parse(Policy ?? "").Statement[0].Principal, { AWS: root });
  const { UserPool } = await world.client.send(new DescribeUserPoolCommand({ UserPoolId: PoolId }));
  assert.equal(UserPool?.LambdaConfig?.KMSKeyID, Arn);

  assert.equal(await deploy("UpdateStack", template("      Enabled: false", "Other")), "UPDATE_COMPLETE");
  assert.equal((await cfn.outputs("keys"))["KeyId"], KeyId);
  assert.equal((await describeKey(KeyId))?.KeyState, "Disabled");
  assert.equal((await client.send(new GetKeyRotationStatusCommand({ KeyId }))).KeyRotationEnabled, false);
  assert.deepEqual((await client.send(new ListResourceTagsCommand({ KeyId }))).Tags, []);
  assert.notEqual((await describeKey("alias/codes"))?.KeyId, KeyId);

  const fails =
    "  Fails:\n    Type: AWS::KMS::Alias\n    DependsOn: [Key]\n    Properties: { AliasName: noprefix, TargetKeyId: !Ref Key }";
  assert.equal(await deploy("UpdateStack", template("      Enabled: true", "Key", fails)), "UPDATE_ROLLBACK_COMPLETE");
  assert.ok((await cfn.events("keys")).some((event) => event.includes('Alias must start with the prefix "alias/"')));
  assert.equal((await describeKey(KeyId))?.KeyState, "Disabled");
  assert.notEqual((await describeKey("alias/codes"))?.KeyId, KeyId);

  const { StackId } = await cfn.stack("keys");
  await cfn.call("DeleteStack", { StackName: "keys" });
  assert.equal((await cfn.settled(String(StackId)))["StackStatus"], "DELETE_COMPLETE");
  assert.equal((await describeKey(KeyId))?.KeyState, "PendingDeletion");
  await assert.rejects(describeKey("alias/codes"), { name: "NotFoundException" });
});

test("a spec that is not here is refused by name", async () => {
  const one = "Resources: { K: { Type: 'AWS::KMS::Key', Properties: { KeySpec: RSA_2048, KeyUsage: SIGN_VERIFY } } }";
  await cfn.call("CreateStack", { StackName: "rsa", TemplateBody: one });
  assert.equal((await cfn.settled("rsa"))["StackStatus"], "ROLLBACK_COMPLETE");
  assert.ok(
    (await cfn.events("rsa")).some((event) => event.includes("KeySpec RSA_2048 is not available in this version")),
  );
});
