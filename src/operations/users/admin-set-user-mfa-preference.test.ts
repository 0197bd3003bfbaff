import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  AdminSetUserMFAPreferenceCommand,
  type AdminSetUserMFAPreferenceCommandInput,
  SetUserPoolMfaConfigCommand,
} from "../../../test/clients.js";
import { givenTokens } from "../../../test/totp.js";
import { createUser, getUser } from "../../../test/users.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const prefer = (
  UserPoolId: string,
  Username: string,
  settings: Omit<AdminSetUserMFAPreferenceCommandInput, "UserPoolId" | "Username">,
) => world.client.send(new AdminSetUserMFAPreferenceCommand({ UserPoolId, Username, ...settings }));

const chosen = async (poolId: string, name: string) => {
  const { UserMFASettingList, PreferredMfaSetting } = await getUser(world, poolId, name);
  return [UserMFASettingList, PreferredMfaSetting];
};

test("factors are switched on, preferred, and off again; what is not mentioned stays", async () => {
  const pool = await world.pool();
  await createUser(world, pool.Id, "ann", { email: "ann@example.com", phone_number: "+15555550100" });
  await prefer(pool.Id, "ann", { SMSMfaSettings: { Enabled: true, PreferredMfa: true } });
  await prefer(pool.Id, "ann", { EmailMfaSettings: { Enabled: true } });
  assert.deepEqual(await chosen(pool.Id, "ann"), [["SMS_MFA", "EMAIL_OTP"], "SMS_MFA"]);
  await prefer(pool.Id, "ann", { EmailMfaSettings: { Enabled: true, PreferredMfa: true } });
  assert.deepEqual(await chosen(pool.Id, "ann"), [["SMS_MFA", "EMAIL_OTP"], "EMAIL_OTP"]);
  await prefer(pool.Id, "ann", { SMSMfaSettings: { Enabled: false }, EmailMfaSettings: { Enabled: false } });
  assert.deepEqual(await chosen(pool.Id, "ann"), [undefined, undefined]);
});

test("T-23 a factor that cannot be asked for cannot be switched on", async () => {
  const pool = await world.pool();
  await createUser(world, pool.Id, "ann");
  const on = { Enabled: true, PreferredMfa: true };
  for (const [settings, factor] of [
    [{ SMSMfaSettings: on }, "SMS_MFA"],
    [{ SoftwareTokenMfaSettings: on }, "SOFTWARE_TOKEN_MFA"],
    [{ EmailMfaSettings: on }, "EMAIL_OTP"],
  ] as const) {
    await assert.rejects(prefer(pool.Id, "ann", settings), {
      name: "InvalidParameterException",
      message: `User does not have delivery config set to turn on ${factor}`,
    });
  }
  assert.deepEqual(await chosen(pool.Id, "ann"), [undefined, undefined]);
});

test("one factor at most is preferred, and it is switched on", async () => {
  const pool = await world.pool();
  await createUser(world, pool.Id, "ann", { email: "ann@example.com", phone_number: "+15555550100" });
  const on = { Enabled: true, PreferredMfa: true };
  await assert.rejects(prefer(pool.Id, "ann", { SMSMfaSettings: on, EmailMfaSettings: on }), {
    name: "InvalidParameterException",
  });
  await assert.rejects(prefer(pool.Id, "ann", { SMSMfaSettings: { Enabled: false, PreferredMfa: true } }), {
    name: "InvalidParameterException",
  });
});

test("passkeys stand for a second factor where the pool lets them, beside another factor", async () => {
  const pool = await world.pool();
  await createUser(world, pool.Id, "ann", { email: "ann@example.com", phone_number: "+15555550100" });
  const on = { Enabled: true };
  const configure = (FactorConfiguration: "SINGLE_FACTOR" | "MULTI_FACTOR_WITH_USER_VERIFICATION") =>
    world.client.send(
      new SetUserPoolMfaConfigCommand({
        UserPoolId: pool.Id,
        WebAuthnConfiguration: { RelyingPartyId: "auth.example.com", FactorConfiguration },
      }),
    );
  await configure("SINGLE_FACTOR");
  await assert.rejects(prefer(pool.Id, "ann", { WebAuthnMfaSettings: on, SMSMfaSettings: on }), {
    name: "InvalidParameterException",
    message: "User does not have delivery config set to turn on WEB_AUTHN_MFA",
  });
  await configure("MULTI_FACTOR_WITH_USER_VERIFICATION");
  const alone = {
    name: "InvalidParameterException",
    message: "A user with WEB_AUTHN_MFA must have another MFA factor enabled.",
  };
  await assert.rejects(prefer(pool.Id, "ann", { WebAuthnMfaSettings: on }), alone);
  await prefer(pool.Id, "ann", { WebAuthnMfaSettings: on, SMSMfaSettings: on });
  assert.deepEqual(await chosen(pool.Id, "ann"), [["SMS_MFA"], undefined]);
  await assert.rejects(prefer(pool.Id, "ann", { SMSMfaSettings: { Enabled: false } }), alone);
  const off = { Enabled: false };
  await prefer(pool.Id, "ann", { WebAuthnMfaSettings: off, SMSMfaSettings: off });
  assert.deepEqual(await chosen(pool.Id, "ann"), [undefined, undefined]);
});

test("a pool that turns software tokens off and on again leaves tokens and choices as they are", async () => {
  const pool = await givenTokens(world);
  await pool.verified(await pool.signedIn("ann"));
  const on = { Enabled: true, PreferredMfa: true };
  await prefer(pool.poolId, "ann", { SoftwareTokenMfaSettings: on });
  const both = [["SOFTWARE_TOKEN_MFA"], "SOFTWARE_TOKEN_MFA"];
  await pool.configure({ MfaConfiguration: "OFF" });
  assert.deepEqual(await chosen(pool.poolId, "ann"), both);
  await pool.configure({ MfaConfiguration: "OPTIONAL", SoftwareTokenMfaConfiguration: { Enabled: true } });
  await prefer(pool.poolId, "ann", { SoftwareTokenMfaSettings: on });
  assert.deepEqual(await chosen(pool.poolId, "ann"), both);
});

test("an unknown user prefers nothing", async () => {
  const pool = await world.pool();
  await assert.rejects(prefer(pool.Id, "ghost", {}), {
    name: "UserNotFoundException",
    message: "User does not exist.",
  });
  await assert.rejects(prefer("us-east-1_000000000", "ghost", {}), { name: "ResourceNotFoundException" });
});
