import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ssm } from "../../../../test/companion-clients.js";
import { stackClient } from "../../../../test/provisioning/stack-client.js";
import { startTestWorld, type TestWorld } from "../../../../test/world.js";

describe("template parameters whose values are SSM parameters", () => {
  let world: TestWorld;
  let stacks: ReturnType<typeof stackClient>;
  const put = (region: string, Name: string, Value: string, Type: ssm.ParameterType = "String") =>
    new ssm.SSMClient({
      endpoint: world.url,
      region,
      credentials: { accessKeyId: "a", secretAccessKey: "b" },
    }).send(new ssm.PutParameterCommand({ Name, Value, Type, Overwrite: true }));
  before(async () => {
    world = await startTestWorld();
    stacks = stackClient(world.url);
    await put("us-east-1", "/p/text", "one");
    await put("us-east-1", "/p/list", "a,b, c ,d", "StringList");
    await put("us-east-1", "/p/secure", "hidden", "SecureString");
    await put("eu-west-1", "/p/elsewhere", "there");
  });
  after(() => world.close());

  const template = (Type: string, Value: unknown = { Ref: "P" }) =>
    JSON.stringify({
      Parameters: { P: { Type } },
      Resources: { Pool: { Type: "AWS::Cognito::UserPool" } },
      Outputs: { Value: { Value } },
    });
  const create = (StackName: string, body: string, ParameterValue: string) =>
    stacks.call("CreateStack", {
      StackName,
      TemplateBody: body,
      Parameters: [{ ParameterKey: "P", ParameterValue }],
    });

  test("are read from the region of the stack, anew by every update", async () => {
    const body = template("AWS::SSM::Parameter::Value<String>");
    await create("text", body, "/p/text");
    assert.deepEqual(await stacks.outputs("text"), { Value: "one" });
    const [parameter] = (await stacks.stack("text"))["Parameters"] as Record<string, string>[];
    assert.deepEqual([parameter!["ParameterValue"], parameter!["ResolvedValue"]], ["/p/text", "one"]);
    await put("us-east-1", "/p/text", "two");
    await stacks.call("UpdateStack", {
      StackName: "text",
      UsePreviousTemplate: true,
      Parameters: [{ ParameterKey: "P", UsePreviousValue: true }],
    });
    assert.deepEqual(await stacks.outputs("text"), { Value: "two" });
    await create("version", body, "/p/text:1");
    assert.deepEqual(await stacks.outputs("version"), { Value: "one" });
    const there = stackClient(world.url, "local", "eu-west-1");
    await there.call("CreateStack", {
      StackName: "there",
      TemplateBody: body,
      Parameters: [{ ParameterKey: "P", ParameterValue: "/p/elsewhere" }],
    });
    assert.deepEqual(await there.outputs("there"), { Value: "there" });
  });

  test("a list is one, without the blanks around its items", async () => {
    await create(
      "list",
      template("AWS::SSM::Parameter::Value<List<String>>", { "Fn::Join": ["|", { Ref: "P" }] }),
      "/p/list",
    );
    assert.deepEqual(await stacks.outputs("list"), { Value: "a|b|c|d" });
  });

  test("the version of a bootstrap that nobody made", async () => {
    await create("bootstrapped", template("AWS::SSM::Parameter::Value<String>"), "/cdk-bootstrap/hnb659fds/version");
    assert.deepEqual(await stacks.outputs("bootstrapped"), { Value: "32" });
  });

  test("what cannot be one is refused in CloudFormation's words", async () => {
    const [text, list] = ["AWS::SSM::Parameter::Value<String>", "AWS::SSM::Parameter::Value<CommaDelimitedList>"];
    const incompatible = (name: string) =>
      `Types for SSM parameters [${name}] defined in CFN template and SSM are incompatible`;
    const refused: [string, string, string][] = [
      [text, "/p/none", "Unable to fetch parameters [/p/none] from parameter store for this account."],
      [text, "/p/text:99", "Unable to fetch parameters [/p/text:99] from parameter store for this account."],
      [text, "/p/elsewhere", "Unable to fetch parameters [/p/elsewhere] from parameter store for this account."],
      [text, "/p/secure", "Parameters [/p/secure] referenced by template have types not supported by CloudFormation."],
      [text, "/p/list", incompatible("/p/list")],
      [list, "/p/text", incompatible("/p/text")],
      ["String", "{{resolve:ssm:/p/text}}", "Template error: parameter P should not contain ssm versionless resolver"],
    ];
    for (const [type, name, message] of refused) {
      await assert.rejects(() => create("refused", template(type), name), { name: "ValidationError", message });
    }
  });
});
