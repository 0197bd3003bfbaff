/** Second factors, password policy, threat protection, verification before an update, and the SMS role's parts. */
import assert from "node:assert/strict";
import {
  AdminInitiateAuthCommand,
  SetUserPoolMfaConfigCommand,
  UpdateUserAttributesCommand,
  VerifyUserAttributeCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { startTestWorld } from "../../world.js";
import { type PoolSettings, poolSequences } from "../provider-pools.js";
import { password, type Scene } from "../scene.js";
import { row, type SourceRow, statement } from "../source-row.js";
import { echo, poolRow } from "./pool-row.js";

const role = "arn:aws:iam::123456789012:role/sms";
const SmsConfiguration = { ExternalId: "x", SnsCallerArn: role };
const software = { SoftwareTokenMfaConfiguration: { Enabled: true } };
const day = 24 * 60 * 60 * 1000;

/** A row about one demand of the password policy: off it admits a password that it refuses when on. */
function demand(
  id: string,
  argument: string,
  member: "RequireLowercase" | "RequireNumbers" | "RequireSymbols" | "RequireUppercase",
  lacking: string,
  what: string,
): SourceRow {
  const settings = { Policies: { PasswordPolicy: { [member]: true } } };
  return poolRow(id, `password_policy.${argument}: ${what}`, settings, async ({ pools, users }, given) => {
    // A policy that says nothing of a demand makes none, unlike a pool that says nothing of a policy.
    const PasswordPolicy = { MinimumLength: 8, ...given.Policies?.PasswordPolicy };
    const { id, pool } = await pools.create({ Policies: { PasswordPolicy } });
    assert.equal(pool.Policies?.PasswordPolicy?.[member], true);
    await assert.rejects(users.create(id, "ann", { temporary_password: lacking }), {
      name: "InvalidPasswordException",
      message: `Password did not conform with password policy: Password must have ${what}`,
    });
    const without = await pools.create({ Policies: { PasswordPolicy: { [member]: false, MinimumLength: 8 } } });
    await users.create(without.id, "ann", { temporary_password: lacking });
  });
}

async function factorNeeded(scene: Scene, poolId: string): Promise<void> {
  await scene.users.create(poolId, "ann", { password, message_action: "SUPPRESS" });
  const { ClientId } = await scene.world.appClient(poolId);
  const attempt = scene.world.client.send(
    new AdminInitiateAuthCommand({
      UserPoolId: poolId,
      ClientId,
      AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: "ann", PASSWORD: password },
    }),
  );
  const answer = await attempt.catch((error: Error) => ({ AuthenticationResult: undefined, refused: error.name }));
  assert.equal(answer.AuthenticationResult, undefined, "tokens without the factor that the pool demands");
}

