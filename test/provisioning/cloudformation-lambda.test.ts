/** Stacks with functions: made, changed, replaced, rolled back and removed, as templates of user pools bring them along. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { inflateRawSync } from "node:zlib";
import { deployedFunction } from "../../src/surfaces/companions/lambda/deployed-function.js";
import { DescribeUserPoolCommand, SignUpCommand } from "../clients.js";
import { lambda } from "../companion-clients.js";
import { startTestWorld, type TestWorld } from "../world.js";
import { stackClient } from "./stack-client.js";

const { GetAliasCommand, GetFunctionCommand, GetPolicyCommand, LambdaClient } = lambda;
const place = { accountId: "123456789012", region: "us-east-1" };
const arn = (name: string) => `arn:aws:lambda:${place.region}:${place.accountId}:function:${name}`;

let world: TestWorld;
let cfn: ReturnType<typeof stackClient>;
let functions: lambda.LambdaClient;
before(async () => {
  world = await startTestWorld();
  cfn = stackClient(world.url);
  functions = new LambdaClient({
    endpoint: world.url,
    region: place.region,
    credentials: { accessKeyId: "a", secretAccessKey: "b" },
    maxAttempts: 1,
  });
});
after(async () => {
  functions.destroy();
  await world.close();
});

const deploy = async (action: "CreateStack" | "UpdateStack", StackName: string, TemplateBody: string) => {
  await cfn.call(action, { StackName, TemplateBody });
  return (await cfn.settled(StackName))["StackStatus"];
};
const role = `arn:aws:iam::${place.accountId}:role/r`;

/** The code in a package that CloudFormation made: its first file. */
function firstFile(zip: Buffer): { readonly name: string; readonly content: string } {
  const nameLength = zip.readUInt16LE(26);
  const start = 30 + nameLength;
  const packed = zip.subarray(start, start + zip.readUInt32LE(18));
  return { name: zip.subarray(30, start).toString(), content: inflateRawSync(packed).toString() };
}

/** Everybody who signs up is confirmed at once. */
const confirming = "exports.handler = async (event) => ({ ...event, response: { autoConfirmUser: true } });";

const whole = (more: { code?: string; timeout?: string; name?: string; fails?: boolean } = {}): string => `
Resources:
  Hook:
    Type: AWS::Lambda::Function
    Properties:
      ${more.name === undefined ? "" : `FunctionName: ${more.name}`}
      Runtime: nodejs20.x
      Handler: index.handler
      Role: ${role}
      ${more.timeout ?? 'Timeout: "5"'}
      Environment: { Variables: { LEVEL: 7 } }
      Tags: [{ Key: team, Value: a }]
      Code:
        ZipFile: ${JSON.stringify(more.code ?? confirming)}
  Pool:
    Type: AWS::Cognito::UserPool
    Properties:
      UserPoolName: hooked
      LambdaConfig: { PreSignUp: !GetAtt Hook.Arn }
  Allowed:
    Type: AWS::Lambda::Permission
    Properties:
      FunctionName: !Ref Hook
      Action: lambda:InvokeFunction
      Principal: cognito-idp.amazonaws.com
      SourceArn: !GetAtt Pool.Arn
  Client:
    Type: AWS::Cognito::UserPoolClient
    Properties: { UserPoolId: !Ref Pool }
${more.fails ? "  Fails:\n    Type: AWS::Cognito::UserPoolGroup\n    DependsOn: [Hook]\n    Properties: { UserPoolId: us-east-1_Missing00 }" : ""}
Outputs:
  Name: { Value: !Ref Hook }
  Arn: { Value: !GetAtt Hook.Arn }
  Snap: { Value: !GetAtt Hook.SnapStartResponse.ApplyOn }
  Statement: { Value: !Ref Allowed }
  StatementId: { Value: !GetAtt Allowed.Id }
  PoolId: { Value: !Ref Pool }
  ClientId: { Value: !Ref Client }
`;

