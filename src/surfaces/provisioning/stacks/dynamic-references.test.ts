import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { DescribeIdentityProviderCommand, DescribeUserPoolCommand } from "../../../../test/clients.js";
import { cloudFormation, secretsManager, ssm } from "../../../../test/companion-clients.js";
import { stackClient } from "../../../../test/provisioning/stack-client.js";
import { startTestWorld, type TestWorld } from "../../../../test/world.js";
import { referencesInText } from "./dynamic-references.js";

describe("how dynamic references are written", () => {
  test("the parts of each kind", () => {
    const arn = "arn:aws:secretsmanager:us-east-1:000000000000:secret:a/b-AbCdEf";
    const read = (key: string) => referencesInText(`x-{{resolve:${key}}}-y`).map(({ text: _, ...one }) => one);
    const secret = { service: "secretsmanager", jsonKey: undefined, stage: undefined, versionId: undefined };
    assert.deepEqual(read("ssm:/a/b"), [{ service: "ssm", name: "/a/b" }]);
    assert.deepEqual(read("ssm-secure:a:3"), [{ service: "ssm-secure", name: "a", version: "3" }]);
    assert.deepEqual(read("secretsmanager:a"), [{ ...secret, secretId: "a" }]);
    assert.deepEqual(read("secretsmanager:a:SecretString:key::"), [{ ...secret, secretId: "a", jsonKey: "key" }]);
    assert.deepEqual(read(`secretsmanager:${arn}:SecretString:k:AWSPREVIOUS:`), [
      { ...secret, secretId: arn, jsonKey: "k", stage: "AWSPREVIOUS" },
    ]);
    assert.deepEqual(read("other:a"), []);
    assert.equal(referencesInText("{{resolve:ssm:a:1}}{{resolve:ssm:b:1}}").length, 2);
    for (const [key, kind] of [
      ["ssm:a:label", "SSM"],
      ["ssm:a b", "SSM"],
      ["ssm-secure:/a:", "SSM"],
      ["secretsmanager:a:SecretBinary", "Secrets Manager"],
      ["secretsmanager:a:SecretString:b:c:d:e", "Secrets Manager"],
    ]) {
      assert.throws(() => read(key!), {
        message: `Incorrect format is used in the following ${kind} reference: [{{resolve:${key}}}]`,
      });
    }
  });
});

