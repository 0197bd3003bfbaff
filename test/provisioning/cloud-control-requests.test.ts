/** Requests of Cloud Control: who may ask, what they are remembered as, and what the API refuses by its own names. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { resourceTypeFacts } from "../../src/model/generated/resource-types.js";
import { resourceTypeOf } from "../../src/surfaces/provisioning/resources/resource-types.js";
import { startTestWorld, type TestWorld } from "../world.js";
import { CloudControl } from "./cloud-control-client.js";

const pool = "AWS::Cognito::UserPool";
const group = "AWS::Cognito::UserPoolGroup";

describe("requests", () => {
  let world: TestWorld;
  let cloud: CloudControl;
  before(async () => {
    world = await startTestWorld();
    cloud = new CloudControl(world.url);
  });
  after(() => world.close());

  test("end before they are answered, and are found by token and in lists", async () => {
    const made = await cloud.create(pool, { UserPoolName: "remembered" });
    assert.deepEqual(Object.keys(made).sort(), [
      "EventTime",
      "Identifier",
      "Operation",
      "OperationStatus",
      "RequestToken",
      "TypeName",
    ]);
    assert.ok(Math.abs(made.EventTime - world.clock.now() / 1000) < 60, "epoch seconds");
    assert.deepEqual(await cloud.status(made.RequestToken), made);
    const failed = await cloud.create(group, { UserPoolId: "us-east-1_Missing00", GroupName: "g" });
    assert.deepEqual([failed.OperationStatus, failed.ErrorCode], ["FAILED", "NotFound"]);
    assert.equal(failed.StatusMessage, "User pool us-east-1_Missing00 does not exist.");
    const tokens = async (filter?: object) => (await cloud.requests(filter)).map((one) => one.RequestToken);
    assert.ok((await tokens()).includes(made.RequestToken));
    assert.deepEqual(await tokens({ Operations: ["CREATE"], OperationStatuses: ["FAILED"] }), [failed.RequestToken]);
    assert.deepEqual(await tokens({ Operations: ["DELETE"] }), []);
    const elsewhere = new CloudControl(world.url, undefined, "eu-west-1");
    assert.deepEqual(await elsewhere.requests(), []);
    const [name] = await elsewhere.refused("GetResourceRequestStatus", { RequestToken: made.RequestToken });
    assert.equal(name, "RequestTokenNotFoundException");
  });

  test("with one client token at the same time make one resource", async () => {
    const before = (await cloud.list(pool, undefined, 100)).length;
    const asked = { ClientToken: "at-once" };
    const events = await Promise.all(
      Array.from({ length: 8 }, () => cloud.create(pool, { UserPoolName: "one" }, asked)),
    );
    assert.equal(new Set(events.map((event) => event.RequestToken)).size, 1);
    assert.equal((await cloud.list(pool, undefined, 100)).length, before + 1);
  });

  test("a client token may be used anew after a day and a half", async () => {
    const asked = { ClientToken: "anew" };
    const first = await cloud.create(pool, { UserPoolName: "anew" }, asked);
    world.clock.advance(35 * 60 * 60 * 1000);
    assert.equal((await cloud.create(pool, { UserPoolName: "anew" }, asked)).RequestToken, first.RequestToken);
    world.clock.advance(2 * 60 * 60 * 1000);
    const second = await cloud.create(pool, { UserPoolName: "anew" }, asked);
    assert.notEqual(second.Identifier, first.Identifier);
  });

  test("changes and deletions are done once per client token", async () => {
    const identifier = await cloud.created(pool, { UserPoolName: "once" });
    const patch = [
      { op: "test", path: "/UserPoolName", value: "once" },
      { op: "replace", path: "/UserPoolName", value: "twice" },
    ];
    const changed = await cloud.update(pool, identifier, patch, { ClientToken: "change" });
    assert.equal(changed.OperationStatus, "SUCCESS", changed.StatusMessage);
    assert.deepEqual(await cloud.update(pool, identifier, patch, { ClientToken: "change" }), changed);
    const deleted = await cloud.delete(pool, identifier, { ClientToken: "delete" });
    assert.equal(deleted.OperationStatus, "SUCCESS");
    assert.deepEqual(await cloud.delete(pool, identifier, { ClientToken: "delete" }), deleted);
  });

  test("take away what nobody can read, and what must be verified before an update", async () => {
    const identifier = await cloud.created(pool, {
      UserPoolName: "less",
      AutoVerifiedAttributes: ["email"],
      UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ["email"] },
    });
    const names = ["EnabledMfas", "AutoVerifiedAttributes", "UserAttributeUpdateSettings"];
    const patch = names.map((name) => ({ op: "remove", path: `/${name}` }));
    const changed = await cloud.update(pool, identifier, patch);
    assert.equal(changed.OperationStatus, "SUCCESS", changed.StatusMessage);
    const after = await cloud.read(pool, identifier);
    assert.equal(after["AutoVerifiedAttributes"], undefined);
    assert.deepEqual(after["UserAttributeUpdateSettings"], { AttributesRequireVerificationBeforeUpdate: [] });
    const [name, message] = await cloud.refused("UpdateResource", {
      TypeName: pool,
      Identifier: identifier,
      PatchDocument: JSON.stringify([{ op: "remove", path: "/DeviceConfiguration" }]),
    });
    assert.deepEqual(
      [name, message],
      ["ValidationException", "Invalid patch document: nothing at /DeviceConfiguration."],
    );
  });

  test("cannot be cancelled, as they have ended", async () => {
    const { RequestToken } = await cloud.create(pool, { UserPoolName: "ended" });
    const [name] = await cloud.refused("CancelResourceRequest", { RequestToken });
    assert.equal(name, "ConcurrentModificationException");
    const unknown = await cloud.refused("CancelResourceRequest", { RequestToken: "none" });
    assert.deepEqual(unknown, ["RequestTokenNotFoundException", "Request with token none was not found."]);
  });

  test("one that was cut off in the middle is told as failed", async () => {
    const now = world.clock.now();
    const request = { accountId: "123456789012", region: "us-east-1", typeName: pool, operation: "CREATE" } as const;
    await world.world.store.resourceRequests.insert(
      {
        ...request,
        accountId: world.world.config.account,
        token: "cut",
        status: "IN_PROGRESS",
        startedAt: now,
        changedAt: now,
      },
      undefined,
      0,
    );
    const running = await cloud.status("cut");
    assert.equal(running.OperationStatus, "IN_PROGRESS");
    assert.ok(running.RetryAfter > now / 1000);
    world.clock.advance(6 * 60 * 1000);
    const cut = await cloud.status("cut");
    assert.deepEqual(
      [cut.OperationStatus, cut.ErrorCode, cut.RetryAfter],
      ["FAILED", "ServiceInternalError", undefined],
    );
  });

  test("types that are not are refused by name, and every published type of user pools is there", async () => {
    const ask = (TypeName: string) => cloud.refused("CreateResource", { TypeName, DesiredState: "{}" });
    assert.deepEqual(await ask("AWS::Nothing::AtAll"), [
      "TypeNotFoundException",
      "The type 'AWS::Nothing::AtAll' cannot be found.",
    ]);
    const published = Object.keys(resourceTypeFacts);
    assert.equal(published.length, 15);
    assert.deepEqual(
      published.filter((name) => resourceTypeOf(name) === undefined),
      [],
    );
  });

  const invalid: readonly (readonly [what: string, operation: string, input: object, name: string, message: RegExp])[] =
    [
      ["no type", "CreateResource", { DesiredState: "{}" }, "ValidationException", /Value null at 'typeName'/],
      [
        "a type that is no name",
        "GetResource",
        { TypeName: "no such name", Identifier: "i" },
        "ValidationException",
        /'typeName'/,
      ],
      ["a number for a name", "GetResource", { TypeName: 7, Identifier: "i" }, "SerializationException", /./],
      ["no desired state", "CreateResource", { TypeName: pool }, "ValidationException", /'desiredState'/],
      [
        "a state that is no JSON",
        "CreateResource",
        { TypeName: pool, DesiredState: "{secret" },
        "ValidationException",
        /^DesiredState is not valid JSON\.$/,
      ],
      [
        "a state that is a list",
        "CreateResource",
        { TypeName: pool, DesiredState: "[]" },
        "ValidationException",
        /not a JSON object/,
      ],
      [
        "a state that nests for ever",
        "CreateResource",
        { TypeName: pool, DesiredState: `${'{"a":'.repeat(100)}1${"}".repeat(100)}` },
        "ValidationException",
        /nests too deep/,
      ],
      [
        "a read-only property",
        "CreateResource",
        { TypeName: pool, DesiredState: '{"Arn":"x"}' },
        "ValidationException",
        /readOnly property \[Arn\]/,
      ],
      [
        "a wrong type",
        "CreateResource",
        { TypeName: pool, DesiredState: '{"UserPoolName":7}' },
        "ValidationException",
        /#\/UserPoolName: expected type: String, found: Integer/,
      ],
      [
        "a wrong value",
        "CreateResource",
        { TypeName: pool, DesiredState: '{"UserPoolTier":"GOLD"}' },
        "ValidationException",
        /GOLD is not a valid enum value/,
      ],
      [
        "a prototype",
        "CreateResource",
        { TypeName: pool, DesiredState: '{"__proto__":{"UserPoolName":"x"}}' },
        "ValidationException",
        /extraneous key \[__proto__\]/,
      ],
      [
        "half an identifier",
        "GetResource",
        { TypeName: group, Identifier: "only" },
        "InvalidRequestException",
        /Identifier only is not valid/,
      ],
      ["a page of none", "ListResources", { TypeName: pool, MaxResults: 0 }, "ValidationException", /'maxResults'/],
      ["an unknown operation", "Nothing", {}, "UnknownOperationException", /^$/],
    ];
  for (const [what, operation, input, name, message] of invalid) {
    test(`refuses ${what}`, async () => {
      const [found, text] = await cloud.refused(operation, input);
      assert.equal(found, name, text);
      assert.match(text, message);
      assert.doesNotMatch(text, /secret/);
    });
  }

  test("refuses patches that are none, that do not apply, and that touch what only the service sets", async () => {
    const Identifier = await cloud.created(pool, { UserPoolName: "patched" });
    const ask = (patch: string) =>
      cloud.refused("UpdateResource", { TypeName: pool, Identifier, PatchDocument: patch });
    for (const [patch, message] of [
      ["{", /^PatchDocument is not valid JSON\.$/],
      ['[{"op":"remove","path":"/Nothing"}]', /^Invalid patch document: nothing at \/Nothing\.$/],
      ['[{"op":"add","path":"/Arn","value":"x"}]', /readOnlyProperties \[\/properties\/Arn\] cannot be updated$/],
      ['[{"op":"add","path":"/Stray","value":"x"}]', /extraneous key \[Stray\]/],
    ] as const) {
      const [name, text] = await ask(patch);
      assert.equal(name, "ValidationException");
      assert.match(text, message);
    }
  });

  test("what Cognito refuses is an event in its words, and a half-made pool is named in it", async () => {
    const event = await cloud.create(pool, { UserPoolName: "half", MfaConfiguration: "ON", EnabledMfas: ["SMS_MFA"] });
    assert.deepEqual([event.OperationStatus, event.ErrorCode], ["FAILED", "InvalidRequest"]);
    assert.match(event.Identifier, /^us-east-1_/);
    assert.ok((await cloud.list(pool, undefined, 100)).includes(event.Identifier));
    assert.equal((await cloud.delete(pool, event.Identifier)).OperationStatus, "SUCCESS");
  });

  test("what a pool cannot change is refused in CloudFormation's words", async () => {
    const schema = [{ Name: "tenant", AttributeDataType: "String" }];
    const identifier = await cloud.created(pool, { UserPoolName: "fixed", Schema: schema, AliasAttributes: ["email"] });
    const change = async (name: string, value: unknown) => {
      const event = await cloud.update(pool, identifier, [{ op: "replace", path: `/${name}`, value }]);
      return [event.OperationStatus, event.ErrorCode, event.StatusMessage];
    };
    assert.deepEqual(await change("AliasAttributes", ["phone_number"]), [
      "FAILED",
      "InvalidRequest",
      "Updates are not allowed for property - AliasAttributes.",
    ]);
    assert.deepEqual(await change("Schema", []), [
      "FAILED",
      "InvalidRequest",
      "Existing schema attributes cannot be modified or deleted.",
    ]);
  });
});

describe("who may ask", () => {
  let world: TestWorld;
  const secret = "s".repeat(40);
  const keyed = (accessKeyId: string, secretAccessKey = secret) =>
    new CloudControl(world.url, { accessKeyId, secretAccessKey });
  before(async () => {
    const key = (accessKeyId: string, actions: string[]) => ({
      accessKeyId,
      secretAccessKey: secret,
      actions,
      pools: ["*"],
    });
    world = await startTestWorld({
      accessKeys: [
        key("ROOTKEY000000000", ["*"]),
        key("FORMATION0000000", ["cloudformation:*"]),
        key("COGNITO000000000", ["cognito-idp:*"]),
      ],
    });
  });
  after(() => world.close());

  test("T-32 a key needs the action itself and the operations behind it", async () => {
    const state = { TypeName: pool, DesiredState: '{"UserPoolName":"p"}' };
    const [wrong] = await keyed("ROOTKEY000000000", "x".repeat(40)).refused("CreateResource", state);
    assert.equal(wrong, "InvalidSignatureException");
    const [name, message] = await keyed("COGNITO000000000").refused("CreateResource", state);
    assert.equal(name, "AccessDeniedException");
    assert.match(message, /is not authorized to perform: cloudformation:CreateResource on resource: \*$/);
    const event = await keyed("FORMATION0000000").create(pool, { UserPoolName: "p" });
    assert.deepEqual([event.OperationStatus, event.ErrorCode], ["FAILED", "AccessDenied"]);
    assert.match(event.StatusMessage, /is not authorized to perform: cognito-idp:CreateUserPool/);
    const identifier = await keyed("ROOTKEY000000000").created(pool, { UserPoolName: "p" });
    const [read] = await keyed("FORMATION0000000").refused("GetResource", { TypeName: pool, Identifier: identifier });
    assert.equal(read, "AccessDeniedException");
  });

  test("T-33 a resource of another pool is not there", async () => {
    const root = keyed("ROOTKEY000000000");
    const [mine, other] = [
      await root.created(pool, { UserPoolName: "m" }),
      await root.created(pool, { UserPoolName: "o" }),
    ];
    await root.created("AWS::Cognito::UserPoolDomain", { UserPoolId: mine, Domain: "mine-only" });
    const asked = { TypeName: "AWS::Cognito::UserPoolDomain", Identifier: `${other}|mine-only` };
    assert.equal((await root.refused("GetResource", asked))[0], "ResourceNotFoundException");
    const event = await root.delete(asked.TypeName, asked.Identifier);
    assert.deepEqual([event.OperationStatus, event.ErrorCode], ["FAILED", "NotFound"]);
  });
});
