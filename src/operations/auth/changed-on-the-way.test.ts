/** What somebody with a password makes of a sign-in while its user, or the pool, changes on the way. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { addresses, type ChallengePool, challengePool, everyFactor, invalidSession } from "../../../test/challenges.js";
import { AdminGetUserCommand, SetUserPoolMfaConfigCommand } from "../../../test/clients.js";
import { tokensOf } from "../../../test/sign-in.js";
import { enrolAuthenticator } from "../../../test/totp.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
  world.clock.freeze();
});
after(() => world.close());

const attributeOf = async ({ poolId }: ChallengePool, Username: string, wanted: string) => {
  const { UserAttributes } = await world.client.send(new AdminGetUserCommand({ UserPoolId: poolId, Username }));
  return UserAttributes?.find(({ Name }) => Name === wanted)?.Value;
};

test("T-24 an address is not set up as a factor by an old Session once the user has an authenticator", async () => {
  const pool = await challengePool(world, {
    pool: { AccountRecoverySetting: { RecoveryMechanisms: [{ Name: "admin_only", Priority: 1 }] } },
  });
  await pool.user("jane");
  const { AccessToken } = tokensOf(await pool.password("jane"));
  await world.client.send(
    new SetUserPoolMfaConfigCommand({ UserPoolId: pool.poolId, MfaConfiguration: "ON", ...everyFactor }),
  );
  const thief = await pool.password("jane");
  assert.equal(thief.ChallengeParameters?.["MFAS_CAN_SETUP"], '["SOFTWARE_TOKEN_MFA","EMAIL_OTP"]');
  await enrolAuthenticator(world, AccessToken);
  const EMAIL = "thief@example.com";
  await assert.rejects(pool.respond("MFA_SETUP", thief.Session, { USERNAME: "jane", EMAIL }), invalidSession);
  assert.equal(await attributeOf(pool, "jane", "email"), undefined);
  assert.equal((await pool.password("jane")).ChallengeName, "SOFTWARE_TOKEN_MFA");
});

test("T-24 a factor that was replaced since it was asked for signs nobody in", async () => {
  const pool = await challengePool(world, { mfa: { MfaConfiguration: "OPTIONAL", ...everyFactor } });
  await pool.user("jane", { attributes: addresses({ phone_number: "+12065551212" }) });
  await enrolAuthenticator(world, tokensOf(await pool.password("jane")).AccessToken);
  await pool.prefer("jane", { SMSMfaSettings: { Enabled: true, PreferredMfa: true } });
  const thief = await pool.password("jane");
  assert.equal(thief.ChallengeName, "SMS_MFA");
  const SMS_MFA_CODE = await pool.lastCode();
  await pool.prefer("jane", {
    SMSMfaSettings: { Enabled: false },
    SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true },
  });
  await assert.rejects(pool.respond("SMS_MFA", thief.Session, { USERNAME: "jane", SMS_MFA_CODE }), invalidSession);
});

test("T-37 a device key that can be none is refused before it is carried along", async () => {
  const pool = await challengePool(world, {
    pool: { Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP"] } } },
    client: { ExplicitAuthFlows: ["ALLOW_USER_AUTH"], PreventUserExistenceErrors: "ENABLED" },
  });
  await pool.user("jane", { attributes: addresses({ email: "jane@example.com" }) });
  for (const USERNAME of ["jane", "nobody"]) {
    for (const PREFERRED_CHALLENGE of ["", "EMAIL_OTP"]) {
      const call = pool.begin("USER_AUTH", {
        USERNAME,
        PREFERRED_CHALLENGE,
        DEVICE_KEY: "us-east-1_".padEnd(20_000, "a"),
      });
      await assert.rejects(call, { name: "ResourceNotFoundException", message: "Device does not exist." });
    }
  }
});

test("T-37 a name longer than any is refused before anything is stored or answered under it", async () => {
  const pool = await challengePool(world, {
    pool: { Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP"] } } },
    client: { ExplicitAuthFlows: ["ALLOW_USER_AUTH"], PreventUserExistenceErrors: "ENABLED" },
  });
  const begin = (USERNAME: string) => pool.begin("USER_AUTH", { USERNAME, PREFERRED_CHALLENGE: "EMAIL_OTP" });
  const refused = { name: "InvalidParameterException", message: "Invalid value for parameter USERNAME" };
  await assert.rejects(begin("x".repeat(100_000)), refused);
  await assert.rejects(begin("x".repeat(129)), refused);
  const { Session } = await begin("\u{1d4ca}".repeat(128));
  const answer = { USERNAME: "\u{1d4ca}".repeat(129), EMAIL_OTP_CODE: "12345678" };
  await assert.rejects(pool.respond("EMAIL_OTP", Session, answer), refused);
});
