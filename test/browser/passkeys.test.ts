/** Passkeys by Amplify in a real browser, whose authenticator is a virtual one: registered, signed in with, listed, deleted. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type ChallengePool, challengePool } from "../challenges.js";
import { SetUserPoolMfaConfigCommand, type WebAuthnConfigurationType } from "../clients.js";
import { chromium } from "../programs.js";
import { goodPassword } from "../sign-in.js";
import { startTestWorld, type TestWorld } from "../world.js";
import {
  type Application,
  addAuthenticator,
  type ServedApplication,
  serveApplication,
  type VirtualAuthenticator,
} from "./amplify-page.js";

const anna = { username: "anna", password: goodPassword };
const preferring = { authFlowType: "USER_AUTH", preferredChallenge: "WEB_AUTHN" };

describe("passkeys in a browser", { skip: chromium().skip }, () => {
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

  /** A pool with passkeys and a user. */
  async function poolFor(WebAuthnConfiguration: WebAuthnConfigurationType): Promise<ChallengePool> {
    const pool = await challengePool(world, {
      pool: { Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "WEB_AUTHN"] } } },
      mfa: { WebAuthnConfiguration },
      client: { ExplicitAuthFlows: ["ALLOW_USER_SRP_AUTH", "ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"] },
    });
    await pool.user("anna");
    return pool;
  }

  /** Opens the application on localhost, in a browser with an authenticator of its own. */
  const visit = (
    pool: ChallengePool,
    authenticator: { readonly verifies: boolean },
    act: (page: Application, device: VirtualAuthenticator) => Promise<void>,
  ) => application.visit(pool, async (page) => act(page, await addAuthenticator(page.page, authenticator)));

  test("one is registered, shown, not made twice on one device, and deleted", async () => {
    const pool = await poolFor({ RelyingPartyId: "localhost", UserVerification: "required" });
    await visit(pool, { verifies: true }, async (page, { session, authenticatorId }) => {
      await page.done("signIn", anna);
      await page.done("associateWebAuthnCredential");
      const { credentials: held } = await session.send("WebAuthn.getCredentials", { authenticatorId });
      assert.equal(held.length, 1);
      const user = await world.world.store.users.getByUsernameKey(pool.poolId, "anna");
      assert.equal(Buffer.from(held[0]?.userHandle ?? "", "base64").toString(), user?.sub);
      assert.equal(held[0]?.rpId, "localhost");

      const { credentials } = await page.done("listWebAuthnCredentials");
      const [shown] = credentials;
      assert.equal(credentials.length, 1);
      assert.equal(Buffer.from(shown.credentialId, "base64url").toString("base64"), held[0]?.credentialId);
      assert.equal(shown.relyingPartyId, "localhost");
      assert.equal(shown.authenticatorAttachment, "platform");
      assert.deepEqual(shown.authenticatorTransports, ["internal"]);
      assert.ok(shown.friendlyCredentialName.length > 0);

      // The browser is told what the device holds already, and refuses.
      assert.equal(await page.refused("associateWebAuthnCredential"), "PasskeyAlreadyExists");

      await page.done("deleteWebAuthnCredential", { credentialId: shown.credentialId });
      assert.deepEqual((await page.done("listWebAuthnCredentials")).credentials, []);
      assert.equal(
        await page.refused("deleteWebAuthnCredential", { credentialId: shown.credentialId }),
        "ResourceNotFoundException",
      );
    });
  });

  test("one signs in, at once or as a choice, again and again, until it is deleted", async () => {
    const pool = await poolFor({ RelyingPartyId: "localhost" });
    await visit(pool, { verifies: true }, async (page, { session, authenticatorId }) => {
      await page.done("signIn", anna);
      await page.done("associateWebAuthnCredential");
      const [{ credentialId }] = (await page.done("listWebAuthnCredentials")).credentials;
      await page.done("signOut");

      const signCounts: number[] = [];
      for (let n = 0; n < 2; n += 1) {
        const { isSignedIn } = await page.done("signIn", { username: "anna", options: preferring });
        assert.equal(isSignedIn, true);
        const { tokens } = await page.done("fetchAuthSession");
        assert.equal(tokens.accessToken.payload.username, "anna");
        const { credentials: held } = await session.send("WebAuthn.getCredentials", { authenticatorId });
        signCounts.push(held[0]?.signCount ?? 0);
        await page.done("signOut");
      }
      assert.ok(signCounts[1]! > signCounts[0]!, `the authenticator counted ${signCounts.join(", ")}`);

      const { nextStep } = await page.done("signIn", { username: "anna", options: { authFlowType: "USER_AUTH" } });
      assert.equal(nextStep.signInStep, "CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION");
      assert.ok(nextStep.availableChallenges.includes("WEB_AUTHN"));
      const { isSignedIn } = await page.done("confirmSignIn", { challengeResponse: "WEB_AUTHN" });
      assert.equal(isSignedIn, true);

      await page.done("deleteWebAuthnCredential", { credentialId });
      await page.done("signOut");
      const left = await page.done("signIn", { username: "anna", options: preferring });
      assert.equal(left.isSignedIn, false);
      assert.ok(!left.nextStep.availableChallenges.includes("WEB_AUTHN"));
    });
  });

  test("one that was made where nobody was verified signs in only where that is enough", async () => {
    const pool = await poolFor({ RelyingPartyId: "localhost" });
    await visit(pool, { verifies: false }, async (page, { session, authenticatorId }) => {
      await page.done("signIn", anna);
      await page.done("associateWebAuthnCredential");
      await page.done("signOut");
      assert.equal((await page.done("signIn", { username: "anna", options: preferring })).isSignedIn, true);
      await page.done("signOut");
      const { credentials: held } = await session.send("WebAuthn.getCredentials", { authenticatorId });
      assert.equal(held.length, 1);
      const strict = { RelyingPartyId: "localhost", UserVerification: "required" } as const;
      await world.client.send(
        new SetUserPoolMfaConfigCommand({ UserPoolId: pool.poolId, WebAuthnConfiguration: strict }),
      );
      await page.refused("signIn", { username: "anna", options: preferring });
    });
  });

  test("a device that cannot verify its user makes none where the pool demands it", async () => {
    const pool = await poolFor({ RelyingPartyId: "localhost", UserVerification: "required" });
    await visit(pool, { verifies: false }, async (page) => {
      await page.done("signIn", anna);
      assert.equal(await page.refused("associateWebAuthnCredential"), "PasskeyRegistrationCanceled");
      assert.deepEqual((await page.done("listWebAuthnCredentials")).credentials, []);
    });
  });

  test("T-26 a page of another site cannot make one for the pool's", async () => {
    const pool = await poolFor({ RelyingPartyId: "shop.example" });
    await visit(pool, { verifies: true }, async (page) => {
      await page.done("signIn", anna);
      assert.equal(await page.refused("associateWebAuthnCredential"), "RelyingPartyMismatch");
    });
  });

  test("where the pool has no passkeys, the server says so", async () => {
    const pool = await challengePool(world);
    await pool.user("anna");
    await visit(pool, { verifies: true }, async (page) => {
      await page.done("signIn", anna);
      assert.equal(await page.refused("associateWebAuthnCredential"), "WebAuthnNotEnabledException");
    });
  });
});
