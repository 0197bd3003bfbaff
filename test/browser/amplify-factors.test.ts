/**
 * Every way of signing in as an application with Amplify v6 walks it in a real browser: by choice, with second factors, by
 * the pool's own functions, on remembered devices, and by passkeys where they meet the others.
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { addresses, type ChallengePool, challengePool, everyFactor, otherCode } from "../challenges.js";
import { AdminListDevicesCommand, type DeviceType } from "../clients.js";
import { always, optIn } from "../devices.js";
import { CustomFunctions } from "../interop/custom-functions.js";
import { chromium } from "../programs.js";
import { goodPassword } from "../sign-in.js";
import { totpCode } from "../totp.js";
import { startTestWorld, type TestWorld } from "../world.js";
import { type Application, addAuthenticator, type ServedApplication, serveApplication } from "./amplify-page.js";

const jane = { username: "jane", password: goodPassword };
const USER_AUTH = { authFlowType: "USER_AUTH" };
const both = addresses({ phone_number: "+12065551212", email: "jane@example.com" });
/** Where no address recovers accounts, both may be factors. */
const recoversByNone = {
  AccountRecoverySetting: { RecoveryMechanisms: [{ Priority: 1, Name: "admin_only" as const }] },
};
const firstFactors = (...AllowedFirstAuthFactors: ("PASSWORD" | "EMAIL_OTP" | "SMS_OTP" | "WEB_AUTHN")[]) => ({
  Policies: { SignInPolicy: { AllowedFirstAuthFactors } },
});
const byChoice = {
  ExplicitAuthFlows: ["ALLOW_USER_AUTH" as const, "ALLOW_USER_SRP_AUTH" as const, "ALLOW_REFRESH_TOKEN_AUTH" as const],
};

const sums = new CustomFunctions();

