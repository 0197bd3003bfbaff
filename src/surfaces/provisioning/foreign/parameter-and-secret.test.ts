import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { secretsManager, ssm } from "../../../../test/companion-clients.js";
import { stackClient } from "../../../../test/provisioning/stack-client.js";
import { startTestWorld, type TestWorld } from "../../../../test/world.js";

describe("parameters and secrets in stacks", () => {
  let world: TestWorld;
  let stacks: ReturnType<typeof stackClient>;
  let parameters: ssm.SSMClient;
  let secrets: secretsManager.SecretsManagerClient;
  before(async () => {
    world = await startTestWorld();
    stacks = stackClient(world.url);
    const options = {
      endpoint: world.url,
      region: "us-east-1",
      credentials: { accessKeyId: "a", secretAccessKey: "b" },
    };
    parameters = new ssm.SSMClient(options);
    secrets = new secretsManager.SecretsManagerClient(options);
  });
  after(() => world.close());

  const settle = async (action: "CreateStack" | "UpdateStack", StackName: string, template: object) => {
    await stacks.call(action, { StackName, TemplateBody: JSON.stringify(template) });
    return (await stacks.settled(StackName))["StackStatus"];
  };
  const parameter = async (Name: string) => {
    const { Parameter } = await parameters.send(new ssm.GetParameterCommand({ Name }));
    const { TagList } = await parameters.send(
      new ssm.ListTagsForResourceCommand({ ResourceType: "Parameter", ResourceId: Name }),
    );
    return { value: Parameter!.Value, version: Parameter!.Version, tags: TagList };
  };
  const gone = (Name: string) =>
    assert.rejects(() => parameters.send(new ssm.GetParameterCommand({ Name })), { name: "ParameterNotFound" });
  const secret = async (SecretId: string) =>
    (await secrets.send(new secretsManager.GetSecretValueCommand({ SecretId }))).SecretString!;

  test("a parameter is made, changed, replaced and removed", async () => {
    const template = (Properties: object) => ({
      Resources: { One: { Type: "AWS::SSM::Parameter", Properties: { Type: "String", ...Properties } } },
      Outputs: {
        Name: { Value: { Ref: "One" } },
        Kind: { Value: { "Fn::GetAtt": ["One", "Type"] } },
        Value: { Value: { "Fn::GetAtt": ["One", "Value"] } },
      },
    });
    const first = { Name: "/stack/one", Value: "1", Description: "first", Tags: { a: "1", b: "2" } };
    assert.equal(await settle("CreateStack", "parameter", template(first)), "CREATE_COMPLETE");
    assert.deepEqual(await stacks.outputs("parameter"), { Name: "/stack/one", Kind: "String", Value: "1" });
    assert.equal(
      await settle("UpdateStack", "parameter", template({ ...first, Tags: { a: "2", c: "3" } })),
      "UPDATE_COMPLETE",
    );
    assert.deepEqual(await parameter("/stack/one"), {
      value: "1",
      version: 1,
      tags: [
        { Key: "a", Value: "2" },
        { Key: "c", Value: "3" },
      ],
    });
    assert.equal(
      await settle("UpdateStack", "parameter", template({ Name: "/stack/one", Value: "2" })),
      "UPDATE_COMPLETE",
    );
    assert.deepEqual(await parameter("/stack/one"), { value: "2", version: 2, tags: [] });
    const { Parameters } = await parameters.send(
      new ssm.DescribeParametersCommand({ ParameterFilters: [{ Key: "Name", Values: ["/stack/one"] }] }),
    );
    assert.equal(Parameters![0]!.Description, undefined);
    assert.equal(
      await settle("UpdateStack", "parameter", template({ Name: "/stack/two", Value: "2" })),
      "UPDATE_COMPLETE",
    );
    await gone("/stack/one");
    assert.equal((await stacks.outputs("parameter"))["Name"], "/stack/two");
    // A change that fails later is taken back.
    const failing = { ...template({ Name: "/stack/two", Value: "3" }) };
    const bad = {
      Type: "AWS::SSM::Parameter",
      DependsOn: "One",
      Properties: { Type: "String", Name: "aws-bad", Value: "1" },
    };
    const withBad = { ...failing, Resources: { ...failing.Resources, Bad: bad } };
    assert.equal(await settle("UpdateStack", "parameter", withBad), "UPDATE_ROLLBACK_COMPLETE");
    assert.equal((await parameter("/stack/two")).value, "2");
    await stacks.call("DeleteStack", { StackName: "parameter" });
    await gone("/stack/two");
  });

  test("names are generated; what exists, and what is secure, is refused", async () => {
    const template = (Properties: object) => ({ Resources: { One: { Type: "AWS::SSM::Parameter", Properties } } });
    await settle("CreateStack", "generated", template({ Type: "StringList", Value: "a,b" }));
    const { StackResources } = await stacks.call("DescribeStackResources", { StackName: "generated" });
    const { PhysicalResourceId: name } = (StackResources as Record<string, string>[])[0]!;
    assert.match(name!, /^generated-One-[A-Z0-9]{12}$/);
    assert.equal((await parameter(name!)).value, "a,b");
    assert.equal(
      await settle("CreateStack", "taken", template({ Type: "String", Value: "1", Name: name })),
      "ROLLBACK_COMPLETE",
    );
    assert.match(
      (await stacks.events("taken")).join("\n"),
      /The parameter already exists.*HandlerErrorCode: AlreadyExists/,
    );
    assert.equal((await parameter(name!)).value, "a,b", "a rollback leaves what the stack did not make");
    await settle("CreateStack", "secure", template({ Type: "SecureString", Value: "1" }));
    assert.match((await stacks.events("secure")).join("\n"), /Parameters of type SecureString are not supported/);
    // What a bootstrap of the CDK stores may be made although it answers already.
    const version = "/cdk-bootstrap/hnb659fds/version";
    const bootstrap = template({ Type: "String", Value: "40", Name: version });
    assert.equal(await settle("CreateStack", "bootstrap", bootstrap), "CREATE_COMPLETE");
    assert.equal((await parameter(version)).value, "40");
    await stacks.call("DeleteStack", { StackName: "bootstrap" });
    assert.equal((await stacks.stack("generated"))["StackStatus"], "CREATE_COMPLETE");
  });

  test("a secret is made up, changed, referred to and removed at once", async () => {
    const template = (Properties: object, more: object = {}) => ({
      Resources: { Made: { Type: "AWS::SecretsManager::Secret", Properties }, ...more },
      Outputs: { Ref: { Value: { Ref: "Made" } }, Id: { Value: { "Fn::GetAtt": ["Made", "Id"] } } },
    });
    const generate = {
      SecretStringTemplate: '{"username":"admin"}',
      GenerateStringKey: "password",
      PasswordLength: "40",
      ExcludePunctuation: "true",
    };
    const user = {
      Copy: {
        Type: "AWS::SSM::Parameter",
        Properties: {
          Type: "String",
          Value: { "Fn::Join": ["", ["{{resolve:secretsmanager:", { Ref: "Made" }, ":SecretString:username::}}"]] },
        },
      },
    };
    const first = template({ Name: "stack/made", Description: "d", GenerateSecretString: generate }, user);
    assert.equal(await settle("CreateStack", "secret", first), "CREATE_COMPLETE");
    const outputs = await stacks.outputs("secret");
    assert.match(outputs["Ref"]!, /:secret:stack\/made-[A-Za-z0-9]{6}$/);
    assert.equal(outputs["Id"], outputs["Ref"]);
    const value = JSON.parse(await secret("stack/made")) as Record<string, string>;
    assert.equal(value["username"], "admin");
    assert.match(value["password"]!, /^[A-Za-z0-9]{40}$/);
    const { StackResources } = await stacks.call("DescribeStackResources", { StackName: "secret" });
    const copy = (StackResources as Record<string, string>[]).find(
      ({ LogicalResourceId }) => LogicalResourceId === "Copy",
    );
    assert.equal((await parameter(copy!["PhysicalResourceId"]!)).value, "admin");
    // Another description leaves the value; other rules make another one.
    const described = template(
      { Name: "stack/made", Description: "e", GenerateSecretString: generate, Tags: [{ Key: "a", Value: "1" }] },
      user,
    );
    assert.equal(await settle("UpdateStack", "secret", described), "UPDATE_COMPLETE");
    assert.deepEqual(JSON.parse(await secret("stack/made")), value);
    const found = await secrets.send(new secretsManager.DescribeSecretCommand({ SecretId: "stack/made" }));
    assert.deepEqual([found.Description, found.Tags], ["e", [{ Key: "a", Value: "1" }]]);
    assert.equal(
      await settle("UpdateStack", "secret", template({ Name: "stack/made", SecretString: "given" })),
      "UPDATE_COMPLETE",
    );
    assert.equal(await secret("stack/made"), "given");
    await stacks.call("DeleteStack", { StackName: "secret" });
    await assert.rejects(() => secret("stack/made"), { name: "ResourceNotFoundException" });
    assert.equal(await settle("CreateStack", "secret-again", template({ Name: "stack/made" })), "CREATE_COMPLETE");
    for (const bad of [
      { SecretString: "x", GenerateSecretString: {} },
      { GenerateSecretString: { GenerateStringKey: "k" } },
    ]) {
      assert.equal(await settle("CreateStack", "bad", template(bad)), "ROLLBACK_COMPLETE");
      await stacks.call("DeleteStack", { StackName: "bad" });
    }
  });
});
