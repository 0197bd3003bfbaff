/**
 * Second factors and custom challenges as amazon-cognito-identity-js drives them. It knows authenticators and SMS; of codes
 * by email and of sign-in by choice it has never heard. Devices: devices.test.ts.
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  AuthenticationDetails,
  type CognitoUserSession,
  type IAuthenticationCallback,
} from "amazon-cognito-identity-js";
import { addresses, type ChallengePool, challengePool, everyFactor, otherCode } from "../challenges.js";
import { goodPassword } from "../sign-in.js";
import { totpCode } from "../totp.js";
import { startTestWorld, type TestWorld } from "../world.js";
import { CustomFunctions } from "./custom-functions.js";
import { browserStorage, userOf } from "./identity-js.js";

/** What a call has come to: the name of the callback, and what it was given. */
interface Step {
  readonly step: "signed in" | "mfa" | "totp" | "set up" | "select" | "new password" | "custom";
  // biome-ignore lint/suspicious/noExplicitAny: each challenge has parameters of its own.
  readonly given: any;
}

/** Calls something that answers with one of many callbacks. */
const stepOf = (call: (callbacks: Required<IAuthenticationCallback>) => void): Promise<Step> =>
  new Promise((resolve, onFailure) => {
    const to =
      (step: Step["step"]) =>
      (...given: unknown[]) =>
        resolve({ step, given: given.at(-1) });
    call({
      onSuccess: (session) => resolve({ step: "signed in", given: session }),
      onFailure,
      newPasswordRequired: (_attributes, required) => resolve({ step: "new password", given: required }),
      mfaRequired: to("mfa"),
      totpRequired: to("totp"),
      mfaSetup: to("set up"),
      selectMFAType: to("select"),
      customChallenge: to("custom"),
    });
  });

const usernameIn = ({ step, given }: Step) => {
  assert.equal(step, "signed in");
  return (given as CognitoUserSession).getAccessToken().payload["username"];
};

const sums = new CustomFunctions();
let world: TestWorld;
before(async () => {
  world = await startTestWorld({ functions: sums.functions });
});
after(async () => {
  await world.close();
  sums.remove();
});

/** Jane in a browser. */
function jane(pool: ChallengePool, storage = browserStorage()) {
  const Username = "jane";
  const user = userOf(pool, Username, storage);
  const details = (Password: string) => new AuthenticationDetails({ Username, Password });
  return {
    user,
    signIn: (password = goodPassword) => stepOf((callbacks) => user.authenticateUser(details(password), callbacks)),
    begin: () => stepOf((callbacks) => user.initiateAuth(details(""), callbacks)),
    code: (code: string, type: "SMS_MFA" | "SOFTWARE_TOKEN_MFA") =>
      stepOf((callbacks) => user.sendMFACode(code, callbacks, type)),
    select: (type: string) => stepOf((callbacks) => user.sendMFASelectionAnswer(type, callbacks)),
    solve: (answer: string) => stepOf((callbacks) => user.sendCustomChallengeAnswer(answer, callbacks)),
    associate: () =>
      new Promise<string>((associateSecretCode, onFailure) =>
        user.associateSoftwareToken({ associateSecretCode, onFailure }),
      ),
    verify: (code: string) => stepOf((callbacks) => user.verifySoftwareToken(code, "Jane's phone", callbacks)),
    prefer: (sms: boolean, totp: boolean, preferred?: "sms" | "totp") =>
      new Promise<void>((resolve, reject) => {
        const setting = (Enabled: boolean, name: string) => ({ Enabled, PreferredMfa: preferred === name });
        user.setUserMfaPreference(setting(sms, "sms"), setting(totp, "totp"), (error) =>
          error ? reject(error) : resolve(),
        );
      }),
  };
}

const phone = addresses({ phone_number: "+12065551212" });
const mismatch = { code: "CodeMismatchException" };

