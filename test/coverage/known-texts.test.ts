/** Texts that are known word for word and belong to rules tested in domain/: each provoked once over HTTP. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  AdminInitiateAuthCommand,
  CreateUserPoolCommand,
  type CreateUserPoolCommandInput,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
  SetUserPoolMfaConfigCommand,
} from "../clients.js";
import { createUser } from "../users.js";
import { startTestWorld, type TestWorld } from "../world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const invalid = (message: string) => ({ name: "InvalidParameterException", message });

const poolRefusals: readonly [string, Partial<CreateUserPoolCommandInput>][] = [
  [
    "You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute email",
    { Schema: [{ Name: "email", AttributeDataType: "Number" }] },
  ],
  [
    "Account Recovery Setting cannot use admin_only setting with any other recovery mechanisms.",
    {
      AccountRecoverySetting: {
        RecoveryMechanisms: [
          { Name: "admin_only", Priority: 1 },
          { Name: "verified_email", Priority: 2 },
        ],
      },
    },
  ],
  [
    "Account Recovery Setting cannot have duplicate priorities or recovery mechanisms.",
    {
      AccountRecoverySetting: {
        RecoveryMechanisms: [
          { Name: "verified_email", Priority: 1 },
          { Name: "verified_phone_number", Priority: 1 },
        ],
      },
    },
  ],
  [
    "Password should be configured as one of the allowed first auth factors.",
    { Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["EMAIL_OTP"] } } },
  ],
  [
    "SMS_OTP can not be configured as AuthFactor as user pool is missing valid SMS configuration",
    { Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "SMS_OTP"] } } },
  ],
];
for (const [text, input] of poolRefusals) {
  test(`CreateUserPool refuses: ${text}`, async () => {
    await assert.rejects(
      world.client.send(new CreateUserPoolCommand({ PoolName: "refused", ...input })),
      invalid(text),
    );
  });
}

test("a required second factor leaves no room for codes as the first", async () => {
  const { Id } = await world.pool({
    Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP"] } },
  });
  await assert.rejects(
    world.client.send(
      new SetUserPoolMfaConfigCommand({
        UserPoolId: Id,
        MfaConfiguration: "ON",
        SoftwareTokenMfaConfiguration: { Enabled: true },
      }),
    ),
    invalid("Only PASSWORD and WEB_AUTHN (if configured) can be enabled as an auth factor if MFA is enabled"),
  );
});

test("a required second factor refuses passkeys that are one factor", async () => {
  const { Id } = await world.pool({
    Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "WEB_AUTHN"] } },
  });
  await assert.rejects(
    world.client.send(
      new SetUserPoolMfaConfigCommand({
        UserPoolId: Id,
        MfaConfiguration: "ON",
        SoftwareTokenMfaConfiguration: { Enabled: true },
        WebAuthnConfiguration: { FactorConfiguration: "SINGLE_FACTOR" },
      }),
    ),
    invalid(
      "Cannot set WebAuthn factor configuration to SINGLE_FACTOR if MFA is required and WebAuthn is an allowed first auth factor",
    ),
  );
});

test("flows that a client does not have are refused in their own words", async () => {
  const { Id } = await world.pool();
  const { ClientId } = await world.appClient(Id, { ExplicitAuthFlows: ["ALLOW_REFRESH_TOKEN_AUTH"] });
  const AuthParameters = { USERNAME: "jane", PASSWORD: "Correct-Horse-1", SRP_A: "abcdef" };
  const initiate = (AuthFlow: "USER_SRP_AUTH" | "CUSTOM_AUTH") =>
    world.client.send(new InitiateAuthCommand({ ClientId, AuthFlow, AuthParameters }));
  await assert.rejects(initiate("USER_SRP_AUTH"), invalid("USER_SRP_AUTH is not enabled for the client."));
  await assert.rejects(initiate("CUSTOM_AUTH"), invalid("CUSTOM_AUTH is not enabled for the client."));
  await assert.rejects(
    world.client.send(
      new AdminInitiateAuthCommand({
        UserPoolId: Id,
        ClientId,
        AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
        AuthParameters,
      }),
    ),
    invalid("Auth flow not enabled for this client"),
  );
});

test("a Session is at least 20 characters long", async () => {
  const { Id } = await world.pool();
  const { ClientId } = await world.appClient(Id);
  await assert.rejects(
    world.client.send(
      new RespondToAuthChallengeCommand({ ClientId, ChallengeName: "NEW_PASSWORD_REQUIRED", Session: "short" }),
    ),
    invalid(
      "1 validation error detected: Value at 'session' failed to satisfy constraint: Member must have length greater than or equal to 20",
    ),
  );
});

test("a new password is no occasion to change an address", async () => {
  const { Id } = await world.pool();
  const { ClientId } = await world.appClient(Id);
  const temporary = "Temporary-1";
  await createUser(world, Id, "jane", { email: "jane@example.com" }, { TemporaryPassword: temporary });
  const { Session } = await world.client.send(
    new InitiateAuthCommand({
      ClientId,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: "jane", PASSWORD: temporary },
    }),
  );
  await assert.rejects(
    world.client.send(
      new RespondToAuthChallengeCommand({
        ClientId,
        ChallengeName: "NEW_PASSWORD_REQUIRED",
        Session,
        ChallengeResponses: {
          USERNAME: "jane",
          NEW_PASSWORD: "Correct-Horse-1",
          "userAttributes.email": "other@example.com",
        },
      }),
    ),
    { name: "NotAuthorizedException", message: "Cannot modify an already provided email" },
  );
});