describe("ways of signing in, by Amplify in a browser", { skip: chromium().skip }, () => {
  let world: TestWorld;
  let application: ServedApplication;
  before(async () => {
    world = await startTestWorld({ functions: sums.functions });
    // Codes of authenticators last as long as a test takes, on whatever machine.
    world.clock.freeze();
    application = await serveApplication();
  });
  after(async () => {
    await application?.close();
    await world?.close();
    sums.remove();
  });

  async function given(options: Parameters<typeof challengePool>[1], user?: Parameters<ChallengePool["user"]>[1]) {
    const pool = await challengePool(world, options);
    await pool.user("jane", { attributes: both, ...user });
    return pool;
  }

  /** The application with somebody before it, who answers what they are asked. */
  function atThe(page: Application) {
    const step = async (called: Promise<{ nextStep: { signInStep: string } }>, expected: string) => {
      const { nextStep } = await called;
      assert.equal(nextStep.signInStep, expected);
      if (expected === "DONE") assert.equal((await page.done("getCurrentUser")).username, "jane");
      // biome-ignore lint/suspicious/noExplicitAny: each step has members of its own.
      return nextStep as any;
    };
    return {
      /** Signs in from nothing; answers the step, which must be this one. */
      async begins(expected: string, input: object = jane) {
        await page.done("signOut");
        return step(page.done("signIn", input), expected);
      },
      answers: (challengeResponse: string, expected = "DONE", options = {}) =>
        step(page.done("confirmSignIn", { challengeResponse, options }), expected),
      fails: (challengeResponse: string) => page.refused("confirmSignIn", { challengeResponse }),
    };
  }

  /** The code that an authenticator shows next: the last one has been used. */
  function nextCode(secret: string): string {
    world.clock.advance(30_000);
    return totpCode(secret, world.clock.now());
  }

  test("by choice: each factor that the user has, chosen and preferred", async () => {
    const pool = await given({
      pool: {
        ...firstFactors("PASSWORD", "EMAIL_OTP", "SMS_OTP"),
        SmsConfiguration: everyFactor.SmsMfaConfiguration.SmsConfiguration,
      },
      client: byChoice,
    });
    await application.visit(pool, async (page) => {
      const { begins, answers, fails } = atThe(page);
      const selects = () =>
        begins("CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION", { username: "jane", options: USER_AUTH });
      const { availableChallenges } = await selects();
      assert.deepEqual(availableChallenges.sort(), ["EMAIL_OTP", "PASSWORD", "PASSWORD_SRP", "SMS_OTP"]);
      for (const [preferredChallenge, asked] of [
        ["EMAIL_OTP", "CONFIRM_SIGN_IN_WITH_EMAIL_CODE"],
        ["SMS_OTP", "CONFIRM_SIGN_IN_WITH_SMS_CODE"],
      ] as const) {
        await selects();
        await answers(preferredChallenge, asked);
        const code = await pool.lastCode();
        assert.equal(await fails(otherCode(code)), "CodeMismatchException");
        await answers(code);
        await begins(asked, { username: "jane", options: { ...USER_AUTH, preferredChallenge } });
        // The Session lives as long as the tab, not only as long as the page.
        await page.reload();
        await answers(await pool.lastCode());
      }
      for (const preferredChallenge of ["PASSWORD", "PASSWORD_SRP"]) {
        await selects();
        await answers(preferredChallenge, "CONFIRM_SIGN_IN_WITH_PASSWORD");
        await answers(goodPassword);
        await begins("DONE", { ...jane, options: { ...USER_AUTH, preferredChallenge } });
      }
    });
  });

  test("passkeys beside other factors: made by somebody who never had a password, refused by the device, gone round", async () => {
    const pool = await challengePool(world, {
      pool: { ...firstFactors("PASSWORD", "EMAIL_OTP", "WEB_AUTHN"), AutoVerifiedAttributes: ["email"] },
      mfa: { WebAuthnConfiguration: { RelyingPartyId: "localhost", UserVerification: "required" } },
      client: byChoice,
    });
    await application.visit(pool, async (page) => {
      const { begins, answers } = atThe(page);
      const { session, authenticatorId } = await addAuthenticator(page.page);
      const options = { userAttributes: { email: "jane@example.com" }, autoSignIn: USER_AUTH };
      await page.done("signUp", { username: "jane", options });
      await page.done("confirmSignUp", { username: "jane", confirmationCode: await pool.lastCode() });
      assert.equal((await page.done("autoSignIn")).isSignedIn, true);
      await page.done("associateWebAuthnCredential");
      const preferring = { username: "jane", options: { ...USER_AUTH, preferredChallenge: "WEB_AUTHN" } };
      await begins("DONE", preferring);

      await session.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
      await page.done("signOut");
      assert.equal(await page.refused("signIn", preferring), "PasskeyAuthenticationCanceled");
      await begins("CONFIRM_SIGN_IN_WITH_EMAIL_CODE", {
        username: "jane",
        options: { ...USER_AUTH, preferredChallenge: "EMAIL_OTP" },
      });
      await answers(await pool.lastCode());
      const { availableChallenges } = await begins("CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION", {
        username: "jane",
        options: USER_AUTH,
      });
      assert.deepEqual(availableChallenges.sort(), ["EMAIL_OTP", "WEB_AUTHN"]);
      await session.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: true });
      await answers("WEB_AUTHN");
      assert.equal((await page.done("listWebAuthnCredentials")).credentials.length, 1);
    });
  });

  test("an authenticator, set up on the way in or later, preferred and let go", async () => {
    const pool = await given({ mfa: { MfaConfiguration: "ON", SoftwareTokenMfaConfiguration: { Enabled: true } } });
    await application.visit(pool, async (page) => {
      const { begins, answers, fails } = atThe(page);
      const { sharedSecret } = (await begins("CONTINUE_SIGN_IN_WITH_TOTP_SETUP")).totpSetupDetails;
      const code = totpCode(sharedSecret, world.clock.now());
      assert.equal(await fails(otherCode(code)), "EnableSoftwareTokenMFAException");
      await answers(code, "DONE", { friendlyDeviceName: "Jane's phone" });
      await begins("CONFIRM_SIGN_IN_WITH_TOTP_CODE");
      assert.equal(await fails(code), "ExpiredCodeException");
      await page.reload();
      await answers(nextCode(sharedSecret));
      assert.deepEqual((await page.done("fetchMFAPreference")).enabled, ["TOTP"]);
    });

    const optional = await given({ mfa: { MfaConfiguration: "OPTIONAL", ...everyFactor } });
    await application.visit(optional, async (page) => {
      const { begins, answers } = atThe(page);
      await begins("DONE");
      assert.equal((await page.done("fetchMFAPreference")).enabled, undefined);
      const { sharedSecret } = await page.done("setUpTOTP");
      const code = totpCode(sharedSecret, world.clock.now());
      assert.equal(await page.refused("verifyTOTPSetup", { code: otherCode(code) }), "EnableSoftwareTokenMFAException");
      await page.done("verifyTOTPSetup", { code });
      await page.done("updateMFAPreference", { totp: "PREFERRED", sms: "ENABLED" });
      assert.deepEqual(await page.done("fetchMFAPreference"), { enabled: ["SMS", "TOTP"], preferred: "TOTP" });
      await begins("CONFIRM_SIGN_IN_WITH_TOTP_CODE");
      await answers(nextCode(sharedSecret));

      await page.done("updateMFAPreference", { totp: "NOT_PREFERRED" });
      const { allowedMFATypes } = await begins("CONTINUE_SIGN_IN_WITH_MFA_SELECTION");
      assert.deepEqual(allowedMFATypes, ["SMS", "TOTP"]);
      await answers("SMS", "CONFIRM_SIGN_IN_WITH_SMS_CODE");
      await answers(await optional.lastCode());
      await page.done("updateMFAPreference", { totp: "DISABLED", sms: "DISABLED" });
      await begins("DONE");
    });
  });

  test("a code by SMS or by email behind the password; an address given on the way", async () => {
    const pool = await given({ mfa: { MfaConfiguration: "ON", ...everyFactor }, pool: recoversByNone });
    await pool.user("joe");
    await application.visit(pool, async (page) => {
      const { begins, answers, fails } = atThe(page);
      const choice = await begins("CONTINUE_SIGN_IN_WITH_MFA_SELECTION");
      assert.deepEqual(choice.allowedMFATypes.sort(), ["EMAIL", "SMS"]);
      const asked = await answers("SMS", "CONFIRM_SIGN_IN_WITH_SMS_CODE");
      assert.deepEqual(asked.codeDeliveryDetails, { deliveryMedium: "SMS", destination: "+*******1212" });
      const code = await pool.lastCode();
      assert.equal(await fails(otherCode(code)), "CodeMismatchException");
      await answers(code);

      await page.done("updateMFAPreference", { email: "PREFERRED" });
      const mailed = await begins("CONFIRM_SIGN_IN_WITH_EMAIL_CODE");
      assert.deepEqual(mailed.codeDeliveryDetails, { deliveryMedium: "EMAIL", destination: "j***@e***" });
      await answers(await pool.lastCode());
      assert.deepEqual(await page.done("fetchMFAPreference"), { enabled: ["EMAIL"], preferred: "EMAIL" });

      const { allowedMFATypes } = await begins("CONTINUE_SIGN_IN_WITH_MFA_SETUP_SELECTION", {
        ...jane,
        username: "joe",
      });
      assert.deepEqual(allowedMFATypes.sort(), ["EMAIL", "TOTP"]);
      await page.done("confirmSignIn", { challengeResponse: "EMAIL" });
      const given = await page.done("confirmSignIn", { challengeResponse: "joe@example.com" });
      assert.equal(given.nextStep.signInStep, "CONFIRM_SIGN_IN_WITH_EMAIL_CODE");
      const { isSignedIn } = await page.done("confirmSignIn", { challengeResponse: await pool.lastCode() });
      assert.equal(isSignedIn, true);
      assert.equal((await page.done("fetchUserAttributes")).email_verified, "true");
    });
  });

  test("by the pool's own functions, with the password first and without", async () => {
    const pool = await given({
      pool: { LambdaConfig: sums.config },
      client: { ExplicitAuthFlows: ["ALLOW_CUSTOM_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"] },
    });
    await application.visit(pool, async (page) => {
      const { begins, answers, fails } = atThe(page);
      const asked = "CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE";
      const without = { username: "jane", options: { authFlowType: "CUSTOM_WITHOUT_SRP" } };
      assert.equal((await begins(asked, without)).additionalInfo.question, "2 + 2");
      await answers("5", asked);
      await page.reload();
      await answers("4", "DONE", { clientMetadata: { from: "a page" } });
      assert.deepEqual(sums.events().at(-1)?.request.clientMetadata, { from: "a page" });
      await begins(asked, { ...jane, options: { authFlowType: "CUSTOM_WITH_SRP" } });
      await answers("4");
      await begins(asked, without);
      for (const wrong of ["1", "2"]) await answers(wrong, asked);
      assert.equal(await fails("3"), "NotAuthorizedException");
    });
  });

  /** The devices of jane as an administrator sees them. */
  async function devicesOf({ poolId }: ChallengePool): Promise<readonly DeviceType[]> {
    const { Devices } = await world.client.send(new AdminListDevicesCommand({ UserPoolId: poolId, Username: "jane" }));
    return Devices ?? [];
  }

  test("a remembered browser stands for the second factor until it is forgotten", async () => {
    const pool = await given({
      mfa: { MfaConfiguration: "ON", ...everyFactor },
      pool: { DeviceConfiguration: always },
    });
    await application.visit(pool, async (page) => {
      const { begins, answers } = atThe(page);
      await begins("CONFIRM_SIGN_IN_WITH_SMS_CODE");
      await answers(await pool.lastCode());
      const key = await page.kept("deviceKey");
      const [device] = await page.done("fetchDevices");
      assert.equal(device.id, key);
      assert.match(device.name, /Chrom/);
      assert.ok(device.lastAuthenticatedDate instanceof Date);
      await begins("DONE");
      assert.equal(await page.kept("deviceKey"), key);
      assert.equal((await page.done("fetchAuthSession")).tokens.accessToken.payload.device_key, key);
      assert.ok(
        (await page.done("fetchAuthSession", { forceRefresh: true })).tokens,
        "it does not refresh as its device",
      );

      await page.done("forgetDevice");
      assert.deepEqual(await devicesOf(pool), []);
      await begins("CONFIRM_SIGN_IN_WITH_SMS_CODE");
    });
  });

  test("a user who is asked has the browser remembered, and forgets it from another", async () => {
    const pool = await given({ pool: { DeviceConfiguration: optIn } });
    await application.visit(pool, async (page) => {
      await application.visit(pool, async (other) => {
        await atThe(page).begins("DONE");
        assert.deepEqual(await page.done("fetchDevices"), []);
        await page.done("rememberDevice");
        const [device] = await page.done("fetchDevices");
        assert.equal(device.id, await page.kept("deviceKey"));

        await atThe(other).begins("DONE");
        assert.notEqual(await other.kept("deviceKey"), device.id);
        await other.done("forgetDevice", { device });
        assert.deepEqual(await other.done("fetchDevices"), []);
        await atThe(page).begins("DONE");
        assert.notEqual(await page.kept("deviceKey"), device.id);
      });
    });
  });
});
