import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  addresses,
  type ChallengePool,
  challengePool,
  codeMismatch,
  everyFactor,
  expiredSession,
  invalidSession,
  otherCode,
  usedSession,
} from "../../../test/challenges.js";
import {
  AdminSetUserPasswordCommand,
  AdminUpdateUserAttributesCommand,
  AssociateSoftwareTokenCommand,
  GetUserCommand,
  VerifySoftwareTokenCommand,
} from "../../../test/clients.js";
import { claimsOf, goodPassword, tokensOf } from "../../../test/sign-in.js";
import { enrolAuthenticator, totpCode } from "../../../test/totp.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
  world.clock.freeze();
});
after(() => world.close());

const wrongToken = { name: "CodeMismatchException", message: "Invalid code received for user" };
const usedToken = { name: "ExpiredCodeException", message: "Your software token has already been used once." };
const locked = { name: "NotAuthorizedException", message: "Password attempts exceeded" };

const phone = addresses({ phone_number: "+12065551212" });
const both = addresses({ phone_number: "+12065551212", email: "jane@example.com" });

/** Gives a user an authenticator, with the tokens of a sign-in. */
async function withAuthenticator({ world }: ChallengePool, AccessToken: string): Promise<string> {
  const secret = await enrolAuthenticator(world, AccessToken, "Jane's phone");
  // The code that proved it is used up.
  world.clock.advance(30_000);
  return secret;
}