describe("dynamic references in stacks", () => {
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
    await put("/names/pool", "pool-one");
    await parameters.send(
      new ssm.PutParameterCommand({ Name: "/names/secret", Value: "hidden", Type: "SecureString" }),
    );
    await secrets.send(
      new secretsManager.CreateSecretCommand({
        Name: "google",
        SecretString: '{"secret":"SECRET-one","bad":"SECRET#{}"}',
      }),
    );
    await secrets.send(new secretsManager.CreateSecretCommand({ Name: "plain", SecretString: "SECRET-plain" }));
  });
  after(() => world.close());

  const put = (Name: string, Value: string) =>
    parameters.send(new ssm.PutParameterCommand({ Name, Value, Type: "String", Overwrite: true }));
  const pool = (UserPoolName: unknown, more: object = {}) =>
    JSON.stringify({
      Resources: { Pool: { Type: "AWS::Cognito::UserPool", Properties: { UserPoolName } }, ...more },
      Outputs: { Id: { Value: { Ref: "Pool" } }, Raw: { Value: "{{resolve:ssm:/names/pool}}" } },
    });
  const create = (StackName: string, TemplateBody: string) => stacks.call("CreateStack", { StackName, TemplateBody });
  const nameOf = async (stack: string) => {
    const { Id } = await stacks.outputs(stack);
    return (await world.client.send(new DescribeUserPoolCommand({ UserPoolId: Id }))).UserPool!.Name;
  };

  test("a plain parameter is read anew by every deployment", async () => {
    const body = pool({
      "Fn::Join": ["-", [{ Ref: "AWS::StackName" }, "{{resolve:ssm:/names/pool}}-{{resolve:ssm:/names/pool:1}}"]],
    });
    await create("plain", body);
    assert.equal((await stacks.settled("plain"))["StackStatus"], "CREATE_COMPLETE");
    assert.equal(await nameOf("plain"), "plain-pool-one-pool-one");
    // As on AWS, what an output says is told as it stands.
    assert.equal((await stacks.outputs("plain"))["Raw"], "{{resolve:ssm:/names/pool}}");
    const update = () => stacks.call("UpdateStack", { StackName: "plain", TemplateBody: body });
    await assert.rejects(update, { message: "No updates are to be performed." });
    await put("/names/pool", "pool-two");
    await update();
    assert.equal((await stacks.settled("plain"))["StackStatus"], "UPDATE_COMPLETE");
    assert.equal(await nameOf("plain"), "plain-pool-two-pool-one");
  });

  test("T-45 a secret reaches the resource and nothing else", async () => {
    const provider = {
      Provider: {
        Type: "AWS::Cognito::UserPoolIdentityProvider",
        Properties: {
          UserPoolId: { Ref: "Pool" },
          ProviderName: "Google",
          ProviderType: "Google",
          ProviderDetails: {
            client_id: "id",
            client_secret: "{{resolve:secretsmanager:google:SecretString:secret}}",
            authorize_scopes: "openid",
          },
        },
      },
    };
    const body = pool("with-secret", provider);
    await stacks.call("CreateChangeSet", {
      StackName: "secret",
      ChangeSetName: "first",
      ChangeSetType: "CREATE",
      TemplateBody: body,
    });
    const set = await stacks.call("DescribeChangeSet", {
      StackName: "secret",
      ChangeSetName: "first",
      IncludePropertyValues: true,
    });
    await stacks.call("ExecuteChangeSet", { StackName: "secret", ChangeSetName: "first" });
    assert.equal((await stacks.settled("secret"))["StackStatus"], "CREATE_COMPLETE");
    const { Id } = await stacks.outputs("secret");
    const held = async () => {
      const command = new DescribeIdentityProviderCommand({ UserPoolId: Id, ProviderName: "Google" });
      return (await world.client.send(command)).IdentityProvider!.ProviderDetails!["client_secret"];
    };
    assert.equal(await held(), "SECRET-one");
    const StackName = "secret";
    const shown = [
      set,
      await stacks.call("GetTemplate", { StackName }),
      await stacks.call("DescribeStackEvents", { StackName }),
      await stacks.call("DescribeStackResources", { StackName }),
      await stacks.call("DescribeStacks", { StackName }),
    ];
    assert.ok(!JSON.stringify(shown).includes("SECRET"));
    // Only a resource that changes for another reason takes the new value.
    await secrets.send(
      new secretsManager.PutSecretValueCommand({ SecretId: "google", SecretString: '{"secret":"SECRET-two"}' }),
    );
    await assert.rejects(() => stacks.call("UpdateStack", { StackName, TemplateBody: body }), {
      message: "No updates are to be performed.",
    });
    await stacks.call("UpdateStack", { StackName, TemplateBody: body.replace('"openid"', '"openid email"') });
    assert.equal((await stacks.settled("secret"))["StackStatus"], "UPDATE_COMPLETE");
    assert.equal(await held(), "SECRET-two");
    await secrets.send(
      new secretsManager.PutSecretValueCommand({
        SecretId: "google",
        SecretString: '{"secret":"SECRET-one","bad":"SECRET#{}"}',
      }),
    );
  });

  test("T-45 a value that a resource refuses is not quoted", async () => {
    await create("quoted", pool("{{resolve:secretsmanager:google:SecretString:bad}}"));
    assert.equal((await stacks.settled("quoted"))["StackStatus"], "ROLLBACK_COMPLETE");
    const events = (await stacks.events("quoted")).join("\n");
    assert.match(events, /Pool CREATE_FAILED .*\{\{resolve:secretsmanager:google:SecretString:bad\}\}/);
    assert.ok(!events.includes("SECRET"));
  });

  test("secrets that cannot be read fail their resource, in CloudFormation's words", async () => {
    const texts = {
      "google:SecretString:none": "Could not find a value associated with JSONKey in SecretString",
      "plain:SecretString:key": "Could not parse SecretString JSON",
      nobody:
        "Secrets Manager can't find the specified secret. (Service: AWSSecretsManager; Status Code: 400; Error Code: ResourceNotFoundException)",
    };
    for (const [index, [key, text]] of Object.entries(texts).entries()) {
      const name = `unread-${index}`;
      await create(name, pool(`{{resolve:secretsmanager:${key}}}`));
      await stacks.settled(name);
      assert.ok((await stacks.events(name)).includes(`Pool CREATE_FAILED ${text}`), key);
    }
  });

  test("parameters that cannot be read, or may not be here, are refused before anything is made", async () => {
    const texts = {
      "ssm:/names/none": "Parameters: [ssm:/names/none] cannot be found.",
      "ssm:/names/pool:99": "Parameters: [ssm:/names/pool:99] cannot be found.",
      "ssm:/names/pool:label":
        "Incorrect format is used in the following SSM reference: [{{resolve:ssm:/names/pool:label}}]",
      "ssm:/names/secret:1": "Non-secure ssm prefix was used for secure parameter /names/secret",
      "ssm-secure:/names/secret:1":
        "SSM Secure reference is not supported in: [AWS::Cognito::UserPool/Properties/UserPoolName]",
    };
    for (const [key, message] of Object.entries(texts)) {
      await assert.rejects(() => create("refused", pool(`{{resolve:${key}}}`)), { name: "ValidationError", message });
    }
    await assert.rejects(() => stacks.stack("refused"), { name: "ValidationError" });
  });

  test("T-32 references are read with the rights of who deploys", async () => {
    const closed = await startTestWorld({
      accessKeys: [
        { accessKeyId: "ROOT", secretAccessKey: "x", actions: ["*"], pools: ["*"] },
        { accessKeyId: "DEPLOY", secretAccessKey: "x", actions: ["cloudformation:*", "cognito-idp:*"], pools: ["*"] },
      ],
    });
    try {
      const { CloudFormationClient, CreateStackCommand, DescribeStackEventsCommand } = cloudFormation;
      const options = { endpoint: closed.url, region: "us-east-1", maxAttempts: 1 };
      const root = { accessKeyId: "ROOT", secretAccessKey: "x" };
      await new secretsManager.SecretsManagerClient({ ...options, credentials: root }).send(
        new secretsManager.CreateSecretCommand({ Name: "s", SecretString: "value" }),
      );
      const client = new CloudFormationClient({ ...options, credentials: { ...root, accessKeyId: "DEPLOY" } });
      await client.send(
        new CreateStackCommand({
          StackName: "s",
          TemplateBody: pool("{{resolve:secretsmanager:s}}"),
          OnFailure: "DO_NOTHING",
        }),
      );
      const { StackEvents } = await client.send(new DescribeStackEventsCommand({ StackName: "s" }));
      const failed = StackEvents!.find(
        ({ ResourceStatus, LogicalResourceId }) => LogicalResourceId === "Pool" && ResourceStatus === "CREATE_FAILED",
      );
      assert.match(failed!.ResourceStatusReason!, /is not authorized to perform: secretsmanager:GetSecretValue/);
      await assert.rejects(
        () => client.send(new CreateStackCommand({ StackName: "p", TemplateBody: pool("{{resolve:ssm:/x}}") })),
        /is not authorized to perform: ssm:GetParameters/,
      );
    } finally {
      await closed.close();
    }
  });
});
