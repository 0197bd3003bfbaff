/** AWS::Cognito::UserPoolUser through Cloud Control: what its name is per kind of pool, and that tools see no change. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { AdminGetUserCommand, AdminUpdateUserAttributesCommand } from "../clients.js";
import { startTestWorld, type TestWorld } from "../world.js";
import { CloudControl } from "./cloud-control-client.js";

const type = "AWS::Cognito::UserPoolUser";
const quiet = { MessageAction: "SUPPRESS" };

let world: TestWorld;
let cloud: CloudControl;

before(async () => {
  world = await startTestWorld();
  cloud = new CloudControl(world.url);
});
after(() => world.close());

describe("the name of a user", () => {
  test("an e-mail username stays what it was declared as; the second look shows no difference", async () => {
    const { Id: pool } = await world.pool({ UsernameAttributes: ["email"] });
    const UserAttributes = [
      { Name: "email", Value: "Ada@example.com" },
      { Name: "name", Value: "Ada" },
    ];
    const declared = { UserPoolId: pool, Username: "Ada@example.com", UserAttributes };
    const identifier = await cloud.created(type, { ...declared, ...quiet });
    assert.equal(identifier, `${pool}|Ada@example.com`);
    assert.deepEqual(await cloud.read(type, identifier), declared);
  });

  test("attributes that the service adds are not shown where others were declared", async () => {
    const { Id: pool } = await world.pool({ UsernameAttributes: ["email"] });
    const declared = { UserPoolId: pool, Username: "a@example.com", UserAttributes: [{ Name: "name", Value: "A" }] };
    const identifier = await cloud.created(type, { ...declared, ...quiet });
    assert.deepEqual(await cloud.read(type, identifier), declared);
    await world.client.send(
      new AdminUpdateUserAttributesCommand({
        UserPoolId: pool,
        Username: "a@example.com",
        UserAttributes: [{ Name: "nickname", Value: "drift" }],
      }),
    );
    const drifted = await cloud.read(type, identifier);
    assert.ok((drifted["UserAttributes"] as { Name: string }[]).some(({ Name }) => Name === "nickname"));
  });

  test("an omitted username is generated where names are usernames", async () => {
    const { Id: pool } = await world.pool();
    const identifier = await cloud.created(type, { UserPoolId: pool, ...quiet });
    const [, name] = identifier.split("|");
    assert.match(name ?? "", /^UserPoolUser-[A-Za-z0-9]{12}$/);
    assert.deepEqual(await cloud.read(type, identifier), { UserPoolId: pool, Username: name });
  });

  for (const [attribute, Value] of [
    ["email", "omitted@example.com"],
    ["phone_number", "+12065550100"],
  ] as const) {
    test(`an omitted username is the service's own where ${attribute} signs in`, async () => {
      const { Id: pool } = await world.pool({ UsernameAttributes: [attribute] });
      const UserAttributes = [{ Name: attribute, Value }];
      const identifier = await cloud.created(type, { UserPoolId: pool, UserAttributes, ...quiet });
      const { Username } = await world.client.send(new AdminGetUserCommand({ UserPoolId: pool, Username: Value }));
      assert.equal(identifier, `${pool}|${Username}`);
      assert.deepEqual(await cloud.read(type, identifier), { UserPoolId: pool, Username, UserAttributes });
    });
  }

  test("an omitted username without an address fails where addresses sign in, and leaves nobody", async () => {
    const { Id: pool } = await world.pool({ UsernameAttributes: ["email"] });
    const event = await cloud.create(type, { UserPoolId: pool, ...quiet });
    assert.deepEqual(
      [event.OperationStatus, event.ErrorCode, event.StatusMessage, event.Identifier],
      ["FAILED", "InvalidRequest", "Username should be an email.", undefined],
    );
    assert.deepEqual(await cloud.list(type, { UserPoolId: pool }), []);
  });
});

describe("creating a user", () => {
  test("a name that is taken is an event AlreadyExists, and the user stays as he was", async () => {
    const { Id: pool } = await world.pool();
    const declared = { UserPoolId: pool, Username: "taken", UserAttributes: [{ Name: "name", Value: "first" }] };
    const identifier = await cloud.created(type, { ...declared, ...quiet });
    const event = await cloud.create(type, {
      ...declared,
      UserAttributes: [{ Name: "name", Value: "second" }],
      ...quiet,
    });
    assert.deepEqual([event.OperationStatus, event.ErrorCode], ["FAILED", "AlreadyExists"]);
    assert.equal(event.StatusMessage, "User account already exists");
    assert.deepEqual(await cloud.read(type, identifier), declared);
  });

  test("an unknown pool is an event NotFound", async () => {
    const event = await cloud.create(type, { UserPoolId: "us-east-1_Missing00", Username: "u" });
    assert.deepEqual([event.OperationStatus, event.ErrorCode], ["FAILED", "NotFound"]);
  });

  test("RESEND invites the user who is there again, and fails for one who is not", async () => {
    const { Id: pool } = await world.pool();
    const UserAttributes = [
      { Name: "email", Value: "resend@example.com" },
      { Name: "email_verified", Value: "true" },
    ];
    const declared = { UserPoolId: pool, Username: "invited", UserAttributes, DesiredDeliveryMediums: ["EMAIL"] };
    await cloud.created(type, declared);
    const sent = (await world.messages({ to: "resend@example.com" })).length;
    assert.equal(sent, 1);
    await cloud.created(type, { ...declared, MessageAction: "RESEND" });
    assert.equal((await world.messages({ to: "resend@example.com" })).length, 2);
    const missing = await cloud.create(type, { UserPoolId: pool, Username: "nobody", MessageAction: "RESEND" });
    assert.deepEqual([missing.OperationStatus, missing.ErrorCode], ["FAILED", "NotFound"]);
    const unnamed = await cloud.create(type, { UserPoolId: pool, MessageAction: "RESEND" });
    assert.deepEqual([unnamed.OperationStatus, unnamed.ErrorCode], ["FAILED", "InvalidRequest"]);
  });

  test("client metadata: single values become texts, objects are refused", async () => {
    const { Id: pool } = await world.pool();
    await cloud.created(type, { UserPoolId: pool, Username: "m", ClientMetadata: { a: 1, b: true, c: "x" }, ...quiet });
    const state = JSON.stringify({ UserPoolId: pool, Username: "n", ClientMetadata: { a: { b: 1 } }, ...quiet });
    assert.deepEqual(await cloud.refused("CreateResource", { TypeName: type, DesiredState: state }), [
      "ValidationException",
      "Model validation failed (#/ClientMetadata/a: expected type: String, found: JSONObject)",
    ]);
  });

  test("a username with the separator in it is read back whole", async () => {
    const { Id: pool } = await world.pool();
    const identifier = await cloud.created(type, { UserPoolId: pool, Username: "a|b|c", ...quiet });
    assert.deepEqual(await cloud.read(type, identifier), { UserPoolId: pool, Username: "a|b|c" });
  });
});
