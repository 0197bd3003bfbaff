/**
 * Amplify for JavaScript, version 6, told by `userPoolEndpoint` where the user pool is. It keeps one session at a time and
 * no secrets; without a browser its storage is in memory.
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Amplify } from "aws-amplify";
import {
  confirmResetPassword,
  confirmSignIn,
  confirmSignUp,
  fetchAuthSession,
  fetchUserAttributes,
  getCurrentUser,
  resetPassword,
  type SignInOutput,
  signIn,
  signOut,
  signUp,
  updatePassword,
  updateUserAttributes,
} from "aws-amplify/auth";
import { cognitoUserPoolsTokenProvider } from "aws-amplify/auth/cognito";
import { goodPassword, makeUser } from "../sign-in.js";
import { startTestWorld, type TestWorld } from "../world.js";
import { type ClientUnderTest, livesThrough, type PoolKind, poolKinds, type SignedIn, type Target } from "./journey.js";

function configure({ url, userPoolId, clientId }: Omit<Target, "clientSecret">): void {
  Amplify.configure({ Auth: { Cognito: { userPoolId, userPoolClientId: clientId, userPoolEndpoint: url } } });
}

/** What Amplify holds now. */
async function heldTokens() {
  const stored = await cognitoUserPoolsTokenProvider.authTokenStore.loadTokens();
  assert.ok(stored?.idToken && stored.refreshToken, "Amplify holds no tokens");
  return {
    accessToken: stored.accessToken.toString(),
    idToken: stored.idToken.toString(),
    refreshToken: stored.refreshToken,
  };
}

async function signedIn(): Promise<SignedIn> {
  return {
    ...(await heldTokens()),
    refresh: async () => {
      const { tokens } = await fetchAuthSession({ forceRefresh: true });
      // Amplify does not say that a refresh was refused: it forgets the tokens.
      if (tokens === undefined) throw Object.assign(new Error("signed out"), { name: "NotAuthorizedException" });
      return tokens.accessToken.toString();
    },
    attributes: async () =>
      Object.fromEntries(Object.entries(await fetchUserAttributes()).map(([k, v]) => [k, v ?? ""])),
    updateAttributes: async (userAttributes) => {
      await updateUserAttributes({ userAttributes });
    },
    changePassword: (oldPassword, newPassword) => updatePassword({ oldPassword, newPassword }),
    signOutEverywhere: () => signOut({ global: true }),
  };
}

function connect(target: Target): ClientUnderTest {
  configure(target);
  return {
    signUp: async (username, password, userAttributes) => {
      const { nextStep } = await signUp({ username, password, options: { userAttributes } });
      assert.equal(nextStep.signUpStep, "CONFIRM_SIGN_UP");
    },
    confirmSignUp: async (username, confirmationCode) => {
      const { isSignUpComplete } = await confirmSignUp({ username, confirmationCode });
      assert.ok(isSignUpComplete);
    },
    signIn: async (username, password) => {
      // One session at a time; this also revokes the refresh token of the last one.
      await signOut();
      const { isSignedIn, nextStep }: SignInOutput = await signIn({ username, password });
      // Here an exception has become a step.
      if (nextStep.signInStep === "CONFIRM_SIGN_UP") {
        throw Object.assign(new Error("confirm first"), { name: "UserNotConfirmedException" });
      }
      if (isSignedIn) return signedIn();
      assert.equal(nextStep.signInStep, "CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED");
      return {
        choose: async (challengeResponse) => {
          assert.ok((await confirmSignIn({ challengeResponse })).isSignedIn);
          return signedIn();
        },
      };
    },
    forgotPassword: async (username) => {
      const { nextStep } = await resetPassword({ username });
      assert.equal(nextStep.resetPasswordStep, "CONFIRM_RESET_PASSWORD_WITH_CODE");
    },
    confirmForgotPassword: (username, confirmationCode, newPassword) =>
      confirmResetPassword({ username, confirmationCode, newPassword }),
  };
}

describe("Amplify v6", () => {
  let world: TestWorld;
  before(async () => {
    world = await startTestWorld();
  });
  after(async () => {
    await signOut();
    await world.close();
  });

  for (const kind of Object.keys(poolKinds) as PoolKind[]) {
    test(`lives through everything: ${kind}`, (t) => livesThrough(t, world, kind, "without a secret", connect));
  }

  test("refreshes by itself when the access token has run out", async (t) => {
    const pool = await world.pool();
    const { ClientId } = await world.appClient(pool.Id);
    await makeUser(world, pool.Id, "anna");
    configure({ url: world.url, userPoolId: pool.Id, clientId: ClientId });
    await signOut();
    await signIn({ username: "anna", password: goodPassword, options: { authFlowType: "USER_PASSWORD_AUTH" } });
    const before = (await heldTokens()).accessToken;
    assert.equal((await fetchAuthSession()).tokens?.accessToken.toString(), before);
    // Amplify goes by the machine's clock, which here is the server's as well.
    t.mock.timers.enable({ apis: ["Date"], now: Date.now() + 3_601_000 });
    const { tokens } = await fetchAuthSession();
    assert.ok(tokens);
    assert.notEqual(tokens.accessToken.toString(), before);
    assert.equal((await getCurrentUser()).username, "anna");
  });
});