describe("SMS_MFA", () => {
  test("sends a code of six digits to the phone; the right one signs in and proves the phone", async () => {
    const pool = await challengePool(world, { mfa: { MfaConfiguration: "ON", ...everyFactor } });
    await pool.user("jane", { attributes: addresses({ phone_number: "+12065551212", verified: false }) });
    const asked = await pool.password("jane");
    assert.equal(asked.ChallengeName, "SMS_MFA");
    assert.equal(asked.AuthenticationResult, undefined);
    assert.deepEqual(asked.ChallengeParameters, {
      CODE_DELIVERY_DELIVERY_MEDIUM: "SMS",
      CODE_DELIVERY_DESTINATION: "+*******1212",
      USER_ID_FOR_SRP: "jane",
    });
    const code = await pool.lastCode();
    assert.match(code, /^\d{6}$/);
    const output = await pool.respond("SMS_MFA", asked.Session, { USERNAME: "jane", SMS_MFA_CODE: code });
    const { AccessToken } = tokensOf(output);
    const { UserAttributes } = await world.client.send(new GetUserCommand({ AccessToken }));
    assert.equal(UserAttributes?.find(({ Name }) => Name === "phone_number_verified")?.Value, "true");
  });

  test("a wrong code leaves the Session as it is; a used one is over, code and all (T-15)", async () => {
    const pool = await challengePool(world, { mfa: { MfaConfiguration: "ON", ...everyFactor } });
    await pool.user("jane", { attributes: phone });
    const { Session } = await pool.password("jane");
    const code = await pool.lastCode();
    const answer = (SMS_MFA_CODE: string, session = Session) =>
      pool.respond("SMS_MFA", session, { USERNAME: "jane", SMS_MFA_CODE });
    await assert.rejects(answer(otherCode(code)), codeMismatch);
    tokensOf(await answer(code));
    await assert.rejects(answer(code), usedSession);
    // Each Session has a code of its own (T-11), and nobody's beginning makes another's void.
    const one = await pool.password("jane");
    const codeOfOne = await pool.lastCode();
    const two = await pool.password("jane");
    const codeOfTwo = await pool.lastCode();
    if (codeOfOne !== codeOfTwo) await assert.rejects(answer(codeOfOne, two.Session), codeMismatch);
    tokensOf(await answer(codeOfOne, one.Session));
    tokensOf(await answer(codeOfTwo, two.Session));
  });

  test("T-09 T-14 five wrong codes lock the user out, whatever door and Session they came by", async () => {
    const pool = await challengePool(world, { mfa: { MfaConfiguration: "ON", ...everyFactor } });
    await pool.user("jane", { attributes: phone });
    for (let wrong = 0; wrong < 5; wrong += 1) {
      const { Session } = await pool.password("jane");
      const SMS_MFA_CODE = otherCode(await pool.lastCode());
      await assert.rejects(pool.respond("SMS_MFA", Session, { USERNAME: "jane", SMS_MFA_CODE }), codeMismatch);
    }
    await assert.rejects(pool.password("jane"), locked);
    world.clock.advance(1000);
    const { Session } = await pool.password("jane");
    tokensOf(await pool.respond("SMS_MFA", Session, { USERNAME: "jane", SMS_MFA_CODE: await pool.lastCode() }));
  });

  test("of parallel answers with the right code one signs in", async () => {
    const pool = await challengePool(world, { mfa: { MfaConfiguration: "ON", ...everyFactor } });
    await pool.user("jane", { attributes: phone });
    const { Session } = await pool.password("jane");
    const SMS_MFA_CODE = await pool.lastCode();
    const answers = await Promise.allSettled(
      Array.from({ length: 4 }, () => pool.respond("SMS_MFA", Session, { USERNAME: "jane", SMS_MFA_CODE })),
    );
    assert.equal(answers.filter(({ status }) => status === "fulfilled").length, 1);
  });

  test("a code is worthless late, for another user, at another challenge, and after another password (T-11, T-15)", async () => {
    const pool = await challengePool(world, { mfa: { MfaConfiguration: "ON", ...everyFactor } });
    await pool.user("jane", { attributes: both });
    await pool.user("joe", { attributes: phone });
    await pool.prefer("jane", { SMSMfaSettings: { Enabled: true, PreferredMfa: true } });
    const begun = await pool.password("jane");
    const code = await pool.lastCode();
    const sms = (username: string) => ({ USERNAME: username, SMS_MFA_CODE: code });
    await assert.rejects(pool.respond("SMS_MFA", begun.Session, sms("joe")), invalidSession);
    await assert.rejects(
      pool.respond("EMAIL_OTP", begun.Session, { USERNAME: "jane", EMAIL_OTP_CODE: code }),
      invalidSession,
    );
    await assert.rejects(
      pool.respond("SMS_OTP", begun.Session, { USERNAME: "jane", SMS_OTP_CODE: code }),
      invalidSession,
    );
    world.clock.advance(3 * 60_000);
    await assert.rejects(pool.respond("SMS_MFA", begun.Session, sms("jane")), expiredSession);
    const again = await pool.password("jane");
    await world.client.send(
      new AdminSetUserPasswordCommand({
        UserPoolId: pool.poolId,
        Username: "jane",
        Password: "Another-Horse-2",
        Permanent: true,
      }),
    );
    await assert.rejects(
      pool.respond("SMS_MFA", again.Session, { USERNAME: "jane", SMS_MFA_CODE: await pool.lastCode() }),
      invalidSession,
    );
  });

  test("a code to a number that is no longer the user's opens nothing (T-24)", async () => {
    const pool = await challengePool(world, { mfa: { MfaConfiguration: "ON", ...everyFactor } });
    await pool.user("jane", { attributes: phone });
    const { Session } = await pool.password("jane");
    const SMS_MFA_CODE = await pool.lastCode();
    await world.client.send(
      new AdminUpdateUserAttributesCommand({
        UserPoolId: pool.poolId,
        Username: "jane",
        UserAttributes: [{ Name: "phone_number", Value: "+12065559999" }],
      }),
    );
    await assert.rejects(pool.respond("SMS_MFA", Session, { USERNAME: "jane", SMS_MFA_CODE }), invalidSession);
  });
});

