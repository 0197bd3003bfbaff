/** Second factors as Amplify v6 drives them: set up on the way in or later, asked for, chosen, and behind a new password. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  confirmSignIn,
  fetchMFAPreference,
  fetchUserAttributes,
  type SignInOutput,
  setUpTOTP,
  signOut,
  updateMFAPreference,
  verifyTOTPSetup,
} from "aws-amplify/auth";
import { addresses, type ChallengePool, challengePool, everyFactor, otherCode } from "../challenges.js";
import { goodPassword } from "../sign-in.js";
import { totpCode } from "../totp.js";
import { startTestWorld, type TestWorld } from "../world.js";
import { begin, isStep, signedIn, use } from "./amplify-session.js";

/** Where the phone recovers accounts, email may be a factor. */
const recoversByPhone = {
  AccountRecoverySetting: { RecoveryMechanisms: [{ Priority: 1, Name: "verified_phone_number" as const }] },
};
const both = addresses({ phone_number: "+12065551212", email: "jane@example.com" });
const jane = { username: "jane", password: goodPassword };

describe("Amplify v6: second factors", () => {
  let world: TestWorld;
  before(async () => {
    world = await startTestWorld();
  });
  after(async () => {
    await signOut();
    await world.close();
  });

  async function given(options: Parameters<typeof challengePool>[1], user: Parameters<ChallengePool["user"]>[1] = {}) {
    const pool = await challengePool(world, options);
    await pool.user("jane", user);
    use(pool);
    return pool;
  }

  const answer = async (challengeResponse: string, options = {}): Promise<SignInOutput["nextStep"]> =>
    (await confirmSignIn({ challengeResponse, options })).nextStep;

  async function done(challengeResponse: string, options = {}): Promise<void> {
    isStep(await answer(challengeResponse, options), "DONE");
    assert.equal((await signedIn())["username"], "jane");
  }

  /** The code that an authenticator shows next: the last one has been used. */
  function nextCode(secret: string): string {
    world.clock.advance(30_000);
    return totpCode(secret, world.clock.now());
  }

  test("an authenticator is set up on the way in, and asked for the next time", async () => {
    await given({ mfa: { MfaConfiguration: "ON", SoftwareTokenMfaConfiguration: { Enabled: true } } });
    const setUp = isStep(await begin(jane), "CONTINUE_SIGN_IN_WITH_TOTP_SETUP");
    const { sharedSecret } = setUp.totpSetupDetails;
    assert.match(sharedSecret, /^[A-Z2-7]{52}$/);
    const code = totpCode(sharedSecret, world.clock.now());
    await assert.rejects(answer(otherCode(code)), { name: "EnableSoftwareTokenMFAException" });
    await done(code, { friendlyDeviceName: "Jane's phone" });

    isStep(await begin(jane), "CONFIRM_SIGN_IN_WITH_TOTP_CODE");
    await assert.rejects(answer(code), { name: "ExpiredCodeException" });
    await done(nextCode(sharedSecret));
    assert.deepEqual((await fetchMFAPreference()).enabled, ["TOTP"]);
  });

  test("an authenticator is set up by somebody signed in, and asked for once preferred", async () => {
    await given({ mfa: { MfaConfiguration: "OPTIONAL", ...everyFactor } }, { attributes: both });
    isStep(await begin(jane), "DONE");
    const { sharedSecret } = await setUpTOTP();
    const code = totpCode(sharedSecret, world.clock.now());
    await assert.rejects(verifyTOTPSetup({ code: otherCode(code) }), { name: "EnableSoftwareTokenMFAException" });
    await verifyTOTPSetup({ code, options: { friendlyDeviceName: "Jane's phone" } });
    isStep(await begin(jane), "DONE");
    await updateMFAPreference({ totp: "PREFERRED", sms: "ENABLED" });
    assert.deepEqual(await fetchMFAPreference(), { enabled: ["SMS", "TOTP"], preferred: "TOTP" });

    isStep(await begin(jane), "CONFIRM_SIGN_IN_WITH_TOTP_CODE");
    await assert.rejects(answer("123"), { name: "CodeMismatchException" });
    await done(nextCode(sharedSecret));
    await updateMFAPreference({ totp: "DISABLED", sms: "DISABLED" });
    isStep(await begin(jane), "DONE");
  });

  test("a code by SMS, wrong at first", async () => {
    const pool = await given({ mfa: { MfaConfiguration: "ON", ...everyFactor } }, { attributes: both });
    const asked = isStep(await begin(jane), "CONFIRM_SIGN_IN_WITH_SMS_CODE");
    assert.deepEqual(asked.codeDeliveryDetails, { deliveryMedium: "SMS", destination: "+*******1212" });
    const code = await pool.lastCode();
    await assert.rejects(answer(otherCode(code)), { name: "CodeMismatchException" });
    await done(code);
    assert.equal((await fetchUserAttributes()).phone_number_verified, "true");
  });

  test("a code by email, wrong at first, after sign-in with the password itself", async () => {
    const pool = await given({
      mfa: { MfaConfiguration: "OPTIONAL", ...everyFactor },
      pool: recoversByPhone,
    });
    await pool.user("joe", { attributes: addresses({ email: "joe@example.com" }) });
    isStep(await begin({ ...jane, username: "joe" }), "DONE");
    await updateMFAPreference({ email: "PREFERRED" });
    assert.deepEqual(await fetchMFAPreference(), { enabled: ["EMAIL"], preferred: "EMAIL" });
    const options = { authFlowType: "USER_PASSWORD_AUTH" } as const;
    const asked = isStep(await begin({ ...jane, username: "joe", options }), "CONFIRM_SIGN_IN_WITH_EMAIL_CODE");
    assert.deepEqual(asked.codeDeliveryDetails, { deliveryMedium: "EMAIL", destination: "j***@e***" });
    const code = await pool.lastCode();
    await assert.rejects(answer(otherCode(code)), { name: "CodeMismatchException" });
    isStep(await answer(code), "DONE");
    assert.equal((await signedIn())["username"], "joe");
  });

  test("whoever has several chooses one", async () => {
    const pool = await given({ mfa: { MfaConfiguration: "OPTIONAL", ...everyFactor } }, { attributes: both });
    isStep(await begin(jane), "DONE");
    const { sharedSecret } = await setUpTOTP();
    await verifyTOTPSetup({ code: totpCode(sharedSecret, world.clock.now()) });
    await updateMFAPreference({ totp: "ENABLED", sms: "ENABLED" });
    const select = async () => {
      const step = isStep(await begin(jane), "CONTINUE_SIGN_IN_WITH_MFA_SELECTION");
      assert.deepEqual(step.allowedMFATypes, ["SMS", "TOTP"]);
    };
    await select();
    isStep(await answer("TOTP"), "CONFIRM_SIGN_IN_WITH_TOTP_CODE");
    await done(nextCode(sharedSecret));
    await select();
    isStep(await answer("SMS"), "CONFIRM_SIGN_IN_WITH_SMS_CODE");
    await done(await pool.lastCode());
  });

  test("whoever has none and must have one chooses what to set up: an address, or an authenticator", async () => {
    const pool = await given({
      mfa: { MfaConfiguration: "ON", EmailMfaConfiguration: {}, SoftwareTokenMfaConfiguration: { Enabled: true } },
      pool: recoversByPhone,
    });
    await pool.user("joe");
    const choose = async (username: string) => {
      const step = isStep(await begin({ ...jane, username }), "CONTINUE_SIGN_IN_WITH_MFA_SETUP_SELECTION");
      assert.deepEqual([...(step.allowedMFATypes ?? [])].sort(), ["EMAIL", "TOTP"]);
    };
    await choose("jane");
    isStep(await answer("EMAIL"), "CONTINUE_SIGN_IN_WITH_EMAIL_SETUP");
    isStep(await answer("jane@example.com"), "CONFIRM_SIGN_IN_WITH_EMAIL_CODE");
    await done(await pool.lastCode());
    assert.equal((await fetchUserAttributes()).email_verified, "true");
    isStep(await begin(jane), "CONFIRM_SIGN_IN_WITH_EMAIL_CODE");
    await done(await pool.lastCode());

    await choose("joe");
    const setUp = isStep(await answer("TOTP"), "CONTINUE_SIGN_IN_WITH_TOTP_SETUP");
    isStep(await answer(totpCode(setUp.totpSetupDetails.sharedSecret, world.clock.now())), "DONE");
    assert.equal((await signedIn())["username"], "joe");
  });

  test("a new password with what is missing comes first, then the factor", async () => {
    const pool = await given(
      {
        mfa: { MfaConfiguration: "ON", ...everyFactor },
        pool: { Schema: [{ Name: "family_name", Required: true, Mutable: true }] },
      },
      { temporary: true, attributes: both },
    );
    const asked = isStep(await begin(jane), "CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED");
    assert.deepEqual(asked.missingAttributes, ["family_name"]);
    const chosen = "Another-Horse-2";
    await assert.rejects(answer(chosen), { name: "InvalidParameterException" });
    await assert.rejects(answer("short", { userAttributes: { family_name: "Doe" } }), {
      name: "InvalidPasswordException",
    });
    isStep(await answer(chosen, { userAttributes: { family_name: "Doe" } }), "CONFIRM_SIGN_IN_WITH_SMS_CODE");
    await done(await pool.lastCode());
    assert.equal((await fetchUserAttributes()).family_name, "Doe");
    isStep(await begin({ ...jane, password: chosen }), "CONFIRM_SIGN_IN_WITH_SMS_CODE");
  });
});
