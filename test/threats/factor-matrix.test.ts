/**
 * T-23 Every way in × what the pool demands of second factors × what the user has: who owes a factor gets no tokens before
 * it is shown, and whoever has none sets one up. Ways in are rows.
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { addresses, type ChallengePool, challengePool, everyFactor, otherCode } from "../challenges.js";
import {
  AdminInitiateAuthCommand,
  AdminRespondToAuthChallengeCommand,
  AssociateSoftwareTokenCommand,
  type AuthenticationResultType,
  type AuthFactorType,
  type ChallengeNameType,
  ConfirmSignUpCommand,
  SetUserPoolMfaConfigCommand,
  SignUpCommand,
  type UserPoolMfaType,
  VerifySoftwareTokenCommand,
} from "../clients.js";
import { CustomFunctions } from "../interop/custom-functions.js";
import { goodPassword } from "../sign-in.js";
import { srpClient } from "../srp-client.js";
import { totpCode } from "../totp.js";
import { startTestWorld, type TestWorld } from "../world.js";

const sums = new CustomFunctions();
let world: TestWorld;
before(async () => {
  world = await startTestWorld({ functions: sums.functions });
  world.clock.freeze();
});
after(async () => {
  await world.close();
  sums.remove();
});

/** A step of a sign-in, as far as this file looks into it. */
interface Step {
  readonly ChallengeName?: ChallengeNameType | undefined;
  readonly Session?: string | undefined;
  readonly ChallengeParameters?: Record<string, string> | undefined;
  readonly AuthenticationResult?: AuthenticationResultType | undefined;
}

/** Everything but second factors, shown. */
type WayIn = (pool: ChallengePool, name: string) => Promise<Step>;

async function srpAnswered(pool: ChallengePool, asked: Step, srp: ReturnType<typeof srpClient>): Promise<Step> {
  assert.equal(asked.ChallengeName, "PASSWORD_VERIFIER");
  const answer = srp.answer(asked.ChallengeParameters ?? {}, goodPassword, world.clock.now());
  return pool.respond("PASSWORD_VERIFIER", asked.Session, answer);
}

async function solved(pool: ChallengePool, asked: Step, USERNAME: string): Promise<Step> {
  assert.equal(asked.ChallengeName, "CUSTOM_CHALLENGE");
  return pool.respond("CUSTOM_CHALLENGE", asked.Session, { USERNAME, ANSWER: "4" });
}