describe("EMAIL_OTP as second factor", () => {
  const recovery = { AccountRecoverySetting: { RecoveryMechanisms: [{ Priority: 1, Name: "verified_phone_number" }] } };
  test("sends six digits to the address where that does not recover the account", async () => {
    const pool = await challengePool(world, {
      mfa: { MfaConfiguration: "ON", EmailMfaConfiguration: {} },
      pool: recovery as object,
    });
    await pool.user("jane", { attributes: addresses({ email: "jane@example.com" }) });
    const asked = await pool.password("jane");
    assert.equal(asked.ChallengeName, "EMAIL_OTP");
    assert.deepEqual(asked.ChallengeParameters, {
      CODE_DELIVERY_DELIVERY_MEDIUM: "EMAIL",
      CODE_DELIVERY_DESTINATION: "j***@e***",
      USER_ID_FOR_SRP: "jane",
    });
    const code = await pool.lastCode();
    assert.match(code, /^\d{6}$/);
    const answer = (EMAIL_OTP_CODE: string) =>
      pool.respond("EMAIL_OTP", asked.Session, { USERNAME: "jane", EMAIL_OTP_CODE });
    await assert.rejects(answer(otherCode(code)), codeMismatch);
    tokensOf(await answer(code));
  });

  test("is set up in the sign-in of a user without an address, and proven by its code", async () => {
    const pool = await challengePool(world, {
      mfa: { MfaConfiguration: "ON", EmailMfaConfiguration: {}, SoftwareTokenMfaConfiguration: { Enabled: true } },
      pool: recovery as object,
    });
    await pool.user("jane");
    const setUp = await pool.password("jane");
    assert.equal(setUp.ChallengeName, "MFA_SETUP");
    assert.deepEqual(JSON.parse(setUp.ChallengeParameters?.["MFAS_CAN_SETUP"] ?? ""), [
      "SOFTWARE_TOKEN_MFA",
      "EMAIL_OTP",
    ]);
    const asked = await pool.respond("MFA_SETUP", setUp.Session, { USERNAME: "jane", EMAIL: "jane@example.com" });
    assert.equal(asked.ChallengeName, "EMAIL_OTP");
    const EMAIL_OTP_CODE = await pool.lastCode();
    const { AccessToken } = tokensOf(
      await pool.respond("EMAIL_OTP", asked.Session, { USERNAME: "jane", EMAIL_OTP_CODE }),
    );
    const { UserAttributes } = await world.client.send(new GetUserCommand({ AccessToken }));
    assert.equal(UserAttributes?.find(({ Name }) => Name === "email_verified")?.Value, "true");
    await assert.rejects(
      pool.respond("MFA_SETUP", setUp.Session, { USERNAME: "jane", EMAIL: "else@example.com" }),
      usedSession,
    );
  });
});

describe("SOFTWARE_TOKEN_MFA", () => {
  /** A pool with optional factors and a user who has an authenticator. */
  async function given() {
    const pool = await challengePool(world, { mfa: { MfaConfiguration: "OPTIONAL", ...everyFactor } });
    await pool.user("jane", { attributes: both });
    const { AccessToken } = tokensOf(await pool.password("jane"));
    const secret = await withAuthenticator(pool, AccessToken);
    await pool.prefer("jane", { SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true } });
    const answer = (Session: string | undefined, SOFTWARE_TOKEN_MFA_CODE: string) =>
      pool.respond("SOFTWARE_TOKEN_MFA", Session, { USERNAME: "jane", SOFTWARE_TOKEN_MFA_CODE });
    return { pool, answer, code: () => totpCode(secret, world.clock.now()) };
  }

  test("asks for the authenticator by its name; the right code signs in", async () => {
    const { pool, answer, code } = await given();
    const { ChallengeName, ChallengeParameters, Session } = await pool.password("jane");
    assert.equal(ChallengeName, "SOFTWARE_TOKEN_MFA");
    assert.deepEqual(ChallengeParameters, { USER_ID_FOR_SRP: "jane", FRIENDLY_DEVICE_NAME: "Jane's phone" });
    await assert.rejects(answer(Session, otherCode(code())), wrongToken);
    tokensOf(await answer(Session, code()));
  });

  test("T-25 a code is good once, in another sign-in too, and of parallel answers one wins", async () => {
    const { pool, answer, code } = await given();
    const first = await pool.password("jane");
    tokensOf(await answer(first.Session, code()));
    const second = await pool.password("jane");
    await assert.rejects(answer(second.Session, code()), usedToken);
    world.clock.advance(30_000);
    const sessions = await Promise.all([pool.password("jane"), pool.password("jane"), pool.password("jane")]);
    const answers = await Promise.allSettled(sessions.map(({ Session }) => answer(Session, code())));
    assert.equal(answers.filter(({ status }) => status === "fulfilled").length, 1);
  });

  test("T-09 wrong codes lock the user out", async () => {
    const { pool, answer, code } = await given();
    const { Session } = await pool.password("jane");
    for (let wrong = 0; wrong < 5; wrong += 1) await assert.rejects(answer(Session, otherCode(code())), wrongToken);
    await assert.rejects(answer(Session, code()), locked);
    world.clock.advance(1000);
    tokensOf(await answer(Session, code()));
  });
});

