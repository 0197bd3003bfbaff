/** Custom resources: a function of the stack's own makes, changes and removes them; it really runs and really answers. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { startTestWorld, type TestWorld } from "../world.js";
import { stackClient } from "./stack-client.js";

let world: TestWorld;
let cfn: ReturnType<typeof stackClient>;
before(async () => {
  world = await startTestWorld();
  cfn = stackClient(world.url);
});
after(() => world.close());

/** Answers what it was asked, and does what its properties say. */
const maker = `
const response = require("cfn-response");
exports.handler = (event, context) => {
  const { Name, Fails } = event.ResourceProperties;
  if (Fails === event.RequestType) return response.send(event, context, response.FAILED, {});
  if (Fails === "throws") throw new Error("cannot be made");
  const asked = { type: event.RequestType, old: event.OldResourceProperties?.Name ?? "", seen: typeof event.ResourceProperties.Count };
  response.send(event, context, response.SUCCESS, { Name, asked }, "made-" + Name);
};
`;

const template = (properties: string, more = "") => `
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: "sts:AssumeRole" }] }
  Maker:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: nodejs20.x
      Handler: index.handler
      Role: !GetAtt Role.Arn
      Code: { ZipFile: ${JSON.stringify(maker)} }
  Thing:
    Type: Custom::Thing
    Properties: { ServiceToken: !GetAtt Maker.Arn, Count: 7, ${properties} }
${more}
Outputs:
  Ref: { Value: !Ref Thing }
  Name: { Value: !GetAtt Thing.Name }
  Type: { Value: !GetAtt Thing.asked.type }
  Old: { Value: !GetAtt Thing.asked.old }
  Seen: { Value: !GetAtt Thing.asked.seen }
`;
const capabilities = { Capabilities: ["CAPABILITY_IAM"] };

async function outputs(name: string): Promise<Record<string, string>> {
  const { Outputs } = await cfn.stack(name);
  return Object.fromEntries(
    (Outputs as Record<string, string>[]).map((one) => [one["OutputKey"] ?? "", one["OutputValue"] ?? ""]),
  );
}

async function events(name: string): Promise<string> {
  const { StackEvents } = await cfn.call("DescribeStackEvents", { StackName: name });
  const lines = (StackEvents as Record<string, string>[]).map(
    (one) =>
      `${one["LogicalResourceId"]} ${one["ResourceStatus"]} ${one["PhysicalResourceId"]} ${one["ResourceStatusReason"] ?? ""}`,
  );
  return lines.reverse().join("\n");
}

describe("a custom resource", () => {
  test("is made by its function, whose data are its attributes; scalars arrive as texts", async () => {
    await cfn.call("CreateStack", { StackName: "things", TemplateBody: template("Name: one"), ...capabilities });
    assert.equal((await cfn.settled("things"))["StackStatus"], "CREATE_COMPLETE", await events("things"));
    assert.deepEqual(await outputs("things"), {
      Ref: "made-one",
      Name: "one",
      Type: "Create",
      Old: "",
      Seen: "string",
    });
  });

  test("is changed by its function; another physical id replaces it, and the old one is removed afterwards", async () => {
    await cfn.call("UpdateStack", { StackName: "things", TemplateBody: template("Name: two"), ...capabilities });
    assert.equal((await cfn.settled("things"))["StackStatus"], "UPDATE_COMPLETE", await events("things"));
    assert.deepEqual(await outputs("things"), {
      Ref: "made-two",
      Name: "two",
      Type: "Update",
      Old: "one",
      Seen: "string",
    });
    assert.match(await events("things"), /Thing DELETE_COMPLETE made-one/);
  });

  test("that cannot be changed brings the stack back to what it was", async () => {
    const body = template("Name: three, Fails: Update");
    await cfn.call("UpdateStack", { StackName: "things", TemplateBody: body, ...capabilities });
    const text = /Received response status \[FAILED\] from custom resource\. Message returned: See the log of/;
    assert.match(await events("things"), text);
    assert.equal((await cfn.settled("things"))["StackStatus"], "UPDATE_ROLLBACK_COMPLETE", await events("things"));
    assert.equal((await outputs("things"))["Ref"], "made-two");
  });

  test("goes with its stack", async () => {
    const { StackId } = await cfn.stack("things");
    await cfn.call("DeleteStack", { StackName: "things" });
    assert.equal((await cfn.settled(String(StackId)))["StackStatus"], "DELETE_COMPLETE");
    assert.match(await events(String(StackId)), /Thing DELETE_COMPLETE made-two/);
  });

  test("whose function throws fails at once, with its words", async () => {
    const TemplateBody = template("Name: four, Fails: throws");
    await cfn.call("CreateStack", { StackName: "throws", TemplateBody, OnFailure: "DO_NOTHING", ...capabilities });
    assert.equal((await cfn.settled("throws"))["StackStatus"], "CREATE_FAILED");
    assert.match(await events("throws"), /The function failed without an answer: .*cannot be made/);
  });

  test("needs a function of this server", async () => {
    const TemplateBody =
      "Resources: { Thing: { Type: Custom::Thing, Properties: { ServiceToken: 'arn:aws:sns:us-east-1:123456789012:t' } } }";
    await cfn.call("CreateStack", { StackName: "topic", TemplateBody });
    assert.match(await events("topic"), /ServiceToken must be the ARN of a Lambda function of this server\./);
  });
});

test("T-48 an answer goes only to an address that this server gave out, and a page cannot send one", async () => {
  const put = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${world.url}/cloudformation-custom-resource-response/${path}`, {
      method: "PUT",
      headers,
      body: JSON.stringify({ Status: "SUCCESS" }),
    });
  assert.equal((await put("forged")).status, 403);
  assert.equal((await put("forged", { origin: "https://evil.example" })).status, 403);
});
