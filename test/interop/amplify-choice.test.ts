/**
 * Sign-in by choice (USER_AUTH) as Amplify v6 drives it: chosen or preferred factors, straight from a sign-up, and refresh
 * tokens that rotate. Passkeys need a browser: test/browser/passkeys.test.ts.
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import {
  autoSignIn,
  confirmSignIn,
  confirmSignUp,
  fetchAuthSession,
  fetchUserAttributes,
  signOut,
  signUp,
} from "aws-amplify/auth";
import { cognitoUserPoolsTokenProvider } from "aws-amplify/auth/cognito";
import { addresses, type ChallengePool, challengePool, otherCode } from "../challenges.js";
import { GetTokensFromRefreshTokenCommand, GetUserCommand } from "../clients.js";
import { goodPassword } from "../sign-in.js";
import { startTestWorld, type TestWorld } from "../world.js";
import { begin, isStep, signedIn, use } from "./amplify-session.js";

const jane = { username: "jane", password: goodPassword };
const USER_AUTH = { authFlowType: "USER_AUTH" } as const;
const both = addresses({ phone_number: "+12065551212", email: "jane@example.com", verified: false });
const smsConfiguration = { SnsCallerArn: "arn:aws:iam::123456789012:role/sms", ExternalId: "x" };

describe("Amplify v6: sign-in by choice", () => {
  let world: TestWorld;
  let pool: ChallengePool;
  before(async () => {
    world = await startTestWorld();
    pool = await challengePool(world, {
      pool: {
        AutoVerifiedAttributes: ["email"],
        SmsConfiguration: smsConfiguration,
        Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP", "SMS_OTP"] } },
      },
      client: { ExplicitAuthFlows: ["ALLOW_USER_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"] },
    });
    await pool.user("jane", { attributes: both });
    await pool.user("joe", { attributes: addresses({ email: "joe@example.com" }) });
    use(pool);
  });
  after(async () => {
    await signOut();
    await world.close();
  });

  const answer = async (challengeResponse: string) => (await confirmSignIn({ challengeResponse })).nextStep;
  async function done(challengeResponse: string): Promise<void> {
    isStep(await answer(challengeResponse), "DONE");
    assert.equal((await signedIn())["username"], "jane");
  }
  async function select(username = "jane"): Promise<readonly string[]> {
    const step = await begin({ username, options: USER_AUTH });
    return [...(isStep(step, "CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION").availableChallenges ?? [])].sort();
  }

  test("shows what there is for this user", async () => {
    assert.deepEqual(await select(), ["EMAIL_OTP", "PASSWORD", "PASSWORD_SRP", "SMS_OTP"]);
    assert.deepEqual(await select("joe"), ["EMAIL_OTP", "PASSWORD", "PASSWORD_SRP"]);
  });

  for (const way of ["PASSWORD", "PASSWORD_SRP"] as const) {
    test(`${way}, chosen and preferred`, async () => {
      await select();
      isStep(await answer(way), "CONFIRM_SIGN_IN_WITH_PASSWORD");
      await done(goodPassword);
      const preferring = { ...USER_AUTH, preferredChallenge: way };
      isStep(await begin({ ...jane, options: preferring }), "DONE");
      await assert.rejects(begin({ username: "jane", password: "Wrong-Horse-1", options: preferring }), {
        name: "NotAuthorizedException",
      });
    });
  }

  for (const { factor, step, destination, attribute } of [
    {
      factor: "EMAIL_OTP",
      step: "CONFIRM_SIGN_IN_WITH_EMAIL_CODE",
      destination: "j***@e***",
      attribute: "email_verified",
    },
    {
      factor: "SMS_OTP",
      step: "CONFIRM_SIGN_IN_WITH_SMS_CODE",
      destination: "+*******1212",
      attribute: "phone_number_verified",
    },
  ] as const) {
    test(`${factor}, chosen and preferred; the code proves the address`, async () => {
      await select();
      assert.equal(isStep(await answer(factor), step).codeDeliveryDetails?.destination, destination);
      const code = await pool.lastCode();
      assert.match(code, /^\d{8}$/);
      await assert.rejects(answer(otherCode(code)), { name: "CodeMismatchException" });
      await done(code);
      assert.equal((await fetchUserAttributes())[attribute], "true");
      isStep(await begin({ username: "jane", options: { ...USER_AUTH, preferredChallenge: factor } }), step);
      await done(await pool.lastCode());
    });
  }

  test("a preference that this user cannot have leads to the choice", async () => {
    const options = { ...USER_AUTH, preferredChallenge: "SMS_OTP" as const };
    isStep(await begin({ username: "joe", options }), "CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION");
  });

  /** Amplify waits three minutes for a confirmation, with a timer that would keep this process alive as long. */
  async function withoutWaiting<T>(call: () => Promise<T>): Promise<T> {
    const { setTimeout } = globalThis;
    globalThis.setTimeout = ((...input: Parameters<typeof setTimeout>) =>
      setTimeout(...input).unref()) as typeof setTimeout;
    try {
      return await call();
    } finally {
      globalThis.setTimeout = setTimeout;
    }
  }

  test("goes straight on from a sign-up without a password", async () => {
    await signOut();
    const options = { userAttributes: { email: "nina@example.com" }, autoSignIn: USER_AUTH };
    const signed = await withoutWaiting(() => signUp({ username: "nina", options }));
    assert.equal(signed.nextStep.signUpStep, "CONFIRM_SIGN_UP");
    const { nextStep } = await confirmSignUp({ username: "nina", confirmationCode: await pool.lastCode() });
    assert.equal(nextStep.signUpStep, "COMPLETE_AUTO_SIGN_IN");
    const sent = await pool.messages();
    assert.ok((await autoSignIn()).isSignedIn);
    assert.equal(await pool.messages(), sent, "another code was sent");
    assert.equal((await signedIn())["username"], "nina");
  });

  test("goes straight on from a sign-up with a password", async () => {
    await signOut();
    const options = { userAttributes: { email: "paul@example.com" }, autoSignIn: true };
    await withoutWaiting(() => signUp({ username: "paul", password: goodPassword, options }));
    await confirmSignUp({ username: "paul", confirmationCode: await pool.lastCode() });
    // It takes a second call within 300 ms for a slip of the finger, and never answers it.
    await delay(350);
    assert.ok((await autoSignIn()).isSignedIn);
    assert.equal((await signedIn())["username"], "paul");
  });

  test("T-13 refresh tokens rotate under it; the old one ends the sign-in; signing out everywhere ends the rest", async () => {
    const { ClientId } = await world.appClient(pool.poolId, {
      ExplicitAuthFlows: ["ALLOW_USER_AUTH", "ALLOW_USER_SRP_AUTH"],
      RefreshTokenRotation: { Feature: "ENABLED", RetryGracePeriodSeconds: 0 },
    });
    use({ world, poolId: pool.poolId, clientId: ClientId });
    isStep(await begin(jane), "DONE");
    const held = async () => (await cognitoUserPoolsTokenProvider.authTokenStore.loadTokens())?.refreshToken ?? "";
    const first = await held();
    const { jti } = await signedIn();
    assert.ok((await fetchAuthSession({ forceRefresh: true })).tokens);
    const second = await held();
    assert.notEqual(second, first);
    assert.notEqual((await signedIn())["jti"], jti);

    const steal = new GetTokensFromRefreshTokenCommand({ ClientId, RefreshToken: first });
    await assert.rejects(world.client.send(steal), { name: "RefreshTokenReuseException" });
    assert.equal((await fetchAuthSession({ forceRefresh: true })).tokens, undefined, "a stolen sign-in lives on");

    isStep(await begin(jane), "DONE");
    const AccessToken = (await fetchAuthSession()).tokens?.accessToken.toString();
    await signOut({ global: true });
    await assert.rejects(world.client.send(new GetUserCommand({ AccessToken })), {
      message: "Access Token has been revoked",
    });
  });
});
