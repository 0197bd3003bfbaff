/**
 * Resources of other services whose creation was cut off: what was made is found again by its name, or as the only one that
 * can come from the template, so that nothing is made twice and nothing is left behind.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { systemRandom } from "../../src/adapters/crypto/random.js";
import { createCompanions } from "../../src/surfaces/companions/companions.js";
import type { CompanionCall } from "../../src/surfaces/protocols/companion.js";
import { createSignedCallers } from "../../src/surfaces/protocols/signed-caller.js";
import type { PrincipalCall } from "../../src/surfaces/provisioning/principal-call.js";
import type { TemplateObject } from "../../src/surfaces/provisioning/stacks/template-value.js";
import { createWorkshop, type Place, type Workshop } from "../../src/surfaces/provisioning/stacks/workshop.js";
import { startTestWorld, type TestWorld } from "../world.js";

const accountId = "123456789012";
const region = "us-east-1";
const arn = `arn:aws:lambda:${region}:${accountId}:function`;

let world: TestWorld;
let workshop: Workshop;
let place: Place;
before(async () => {
  world = await startTestWorld();
  const { store, keyring, clock } = world.world;
  const random = systemRandom();
  const logger = { debug() {}, info() {}, warn() {}, error() {} };
  const callers = createSignedCallers({ clock, accountId });
  const functions = { invoke: async () => assert.fail("no function is invoked") };
  const publicUrl = () => world.url;
  const needs = { store, keyring, clock, random, logger, functions, callers, accountId, publicUrl, startedAt: 0 };
  const companions = createCompanions(needs);
  const caller = { accountId, region, arn: `arn:aws:iam::${accountId}:root`, accessKeyId: "a", requestId: "r" };
  const companion: CompanionCall = (service, action, input) => {
    const found = companions.find((one) => one.companion.service === service);
    assert.ok(found, service);
    return found.companion.actions[action]!(caller, input);
  };
  const call = Object.assign(async () => assert.fail("no operation of user pools"), { companion });
  const access = { call: call as unknown as PrincipalCall, declarations: store.resourceDeclarations };
  place = {
    access,
    stackId: "arn:aws:cloudformation:us-east-1:123456789012:stack/s/1",
    stackName: "stack",
    logicalId: "One",
    region,
    accountId,
  };
  workshop = createWorkshop({ random, inertTypes: [], passwords: { read: async () => assert.fail("no password") } });
});
after(() => world.close());

const root = { Effect: "Allow", Principal: { AWS: `arn:aws:iam::${accountId}:root` }, Action: "kms:*", Resource: "*" };
const cases: readonly (readonly [type: string, properties: TemplateObject])[] = [
  [
    "AWS::Lambda::Function",
    {
      FunctionName: "named",
      Runtime: "nodejs20.x",
      Handler: "index.handler",
      Role: `arn:aws:iam::${accountId}:role/r`,
      Timeout: 5,
      Environment: { Variables: { TABLE: "users" } },
      LoggingConfig: { LogGroup: "/pools" },
      VpcConfig: { SubnetIds: ["subnet-1"], SecurityGroupIds: ["sg-1"] },
      Tags: [{ Key: "team", Value: "a" }],
      Code: { ZipFile: "exports.handler = 1" },
    },
  ],
  [
    "AWS::Lambda::Function",
    {
      Runtime: "python3.12",
      Handler: "index.h",
      Role: `arn:aws:iam::${accountId}:role/r`,
      Code: { ZipFile: "a = 1" },
      LoggingConfig: { LogFormat: "JSON" },
    },
  ],
  [
    "AWS::Lambda::Permission",
    { FunctionName: `${arn}:named`, Action: "lambda:InvokeFunction", Principal: "cognito-idp.amazonaws.com" },
  ],
  ["AWS::Lambda::Version", { FunctionName: "named", Description: "first" }],
  ["AWS::Lambda::Alias", { FunctionName: "named", FunctionVersion: "1", Name: "live" }],
  ["AWS::Lambda::EventInvokeConfig", { FunctionName: "named", Qualifier: "live", MaximumRetryAttempts: 1 }],
  ["AWS::KMS::Key", { EnableKeyRotation: false, Tags: [{ Key: "team", Value: "a" }] }],
  [
    "AWS::KMS::Key",
    { Description: "codes", EnableKeyRotation: true, KeyPolicy: { Version: "2012-10-17", Statement: [root] } },
  ],
];

for (const [type, properties] of cases) {
  test(`${type} ${String(properties["FunctionName"] ?? properties["Description"] ?? "without a name")}`, async () => {
    const present = await workshop.present(place, type, properties);
    assert.ok(present, "it can be told what was there before");
    assert.equal(await workshop.recover(place, type, properties, present), undefined, "nothing was made yet");
    const made = await workshop.create(place, type, properties);
    const found = await workshop.recover(place, type, properties, present);
    assert.deepEqual(found, made);
    const before = await workshop.present(place, type, properties);
    assert.equal(await workshop.recover(place, type, properties, before ?? []), undefined, "it was somebody's before");
  });
}