describe("a stack with a trigger", () => {
  test("holds function, permission and pool; the function runs at sign-up", async () => {
    assert.equal(await deploy("CreateStack", "hooks", whole()), "CREATE_COMPLETE");
    const outputs = await cfn.outputs("hooks");
    const { Name = "", PoolId, ClientId } = outputs;
    assert.match(Name, /^hooks-Hook-[A-Z0-9]{12}$/);
    assert.deepEqual([outputs["Arn"], outputs["Snap"]], [arn(Name), "None"]);
    assert.equal(outputs["Statement"], outputs["StatementId"]);
    const { Configuration, Tags } = await functions.send(new GetFunctionCommand({ FunctionName: Name }));
    assert.deepEqual(
      [Configuration?.Timeout, Configuration?.Environment, Tags],
      [5, { Variables: { LEVEL: "7" } }, { team: "a" }],
    );
    const found = await deployedFunction(world.world.store, place, outputs["Arn"] ?? "");
    assert.deepEqual(firstFile((await found?.code()) ?? Buffer.alloc(0)), {
      name: "index.js",
      content: confirming,
    });
    const { UserPool } = await world.client.send(new DescribeUserPoolCommand({ UserPoolId: PoolId }));
    assert.equal(UserPool?.LambdaConfig?.PreSignUp, outputs["Arn"]);
    const { Policy } = await functions.send(new GetPolicyCommand({ FunctionName: Name }));
    const [statement] = (JSON.parse(Policy ?? "") as { Statement: { Sid: string; Condition: unknown }[] }).Statement;
    assert.deepEqual(
      [statement?.Sid, statement?.Condition],
      [outputs["Statement"], { ArnLike: { "AWS:SourceArn": UserPool?.Arn } }],
    );
    const signUp = new SignUpCommand({ ClientId, Username: "someone", Password: "Some-Horse-1" });
    assert.equal((await world.client.send(signUp)).UserConfirmed, true);
  });

  test("is changed in place, and settings that the template drops go back", async () => {
    const { Name } = await cfn.outputs("hooks");
    const before = await functions.send(new GetFunctionCommand({ FunctionName: Name }));
    assert.equal(
      await deploy("UpdateStack", "hooks", whole({ code: "exports.handler = 2;", timeout: "" })),
      "UPDATE_COMPLETE",
    );
    const after = await functions.send(new GetFunctionCommand({ FunctionName: Name }));
    assert.equal(after.Configuration?.Timeout, 3);
    assert.notEqual(after.Configuration?.CodeSha256, before.Configuration?.CodeSha256);
    await assert.rejects(
      cfn.call("UpdateStack", {
        StackName: "hooks",
        TemplateBody: whole({ code: "exports.handler = 2;", timeout: "" }),
      }),
      {
        message: "No updates are to be performed.",
      },
    );
  });

  test("is rolled back to what it was when something beside it fails", async () => {
    const { Name } = await cfn.outputs("hooks");
    const before = await functions.send(new GetFunctionCommand({ FunctionName: Name }));
    const failing = whole({ code: "exports.handler = 3;", timeout: "Timeout: 9", fails: true });
    assert.equal(await deploy("UpdateStack", "hooks", failing), "UPDATE_ROLLBACK_COMPLETE");
    const after = await functions.send(new GetFunctionCommand({ FunctionName: Name }));
    assert.equal(after.Configuration?.CodeSha256, before.Configuration?.CodeSha256);
    assert.equal(after.Configuration?.Timeout, 3);
  });

  test("replaces a function that gets a name, and removes everything in the end", async () => {
    const { Name: old } = await cfn.outputs("hooks");
    assert.equal(await deploy("UpdateStack", "hooks", whole({ name: "named", timeout: "" })), "UPDATE_COMPLETE");
    assert.equal((await cfn.outputs("hooks"))["Name"], "named");
    await assert.rejects(functions.send(new GetFunctionCommand({ FunctionName: old })), {
      name: "ResourceNotFoundException",
    });
    const { StackId } = await cfn.stack("hooks");
    await cfn.call("DeleteStack", { StackName: "hooks" });
    assert.equal((await cfn.settled(String(StackId)))["StackStatus"], "DELETE_COMPLETE");
    await assert.rejects(functions.send(new GetFunctionCommand({ FunctionName: "named" })), {
      name: "ResourceNotFoundException",
    });
  });

  test("fails by the handler's codes: a name that is taken, code that no runtime takes inline", async () => {
    const one = (properties: string) =>
      `Resources: { F: { Type: "AWS::Lambda::Function", Properties: { Role: "${role}", Handler: i.h, ${properties} } } }`;
    const node = 'FunctionName: twice, Runtime: nodejs20.x, Code: { ZipFile: "1" }';
    assert.equal(await deploy("CreateStack", "one", one(node)), "CREATE_COMPLETE");
    assert.equal(await deploy("CreateStack", "two", one(node)), "ROLLBACK_COMPLETE");
    const [failed] = (await cfn.events("two")).filter((event) => event.startsWith("F CREATE_FAILED"));
    assert.match(failed ?? "", /Function already exist: twice.*HandlerErrorCode: AlreadyExists/);
    const java = 'Runtime: java21, Code: { ZipFile: "class A {}" }';
    assert.equal(await deploy("CreateStack", "three", one(java)), "ROLLBACK_COMPLETE");
    assert.ok(
      (await cfn.events("three")).some((event) => event.includes("ZipFile can only be used when Runtime is set")),
    );
    assert.equal(
      (await functions.send(new GetFunctionCommand({ FunctionName: "twice" }))).Configuration?.State,
      "Active",
    );
  });
});