describe("SELECT_MFA_TYPE", () => {
  test("lets a user with several factors and no preference choose", async () => {
    const pool = await challengePool(world, { mfa: { MfaConfiguration: "OPTIONAL", ...everyFactor } });
    await pool.user("jane", { attributes: both });
    const { AccessToken } = tokensOf(await pool.password("jane"));
    const secret = await withAuthenticator(pool, AccessToken);
    await pool.prefer("jane", { SoftwareTokenMfaSettings: { Enabled: true }, SMSMfaSettings: { Enabled: true } });
    const select = await pool.password("jane");
    assert.equal(select.ChallengeName, "SELECT_MFA_TYPE");
    assert.deepEqual(select.ChallengeParameters, {
      USER_ID_FOR_SRP: "jane",
      MFAS_CAN_CHOOSE: JSON.stringify(["SMS_MFA", "SOFTWARE_TOKEN_MFA"]),
    });
    const choose = (Session: string | undefined, ANSWER: string) =>
      pool.respond("SELECT_MFA_TYPE", Session, { USERNAME: "jane", ANSWER });
    await assert.rejects(choose(select.Session, "EMAIL_OTP"), { name: "InvalidParameterException" });
    const before = await pool.messages();
    const totp = await choose(select.Session, "SOFTWARE_TOKEN_MFA");
    assert.equal(await pool.messages(), before);
    tokensOf(
      await pool.respond("SOFTWARE_TOKEN_MFA", totp.Session, {
        USERNAME: "jane",
        SOFTWARE_TOKEN_MFA_CODE: totpCode(secret, world.clock.now()),
      }),
    );
    await assert.rejects(choose(select.Session, "SMS_MFA"), usedSession);
    const sms = await choose((await pool.password("jane")).Session, "SMS_MFA");
    assert.equal(sms.ChallengeName, "SMS_MFA");
    tokensOf(await pool.respond("SMS_MFA", sms.Session, { USERNAME: "jane", SMS_MFA_CODE: await pool.lastCode() }));
  });
});

