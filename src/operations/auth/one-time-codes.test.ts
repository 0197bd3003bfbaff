import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  addresses,
  type ChallengePool,
  challengePool,
  codeMismatch,
  everyFactor,
  otherCode,
  usedSession,
} from "../../../test/challenges.js";
import {
  AdminGetUserCommand,
  AdminResetUserPasswordCommand,
  type AuthFactorType,
  type InitiateAuthCommandOutput,
  SignUpCommand,
} from "../../../test/clients.js";
import { goodPassword, tokensOf, wrongSignIn } from "../../../test/sign-in.js";
import { createUser, setAttributes } from "../../../test/users.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
  world.clock.freeze();
});
after(() => world.close());

const gone = { name: "ExpiredCodeException", message: "Invalid code provided, please request a code again." };
const jane = addresses({ email: "jane@example.com", phone_number: "+12065551212" });

const SmsConfiguration = { SnsCallerArn: "arn:aws:iam::123456789012:role/sms", ExternalId: "x" };

/** A pool with these ways to begin, for clients with the choice. */
const given = (
  factors: readonly AuthFactorType[],
  client: object = {},
  more: Parameters<typeof challengePool>[1] = {},
): Promise<ChallengePool> =>
  challengePool(world, {
    ...more,
    pool: { SmsConfiguration, Policies: { SignInPolicy: { AllowedFirstAuthFactors: [...factors] } }, ...more.pool },
    client: { ExplicitAuthFlows: ["ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"], ...client },
  });

const begin = (pool: ChallengePool, USERNAME: string, preferred?: string) =>
  pool.begin("USER_AUTH", { USERNAME, ...(preferred === undefined ? {} : { PREFERRED_CHALLENGE: preferred }) });

const offered = ({ AvailableChallenges = [] }: InitiateAuthCommandOutput) => new Set(AvailableChallenges);

describe("what is offered", () => {
  const everything: readonly AuthFactorType[] = ["PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"];

  test("is what the pool allows and the user has", async () => {
    const pool = await given(everything);
    await pool.user("jane", { attributes: jane });
    await pool.user("phoneless", { attributes: addresses({ email: "p@example.com", verified: false }) });
    await pool.user("invited", { attributes: jane.map((one) => one), temporary: true });
    const names = async (username: string) => offered(await begin(pool, username));
    assert.deepEqual(await names("jane"), new Set(["PASSWORD", "PASSWORD_SRP", "EMAIL_OTP", "SMS_OTP"]));
    assert.deepEqual(await names("phoneless"), new Set(["PASSWORD", "PASSWORD_SRP", "EMAIL_OTP"]));
    assert.deepEqual(await names("invited"), new Set(["PASSWORD", "PASSWORD_SRP"]));
  });

  test("T-23 is no code to whoever owes a second factor", async () => {
    const pool = await given(everything, {}, { mfa: { MfaConfiguration: "OPTIONAL", ...everyFactor } });
    await pool.user("jane", { attributes: jane });
    await pool.user("joe", { attributes: jane });
    await pool.prefer("jane", { SMSMfaSettings: { Enabled: true } });
    assert.deepEqual(offered(await begin(pool, "jane")), new Set(["PASSWORD", "PASSWORD_SRP"]));
    assert.ok(offered(await begin(pool, "joe")).has("EMAIL_OTP"));
    const { ChallengeName } = await begin(pool, "jane", "EMAIL_OTP");
    assert.equal(ChallengeName, "SELECT_CHALLENGE");
  });

  test("of one way alone is that way at once", async () => {
    const pool = await given(["PASSWORD", "EMAIL_OTP", "SMS_OTP"]);
    await createUser(world, pool.poolId, "jane", { email: "jane@example.com", email_verified: "true" });
    const { ChallengeName, AvailableChallenges } = await begin(pool, "jane");
    assert.deepEqual([ChallengeName, AvailableChallenges], ["EMAIL_OTP", ["EMAIL_OTP"]]);
  });

  test("of none at all is the refusal of a wrong password", async () => {
    const pool = await given(["PASSWORD", "EMAIL_OTP", "SMS_OTP"]);
    await createUser(world, pool.poolId, "jane", { email: "jane@example.com", email_verified: "true" });
    await setAttributes(world, pool.poolId, "jane", { email: "" });
    await assert.rejects(begin(pool, "jane"), wrongSignIn);
  });
});

