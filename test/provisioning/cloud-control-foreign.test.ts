/** Resource types of other services that go with user pools, through Cloud Control: a role, and a function that it makes. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { startTestWorld, type TestWorld } from "../world.js";
import { CloudControl } from "./cloud-control-client.js";

const role = "AWS::IAM::Role";
const lambda = "AWS::Lambda::Function";
const trusting = (Service: string) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service }, Action: "sts:AssumeRole" }],
});

describe("types of other services", () => {
  let world: TestWorld;
  let cloud: CloudControl;
  before(async () => {
    world = await startTestWorld();
    cloud = new CloudControl(world.url);
  });
  after(() => world.close());

  test("a role: read as declared, changed, listed, deleted", async () => {
    const declared = {
      RoleName: "sms",
      AssumeRolePolicyDocument: trusting("cognito-idp.amazonaws.com"),
      Tags: [{ Key: "stage", Value: "test" }],
    };
    const identifier = await cloud.created(role, declared);
    const read = await cloud.read(role, identifier);
    const { RoleId, ...rest } = read;
    assert.equal(typeof RoleId, "string");
    assert.deepEqual(rest, {
      ...declared,
      Arn: "arn:aws:iam::123456789012:role/sms",
      Path: "/",
      MaxSessionDuration: 3600,
    });
    const changed = await cloud.update(role, identifier, [{ op: "add", path: "/Description", value: "Sends" }]);
    assert.equal(changed.OperationStatus, "SUCCESS", changed.StatusMessage);
    assert.equal((await cloud.read(role, identifier))["Description"], "Sends");
    assert.ok((await cloud.list(role, undefined, 100)).includes("sms"));
    assert.equal((await cloud.delete(role, identifier)).OperationStatus, "SUCCESS");
    const again = await cloud.delete(role, identifier);
    assert.deepEqual([again.OperationStatus, again.ErrorCode], ["FAILED", "NotFound"]);
  });

  test("a function: its code is never read, and yet replaced", async () => {
    const Role = await cloud.created(role, { AssumeRolePolicyDocument: trusting("lambda.amazonaws.com") });
    const { Arn } = await cloud.read(role, Role);
    const identifier = await cloud.created(lambda, {
      Role: Arn,
      Runtime: "nodejs20.x",
      Handler: "index.handler",
      Code: { ZipFile: "exports.handler = async (event) => event;" },
    });
    const before = await cloud.read(lambda, identifier);
    assert.equal(before["Code"], undefined);
    const other = { ZipFile: "exports.handler = async () => 1;" };
    const changed = await cloud.update(lambda, identifier, [{ op: "replace", path: "/Code", value: other }]);
    assert.equal(changed.OperationStatus, "SUCCESS", changed.StatusMessage);
    assert.deepEqual(await cloud.read(lambda, identifier), before);
  });

  test("types that only templates have are none here", async () => {
    const TypeName = "Custom::DescribeCognitoUserPoolClient";
    const [name, message] = await cloud.refused("CreateResource", { TypeName, DesiredState: "{}" });
    assert.equal(name, "ValidationException");
    assert.match(message, /'typeName'/);
  });

  test("a user has no update, whatever is asked", async () => {
    const TypeName = "AWS::Cognito::UserPoolUser";
    assert.deepEqual(await cloud.refused("UpdateResource", { TypeName, Identifier: "a|b", PatchDocument: "[]" }), [
      "UnsupportedActionException",
      `Resource type ${TypeName} does not support UPDATE action`,
    ]);
  });
});