export const poolSecurity: readonly SourceRow[] = [
  statement("S1-73", "mfa_configuration: OFF unless set", async ({ pools }) => {
    const { pool, mfa } = await pools.create({});
    assert.equal(pool.MfaConfiguration, "OFF");
    assert.deepEqual(mfa, { MfaConfiguration: "OFF" });
  }),
  statement("S1-74", "mfa_configuration: with OFF a password is enough", async (scene) => {
    const before = await scene.pools.create({ MfaConfiguration: "ON", ...software });
    const { id, pool } = await scene.pools.update(before, { MfaConfiguration: "OFF" });
    assert.equal(pool.MfaConfiguration, "OFF");
    await scene.users.create(id, "ann", { password, message_action: "SUPPRESS" });
    await scene.signsIn(id, "ann", password);
  }),
  poolRow(
    "S1-75",
    "mfa_configuration: with ON nobody signs in by password alone",
    { MfaConfiguration: "ON" },
    async (scene, settings) => {
      const { id, pool, mfa } = await scene.pools.create({ ...settings, ...software });
      assert.deepEqual([pool.MfaConfiguration, mfa.MfaConfiguration], ["ON", "ON"]);
      await factorNeeded(scene, id);
    },
  ),
  poolRow(
    "S1-76",
    "mfa_configuration: with OPTIONAL only users who turned a factor on need it",
    { MfaConfiguration: "OPTIONAL" },
    async (scene, settings) => {
      const { id, pool, mfa } = await scene.pools.create({ ...settings, ...software });
      assert.deepEqual([pool.MfaConfiguration, mfa.MfaConfiguration], ["OPTIONAL", "OPTIONAL"]);
      await scene.users.create(id, "ann", { password, message_action: "SUPPRESS" });
      await scene.signsIn(id, "ann", password);
    },
  ),
  ...(
    [
      ["S1-77", "ON"],
      ["S1-78", "OPTIONAL"],
    ] as const
  ).map(([id, MfaConfiguration]) =>
    statement(id, `mfa_configuration: ${MfaConfiguration} needs a factor`, async ({ pools }) => {
      await assert.rejects(pools.create({ MfaConfiguration }), {
        name: "InvalidParameterException",
        message: "Invalid MFA Configuration given. SMS MFA, Email MFA, or Software Token MFA must be enabled.",
      });
      const sms = await pools.create({ MfaConfiguration, SmsConfiguration });
      assert.deepEqual(sms.mfa, { MfaConfiguration, SmsMfaConfiguration: { SmsConfiguration } });
      const token = await pools.create({ MfaConfiguration, ...software });
      assert.deepEqual(token.mfa, { MfaConfiguration, ...software });
    }),
  ),
  statement("S1-79", "mfa_configuration: no other values", async ({ world, plainPool }) => {
    const wrong = { UserPoolId: await plainPool(), MfaConfiguration: "SOMETIMES" as "ON" };
    await assert.rejects(world.client.send(new SetUserPoolMfaConfigCommand(wrong)), {
      name: "InvalidParameterException",
      message:
        "1 validation error detected: Value 'SOMETIMES' at 'mfaConfiguration' failed to satisfy constraint: Member must satisfy enum value set: [OPTIONAL, OFF, ON]",
    });
  }),

  poolRow(
    "S1-80",
    "password_policy.minimum_length: shorter passwords are refused",
    { Policies: { PasswordPolicy: { MinimumLength: 12 } } },
    async ({ pools, users }, settings) => {
      const state = await pools.create(settings);
      assert.equal(state.pool.Policies?.PasswordPolicy?.MinimumLength, 12);
      await assert.rejects(users.create(state.id, "ann", { temporary_password: "abcdefghijk" }), {
        name: "InvalidPasswordException",
        message: "Password did not conform with password policy: Password not long enough",
      });
      await users.create(state.id, "ann", { temporary_password: "abcdefghijkl" });
    },
  ),
  demand("S1-81", "require_lowercase", "RequireLowercase", "HORSE-1-BATTERY", "lowercase characters"),
  demand("S1-82", "require_numbers", "RequireNumbers", "Horse-Battery", "numeric characters"),
  demand("S1-83", "require_symbols", "RequireSymbols", "HorseBattery1", "symbol characters"),
  demand("S1-84", "require_uppercase", "RequireUppercase", "horse-1-battery", "uppercase characters"),
  poolRow(
    "S1-85",
    "password_policy.temporary_password_validity_days: how long a temporary password serves",
    { Policies: { PasswordPolicy: { TemporaryPasswordValidityDays: 9 } } },
    async ({ pools, users, world, signIn }, settings) => {
      const { id, pool } = await pools.create(settings);
      assert.equal(pool.Policies?.PasswordPolicy?.TemporaryPasswordValidityDays, 9);
      await users.create(id, "ann", { temporary_password: password, message_action: "SUPPRESS" });
      world.clock.advance(8 * day);
      assert.equal((await signIn(id, "ann", password)).ChallengeName, "NEW_PASSWORD_REQUIRED");
    },
  ),
  poolRow(
    "S1-86",
    "temporary_password_validity_days: afterwards an administrator must reset the password",
    { Policies: { PasswordPolicy: { TemporaryPasswordValidityDays: 1 } } },
    async ({ pools, users, world, signIn }, settings) => {
      const { id } = await pools.create(settings);
      const state = await users.create(id, "ann", { temporary_password: password, message_action: "SUPPRESS" });
      world.clock.advance(2 * day);
      await assert.rejects(signIn(id, "ann", password), {
        name: "NotAuthorizedException",
        message: "Temporary password has expired and must be reset by an administrator.",
      });
      await users.update(state, { temporary_password: "Another-Horse-2", message_action: "SUPPRESS" });
      assert.equal((await signIn(id, "ann", "Another-Horse-2")).ChallengeName, "NEW_PASSWORD_REQUIRED");
    },
  ),

  statement("S1-113", "sms_configuration: cannot be removed from a pool", async ({ pools }) => {
    const state = await pools.create({ SmsConfiguration });
    const { pool } = await pools.update(state, { DeletionProtection: "INACTIVE" });
    assert.deepEqual(pool.SmsConfiguration, SmsConfiguration);
  }),
  statement("S1-114", "sms_configuration: removing it is ignored, the pool stays as it is", async ({ pools }) => {
    const state = await pools.create({ SmsConfiguration, MfaConfiguration: "ON" });
    const after = await pools.update(state, { MfaConfiguration: "OFF" });
    assert.equal(after.id, state.id);
    assert.deepEqual(after.pool.SmsConfiguration, SmsConfiguration);
    assert.deepEqual(after.mfa, { MfaConfiguration: "OFF" });
  }),
  poolRow(
    "S1-115",
    "sms_configuration.external_id",
    { SmsConfiguration: { ExternalId: "trust-me" } },
    async ({ pools }, settings) => {
      const { pool } = await pools.create({ SmsConfiguration: { SnsCallerArn: role, ...settings.SmsConfiguration } });
      assert.deepEqual(pool.SmsConfiguration, { ExternalId: "trust-me", SnsCallerArn: role });
    },
  ),
  poolRow(
    "S1-116",
    "sms_configuration.sns_caller_arn",
    { SmsConfiguration: { SnsCallerArn: role } },
    async ({ pools }, settings) => {
      const { pool } = await pools.create({ SmsConfiguration: { ExternalId: "x", ...settings.SmsConfiguration } });
      assert.deepEqual(pool.SmsConfiguration, { ExternalId: "x", SnsCallerArn: role });
    },
  ),
  poolRow(
    "S1-117",
    "sms_configuration.sns_region",
    { SmsConfiguration: { SnsRegion: "us-east-1" } },
    async ({ pools }, settings) => {
      const { pool } = await pools.create({ SmsConfiguration: { ...SmsConfiguration, ...settings.SmsConfiguration } });
      assert.deepEqual(pool.SmsConfiguration, { ...SmsConfiguration, SnsRegion: "us-east-1" });
    },
  ),

  poolRow(
    "S1-118",
    "sns_region: with strict ARNs the pool's own region, and Tokyo for Seoul",
    { SmsConfiguration: { SnsRegion: "ap-northeast-1" } },
    async (_scene, settings) => {
      const world = await startTestWorld({ strictArns: true });
      try {
        const pools = (region: string) => poolSequences(world.clientFor({ region }));
        const sms = (SnsRegion: string | undefined) => ({ SmsConfiguration: { ...SmsConfiguration, SnsRegion } });
        const { pool } = await pools("ap-northeast-2").create(sms(settings.SmsConfiguration?.SnsRegion));
        assert.equal(pool.SmsConfiguration?.SnsRegion, "ap-northeast-1");
        await assert.rejects(pools("ap-northeast-2").create(sms("ap-northeast-2")), {
          name: "InvalidParameterException",
          message: "Invalid snsRegion. Allowed SNS region for ap-northeast-2 is ap-northeast-1",
        });
        await pools("us-east-1").create(sms("us-east-1"));
        await assert.rejects(pools("us-east-1").create(sms("eu-west-1")), { name: "InvalidParameterException" });
      } finally {
        await world.close();
      }
    },
  ),
  poolRow(
    "S1-121",
    "software_token_mfa_configuration.enabled",
    { SoftwareTokenMfaConfiguration: { Enabled: true } },
    async ({ pools }, settings) => {
      const { mfa } = await pools.create({ MfaConfiguration: "OPTIONAL", ...settings });
      assert.deepEqual(mfa, { MfaConfiguration: "OPTIONAL", SoftwareTokenMfaConfiguration: { Enabled: true } });
    },
  ),
  statement(
    "S1-122",
    "software_token_mfa_configuration: disabled by OFF and by removing the block",
    async ({ pools }) => {
      const state = await pools.create({ MfaConfiguration: "ON", ...software });
      await assert.rejects(
        pools.update(state, { MfaConfiguration: "OFF", SoftwareTokenMfaConfiguration: { Enabled: false } }),
        {
          name: "InvalidParameterException",
          message: "Invalid MFA configuration given, can't turn off MFA and configure an MFA together.",
        },
      );
      const { mfa } = await pools.update(state, { MfaConfiguration: "OFF" });
      assert.deepEqual(mfa, { MfaConfiguration: "OFF" });
    },
  ),

  poolRow(
    "S1-125",
    "attributes_require_verification_before_update: kept, and emptied when the block is removed",
    { UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ["email"] } },
    async ({ pools }, settings) => {
      const needs: PoolSettings = { AutoVerifiedAttributes: ["email"] };
      const state = await pools.create({ ...needs, ...settings });
      assert.deepEqual(state.pool.UserAttributeUpdateSettings, {
        AttributesRequireVerificationBeforeUpdate: ["email"],
      });
      const removed = await pools.update(state, needs);
      assert.deepEqual(removed.pool.UserAttributeUpdateSettings, { AttributesRequireVerificationBeforeUpdate: [] });
      const again = await pools.update(removed, { ...needs, ...settings });
      assert.deepEqual(again.pool.UserAttributeUpdateSettings, {
        AttributesRequireVerificationBeforeUpdate: ["email"],
      });
    },
  ),
  poolRow(
    "S1-125",
    "attributes_require_verification_before_update: the old address stays until the new one is proved",
    { UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ["email"] } },
    async ({ pools, users, world, signIn }, settings) => {
      const { id } = await pools.create({ AutoVerifiedAttributes: ["email"], ...settings });
      const attributes = { email: "old@example.com", email_verified: "true" };
      const state = await users.create(id, "ann", { attributes, password, message_action: "SUPPRESS" });
      const AccessToken = (await signIn(id, "ann", password)).AuthenticationResult?.AccessToken;
      const UserAttributes = [{ Name: "email", Value: "new@example.com" }];
      await world.client.send(new UpdateUserAttributesCommand({ AccessToken, UserAttributes }));
      await users.read(state.id, { attributes });
      const { code: Code } = await world.lastMessage("new@example.com");
      await world.client.send(new VerifyUserAttributeCommand({ AccessToken, AttributeName: "email", Code }));
      await users.read(state.id, { attributes: { email: "new@example.com", email_verified: "true" } });
    },
  ),
  poolRow(
    "S1-126",
    "attributes_require_verification_before_update: must be verified automatically too",
    { AutoVerifiedAttributes: ["email"] },
    async ({ pools }, settings) => {
      const update = { UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ["email" as const] } };
      await assert.rejects(pools.create(update), {
        name: "InvalidParameterException",
        message: "All attributes in AttributesRequireVerificationBeforeUpdate must exist in AutoVerifiedAttributes",
      });
      await pools.create({ ...update, ...settings });
    },
  ),
  row(
    "S1-127",
    "attributes_require_verification_before_update: email, phone_number, nothing else",
    {},
    async ({ pools }) => {
      const AttributesRequireVerificationBeforeUpdate = ["email", "phone_number"] as ("email" | "phone_number")[];
      const { pool } = await pools.create({
        SmsConfiguration,
        AutoVerifiedAttributes: AttributesRequireVerificationBeforeUpdate,
        UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate },
      });
      assert.deepEqual(
        pool.UserAttributeUpdateSettings?.AttributesRequireVerificationBeforeUpdate?.toSorted(),
        AttributesRequireVerificationBeforeUpdate,
      );
      await assert.rejects(
        pools.create({
          UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ["name" as "email"] },
        }),
        { name: "InvalidParameterException", message: /Member must satisfy enum value set: \[phone_number, email\]/ },
      );
    },
  ),

  ...(
    [
      ["S1-128", "OFF"],
      ["S1-129", "AUDIT"],
      ["S1-130", "ENFORCED"],
    ] as const
  ).map(([id, AdvancedSecurityMode]) =>
    echo(id, `advanced_security_mode: ${AdvancedSecurityMode}, in a pool that names no tier`, {
      UserPoolAddOns: { AdvancedSecurityMode },
    }),
  ),
  statement("S1-131", "advanced_security_mode: no other values", async ({ pools }) => {
    await assert.rejects(pools.create({ UserPoolAddOns: { AdvancedSecurityMode: "SOME" as "OFF" } }), {
      name: "InvalidParameterException",
      message: /Value 'SOME' at 'userPoolAddOns.advancedSecurityMode' failed to satisfy constraint/,
    });
  }),
];
