/** Passkeys by Amplify in a real browser, whose authenticator is a virtual one: registered, signed in with, listed, deleted. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { build } from "esbuild";
import type { CDPSession, Page } from "playwright-core";
import { SetUserPoolMfaConfigCommand, type WebAuthnConfigurationType } from "../clients.js";
import { chromium } from "../programs.js";
import { goodPassword, makeUser } from "../sign-in.js";
import { repository, startTestWorld, type TestWorld } from "../world.js";
import { type BrowserWorld, type StrangersFile, startBrowser } from "./browser.js";

/** What a page's call came to. */
interface Called {
  // biome-ignore lint/suspicious/noExplicitAny: the answers of Amplify's functions differ, and the page has no types.
  readonly answer?: any;
  readonly error?: { readonly name: string; readonly message: string; readonly cause?: string };
}

async function bundled(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(repository, "test", "browser", "passkeys.js")],
    bundle: true,
    write: false,
    format: "esm",
    platform: "browser",
    nodePaths: [join(repository, "test", "node_modules")],
    logLevel: "silent",
  });
  return outputFiles[0]?.text ?? "";
}

describe("passkeys in a browser", { skip: chromium().skip }, () => {
  let world: TestWorld;
  let browsers: BrowserWorld;
  const files = new Map<string, StrangersFile>();

  before(async () => {
    world = await startTestWorld();
    files.set("/", {
      type: "text/html",
      body: '<!doctype html><html lang="en"><title>An application</title><script type="module" src="main.js"></script></html>',
    });
    files.set("/main.js", { type: "text/javascript", body: await bundled() });
    browsers = await startBrowser(files);
  });
  after(async () => {
    await browsers?.close();
    await world?.close();
  });

  /** A pool with passkeys and a user, known to the page as its configuration. */
  async function poolFor(configuration: WebAuthnConfigurationType) {
    const pool = await world.pool({
      Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "WEB_AUTHN"] } },
    });
    await world.client.send(
      new SetUserPoolMfaConfigCommand({ UserPoolId: pool.Id, WebAuthnConfiguration: configuration }),
    );
    const { ClientId } = await world.appClient(pool.Id, {
      ExplicitAuthFlows: ["ALLOW_USER_SRP_AUTH", "ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    });
    await makeUser(world, pool.Id, "anna");
    const config = { userPoolId: pool.Id, userPoolClientId: ClientId, userPoolEndpoint: world.url };
    files.set("/config.json", { type: "application/json", body: JSON.stringify(config) });
    return pool.Id;
  }

  /** Opens the application on a host, in a browser with an authenticator of its own. */
  async function visit(
    host: string,
    authenticator: { readonly verifies: boolean },
    act: (
      call: (name: string, ...input: unknown[]) => Promise<Called>,
      device: { readonly session: CDPSession; readonly authenticatorId: string },
    ) => Promise<void>,
  ): Promise<void> {
    const context = await browsers.browser.newContext();
    try {
      const page: Page = await context.newPage();
      const session = await context.newCDPSession(page);
      await session.send("WebAuthn.enable");
      const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", {
        options: {
          protocol: "ctap2",
          transport: "internal",
          hasResidentKey: true,
          hasUserVerification: authenticator.verifies,
          isUserVerified: authenticator.verifies,
          automaticPresenceSimulation: true,
        },
      });
      await page.goto(`http://${host}:${browsers.strangerPort}/`);
      await page.waitForFunction("typeof globalThis.call === 'function'");
      const call = (name: string, ...input: unknown[]): Promise<Called> =>
        page.evaluate(`globalThis.call(${[name, ...input].map((one) => JSON.stringify(one)).join(", ")})`);
      await act(call, { session, authenticatorId });
    } finally {
      await context.close();
    }
  }

  async function done(called: Promise<Called>) {
    const { answer, error } = await called;
    assert.equal(error, undefined, JSON.stringify(error));
    return answer;
  }

  test("one is registered, shown, not made twice on one device, and deleted", async () => {
    const poolId = await poolFor({ RelyingPartyId: "localhost", UserVerification: "required" });
    await visit("localhost", { verifies: true }, async (call, { session, authenticatorId }) => {
      await done(call("signIn", { username: "anna", password: goodPassword }));
      await done(call("associateWebAuthnCredential"));
      const { credentials: held } = await session.send("WebAuthn.getCredentials", { authenticatorId });
      assert.equal(held.length, 1);
      const user = await world.world.store.users.getByUsernameKey(poolId, "anna");
      assert.equal(Buffer.from(held[0]?.userHandle ?? "", "base64").toString(), user?.sub);
      assert.equal(held[0]?.rpId, "localhost");

      const { credentials } = await done(call("listWebAuthnCredentials"));
      const [shown] = credentials;
      assert.equal(credentials.length, 1);
      assert.equal(Buffer.from(shown.credentialId, "base64url").toString("base64"), held[0]?.credentialId);
      assert.equal(shown.relyingPartyId, "localhost");
      assert.equal(shown.authenticatorAttachment, "platform");
      assert.deepEqual(shown.authenticatorTransports, ["internal"]);
      assert.ok(shown.friendlyCredentialName.length > 0);

      // The browser is told what the device holds already, and refuses.
      const again = await call("associateWebAuthnCredential");
      assert.equal(again.error?.name, "PasskeyAlreadyExists");

      await done(call("deleteWebAuthnCredential", { credentialId: shown.credentialId }));
      assert.deepEqual((await done(call("listWebAuthnCredentials"))).credentials, []);
      const gone = await call("deleteWebAuthnCredential", { credentialId: shown.credentialId });
      assert.equal(gone.error?.name, "ResourceNotFoundException");
    });
  });

  test("one signs in, at once or as a choice, again and again, until it is deleted", async () => {
    await poolFor({ RelyingPartyId: "localhost" });
    await visit("localhost", { verifies: true }, async (call, { session, authenticatorId }) => {
      await done(call("signIn", { username: "anna", password: goodPassword }));
      await done(call("associateWebAuthnCredential"));
      const [{ credentialId }] = (await done(call("listWebAuthnCredentials"))).credentials;
      await done(call("signOut"));

      const preferring = { authFlowType: "USER_AUTH", preferredChallenge: "WEB_AUTHN" };
      const signCounts: number[] = [];
      for (let n = 0; n < 2; n += 1) {
        const { isSignedIn } = await done(call("signIn", { username: "anna", options: preferring }));
        assert.equal(isSignedIn, true);
        const { tokens } = await done(call("fetchAuthSession"));
        assert.equal(tokens.accessToken.payload.username, "anna");
        const { credentials: held } = await session.send("WebAuthn.getCredentials", { authenticatorId });
        signCounts.push(held[0]?.signCount ?? 0);
        await done(call("signOut"));
      }
      assert.ok(signCounts[1]! > signCounts[0]!, `the authenticator counted ${signCounts.join(", ")}`);

      const { nextStep } = await done(call("signIn", { username: "anna", options: { authFlowType: "USER_AUTH" } }));
      assert.equal(nextStep.signInStep, "CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION");
      assert.ok(nextStep.availableChallenges.includes("WEB_AUTHN"));
      const { isSignedIn } = await done(call("confirmSignIn", { challengeResponse: "WEB_AUTHN" }));
      assert.equal(isSignedIn, true);

      await done(call("deleteWebAuthnCredential", { credentialId }));
      await done(call("signOut"));
      const left = await done(call("signIn", { username: "anna", options: preferring }));
      assert.equal(left.isSignedIn, false);
      assert.ok(!left.nextStep.availableChallenges.includes("WEB_AUTHN"));
    });
  });

  test("one that was made where nobody was verified signs in only where that is enough", async () => {
    const poolId = await poolFor({ RelyingPartyId: "localhost" });
    await visit("localhost", { verifies: false }, async (call, { session, authenticatorId }) => {
      await done(call("signIn", { username: "anna", password: goodPassword }));
      await done(call("associateWebAuthnCredential"));
      await done(call("signOut"));
      const preferring = { authFlowType: "USER_AUTH", preferredChallenge: "WEB_AUTHN" };
      assert.equal((await done(call("signIn", { username: "anna", options: preferring }))).isSignedIn, true);
      await done(call("signOut"));
      const { credentials: held } = await session.send("WebAuthn.getCredentials", { authenticatorId });
      assert.equal(held.length, 1);
      const strict = { RelyingPartyId: "localhost", UserVerification: "required" } as const;
      await world.client.send(new SetUserPoolMfaConfigCommand({ UserPoolId: poolId, WebAuthnConfiguration: strict }));
      const refused = await call("signIn", { username: "anna", options: preferring });
      assert.ok(refused.error, "the browser answered without verifying anybody");
    });
  });

  test("a device that cannot verify its user makes none where the pool demands it", async () => {
    await poolFor({ RelyingPartyId: "localhost", UserVerification: "required" });
    await visit("localhost", { verifies: false }, async (call) => {
      await done(call("signIn", { username: "anna", password: goodPassword }));
      assert.equal((await call("associateWebAuthnCredential")).error?.name, "PasskeyRegistrationCanceled");
      assert.deepEqual((await done(call("listWebAuthnCredentials"))).credentials, []);
    });
  });

  test("T-26 a page of another site cannot make one for the pool's", async () => {
    await poolFor({ RelyingPartyId: "shop.example" });
    await visit("localhost", { verifies: true }, async (call) => {
      await done(call("signIn", { username: "anna", password: goodPassword }));
      const refused = await call("associateWebAuthnCredential");
      assert.equal(refused.error?.name, "RelyingPartyMismatch");
    });
  });

  test("where the pool has no passkeys, the server says so", async () => {
    const pool = await world.pool();
    const { ClientId } = await world.appClient(pool.Id);
    await makeUser(world, pool.Id, "anna");
    const config = { userPoolId: pool.Id, userPoolClientId: ClientId, userPoolEndpoint: world.url };
    files.set("/config.json", { type: "application/json", body: JSON.stringify(config) });
    await visit("localhost", { verifies: true }, async (call) => {
      await done(call("signIn", { username: "anna", password: goodPassword }));
      assert.equal((await call("associateWebAuthnCredential")).error?.name, "WebAuthnNotEnabledException");
    });
  });
});
