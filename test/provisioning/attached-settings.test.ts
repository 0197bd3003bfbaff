/** Resource types that are a setting of a pool or a client: their names in stacks, and when they are there. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  GetUICustomizationCommand,
  SetLogDeliveryConfigurationCommand,
  SetUICustomizationCommand,
  UpdateUserPoolCommand,
} from "../clients.js";
import { startTestWorld, type TestWorld } from "../world.js";
import { CloudControl } from "./cloud-control-client.js";
import { resourceCases } from "./resource-cases.js";
import { stackClient } from "./stack-client.js";
import { makeSurroundings } from "./surroundings.js";

let world: TestWorld;
let cloud: CloudControl;
let cfn: ReturnType<typeof stackClient>;
before(async () => {
  world = await startTestWorld();
  cloud = new CloudControl(world.url);
  cfn = stackClient(world.url);
});
after(() => world.close());

const looks = "AWS::Cognito::UserPoolUICustomizationAttachment";
const risks = "AWS::Cognito::UserPoolRiskConfigurationAttachment";
const logs = "AWS::Cognito::LogDeliveryConfiguration";
const declaredOf = (type: string, pool: string) =>
  resourceCases.find((one) => one.type === type)!.declared({ pool, group: "", user: "", client: "", replicated: "" });

const template = (css: string) => `
Resources:
  Pool:
    Type: AWS::Cognito::UserPool
    Properties: { UserPoolAddOns: { AdvancedSecurityMode: AUDIT } }
  Client:
    Type: AWS::Cognito::UserPoolClient
    Properties: { UserPoolId: !Ref Pool }
  Domain:
    Type: AWS::Cognito::UserPoolDomain
    Properties: { UserPoolId: !Ref Pool, Domain: attached }
  Looks:
    Type: ${looks}
    DependsOn: Domain
    Properties: { UserPoolId: !Ref Pool, ClientId: !Ref Client, CSS: "${css}" }
  Risks:
    Type: ${risks}
    Properties:
      UserPoolId: !Ref Pool
      ClientId: ALL
      RiskExceptionConfiguration: { BlockedIPRangeList: [10.0.0.0/8] }
  Logs:
    Type: ${logs}
    Properties:
      UserPoolId: !Ref Pool
      LogConfigurations:
        - LogLevel: ERROR
          EventSource: userNotification
          CloudWatchLogsConfiguration:
            LogGroupArn: !Sub "arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:any"
Outputs:
  Pool: { Value: !Ref Pool }
  Client: { Value: !Ref Client }
  Looks: { Value: !Ref Looks }
  Risks: { Value: !Ref Risks }
  Logs: { Value: !Ref Logs }
  LogsId: { Value: !GetAtt Logs.Id }
`;

test("in a stack they are called after what they belong to; they change with it and go with it", async () => {
  const css = ".label-customizable {color: red;}";
  await cfn.call("CreateStack", { StackName: "attached", TemplateBody: template(css) });
  assert.equal((await cfn.settled("attached"))["StackStatus"], "CREATE_COMPLETE");
  const { Pool = "", Client = "", ...others } = await cfn.outputs("attached");
  assert.deepEqual(others, {
    Looks: `UserPoolUICustomizationAttachment-${Pool}-${Client}`,
    Risks: `UserPoolRiskConfigurationAttachment-${Pool}-ALL`,
    Logs: Pool,
    LogsId: Pool,
  });
  const other = ".label-customizable {color: blue;}";
  await cfn.call("UpdateStack", { StackName: "attached", TemplateBody: template(other) });
  assert.equal((await cfn.settled("attached"))["StackStatus"], "UPDATE_COMPLETE");
  const shown = await world.client.send(new GetUICustomizationCommand({ UserPoolId: Pool, ClientId: Client }));
  assert.equal(shown.UICustomization?.CSS, other);
  const { StackId } = await cfn.stack("attached");
  await cfn.call("DeleteStack", { StackName: "attached" });
  assert.equal((await cfn.settled(String(StackId)))["StackStatus"], "DELETE_COMPLETE");
});

for (const type of [looks, risks, logs]) {
  test(`${type} is not made where there is one`, async () => {
    const { pool } = await makeSurroundings(world);
    const identifier = await cloud.created(type, declaredOf(type, pool));
    const again = await cloud.create(type, declaredOf(type, pool));
    assert.deepEqual(
      [again.OperationStatus, again.ErrorCode, again.StatusMessage],
      ["FAILED", "AlreadyExists", `Resource of type '${type}' with identifier '${identifier}' already exists.`],
    );
  });

  test(`${type} that says nothing is refused, before and after`, async () => {
    const { pool } = await makeSurroundings(world);
    const ids = type === logs ? { UserPoolId: pool } : { UserPoolId: pool, ClientId: "ALL" };
    const none = await cloud.create(type, ids);
    assert.deepEqual([none.OperationStatus, none.ErrorCode], ["FAILED", "InvalidRequest"]);
    assert.match(none.StatusMessage, /: to remove the setting, delete the resource\.$/);
    const declared = declaredOf(type, pool);
    const identifier = await cloud.created(type, declared);
    const removals = Object.keys(declared)
      .filter((name) => !Object.hasOwn(ids, name))
      .map((name) => ({ op: "remove", path: `/${name}` }));
    const emptied = await cloud.update(type, identifier, removals);
    assert.deepEqual([emptied.OperationStatus, emptied.ErrorCode], ["FAILED", "InvalidRequest"]);
    const kept = await cloud.read(type, identifier);
    for (const [name, value] of Object.entries(declared)) assert.deepEqual(kept[name], value);
  });
}

test("what a client inherits is not the client's", async () => {
  const { pool } = await makeSurroundings(world);
  const { ClientId } = await world.appClient(pool);
  await world.client.send(new SetUICustomizationCommand({ UserPoolId: pool, CSS: ".logo-customizable {}" }));
  const Identifier = `${pool}|${ClientId}`;
  assert.equal((await cloud.refused("GetResource", { TypeName: looks, Identifier }))[0], "ResourceNotFoundException");
  assert.equal(await cloud.created(looks, { ...declaredOf(looks, pool), ClientId }), Identifier);
});

test("who turned threat protection off has no risk configuration left, and needs it to make one", async () => {
  const { pool } = await makeSurroundings(world);
  const identifier = await cloud.created(risks, declaredOf(risks, pool));
  await world.client.send(new UpdateUserPoolCommand({ UserPoolId: pool }));
  const gone = await cloud.delete(risks, identifier);
  assert.deepEqual([gone.OperationStatus, gone.ErrorCode], ["FAILED", "NotFound"]);
  const made = await cloud.create(risks, declaredOf(risks, pool));
  assert.deepEqual([made.ErrorCode, made.StatusMessage], ["InvalidRequest", "User pool add-on is not enabled."]);
});

test("a pool that is gone has none of them", async () => {
  for (const [type, Identifier] of [
    [looks, "us-east-1_unknown00|ALL"],
    [risks, "us-east-1_unknown00|ALL"],
    [logs, "us-east-1_unknown00"],
  ] as const) {
    const [name] = await cloud.refused("GetResource", { TypeName: type, Identifier });
    assert.equal(name, "ResourceNotFoundException");
  }
});

test("logs that were set by API are found under the pool's id", async () => {
  const { pool } = await makeSurroundings(world);
  const { LogConfigurations } = declaredOf(logs, pool) as { LogConfigurations: [] };
  await world.client.send(new SetLogDeliveryConfigurationCommand({ UserPoolId: pool, LogConfigurations }));
  assert.deepEqual(await cloud.read(logs, pool), { Id: pool, UserPoolId: pool, LogConfigurations });
});