describe("MFA_SETUP", () => {
  /** A pool that demands an authenticator, and somebody who has none. */
  async function given() {
    const mfa = { MfaConfiguration: "ON", SoftwareTokenMfaConfiguration: { Enabled: true } } as const;
    const pool = await challengePool(world, { mfa });
    await pool.user("jane");
    await pool.user("joe");
    const { client } = world;
    return {
      pool,
      begin: async (name = "jane") => (await pool.password(name)).Session,
      associate: (Session: string | undefined) => client.send(new AssociateSoftwareTokenCommand({ Session })),
      verify: (Session: string | undefined, UserCode: string) =>
        client.send(new VerifySoftwareTokenCommand({ Session, UserCode, FriendlyDeviceName: "phone" })),
      finish: (Session: string | undefined, USERNAME = "jane") => pool.respond("MFA_SETUP", Session, { USERNAME }),
    };
  }

  test("an authenticator is set up by Sessions alone, and asked for from then on", async () => {
    const { pool, begin, associate, verify, finish } = await given();
    const Session = await begin();
    await assert.rejects(finish(Session), invalidSession);
    const { SecretCode = "", Session: associated } = await associate(Session);
    assert.match(SecretCode, /^[A-Z2-7]{52}$/);
    await assert.rejects(finish(associated), invalidSession);
    const code = totpCode(SecretCode, world.clock.now());
    await assert.rejects(verify(associated, otherCode(code)), {
      name: "EnableSoftwareTokenMFAException",
      message: "Code mismatch and fail enable Software Token MFA",
    });
    const { Status, Session: verified } = await verify(associated, code);
    assert.equal(Status, "SUCCESS");
    await assert.rejects(finish(verified, "joe"), invalidSession);
    const { AccessToken } = tokensOf(await finish(verified));
    await assert.rejects(finish(verified), usedSession);
    const { UserMFASettingList } = await world.client.send(new GetUserCommand({ AccessToken }));
    assert.deepEqual(UserMFASettingList, ["SOFTWARE_TOKEN_MFA"]);
    const next = await pool.password("jane");
    assert.equal(next.ChallengeName, "SOFTWARE_TOKEN_MFA");
    const answer = { USERNAME: "jane", SOFTWARE_TOKEN_MFA_CODE: code };
    await assert.rejects(pool.respond("SOFTWARE_TOKEN_MFA", next.Session, answer), usedToken);
    world.clock.advance(30_000);
    const SOFTWARE_TOKEN_MFA_CODE = totpCode(SecretCode, world.clock.now());
    tokensOf(await pool.respond("SOFTWARE_TOKEN_MFA", next.Session, { USERNAME: "jane", SOFTWARE_TOKEN_MFA_CODE }));
  });

  test("T-23 of two who know the password only one sets a factor up", async () => {
    const { begin, associate, verify, finish } = await given();
    const [first, second] = [await associate(await begin()), await associate(await begin())];
    const codeOf = ({ SecretCode = "" }) => totpCode(SecretCode, world.clock.now());
    const { Session } = await verify(first.Session, codeOf(first));
    await assert.rejects(verify(second.Session, codeOf(second)), invalidSession);
    tokensOf(await finish(Session));
    await assert.rejects(finish(second.Session), invalidSession);
  });

  test("T-15 Sessions of other steps set nothing up", async () => {
    const { pool, associate } = await given();
    await pool.user("invited", { temporary: true });
    const { Session } = await pool.password("invited");
    await assert.rejects(associate(Session), { name: "NotAuthorizedException" });
    await assert.rejects(associate("x".repeat(100)), { name: "NotAuthorizedException" });
  });

  test("a new password comes first, then the factor, and then tokens", async () => {
    const { pool, associate, verify, finish } = await given();
    await pool.user("invited", { temporary: true });
    const first = await pool.password("invited");
    assert.equal(first.ChallengeName, "NEW_PASSWORD_REQUIRED");
    const setUp = await pool.respond("NEW_PASSWORD_REQUIRED", first.Session, {
      USERNAME: "invited",
      NEW_PASSWORD: "Another-Horse-2",
    });
    assert.equal(setUp.ChallengeName, "MFA_SETUP");
    const { SecretCode = "", Session } = await associate(setUp.Session);
    const { Session: verified } = await verify(Session, totpCode(SecretCode, world.clock.now()));
    const { AccessToken } = tokensOf(await finish(verified, "invited"));
    assert.equal(claimsOf(AccessToken)["username"], "invited");
    assert.equal((await pool.password("invited", "Another-Horse-2")).ChallengeName, "SOFTWARE_TOKEN_MFA");
    await assert.rejects(pool.password("invited", goodPassword), { name: "NotAuthorizedException" });
  });
});
