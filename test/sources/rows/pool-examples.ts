/** The examples of the user pool's document, call by call. */
import assert from "node:assert/strict";
import { type SourceRow, statement } from "../source-row.js";
import { schemaInState } from "../standard-attributes.js";
import { comesBack, poolRow } from "./pool-row.js";

const role = "arn:aws:iam::123456789012:role/example";

export const poolExamples: readonly SourceRow[] = [
  poolRow("S1-01", "example: a pool with nothing but a name", { PoolName: "mypool" }, async ({ pools }, settings) => {
    const state = await pools.create({ ...settings, PoolName: settings.PoolName ?? "" });
    const { pool, mfa } = state;
    comesBack(pool, {
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: false, UnusedAccountValidityDays: 7 },
      EmailConfiguration: { EmailSendingAccount: "COGNITO_DEFAULT" },
      VerificationMessageTemplate: { DefaultEmailOption: "CONFIRM_WITH_CODE" },
      DeletionProtection: "INACTIVE",
      MfaConfiguration: "OFF",
      UserPoolTier: "ESSENTIALS",
      SmsConfiguration: undefined,
      Policies: {
        PasswordPolicy: {
          MinimumLength: 8,
          RequireUppercase: true,
          RequireLowercase: true,
          RequireNumbers: true,
          RequireSymbols: true,
          TemporaryPasswordValidityDays: 7,
        },
        SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD"] },
      },
    });
    assert.equal(pool.Name, "mypool");
    assert.deepEqual(mfa, { MfaConfiguration: "OFF" });
    await pools.remove(state.id);
  }),

  poolRow(
    "S1-02",
    "example: SMS and software token as second factors",
    {
      MfaConfiguration: "ON",
      SmsAuthenticationMessage: "Your code is {####}",
      SmsConfiguration: { ExternalId: "example", SnsCallerArn: role, SnsRegion: "us-east-1" },
      SoftwareTokenMfaConfiguration: { Enabled: true },
    },
    async ({ pools }, settings) => {
      const { id, pool, mfa } = await pools.create(settings);
      const SmsConfiguration = { ExternalId: "example", SnsCallerArn: role, SnsRegion: "us-east-1" };
      comesBack(pool, { MfaConfiguration: "ON", SmsAuthenticationMessage: "Your code is {####}", SmsConfiguration });
      assert.deepEqual(mfa, {
        MfaConfiguration: "ON",
        SoftwareTokenMfaConfiguration: { Enabled: true },
        SmsMfaConfiguration: { SmsConfiguration, SmsAuthenticationMessage: "Your code is {####}" },
      });
      await pools.remove(id);
    },
  ),

  statement("S1-03", "example: the role that it names and never defines may be any role", async ({ pools }) => {
    for (const SnsCallerArn of ["arn:aws:iam::123456789012:role/nobody-made-it", "arn:aws:iam::999999999999:role/x"]) {
      const SmsConfiguration = { ExternalId: "example", SnsCallerArn };
      comesBack((await pools.create({ SmsConfiguration })).pool, { SmsConfiguration });
    }
  }),

  poolRow(
    "S1-05",
    "example: two recovery mechanisms in order of priority",
    {
      AccountRecoverySetting: {
        RecoveryMechanisms: [
          { Name: "verified_phone_number", Priority: 2 },
          { Name: "verified_email", Priority: 1 },
        ],
      },
    },
    async ({ pools }, settings) => {
      const { id, pool } = await pools.create(settings);
      const mechanisms = pool.AccountRecoverySetting?.RecoveryMechanisms ?? [];
      assert.deepEqual(
        [...mechanisms].sort((a, b) => (a.Priority ?? 0) - (b.Priority ?? 0)),
        [
          { Name: "verified_email", Priority: 1 },
          { Name: "verified_phone_number", Priority: 2 },
        ],
      );
      await pools.remove(id);
    },
  ),

  statement(
    "S1-06",
    "example: a standard attribute given with its defaults is the standard attribute",
    async (scene) => {
      const { pool } = await scene.pools.create({
        Schema: [
          {
            AttributeDataType: "String",
            DeveloperOnlyAttribute: false,
            Mutable: true,
            Name: "nickname",
            Required: false,
            StringAttributeConstraints: { MaxLength: "2048", MinLength: "0" },
          },
        ],
      });
      assert.deepEqual(schemaInState(pool), []);
      assert.equal(pool.SchemaAttributes?.filter(({ Name }) => Name === "nickname").length, 1);
    },
  ),
];