for (const [factor, medium, masked] of [
  ["EMAIL_OTP", "EMAIL", "j***@e***"],
  ["SMS_OTP", "SMS", "+*******1212"],
] as const) {
  describe(factor, () => {
    const answer = (pool: ChallengePool, Session: string | undefined, code: string) =>
      pool.respond(factor, Session, { USERNAME: "jane", [`${factor}_CODE`]: code });

    test("a code of eight digits signs in, preferred or chosen", async () => {
      const pool = await given(["PASSWORD", factor]);
      await pool.user("jane", { attributes: jane });
      const preferred = await begin(pool, "jane", factor);
      assert.equal(preferred.ChallengeName, factor);
      assert.deepEqual(preferred.ChallengeParameters, {
        CODE_DELIVERY_DELIVERY_MEDIUM: medium,
        CODE_DELIVERY_DESTINATION: masked,
      });
      assert.deepEqual(offered(preferred), new Set(["PASSWORD", "PASSWORD_SRP", factor]));
      const code = await pool.lastCode();
      assert.match(code, /^\d{8}$/);
      tokensOf(await answer(pool, preferred.Session, code));
      const select = await begin(pool, "jane");
      assert.equal(select.ChallengeName, "SELECT_CHALLENGE");
      const chosen = await pool.respond("SELECT_CHALLENGE", select.Session, { USERNAME: "jane", ANSWER: factor });
      assert.equal(chosen.ChallengeName, factor);
      tokensOf(await answer(pool, chosen.Session, await pool.lastCode()));
    });

    test("wrong codes leave the Session as it is and lock nobody out, and end with the code's tries (T-14)", async () => {
      const pool = await given(["PASSWORD", factor]);
      await pool.user("jane", { attributes: jane });
      const first = await begin(pool, "jane", factor);
      const code = await pool.lastCode();
      for (let tries = 0; tries < 6; tries += 1) {
        await assert.rejects(answer(pool, first.Session, otherCode(code)), codeMismatch);
      }
      tokensOf(await answer(pool, first.Session, code));
      await assert.rejects(answer(pool, first.Session, code), usedSession);
      const second = await begin(pool, "jane", factor);
      const another = await pool.lastCode();
      for (let tries = 0; tries < 10; tries += 1) {
        await assert.rejects(answer(pool, second.Session, otherCode(another)), codeMismatch);
      }
      await assert.rejects(answer(pool, second.Session, another), gone);
    });

    test("a right code proves the address and confirms whoever waited for that", async () => {
      const pool = await given(["PASSWORD", factor], {}, { pool: { AutoVerifiedAttributes: [] } });
      await world.client.send(
        new SignUpCommand({
          ClientId: pool.clientId,
          Username: "jane",
          Password: goodPassword,
          UserAttributes: [
            { Name: "email", Value: "jane@example.com" },
            { Name: "phone_number", Value: "+12065551212" },
          ],
        }),
      );
      const { Session } = await begin(pool, "jane", factor);
      tokensOf(await answer(pool, Session, await pool.lastCode()));
      const user = await world.client.send(new AdminGetUserCommand({ UserPoolId: pool.poolId, Username: "jane" }));
      assert.equal(user.UserStatus, "CONFIRMED");
      const flag = factor === "EMAIL_OTP" ? "email_verified" : "phone_number_verified";
      assert.equal(user.UserAttributes?.find(({ Name }) => Name === flag)?.Value, "true");
    });

    test("T-10 a reset that is due cannot be got around", async () => {
      const pool = await given(["PASSWORD", factor]);
      await pool.user("jane", { attributes: jane });
      const { Session } = await begin(pool, "jane", factor);
      const code = await pool.lastCode();
      await world.client.send(new AdminResetUserPasswordCommand({ UserPoolId: pool.poolId, Username: "jane" }));
      await assert.rejects(answer(pool, Session, code), { name: "PasswordResetRequiredException" });
      assert.deepEqual(offered(await begin(pool, "jane", factor)), new Set(["PASSWORD", "PASSWORD_SRP"]));
    });

    test("T-01 nobody is sent a code in the same words, and no guess at it is right", async () => {
      const pool = await given(["PASSWORD", factor], { PreventUserExistenceErrors: "ENABLED" });
      const nobody = factor === "EMAIL_OTP" ? "jim@example.com" : "+12065551212";
      const sent = await pool.messages();
      const { ChallengeName, ChallengeParameters, Session, AvailableChallenges } = await begin(pool, nobody, factor);
      assert.equal(ChallengeName, factor);
      assert.deepEqual(ChallengeParameters, {
        CODE_DELIVERY_DELIVERY_MEDIUM: medium,
        CODE_DELIVERY_DESTINATION: masked,
      });
      assert.deepEqual(new Set(AvailableChallenges), new Set(["PASSWORD", "PASSWORD_SRP", factor]));
      assert.equal(await pool.messages(), sent);
      const guess = () => pool.respond(factor, Session, { USERNAME: nobody, [`${factor}_CODE`]: "12345678" });
      for (let tries = 0; tries < 10; tries += 1) await assert.rejects(guess(), codeMismatch);
      await assert.rejects(guess(), gone);
    });
  });
}