const waysIn: Readonly<Record<string, WayIn>> = {
  USER_PASSWORD_AUTH: (pool, name) => pool.password(name),
  ADMIN_USER_PASSWORD_AUTH: ({ poolId, clientId }, USERNAME) =>
    world.client.send(
      new AdminInitiateAuthCommand({
        UserPoolId: poolId,
        ClientId: clientId,
        AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME, PASSWORD: goodPassword },
      }),
    ),
  async USER_SRP_AUTH(pool, USERNAME) {
    const srp = srpClient(pool.poolId);
    return srpAnswered(pool, await pool.begin("USER_SRP_AUTH", { USERNAME, SRP_A: srp.A }), srp);
  },
  "USER_AUTH, PASSWORD": (pool, USERNAME) =>
    pool.begin("USER_AUTH", { USERNAME, PREFERRED_CHALLENGE: "PASSWORD", PASSWORD: goodPassword }),
  async "USER_AUTH, PASSWORD_SRP"(pool, USERNAME) {
    const srp = srpClient(pool.poolId);
    const parameters = { USERNAME, PREFERRED_CHALLENGE: "PASSWORD_SRP", SRP_A: srp.A };
    return srpAnswered(pool, await pool.begin("USER_AUTH", parameters), srp);
  },
  async "USER_AUTH, SELECT_CHALLENGE"(pool, USERNAME) {
    const { Session } = await pool.begin("USER_AUTH", { USERNAME });
    return pool.respond("SELECT_CHALLENGE", Session, { USERNAME, ANSWER: "PASSWORD", PASSWORD: goodPassword });
  },
  async "USER_SRP_AUTH of an administrator"({ poolId, clientId }, USERNAME) {
    const srp = srpClient(poolId);
    const inPool = { UserPoolId: poolId, ClientId: clientId };
    const { ChallengeParameters = {} } = await world.client.send(
      new AdminInitiateAuthCommand({
        ...inPool,
        AuthFlow: "USER_SRP_AUTH",
        AuthParameters: { USERNAME, SRP_A: srp.A },
      }),
    );
    return world.client.send(
      new AdminRespondToAuthChallengeCommand({
        ...inPool,
        ChallengeName: "PASSWORD_VERIFIER",
        ChallengeResponses: srp.answer(ChallengeParameters, goodPassword, world.clock.now()),
      }),
    );
  },
  async CUSTOM_AUTH(pool, USERNAME) {
    return solved(pool, await pool.begin("CUSTOM_AUTH", { USERNAME }), USERNAME);
  },
  /** The user's own factor is owed between the password and the functions. */
  async "CUSTOM_AUTH behind the password"(pool, USERNAME) {
    const srp = srpClient(pool.poolId);
    const parameters = { USERNAME, CHALLENGE_NAME: "SRP_A", SRP_A: srp.A };
    const step = await srpAnswered(pool, await pool.begin("CUSTOM_AUTH", parameters), srp);
    return step.ChallengeName === "CUSTOM_CHALLENGE" ? solved(pool, step, USERNAME) : step;
  },
  async "the new password of the invited"(pool, USERNAME) {
    await pool.user(`${USERNAME}-invited`, { temporary: true });
    const name = `${USERNAME}-invited`;
    const asked = await pool.password(name);
    assert.equal(asked.ChallengeName, "NEW_PASSWORD_REQUIRED");
    return pool.respond("NEW_PASSWORD_REQUIRED", asked.Session, { USERNAME: name, NEW_PASSWORD: "Another-Horse-2" });
  },
};

/** What users have. */
const holdings = {
  nothing: { attributes: [] },
  "a phone that is switched on": { attributes: addresses({ phone_number: "+12065551212" }), sms: true },
  "a phone that is not": { attributes: addresses({ phone_number: "+12065551212" }), sms: false },
} as const;
type Holding = keyof typeof holdings;

/** Whether a factor is owed, and which: the table of the developer guide. */
const owed: Readonly<Record<UserPoolMfaType, Readonly<Record<Holding, ChallengeNameType | undefined>>>> = {
  OFF: { nothing: undefined, "a phone that is switched on": undefined, "a phone that is not": undefined },
  OPTIONAL: { nothing: undefined, "a phone that is switched on": "SMS_MFA", "a phone that is not": undefined },
  ON: { nothing: "MFA_SETUP", "a phone that is switched on": "SMS_MFA", "a phone that is not": "SMS_MFA" },
};

const { EmailMfaConfiguration: _, ...factors } = everyFactor;

const codes: readonly AuthFactorType[] = ["EMAIL_OTP", "SMS_OTP"];

/** Where factors are demanded no codes are first factors: the pool itself refuses the two together. */
async function poolWith(
  MfaConfiguration: UserPoolMfaType,
  firstFactors = MfaConfiguration === "ON" ? [] : codes,
): Promise<ChallengePool> {
  return challengePool(world, {
    mfa: { MfaConfiguration, ...(MfaConfiguration === "OFF" ? {} : factors) },
    pool: {
      LambdaConfig: sums.config,
      AutoVerifiedAttributes: ["email"],
      SmsConfiguration: everyFactor.SmsMfaConfiguration.SmsConfiguration,
      Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", ...firstFactors] } },
    },
    client: {
      ExplicitAuthFlows: [
        "ALLOW_USER_SRP_AUTH",
        "ALLOW_USER_PASSWORD_AUTH",
        "ALLOW_ADMIN_USER_PASSWORD_AUTH",
        "ALLOW_CUSTOM_AUTH",
        "ALLOW_USER_AUTH",
        "ALLOW_REFRESH_TOKEN_AUTH",
      ],
    },
  });
}

