/**
 * The life of an account as an application with Amplify v6 leads it in a real browser: signed up, signed in, changed, kept
 * over a reload, refreshed, ended everywhere, deleted.
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { addresses, challengePool, otherCode } from "../challenges.js";
import { GetTokensFromRefreshTokenCommand, GetUserCommand } from "../clients.js";
import { readMessages } from "../interop/inbox.js";
import { chromium } from "../programs.js";
import { goodPassword } from "../sign-in.js";
import { startTestWorld, type TestWorld } from "../world.js";
import { type Application, type ServedApplication, serveApplication } from "./amplify-page.js";

const jane = { username: "jane", password: goodPassword };
const email = "jane@example.com";
const flows = {
  ExplicitAuthFlows: ["ALLOW_USER_AUTH" as const, "ALLOW_USER_SRP_AUTH" as const, "ALLOW_REFRESH_TOKEN_AUTH" as const],
};

describe("an account, by Amplify in a browser", { skip: chromium().skip }, () => {
  let world: TestWorld;
  let application: ServedApplication;
  before(async () => {
    world = await startTestWorld();
    application = await serveApplication();
  });
  after(async () => {
    await application?.close();
    await world?.close();
  });

  const signedIn = async (page: Application) => (await page.done("getCurrentUser")).username;
  const signsIn = async (page: Application, password = goodPassword) => {
    const { isSignedIn } = await page.done("signIn", { ...jane, password });
    assert.equal(isSignedIn, true);
  };

  test("signs up, has the code sent again, is signed in by itself, and is deleted", async () => {
    const pool = await challengePool(world, { pool: { AutoVerifiedAttributes: ["email"] }, client: flows });
    await application.visit(pool, async (page) => {
      const input = { ...jane, options: { userAttributes: { email, name: "Jänn 🦊" }, autoSignIn: true } };
      assert.equal(await page.refused("signUp", { ...input, password: "no-capitals-1" }), "InvalidPasswordException");
      const { nextStep, isSignUpComplete, userId } = await page.done("signUp", input);
      assert.equal(isSignUpComplete, false);
      assert.equal(nextStep.signUpStep, "CONFIRM_SIGN_UP");
      assert.deepEqual(nextStep.codeDeliveryDetails, {
        deliveryMedium: "EMAIL",
        destination: "j***@e***",
        attributeName: "email",
      });
      assert.equal(await page.refused("signUp", input), "UsernameExistsException");
      const tab = await application.open(page.page.context(), pool);
      assert.equal((await tab.done("signIn", jane)).nextStep.signInStep, "CONFIRM_SIGN_UP");

      const first = await pool.lastCode();
      assert.equal((await page.done("resendSignUpCode", { username: "jane" })).attributeName, "email");
      const code = await pool.lastCode();
      const confirm = (confirmationCode: string) => ({ username: "jane", confirmationCode });
      const wrong = [first, otherCode(code)].find((one) => one !== code);
      assert.equal(await page.refused("confirmSignUp", confirm(wrong ?? "")), "CodeMismatchException");
      const confirmed = await page.done("confirmSignUp", confirm(code));
      assert.equal(confirmed.nextStep.signUpStep, "COMPLETE_AUTO_SIGN_IN");
      assert.equal((await page.done("autoSignIn")).isSignedIn, true);
      assert.deepEqual(await page.done("fetchUserAttributes"), {
        email,
        email_verified: "true",
        name: "Jänn 🦊",
        sub: userId,
      });

      await page.done("deleteUser");
      assert.equal(await page.refused("getCurrentUser"), "UserUnAuthenticatedException");
      assert.equal(await page.refused("signIn", jane), "UserNotFoundException");
    });
  });

  test("signs up without a password, and is signed in by the code of the sign-up", async () => {
    const SignInPolicy = { AllowedFirstAuthFactors: ["PASSWORD" as const, "EMAIL_OTP" as const] };
    const pool = await challengePool(world, {
      pool: { AutoVerifiedAttributes: ["email"], Policies: { SignInPolicy } },
      client: flows,
    });
    await application.visit(pool, async (page) => {
      const options = { userAttributes: { email }, autoSignIn: { authFlowType: "USER_AUTH" } };
      await page.done("signUp", { username: "jane", options });
      await page.done("confirmSignUp", { username: "jane", confirmationCode: await pool.lastCode() });
      assert.equal((await page.done("autoSignIn")).isSignedIn, true);
      assert.equal(await pool.messages(), 1, "another code was sent");

      await page.done("signOut");
      const preferring = { authFlowType: "USER_AUTH", preferredChallenge: "EMAIL_OTP" };
      const { nextStep } = await page.done("signIn", { username: "jane", options: preferring });
      assert.equal(nextStep.signInStep, "CONFIRM_SIGN_IN_WITH_EMAIL_CODE");
      await page.done("confirmSignIn", { challengeResponse: await pool.lastCode() });
      assert.equal(await signedIn(page), "jane");
    });
  });

  test("follows the link of the sign-up's mail in another tab, and is signed in where the sign-up began", async () => {
    const VerificationMessageTemplate = { DefaultEmailOption: "CONFIRM_WITH_LINK" as const };
    const pool = await challengePool(world, {
      pool: { AutoVerifiedAttributes: ["email"], VerificationMessageTemplate },
    });
    await application.visit({ ...pool, signUpVerificationMethod: "link" }, async (page) => {
      await page.page.clock.install();
      const { nextStep } = await page.done("signUp", {
        ...jane,
        options: { userAttributes: { email }, autoSignIn: true },
      });
      assert.equal(nextStep.signUpStep, "COMPLETE_AUTO_SIGN_IN");
      const waiting = page.done("autoSignIn");
      // Amplify asks every five seconds whether the sign-up is confirmed by now.
      const asks = page.page.waitForResponse((response) => response.status() === 400);
      await page.page.clock.runFor(5_000);
      await asks;
      const [{ link } = {}] = await readMessages(world.url, { userPoolId: pool.poolId });
      const mail = await page.page.context().newPage();
      assert.equal((await mail.goto(link ?? ""))?.status(), 200);
      await page.page.clock.runFor(5_000);
      assert.equal((await waiting).isSignedIn, true);
      assert.equal(await signedIn(page), "jane");
    });
  });

  test("forgets the password, changes it, and proves an address", async () => {
    const pool = await challengePool(world, {
      pool: {
        AutoVerifiedAttributes: ["email"],
        UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ["email"] },
      },
    });
    await pool.user("jane", { attributes: addresses({ email }) });
    await application.visit(pool, async (page) => {
      const { nextStep } = await page.done("resetPassword", { username: "jane" });
      assert.equal(nextStep.resetPasswordStep, "CONFIRM_RESET_PASSWORD_WITH_CODE");
      assert.equal(nextStep.codeDeliveryDetails.destination, "j***@e***");
      const code = await pool.lastCode();
      const reset = { username: "jane", confirmationCode: otherCode(code), newPassword: "Another-Horse-2" };
      assert.equal(await page.refused("confirmResetPassword", reset), "CodeMismatchException");
      const weak = { ...reset, confirmationCode: code, newPassword: "short" };
      assert.equal(await page.refused("confirmResetPassword", weak), "InvalidPasswordException");
      await page.done("confirmResetPassword", { ...reset, confirmationCode: code });
      assert.equal(await page.refused("signIn", jane), "NotAuthorizedException");
      await signsIn(page, "Another-Horse-2");

      const change = { oldPassword: "Wrong-Horse-1", newPassword: "Third-Horse-3" };
      assert.equal(await page.refused("updatePassword", change), "NotAuthorizedException");
      await page.done("updatePassword", { ...change, oldPassword: "Another-Horse-2" });

      const moved = await page.done("updateUserAttributes", {
        userAttributes: { email: "j@example.org", locale: "de" },
      });
      assert.deepEqual(moved.locale, { isUpdated: true, nextStep: { updateAttributeStep: "DONE" } });
      assert.equal(moved.email.isUpdated, false);
      assert.equal(moved.email.nextStep.updateAttributeStep, "CONFIRM_ATTRIBUTE_WITH_CODE");
      assert.equal((await page.done("fetchUserAttributes")).email, email);
      const sent = await page.done("sendUserAttributeVerificationCode", { userAttributeKey: "email" });
      assert.equal(sent.deliveryMedium, "EMAIL");
      await page.done("updateUserAttribute", { userAttribute: { attributeKey: "email", value: "j@example.org" } });
      const proof = { userAttributeKey: "email", confirmationCode: await pool.lastCode() };
      await page.done("confirmUserAttribute", proof);
      await page.done("deleteUserAttributes", { userAttributeKeys: ["locale"] });
      const { sub: _, ...left } = await page.done("fetchUserAttributes");
      assert.deepEqual(left, { email: "j@example.org", email_verified: "true" });

      await page.done("signOut");
      await signsIn(page, "Third-Horse-3");
    });
  });

  test("stays signed in over a reload and in another tab, and refreshes by itself when the hour is over", async () => {
    const pool = await challengePool(world);
    await pool.user("jane");
    await application.visit(pool, async (page) => {
      await signsIn(page);
      const first = await page.kept("accessToken");
      await page.reload();
      assert.equal(await signedIn(page), "jane");
      await page.done("fetchAuthSession");
      assert.equal(await page.kept("accessToken"), first);

      const tab = await application.open(page.page.context(), pool);
      assert.equal(await signedIn(tab), "jane");
      await tab.page.clock.setFixedTime(Date.now() + 3_601_000);
      const { tokens } = await tab.done("fetchAuthSession");
      assert.equal(tokens.accessToken.payload.username, "jane");
      assert.notEqual(await tab.kept("accessToken"), first);
      assert.equal(await page.kept("accessToken"), await tab.kept("accessToken"), "the tabs share what they keep");
    });
  });

  test("T-13 refresh tokens rotate under it, and a copied one ends the sign-in", async () => {
    const pool = await challengePool(world, {
      client: {
        ExplicitAuthFlows: ["ALLOW_USER_SRP_AUTH"],
        RefreshTokenRotation: { Feature: "ENABLED", RetryGracePeriodSeconds: 0 },
      },
    });
    await pool.user("jane");
    await application.visit(pool, async (page) => {
      await signsIn(page);
      const RefreshToken = (await page.kept("refreshToken")) ?? "";
      assert.ok((await page.done("fetchAuthSession", { forceRefresh: true })).tokens);
      const second = await page.kept("refreshToken");
      assert.ok(second);
      assert.notEqual(second, RefreshToken);
      const steal = new GetTokensFromRefreshTokenCommand({ ClientId: pool.clientId, RefreshToken });
      await assert.rejects(world.client.send(steal), { name: "RefreshTokenReuseException" });
      assert.equal((await page.done("fetchAuthSession", { forceRefresh: true })).tokens, undefined);
      assert.equal(await page.refused("getCurrentUser"), "UserUnAuthenticatedException");
    });
  });

  test("signs out everywhere: another browser is out with its next call", async () => {
    const pool = await challengePool(world);
    await pool.user("jane");
    await application.visit(pool, async (page) => {
      await application.visit(pool, async (other) => {
        await signsIn(page);
        await signsIn(other);
        const AccessToken = await page.kept("accessToken");
        await page.done("signOut", { global: true });
        assert.equal(await page.refused("getCurrentUser"), "UserUnAuthenticatedException");
        await assert.rejects(world.client.send(new GetUserCommand({ AccessToken })), {
          message: "Access Token has been revoked",
        });
        assert.equal(await other.refused("fetchUserAttributes"), "NotAuthorizedException");
        assert.equal((await other.done("fetchAuthSession", { forceRefresh: true })).tokens, undefined);
      });
    });
  });

  test("an invited user chooses a password with what is missing, over a reload", async () => {
    const Schema = [{ Name: "family_name", Required: true, Mutable: true }];
    const pool = await challengePool(world, { pool: { Schema } });
    await pool.user("jane", { temporary: true });
    await application.visit(pool, async (page) => {
      const { nextStep } = await page.done("signIn", jane);
      assert.deepEqual(nextStep, {
        signInStep: "CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED",
        missingAttributes: ["family_name"],
      });
      // Amplify keeps the Session for the tab.
      await page.reload();
      const chosen = { challengeResponse: "Another-Horse-2" };
      assert.equal(await page.refused("confirmSignIn", chosen), "InvalidParameterException");
      const options = { userAttributes: { family_name: "Doe" } };
      assert.equal((await page.done("confirmSignIn", { ...chosen, options })).isSignedIn, true);
      assert.equal((await page.done("fetchUserAttributes")).family_name, "Doe");
    });
  });
});