describe("versions and aliases of a stack", () => {
  const versioned = (version: number, code: string) => `
Resources:
  F:
    Type: AWS::Lambda::Function
    Properties:
      { FunctionName: versioned, Runtime: python3.12, Handler: index.handler, Role: "${role}", Code: { ZipFile: "${code}" } }
  V${version}:
    Type: AWS::Lambda::Version
    DependsOn: [F]
    Properties: { FunctionName: !Ref F, Description: "v${version}" }
  Live:
    Type: AWS::Lambda::Alias
    Properties: { FunctionName: !Ref F, FunctionVersion: !GetAtt V${version}.Version, Name: live }
Outputs:
  Version: { Value: !Ref V${version} }
  Alias: { Value: !Ref Live }
`;

  test("follow the code", async () => {
    assert.equal(await deploy("CreateStack", "versioned", versioned(1, "a = 1")), "CREATE_COMPLETE");
    assert.deepEqual(await cfn.outputs("versioned"), { Version: arn("versioned:1"), Alias: arn("versioned:live") });
    const first = await deployedFunction(world.world.store, place, arn("versioned:live"));
    assert.deepEqual(firstFile((await first?.code()) ?? Buffer.alloc(0)), { name: "index.py", content: "a = 1" });
    assert.equal(await deploy("UpdateStack", "versioned", versioned(2, "a = 2")), "UPDATE_COMPLETE");
    const alias = await functions.send(new GetAliasCommand({ FunctionName: "versioned", Name: "live" }));
    assert.equal(alias.FunctionVersion, "2");
    assert.equal(await deploy("UpdateStack", "versioned", versioned(3, "a = 2")), "UPDATE_ROLLBACK_COMPLETE");
    assert.ok(
      (await cfn.events("versioned")).some((event) =>
        event.includes("A version for this Lambda function exists ( 2 ). Modify the function to create a new version."),
      ),
    );
    await cfn.call("DeleteStack", { StackName: "versioned" });
    await assert.rejects(cfn.settled("versioned"), { message: "Stack with id versioned does not exist" });
    assert.equal(await deployedFunction(world.world.store, place, arn("versioned")), undefined);
  });
});