describe("amazon-cognito-identity-js: second factors", () => {
  test("an authenticator is set up on the way in, and asked for the next time", async () => {
    const pool = await challengePool(world, {
      mfa: { MfaConfiguration: "ON", SoftwareTokenMfaConfiguration: { Enabled: true } },
    });
    await pool.user("jane");
    const first = jane(pool);
    assert.equal((await first.signIn()).step, "set up");
    const secret = await first.associate();
    const code = totpCode(secret, world.clock.now());
    await assert.rejects(first.verify(otherCode(code)), { code: "EnableSoftwareTokenMFAException" });
    assert.equal(usernameIn(await first.verify(code)), "jane");

    world.clock.advance(30_000);
    const second = jane(pool);
    const asked = await second.signIn();
    assert.equal(asked.step, "totp");
    assert.equal(asked.given.FRIENDLY_DEVICE_NAME, "Jane's phone");
    const next = totpCode(secret, world.clock.now());
    await assert.rejects(second.code(otherCode(next), "SOFTWARE_TOKEN_MFA"), mismatch);
    assert.equal(usernameIn(await second.code(next, "SOFTWARE_TOKEN_MFA")), "jane");
  });

  test("somebody signed in sets up an authenticator, prefers it, chooses among two, and lets it go", async () => {
    const pool = await challengePool(world, { mfa: { MfaConfiguration: "OPTIONAL", ...everyFactor } });
    await pool.user("jane", { attributes: phone });
    const person = jane(pool);
    usernameIn(await person.signIn());
    const secret = await person.associate();
    await person.verify(totpCode(secret, world.clock.now()));
    await person.prefer(true, true, "totp");

    world.clock.advance(30_000);
    const preferring = jane(pool);
    assert.equal((await preferring.signIn()).step, "totp");
    usernameIn(await preferring.code(totpCode(secret, world.clock.now()), "SOFTWARE_TOKEN_MFA"));
    await preferring.prefer(true, true);

    world.clock.advance(30_000);
    const choosing = jane(pool);
    const select = await choosing.signIn();
    assert.equal(select.step, "select");
    assert.deepEqual(JSON.parse(select.given.MFAS_CAN_CHOOSE), ["SMS_MFA", "SOFTWARE_TOKEN_MFA"]);
    assert.equal((await choosing.select("SMS_MFA")).step, "mfa");
    usernameIn(await choosing.code(await pool.lastCode(), "SMS_MFA"));
    await jane(pool).signIn();
    const again = jane(pool);
    await again.signIn();
    assert.equal((await again.select("SOFTWARE_TOKEN_MFA")).step, "totp");
    usernameIn(await again.code(totpCode(secret, world.clock.now()), "SOFTWARE_TOKEN_MFA"));
    await again.prefer(false, false);
    usernameIn(await jane(pool).signIn());
  });

  test("a code by SMS, wrong at first", async () => {
    const pool = await challengePool(world, { mfa: { MfaConfiguration: "ON", ...everyFactor } });
    await pool.user("jane", { attributes: phone });
    const person = jane(pool);
    const asked = await person.signIn();
    assert.equal(asked.step, "mfa");
    assert.equal(asked.given.CODE_DELIVERY_DESTINATION, "+*******1212");
    const code = await pool.lastCode();
    await assert.rejects(person.code(otherCode(code), "SMS_MFA"), mismatch);
    assert.equal(usernameIn(await person.code(code, "SMS_MFA")), "jane");
  });

  test("a remembered device that replaces no factor is asked behind it, by the Session of before", async () => {
    const pool = await challengePool(world, {
      mfa: { MfaConfiguration: "ON", ...everyFactor },
      pool: { DeviceConfiguration: { ChallengeRequiredOnNewDevice: false, DeviceOnlyRememberedOnUserPrompt: false } },
    });
    await pool.user("jane", { attributes: phone });
    const browser = browserStorage();
    const keys: unknown[] = [];
    for (let time = 0; time < 2; time += 1) {
      const person = jane(pool, browser);
      assert.equal((await person.signIn()).step, "mfa");
      const came = await person.code(await pool.lastCode(), "SMS_MFA");
      usernameIn(came);
      keys.push(came.given.getAccessToken?.().payload["device_key"]);
    }
    assert.ok(keys[0]);
    assert.equal(keys[1], keys[0]);
  });

  test("a new password with what is missing comes first, then the factor", async () => {
    const pool = await challengePool(world, {
      mfa: { MfaConfiguration: "ON", ...everyFactor },
      pool: { Schema: [{ Name: "family_name", Required: true, Mutable: true }] },
    });
    await pool.user("jane", { temporary: true, attributes: phone });
    const person = jane(pool);
    assert.deepEqual(await person.signIn(), { step: "new password", given: ["family_name"] });
    const chosen = await stepOf((callbacks) =>
      person.user.completeNewPasswordChallenge("Another-Horse-2", { family_name: "Doe" }, callbacks),
    );
    assert.equal(chosen.step, "mfa");
    assert.equal(usernameIn(await person.code(await pool.lastCode(), "SMS_MFA")), "jane");
  });
});

describe("amazon-cognito-identity-js: custom challenges", () => {
  async function given() {
    const pool = await challengePool(world, {
      pool: { LambdaConfig: sums.config },
      mfa: { MfaConfiguration: "OPTIONAL", ...everyFactor },
      client: { ExplicitAuthFlows: ["ALLOW_CUSTOM_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"] },
    });
    await pool.user("jane", { attributes: phone });
    const person = jane(pool);
    person.user.setAuthenticationFlowType("CUSTOM_AUTH");
    return { pool, person };
  }

  test("without a password: wrong, then right", async () => {
    const { person } = await given();
    const asked = await person.begin();
    assert.deepEqual(asked, { step: "custom", given: { question: "2 + 2", USERNAME: "jane" } });
    assert.equal((await person.solve("5")).step, "custom");
    assert.equal(usernameIn(await person.solve("4")), "jane");
  });

  test("with the password first, and with the user's own factor between", async () => {
    const { pool, person } = await given();
    assert.equal((await person.signIn()).step, "custom");
    usernameIn(await person.solve("4"));
    await assert.rejects(person.signIn("Wrong-Horse-1"), { code: "NotAuthorizedException" });
    await pool.prefer("jane", { SMSMfaSettings: { Enabled: true, PreferredMfa: true } });
    assert.equal((await person.signIn()).step, "mfa");
  });

  test("T-14 three wrong answers end it: the last Session takes no fourth", async () => {
    const { person } = await given();
    await person.begin();
    for (const wrong of ["1", "2"]) assert.equal((await person.solve(wrong)).step, "custom");
    await assert.rejects(person.solve("3"), {
      code: "NotAuthorizedException",
      message: "Incorrect username or password.",
    });
    await assert.rejects(person.solve("4"), { code: "NotAuthorizedException" });
  });
});
