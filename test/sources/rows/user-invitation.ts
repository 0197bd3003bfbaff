/** Whether a user is invited, by what, with what: mediums, message action, enabled, passwords, metadata. */
import assert from "node:assert/strict";
import { AdminCreateUserCommand, AdminGetUserCommand } from "@aws-sdk/client-cognito-identity-provider";
import { password, type Scene } from "../scene.js";
import { row, type SourceRow, statement } from "../source-row.js";
import { destinationsOf, email, invitationOf, invitationsOf, phone, userRow } from "./user-row.js";

const day = 24 * 60 * 60 * 1000;
const both = { ...email, ...phone };

/** Nothing but these members is in the user's answer. */
async function isNowhereIn({ world }: Scene, poolId: string): Promise<void> {
  const user = await world.client.send(new AdminGetUserCommand({ UserPoolId: poolId, Username: "ann" }));
  assert.deepEqual(Object.keys(user).sort(), [
    "$metadata",
    "Enabled",
    "UserAttributes",
    "UserCreateDate",
    "UserLastModifiedDate",
    "UserStatus",
    "Username",
  ]);
}

export const userInvitation: readonly SourceRow[] = [
  userRow(
    "S0-18 S2-08 S3-06 S4-03",
    "desired_delivery_mediums: EMAIL, although there is a phone number",
    { desired_delivery_mediums: ["EMAIL"] },
    async (scene, settings) => {
      const poolId = await scene.plainPool();
      await scene.users.create(poolId, "ann", { attributes: both, ...settings });
      assert.deepEqual(await destinationsOf(scene, poolId), ["EMAIL ann@example.com"]);
    },
  ),
  statement("S0-19", "desired_delivery_mediums: EMAIL and SMS, no other value", async ({ users, plainPool }) => {
    await assert.rejects(users.create(await plainPool(), "ann", { desired_delivery_mediums: ["PIGEON"] }), {
      name: "InvalidParameterException",
      message: /at 'desiredDeliveryMediums' failed to satisfy constraint/,
    });
  }),
  statement("S0-20", "desired_delivery_mediums: each needs its attribute", async ({ users, plainPool }) => {
    const poolId = await plainPool();
    for (const [medium, attributes, message] of [
      ["EMAIL", phone, "No email provided but desired delivery medium was Email"],
      ["SMS", email, "No phone number provided but desired delivery medium was SMS"],
    ] as const) {
      await assert.rejects(users.create(poolId, "ann", { desired_delivery_mediums: [medium], attributes }), {
        name: "InvalidParameterException",
        message,
      });
    }
  }),
  userRow(
    "S0-21 S2-10 S3-07 S4-04",
    "desired_delivery_mediums: both, and both messages go out",
    { desired_delivery_mediums: ["EMAIL", "SMS"] },
    async (scene, settings) => {
      const poolId = await scene.plainPool();
      await scene.users.create(poolId, "ann", { attributes: both, ...settings });
      assert.deepEqual(await destinationsOf(scene, poolId), ["EMAIL ann@example.com", "SMS +15555550100"]);
    },
  ),
  statement("S0-22", "desired_delivery_mediums: forgotten once the message is sent", async (scene) => {
    const poolId = await scene.plainPool();
    await scene.users.create(poolId, "ann", { attributes: both, desired_delivery_mediums: ["EMAIL"] });
    await isNowhereIn(scene, poolId);
    await scene.users.create(poolId, "ann", { attributes: both, message_action: "RESEND" });
    assert.deepEqual(await destinationsOf(scene, poolId), ["EMAIL ann@example.com", "SMS +15555550100"]);
  }),
  statement(
    "S0-23 S2-09 S3-08",
    "desired_delivery_mediums: without any, SMS if there is a number, else email",
    async (scene) => {
      const poolId = await scene.plainPool();
      await scene.users.create(poolId, "ann", { attributes: both });
      await scene.users.create(poolId, "bob", { attributes: { email: "bob@example.com" } });
      await scene.users.create(poolId, "eve", {});
      assert.deepEqual(await destinationsOf(scene, poolId), ["EMAIL bob@example.com", "SMS +15555550100"]);
    },
  ),
  statement("S2-21 S3-09", "a message needs an email address or a phone number", async (scene) => {
    const poolId = await scene.plainPool();
    await scene.users.create(poolId, "ann", { attributes: { name: "Ann" } });
    assert.deepEqual(await destinationsOf(scene, poolId), []);
  }),

  userRow("S0-24", "enabled: false disables the user", { enabled: false }, async (scene, settings) => {
    const poolId = await scene.plainPool();
    const state = await scene.users.create(poolId, "ann", { password, ...settings });
    assert.equal(state.enabled, false);
    await assert.rejects(scene.signIn(poolId, "ann", password), {
      name: "NotAuthorizedException",
      message: "User is disabled.",
    });
    const enabled = await scene.users.update(state, { password });
    assert.equal(enabled.enabled, true);
    await scene.signsIn(poolId, "ann", password);
    assert.equal((await scene.users.update(enabled, { password, enabled: false })).enabled, false);
  }),
  statement("S0-25", "enabled: true unless set", async ({ users, plainPool }) => {
    assert.equal((await users.create(await plainPool(), "ann", {})).enabled, true);
  }),
  statement("S0-26", "enabled: a disabled user gets the welcome message all the same", async (scene) => {
    const poolId = await scene.plainPool();
    await scene.users.create(poolId, "ann", { attributes: email, enabled: false });
    assert.equal((await invitationOf(scene, poolId)).to, "ann@example.com");
  }),
  userRow(
    "S0-27",
    "enabled: message_action is what keeps a disabled user's message back",
    { message_action: "SUPPRESS" },
    async (scene, settings) => {
      const poolId = await scene.plainPool();
      await scene.users.create(poolId, "ann", { attributes: email, enabled: false, ...settings });
      assert.deepEqual(await invitationsOf(scene, poolId), []);
    },
  ),

  userRow(
    "S0-32 S3-21 S4-06",
    "message_action: RESEND invites a user who exists once more",
    { message_action: "RESEND" },
    async (scene, settings) => {
      const poolId = await scene.plainPool();
      const first = await scene.users.create(poolId, "ann", { attributes: email, temporary_password: password });
      const again = await scene.users.create(poolId, "ann", { ...settings, attributes: email });
      assert.equal(again.sub, first.sub);
      const [invited, resent] = await invitationsOf(scene, poolId);
      assert.equal(resent?.to, "ann@example.com");
      assert.notEqual(resent?.temporaryPassword, invited?.temporaryPassword);
      await assert.rejects(scene.users.create(poolId, "nobody", settings), { name: "UserNotFoundException" });
    },
  ),
  userRow(
    "S0-33 S2-15 S3-22",
    "message_action: RESEND starts the time of a new temporary password",
    { message_action: "RESEND", temporary_password: "Another-Horse-2" },
    async (scene, settings) => {
      const poolId = await scene.plainPool();
      await scene.users.create(poolId, "ann", { attributes: email, temporary_password: password });
      scene.world.clock.advance(8 * day);
      await assert.rejects(scene.signIn(poolId, "ann", password), /Temporary password has expired/);
      await scene.users.create(poolId, "ann", { attributes: email, ...settings });
      assert.equal((await scene.signIn(poolId, "ann", "Another-Horse-2")).ChallengeName, "NEW_PASSWORD_REQUIRED");
      await scene.isRefused(poolId, "ann", password);
    },
  ),
  userRow(
    "S0-34",
    "message_action: RESEND as a resource adopts the user, and destroying it deletes them",
    { message_action: "RESEND" },
    async (scene, settings) => {
      const poolId = await scene.plainPool();
      const state = await scene.users.create(poolId, "ann", { attributes: email });
      const adopted = await scene.users.create(poolId, "ann", { ...settings, attributes: email });
      assert.equal(adopted.sub, state.sub);
      await scene.users.remove(adopted);
    },
  ),
  userRow(
    "S0-35 S2-16",
    "message_action: SUPPRESS sends nothing",
    { message_action: "SUPPRESS" },
    async (scene, settings) => {
      const poolId = await scene.plainPool();
      await scene.users.create(poolId, "ann", { attributes: both, ...settings });
      assert.deepEqual(await invitationsOf(scene, poolId), []);
    },
  ),
  statement(
    "S0-36 S2-17 S3-23 S4-15",
    "message_action: one value, RESEND or SUPPRESS",
    async ({ users, plainPool }) => {
      const poolId = await plainPool();
      // The last document's generated example sends the placeholder as it stands.
      for (const message_action of ["RESEND,SUPPRESS", "messageAction", "resend"]) {
        await assert.rejects(users.create(poolId, "ann", { message_action }), {
          name: "InvalidParameterException",
          message:
            /^1 validation error detected: Value '.*' at 'messageAction' failed to satisfy constraint: Member must satisfy enum value set/,
        });
      }
    },
  ),

  statement("S0-37", "message_action: forgotten once the user exists", async (scene) => {
    const poolId = await scene.plainPool();
    await scene.users.create(poolId, "ann", { attributes: email, message_action: "SUPPRESS" });
    await isNowhereIn(scene, poolId);
    await scene.users.create(poolId, "ann", { attributes: email, message_action: "RESEND" });
    assert.deepEqual(await destinationsOf(scene, poolId), ["EMAIL ann@example.com"]);
  }),

  userRow(
    "S0-38",
    "password: permanent, the user is confirmed and signs in",
    { password: "Permanent-Horse-3" },
    async (scene, settings) => {
      const poolId = await scene.plainPool();
      const state = await scene.users.create(poolId, "ann", settings);
      assert.equal(state.status, "CONFIRMED");
      await scene.signsIn(poolId, "ann", "Permanent-Horse-3");
    },
  ),
  statement("S0-39", "password: must conform to the pool's policy", async ({ pools, users }) => {
    const { id } = await pools.create({ Policies: { PasswordPolicy: { MinimumLength: 20 } } });
    await assert.rejects(users.create(id, "ann", { password }), {
      name: "InvalidPasswordException",
      message: "Password does not conform to policy: Password not long enough",
    });
  }),
  statement("S0-40", "password: never in the welcome message, which carries the temporary one only", async (scene) => {
    const poolId = await scene.plainPool();
    await scene.users.create(poolId, "ann", { attributes: email, password });
    const message = await invitationOf(scene, poolId);
    assert.ok(message.temporaryPassword && message.temporaryPassword !== password);
    assert.equal(message.text, `Your username is ann and temporary password is ${message.temporaryPassword}.`);
    assert.ok(!JSON.stringify(message).includes(password));
  }),
  userRow(
    "S0-41",
    "password: message_action keeps the welcome message back",
    { message_action: "SUPPRESS" },
    async (scene, settings) => {
      const poolId = await scene.plainPool();
      await scene.users.create(poolId, "ann", { attributes: email, password, ...settings });
      assert.deepEqual(await invitationsOf(scene, poolId), []);
    },
  ),
  statement("S0-43", "password: conflicts with temporary_password; by API the permanent one follows", async (scene) => {
    const poolId = await scene.plainPool();
    const state = await scene.users.create(poolId, "ann", { temporary_password: "Temp-Pass-1", password });
    assert.equal(state.status, "CONFIRMED");
    await scene.isRefused(poolId, "ann", "Temp-Pass-1");
    await scene.signsIn(poolId, "ann", password);
  }),
  userRow(
    "S0-44",
    "temporary_password: opens nothing but the choice of an own password",
    { temporary_password: "Temp-Pass-1" },
    async (scene, settings) => {
      const poolId = await scene.plainPool();
      const state = await scene.users.create(poolId, "ann", settings);
      assert.equal(state.status, "FORCE_CHANGE_PASSWORD");
      const answer = await scene.signIn(poolId, "ann", "Temp-Pass-1");
      assert.equal(answer.ChallengeName, "NEW_PASSWORD_REQUIRED");
      assert.equal(answer.AuthenticationResult, undefined);
      const next = await scene.users.update(state, { temporary_password: "Temp-Pass-2" });
      assert.equal(next.status, "FORCE_CHANGE_PASSWORD");
      assert.equal((await scene.signIn(poolId, "ann", "Temp-Pass-2")).ChallengeName, "NEW_PASSWORD_REQUIRED");
      const own = await scene.users.update(next, { password });
      assert.equal(own.status, "CONFIRMED");
      await scene.signsIn(poolId, "ann", password);
    },
  ),
  statement("S0-47", "NOTE: clearing password leaves it valid", async (scene) => {
    const poolId = await scene.plainPool();
    const state = await scene.users.create(poolId, "ann", { password });
    assert.equal((await scene.users.update(state, {})).status, "CONFIRMED");
    await scene.signsIn(poolId, "ann", password);
  }),
  statement("S0-48", "NOTE: clearing temporary_password leaves it valid", async (scene) => {
    const poolId = await scene.plainPool();
    const state = await scene.users.create(poolId, "ann", { temporary_password: "Temp-Pass-1" });
    assert.equal((await scene.users.update(state, {})).status, "FORCE_CHANGE_PASSWORD");
    assert.equal((await scene.signIn(poolId, "ann", "Temp-Pass-1")).ChallengeName, "NEW_PASSWORD_REQUIRED");
  }),

  statement("S0-17", "client_metadata: without functions it changes nothing", async (scene) => {
    const poolId = await scene.plainPool();
    const temporary_password = "Temp-Pass-1";
    const plain = await scene.users.create(poolId, "ann", { attributes: email, temporary_password });
    const other = { email: "bob@example.com" };
    const client_metadata = { email: "eve@example.com", temporary_password: "Other-Pass-2" };
    const state = await scene.users.create(poolId, "bob", { attributes: other, temporary_password, client_metadata });
    assert.deepEqual([state.status, state.attributes], [plain.status, other]);
    const [toAnn] = await scene.world.messages({ userPoolId: poolId, to: "ann@example.com" });
    const [toBob] = await scene.world.messages({ userPoolId: poolId, to: "bob@example.com" });
    assert.ok(toAnn);
    assert.equal(toBob?.text, toAnn.text.replace("ann", "bob"));
  }),
  statement("S2-05 S3-04", "ClientMetadata: a map of texts, whatever they say", async ({ users, world, plainPool }) => {
    const poolId = await plainPool();
    await users.create(poolId, "ann", { client_metadata: { "": "", "{####}": "'; --", sub: "mine" } });
    const wrong = { UserPoolId: poolId, Username: "bob", ClientMetadata: "text" as unknown as Record<string, string> };
    await assert.rejects(world.client.send(new AdminCreateUserCommand(wrong)), { name: "SerializationException" });
  }),

  row(
    "S2-22",
    "passwordless: without a temporary password, an email address or phone number is demanded",
    { attributes: { email: "ann@example.com" } },
    async ({ pools, world }, { attributes }) => {
      const { id } = await pools.create({
        Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP"] } },
      });
      const { User } = await world.client.send(
        new AdminCreateUserCommand({
          UserPoolId: id,
          Username: "ann",
          UserAttributes: Object.entries(attributes ?? {}).map(([Name, Value]) => ({ Name, Value })),
        }),
      );
      assert.equal(User?.UserStatus, "CONFIRMED");
      await assert.rejects(world.client.send(new AdminCreateUserCommand({ UserPoolId: id, Username: "bob" })), {
        name: "InvalidParameterException",
      });
      await assert.rejects(world.client.send(new AdminGetUserCommand({ UserPoolId: id, Username: "bob" })), {
        name: "UserNotFoundException",
      });
    },
  ),
];
