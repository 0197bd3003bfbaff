/** Which operations ask no function, or not this one: as much part of a function's life as being asked. */
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { addresses, challengePool } from "../challenges.js";
import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  AdminUpdateUserAttributesCommand,
  GetUserCommand,
  GlobalSignOutCommand,
  type LambdaConfigType,
  RevokeTokenCommand,
} from "../clients.js";
import { goodPassword, tokensOf } from "../sign-in.js";
import { srpClient } from "../srp-client.js";
import { startTestWorld, type TestWorld } from "../world.js";
import { Recorder } from "./recorder.js";

const recorder = new Recorder();
const { arn } = recorder;
const every: LambdaConfigType = { ...recorder.asked, UserMigration: arn };
let world: TestWorld;
before(async () => {
  world = await startTestWorld({ functions: recorder.functions });
});
after(async () => {
  await world.close();
  recorder.remove();
});
beforeEach(() => {
  recorder.behave({});
  recorder.events();
});

const sources = () => recorder.events().map(({ triggerSource }) => triggerSource);

async function given(existenceErrors: "LEGACY" | "ENABLED" = "LEGACY") {
  const pool = await challengePool(world, {
    pool: { LambdaConfig: every, AutoVerifiedAttributes: ["email"] },
    client: {
      PreventUserExistenceErrors: existenceErrors,
      ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_USER_AUTH"],
    },
  });
  await pool.user("jane", { attributes: addresses({ email: "jane@example.com" }) });
  recorder.events();
  return pool;
}

describe("PostConfirmation", () => {
  test("is not asked when an administrator makes a user, or sets a password that stays", async () => {
    const { poolId } = await given();
    const user = { UserPoolId: poolId, Username: "grace" };
    await world.client.send(new AdminCreateUserCommand({ ...user, MessageAction: "SUPPRESS" }));
    assert.deepEqual(sources(), ["PreSignUp_AdminCreateUser"]);
    await world.client.send(new AdminSetUserPasswordCommand({ ...user, Password: goodPassword, Permanent: true }));
    assert.deepEqual(sources(), []);
  });
});

describe("PreAuthentication", () => {
  test("is not asked about somebody who is not there, unless the client hides that", async () => {
    const legacy = await given();
    await assert.rejects(legacy.begin("USER_SRP_AUTH", { USERNAME: "nobody", SRP_A: srpClient(legacy.poolId).A }));
    assert.deepEqual(sources(), []);
    const hiding = await given("ENABLED");
    await hiding.begin("USER_SRP_AUTH", { USERNAME: "nobody", SRP_A: srpClient(hiding.poolId).A });
    const [event, ...others] = recorder.events();
    assert.deepEqual([event?.triggerSource, others], ["PreAuthentication_Authentication", []]);
    assert.equal(event?.request["userNotFound"], true);
  });

  test("is told of no such thing where there is somebody", async () => {
    const { password } = await given("ENABLED");
    await password("jane");
    assert.equal(
      recorder.events().find(({ request }) => "userNotFound" in request),
      undefined,
    );
  });
});

describe("UserMigration", () => {
  test("is not asked in ways of signing in that show it no password", async () => {
    const pool = await given("ENABLED");
    await pool.begin("USER_SRP_AUTH", { USERNAME: "nobody", SRP_A: srpClient(pool.poolId).A });
    await pool.begin("USER_AUTH", { USERNAME: "nobody" });
    assert.deepEqual(new Set(sources()), new Set(["PreAuthentication_Authentication"]));
  });

  for (const [existenceErrors, name] of [
    ["LEGACY", "UserNotFoundException"],
    ["ENABLED", "NotAuthorizedException"],
  ] as const) {
    test(`that throws is ${name} to a client with ${existenceErrors}`, async () => {
      const { password, clientId } = await given(existenceErrors);
      recorder.behave({ UserMigration_Authentication: { throws: "the directory is away" } });
      await assert.rejects(password("veteran"), {
        name,
        message: `Exception migrating user in app client ${clientId}`,
      });
    });
  }
});

test("what changes nothing that a function could say something of asks none", async () => {
  const pool = await given();
  const { AccessToken, RefreshToken } = tokensOf(await pool.password("jane"));
  recorder.events();
  await world.client.send(new GetUserCommand({ AccessToken }));
  const named = { UserPoolId: pool.poolId, Username: "jane", UserAttributes: [{ Name: "name", Value: "Jane" }] };
  await world.client.send(new AdminUpdateUserAttributesCommand(named));
  const proven = [
    { Name: "email", Value: "jane@example.org" },
    { Name: "email_verified", Value: "true" },
  ];
  await world.client.send(new AdminUpdateUserAttributesCommand({ ...named, UserAttributes: proven }));
  await world.client.send(new GlobalSignOutCommand({ AccessToken }));
  await world.client.send(new RevokeTokenCommand({ ClientId: pool.clientId, Token: RefreshToken }));
  assert.deepEqual(sources(), []);
});
