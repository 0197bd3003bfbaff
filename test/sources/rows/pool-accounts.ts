/** Who may make accounts and how they are recovered, invited, named and protected. */
import assert from "node:assert/strict";
import {
  DeleteUserPoolCommand,
  ForgotPasswordCommand,
  UpdateUserPoolCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { password, type Scene } from "../scene.js";
import { type SourceRow, statement } from "../source-row.js";
import { comesBack, echo, poolRow } from "./pool-row.js";

const both = {
  email: "ann@example.com",
  email_verified: "true",
  phone_number: "+15555550100",
  phone_number_verified: "true",
};

/** Where the code goes that a user with two proved addresses asks for. */
async function recoveryMedium({ world, users }: Scene, poolId: string): Promise<string | undefined> {
  await users.create(poolId, "ann", { attributes: both, password, message_action: "SUPPRESS" });
  const { ClientId } = await world.appClient(poolId);
  const answer = await world.client.send(new ForgotPasswordCommand({ ClientId, Username: "ann" }));
  return answer.CodeDeliveryDetails?.DeliveryMedium;
}

const SmsConfiguration = { ExternalId: "x", SnsCallerArn: "arn:aws:iam::123456789012:role/sms" };

export const poolAccounts: readonly SourceRow[] = [
  poolRow(
    "S1-10",
    "name: the one required argument",
    { PoolName: "A pool, 1+1=2 @home" },
    async ({ pools }, settings) => {
      const { id, pool } = await pools.create({ PoolName: undefined, ...settings });
      assert.equal(pool.Name, "A pool, 1+1=2 @home");
      await pools.remove(id);
    },
  ),

  poolRow(
    "S1-11",
    "account_recovery_setting: decides how users recover a forgotten password",
    { AccountRecoverySetting: { RecoveryMechanisms: [{ Name: "verified_phone_number", Priority: 1 }] } },
    async (scene, settings) => {
      const { id, pool } = await scene.pools.create(settings);
      comesBack(pool, {
        AccountRecoverySetting: { RecoveryMechanisms: [{ Name: "verified_phone_number", Priority: 1 }] },
      });
      assert.equal(await recoveryMedium(scene, id), "SMS");
      assert.equal(await recoveryMedium(scene, (await scene.pools.create({})).id), "EMAIL");
    },
  ),

  ...(["verified_email", "verified_phone_number", "admin_only"] as const).map((Name) =>
    echo(
      "S1-12",
      `recovery_mechanism.name: ${Name}`,
      { AccountRecoverySetting: { RecoveryMechanisms: [{ Name, Priority: 1 }] } },
      // Removed, the setting is kept: Cognito does not reset it when UpdateUserPool leaves it out.
      { removed: { AccountRecoverySetting: { RecoveryMechanisms: [{ Name, Priority: 1 }] } } },
    ),
  ),

  poolRow(
    "S1-13",
    "recovery_mechanism.priority: 1 is the highest, and it is positive",
    {
      AccountRecoverySetting: {
        RecoveryMechanisms: [
          { Name: "verified_email", Priority: 2 },
          { Name: "verified_phone_number", Priority: 1 },
        ],
      },
    },
    async (scene, settings) => {
      const { id, pool } = await scene.pools.create(settings);
      assert.equal(pool.AccountRecoverySetting?.RecoveryMechanisms?.length, 2);
      assert.equal(await recoveryMedium(scene, id), "SMS");
      await assert.rejects(
        scene.pools.create({
          AccountRecoverySetting: { RecoveryMechanisms: [{ Name: "verified_email", Priority: 0 }] },
        }),
        { name: "InvalidParameterException", message: /Member must have value greater than or equal to 1$/ },
      );
    },
  ),

  poolRow(
    "S1-14",
    "allow_admin_create_user_only: true leaves creating users to administrators",
    { AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } },
    async (scene, settings) => {
      const { id, pool } = await scene.pools.create(settings);
      assert.equal(pool.AdminCreateUserConfig?.AllowAdminCreateUserOnly, true);
      await assert.rejects(scene.signUp(id, "ann"), {
        name: "NotAuthorizedException",
        message: "SignUp is not permitted for this user pool",
      });
      await scene.users.create(id, "ann", { message_action: "SUPPRESS" });
    },
  ),

  statement("S1-15", "allow_admin_create_user_only: false lets users sign themselves up", async (scene) => {
    const before = await scene.pools.create({ AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } });
    const { id, pool } = await scene.pools.update(before, {
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: false },
    });
    assert.equal(pool.AdminCreateUserConfig?.AllowAdminCreateUserOnly, false);
    assert.equal((await scene.signUp(id, "ann")).UserConfirmed, false);
  }),

  poolRow(
    "S1-16",
    "invite_message_template.email_message: name and temporary password take the placeholders' places",
    { AdminCreateUserConfig: { InviteMessageTemplate: { EmailMessage: "Hello {username}, start with {####}" } } },
    async ({ pools, users, world }, settings) => {
      const { id, pool } = await pools.create(settings);
      assert.deepEqual(pool.AdminCreateUserConfig?.InviteMessageTemplate, {
        EmailMessage: "Hello {username}, start with {####}",
      });
      await users.create(id, "ann", { attributes: { email: "ann@example.com" }, temporary_password: "Temp-Pass-1" });
      const [message] = await world.messages({ userPoolId: id });
      assert.equal(message?.text, "Hello ann, start with Temp-Pass-1");
    },
  ),

  statement("S1-17", "invite_message_template.email_message: both placeholders must be there", async ({ pools }) => {
    for (const EmailMessage of ["Hello {username}", "Your password is {####}"]) {
      await assert.rejects(pools.create({ AdminCreateUserConfig: { InviteMessageTemplate: { EmailMessage } } }), {
        name: "InvalidParameterException",
      });
    }
  }),

  poolRow(
    "S1-18",
    "invite_message_template.email_subject: the subject of the invitation",
    { AdminCreateUserConfig: { InviteMessageTemplate: { EmailSubject: "Welcome aboard" } } },
    async ({ pools, users, world }, settings) => {
      const { id, pool } = await pools.create(settings);
      assert.equal(pool.AdminCreateUserConfig?.InviteMessageTemplate?.EmailSubject, "Welcome aboard");
      await users.create(id, "ann", { attributes: { email: "ann@example.com" } });
      assert.equal((await world.messages({ userPoolId: id }))[0]?.subject, "Welcome aboard");
    },
  ),

  poolRow(
    "S1-19",
    "invite_message_template.sms_message: name and temporary password take the placeholders' places",
    { AdminCreateUserConfig: { InviteMessageTemplate: { SMSMessage: "{username}: {####}" } } },
    async ({ pools, users, world }, settings) => {
      const { id, pool } = await pools.create(settings);
      assert.equal(pool.AdminCreateUserConfig?.InviteMessageTemplate?.SMSMessage, "{username}: {####}");
      await users.create(id, "ann", {
        attributes: { phone_number: "+15555550100" },
        temporary_password: "Temp-Pass-1",
      });
      const [message] = await world.messages({ userPoolId: id });
      assert.deepEqual([message?.medium, message?.text], ["SMS", "ann: Temp-Pass-1"]);
    },
  ),

  statement("S1-20", "invite_message_template.sms_message: both placeholders must be there", async ({ pools }) => {
    for (const SMSMessage of ["Hello {username}", "Password {####}"]) {
      await assert.rejects(pools.create({ AdminCreateUserConfig: { InviteMessageTemplate: { SMSMessage } } }), {
        name: "InvalidParameterException",
      });
    }
  }),

  ...(
    [
      ["S1-21", "phone_number", { phone_number: "+15555550101", phone_number_verified: "true" }, "+15555550101"],
      ["S1-22", "email", { email: "ann@example.com", email_verified: "true" }, "ann@example.com"],
      ["S1-23", "preferred_username", { preferred_username: "nan" }, "nan"],
    ] as const
  ).map(([id, alias, attributes, name]) =>
    poolRow(id, `alias_attributes: ${alias} signs in`, { AliasAttributes: [alias] }, async (scene, settings) => {
      const { id, pool } = await scene.pools.create(settings);
      assert.deepEqual(pool.AliasAttributes, [alias]);
      await scene.users.create(id, "ann", { attributes, password, message_action: "SUPPRESS" });
      await scene.signsIn(id, name, password);
      await scene.signsIn(id, "ann", password);
    }),
  ),

  statement("S1-24", "alias_attributes: conflicts with username_attributes", async ({ pools }) => {
    await assert.rejects(pools.create({ AliasAttributes: ["email"], UsernameAttributes: ["email"] }), {
      name: "InvalidParameterException",
      message: "Only one of the aliasAttributes or usernameAttributes can be set in a User pool.",
    });
  }),

  poolRow(
    "S1-25",
    "auto_verified_attributes: email gets a code at sign-up",
    { AutoVerifiedAttributes: ["email"] },
    async (scene, settings) => {
      const { id, pool } = await scene.pools.create(settings);
      assert.deepEqual(pool.AutoVerifiedAttributes, ["email"]);
      const answer = await scene.signUp(id, "ann", { email: "ann@example.com" });
      assert.equal(answer.CodeDeliveryDetails?.DeliveryMedium, "EMAIL");
      assert.match((await scene.world.messages({ userPoolId: id }))[0]?.code ?? "", /^\d{6}$/);
    },
  ),

  poolRow(
    "S1-26",
    "auto_verified_attributes: phone_number gets a code at sign-up",
    { AutoVerifiedAttributes: ["phone_number"] },
    async (scene, settings) => {
      const { id, pool } = await scene.pools.create({ SmsConfiguration, ...settings });
      assert.deepEqual(pool.AutoVerifiedAttributes, ["phone_number"]);
      const answer = await scene.signUp(id, "ann", { phone_number: "+15555550100" });
      assert.equal(answer.CodeDeliveryDetails?.DeliveryMedium, "SMS");
    },
  ),

  poolRow(
    "S1-27",
    "deletion_protection: ACTIVE keeps the pool from being deleted",
    { DeletionProtection: "ACTIVE" },
    async ({ pools, world }, settings) => {
      const state = await pools.create(settings);
      assert.equal(state.pool.DeletionProtection, "ACTIVE");
      await assert.rejects(world.client.send(new DeleteUserPoolCommand({ UserPoolId: state.id })), {
        name: "InvalidParameterException",
        message:
          "The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first.",
      });
      await pools.read(state.id, settings);
    },
  ),

  statement("S1-28", "deletion_protection: deactivated, the pool can be deleted", async ({ pools }) => {
    const state = await pools.create({ DeletionProtection: "ACTIVE" });
    const { pool } = await pools.update(state, { DeletionProtection: "INACTIVE" });
    assert.equal(pool.DeletionProtection, "INACTIVE");
    await pools.remove(state.id);
  }),

  statement("S1-29", "deletion_protection: no other values", async ({ world, plainPool }) => {
    const wrong = { UserPoolId: await plainPool(), DeletionProtection: "MAYBE" as "ACTIVE" };
    await assert.rejects(world.client.send(new UpdateUserPoolCommand(wrong)), {
      name: "InvalidParameterException",
      message: /^1 validation error detected: Value 'MAYBE' at 'deletionProtection' failed to satisfy constraint/,
    });
  }),

  statement("S1-30", "deletion_protection: INACTIVE unless set", async ({ pools }) => {
    assert.equal((await pools.create({})).pool.DeletionProtection, "INACTIVE");
  }),

  poolRow(
    "S1-132",
    "username_attributes: an email address is the username",
    { UsernameAttributes: ["email"] },
    async (scene, settings) => {
      const { id, pool } = await scene.pools.create(settings);
      assert.deepEqual(pool.UsernameAttributes, ["email"]);
      await assert.rejects(scene.signUp(id, "ann"), { message: "Username should be an email." });
      assert.equal((await scene.signUp(id, "ann@example.com")).UserConfirmed, false);
    },
  ),

  poolRow(
    "S1-133",
    "username_attributes: a phone number is the username",
    { UsernameAttributes: ["phone_number"] },
    async (scene, settings) => {
      const { id, pool } = await scene.pools.create(settings);
      assert.deepEqual(pool.UsernameAttributes, ["phone_number"]);
      await assert.rejects(scene.signUp(id, "ann"), { message: "Username should be a phone number." });
      assert.equal((await scene.signUp(id, "+15555550100")).UserConfirmed, false);
    },
  ),

  poolRow(
    "S1-134",
    "username_configuration.case_sensitive: true tells Ann from ann",
    { UsernameConfiguration: { CaseSensitive: true } },
    async ({ pools, users }, settings) => {
      const { id, pool } = await pools.create(settings);
      assert.deepEqual(pool.UsernameConfiguration, { CaseSensitive: true });
      const ann = await users.create(id, "ann", { message_action: "SUPPRESS" });
      const other = await users.create(id, "Ann", { message_action: "SUPPRESS" });
      assert.notEqual(ann.sub, other.sub);
    },
  ),

  poolRow(
    "S1-135",
    "username_configuration.case_sensitive: false does not",
    { UsernameConfiguration: { CaseSensitive: false } },
    async ({ pools, users }, settings) => {
      const { id, pool } = await pools.create(settings);
      assert.deepEqual(pool.UsernameConfiguration, { CaseSensitive: false });
      await users.create(id, "ann", { message_action: "SUPPRESS" });
      await assert.rejects(users.create(id, "Ann", {}), { name: "UsernameExistsException" });
      await users.read(`${id}/ANN`, {});
    },
  ),
];