let people = 0;
async function personWith(pool: ChallengePool, holding: Holding): Promise<string> {
  const name = `person${people++}`;
  const { attributes, ...more } = holdings[holding];
  await pool.user(name, { attributes: [...attributes] });
  if ("sms" in more && more.sms) await pool.prefer(name, { SMSMfaSettings: { Enabled: true, PreferredMfa: true } });
  return name;
}

const mismatch = { name: "CodeMismatchException" };

/** Shows what is owed, wrong and then right; tokens only after that. */
async function showsFactor(pool: ChallengePool, name: string, step: Step): Promise<void> {
  /** Behind the factor functions of the pool may still want to be satisfied. */
  const last = async (answered: Step) =>
    answered.ChallengeName === "CUSTOM_CHALLENGE" ? solved(pool, answered, name) : answered;
  assert.equal(step.AuthenticationResult, undefined);
  if (step.ChallengeName === "SMS_MFA") {
    const code = await pool.lastCode();
    const answer = (SMS_MFA_CODE: string) => pool.respond("SMS_MFA", step.Session, { USERNAME: name, SMS_MFA_CODE });
    await assert.rejects(answer(otherCode(code)), mismatch);
    assert.ok((await last(await answer(code))).AuthenticationResult);
    return;
  }
  assert.equal(step.ChallengeName, "MFA_SETUP");
  const { client, clock } = world;
  const { SecretCode = "", Session } = await client.send(new AssociateSoftwareTokenCommand({ Session: step.Session }));
  await assert.rejects(pool.respond("MFA_SETUP", Session, { USERNAME: name }), { name: "NotAuthorizedException" });
  const UserCode = totpCode(SecretCode, clock.now());
  await assert.rejects(client.send(new VerifySoftwareTokenCommand({ Session, UserCode: otherCode(UserCode) })), {
    name: "EnableSoftwareTokenMFAException",
  });
  const verified = await client.send(new VerifySoftwareTokenCommand({ Session, UserCode }));
  assert.ok((await last(await pool.respond("MFA_SETUP", verified.Session, { USERNAME: name }))).AuthenticationResult);
}

describe("T-23 second factors at every way in", () => {
  for (const mode of Object.keys(owed) as UserPoolMfaType[]) {
    for (const [way, walk] of Object.entries(waysIn)) {
      test(`T-23 ${way} with MFA ${mode}`, async () => {
        const pool = await poolWith(mode);
        for (const holding of Object.keys(holdings) as Holding[]) {
          const invited = way.startsWith("the new password");
          if (invited && holding !== "nothing") continue;
          const person = await personWith(pool, holding);
          const name = invited ? `${person}-invited` : person;
          const step = await walk(pool, person);
          const expected = owed[mode][holding];
          assert.equal(step.ChallengeName, expected, holding);
          assert.equal(step.AuthenticationResult !== undefined, expected === undefined, holding);
          if (expected !== undefined) await showsFactor(pool, name, step);
        }
      });
    }
  }

  test("T-23 who owes a second factor is offered no code as the first one", async () => {
    const pool = await poolWith("OPTIONAL");
    const USERNAME = await personWith(pool, "a phone that is switched on");
    const { AvailableChallenges = [], Session } = await pool.begin("USER_AUTH", { USERNAME });
    assert.deepEqual([...AvailableChallenges].sort(), ["PASSWORD", "PASSWORD_SRP"]);
    await assert.rejects(pool.respond("SELECT_CHALLENGE", Session, { USERNAME, ANSWER: "SMS_OTP" }), {
      name: "InvalidParameterException",
    });
    await assert.rejects(poolWith("ON", codes), {
      message: "Only PASSWORD and WEB_AUTHN (if configured) can be enabled as an auth factor if MFA is enabled",
    });
  });

  test("T-23 a factor that is switched on while a code is on its way is owed behind it", async () => {
    const pool = await poolWith("OPTIONAL");
    const name = await personWith(pool, "a phone that is not");
    const asked = await pool.begin("USER_AUTH", { USERNAME: name, PREFERRED_CHALLENGE: "SMS_OTP" });
    const SMS_OTP_CODE = await pool.lastCode();
    await pool.prefer(name, { SMSMfaSettings: { Enabled: true, PreferredMfa: true } });
    // The phone has been shown, and it is the only factor there is: shown twice it would be one factor.
    const answered = pool.respond("SMS_OTP", asked.Session, { USERNAME: name, SMS_OTP_CODE });
    await assert.rejects(answered, { name: "InvalidParameterException" });
  });

  test("T-23 a pool that begins to demand a factor asks for it in sign-ins that have begun", async () => {
    const pool = await poolWith("OPTIONAL", []);
    const name = await personWith(pool, "a phone that is not");
    const { Session } = await pool.begin("USER_AUTH", { USERNAME: name });
    const srp = srpClient(pool.poolId);
    const begun = await pool.begin("USER_SRP_AUTH", { USERNAME: name, SRP_A: srp.A });
    await world.client.send(
      new SetUserPoolMfaConfigCommand({ UserPoolId: pool.poolId, MfaConfiguration: "ON", ...factors }),
    );
    const chosen = { USERNAME: name, ANSWER: "PASSWORD", PASSWORD: goodPassword };
    for (const answered of [
      () => pool.respond("SELECT_CHALLENGE", Session, chosen),
      () => srpAnswered(pool, begun, srp),
    ]) {
      const step = await answered();
      assert.equal(step.ChallengeName, "SMS_MFA");
      await showsFactor(pool, name, step);
    }
  });

  test("T-23 whoever owes a second factor gets no tokens straight from a sign-up", async () => {
    const pool = await poolWith("OPTIONAL");
    const { client } = world;
    for (const owes of [false, true]) {
      const Username = `signed-up-${owes}`;
      await client.send(
        new SignUpCommand({
          ClientId: pool.clientId,
          Username,
          Password: goodPassword,
          UserAttributes: [
            { Name: "email", Value: `${Username}@example.com` },
            { Name: "phone_number", Value: "+12065551212" },
          ],
        }),
      );
      const code = await pool.lastCode();
      if (owes) await pool.prefer(Username, { SMSMfaSettings: { Enabled: true, PreferredMfa: true } });
      const confirmation = { ClientId: pool.clientId, Username, ConfirmationCode: code };
      const { Session } = await client.send(new ConfirmSignUpCommand(confirmation));
      const step = await pool.begin("USER_AUTH", { USERNAME: Username }, { Session });
      assert.equal(step.AuthenticationResult !== undefined, !owes);
      if (!owes) continue;
      assert.deepEqual([...(step.AvailableChallenges ?? [])].sort(), ["PASSWORD", "PASSWORD_SRP"]);
      // The Session that was not taken for a sign-in is none for anything else.
      await assert.rejects(pool.respond("SELECT_CHALLENGE", Session, { USERNAME: Username, ANSWER: "SMS_OTP" }), {
        name: "NotAuthorizedException",
      });
    }
  });

  test("T-23 an administrator's way shows the factor as well", async () => {
    const pool = await poolWith("ON");
    const name = await personWith(pool, "a phone that is switched on");
    const { Session, ChallengeName } = (await waysIn["ADMIN_USER_PASSWORD_AUTH"]?.(pool, name)) ?? {};
    assert.equal(ChallengeName, "SMS_MFA");
    const { AuthenticationResult } = await world.client.send(
      new AdminRespondToAuthChallengeCommand({
        UserPoolId: pool.poolId,
        ClientId: pool.clientId,
        ChallengeName: "SMS_MFA",
        Session,
        ChallengeResponses: { USERNAME: name, SMS_MFA_CODE: await pool.lastCode() },
      }),
    );
    assert.ok(AuthenticationResult);
  });
});
