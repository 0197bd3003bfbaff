/** Sign-ins led by a pool's own three functions, as Amplify v6 drives them: with the password first and without. */
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { confirmSignIn, setUpTOTP, signOut, updateMFAPreference, verifyTOTPSetup } from "aws-amplify/auth";
import { challengePool } from "../challenges.js";
import { goodPassword } from "../sign-in.js";
import { totpCode } from "../totp.js";
import { startTestWorld, type TestWorld } from "../world.js";
import { begin, isStep, signedIn, use } from "./amplify-session.js";
import { CustomFunctions } from "./custom-functions.js";

const sums = new CustomFunctions();
const jane = { username: "jane", password: goodPassword };
const withoutPassword = { username: "jane", options: { authFlowType: "CUSTOM_WITHOUT_SRP" } } as const;
const withPassword = { ...jane, options: { authFlowType: "CUSTOM_WITH_SRP" } } as const;

describe("Amplify v6: custom challenges", () => {
  let world: TestWorld;
  before(async () => {
    world = await startTestWorld({ functions: sums.functions });
  });
  after(async () => {
    await signOut();
    await world.close();
    sums.remove();
  });
  beforeEach(async () => {
    const pool = await challengePool(world, {
      pool: { LambdaConfig: sums.config },
      mfa: { MfaConfiguration: "OPTIONAL", SoftwareTokenMfaConfiguration: { Enabled: true } },
      client: { ExplicitAuthFlows: ["ALLOW_CUSTOM_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"] },
    });
    await pool.user("jane");
    await pool.user("invited", { temporary: true });
    use(pool);
    sums.events();
  });

  const answer = async (challengeResponse: string, options = {}) =>
    (await confirmSignIn({ challengeResponse, options })).nextStep;
  const isSum = (step: Awaited<ReturnType<typeof begin>>) =>
    assert.equal(isStep(step, "CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE").additionalInfo?.["question"], "2 + 2");
  /** What DefineAuthChallenge saw last. */
  const history = () =>
    sums
      .events()
      .filter(({ triggerSource }) => triggerSource === "DefineAuthChallenge_Authentication")
      .at(-1)
      ?.request.session.map(({ challengeName, challengeResult }) => [challengeName, challengeResult]);

  test("without a password: a wrong answer is asked again, a right one signs in", async () => {
    isSum(await begin(withoutPassword));
    isSum(await answer("5"));
    isStep(await answer("4", { clientMetadata: { from: "test" } }), "DONE");
    assert.equal((await signedIn())["username"], "jane");
    const events = sums.events();
    assert.deepEqual(
      events.map(({ triggerSource }) => triggerSource.split("_")[0]),
      [
        "DefineAuthChallenge",
        "CreateAuthChallenge",
        "VerifyAuthChallengeResponse",
        "DefineAuthChallenge",
        "CreateAuthChallenge",
        "VerifyAuthChallengeResponse",
        "DefineAuthChallenge",
      ],
    );
    assert.deepEqual(events.at(-1)?.request.session, [
      { challengeName: "CUSTOM_CHALLENGE", challengeResult: false, challengeMetadata: "SUM" },
      { challengeName: "CUSTOM_CHALLENGE", challengeResult: true, challengeMetadata: "SUM" },
    ]);
    assert.deepEqual(events.at(-1)?.request.clientMetadata, { from: "test" });
  });

  test("T-23 after three wrong answers it is over, and the Session with it", async () => {
    isSum(await begin(withoutPassword));
    isSum(await answer("1"));
    isSum(await answer("2"));
    const failed = { name: "NotAuthorizedException", message: "Incorrect username or password." };
    await assert.rejects(answer("3"), failed);
    await assert.rejects(signedIn());
  });

  test("with the password first: the functions ask for it and see that it was right", async () => {
    isSum(await begin(withPassword));
    isStep(await answer("4"), "DONE");
    assert.equal((await signedIn())["username"], "jane");
    assert.deepEqual(history(), [
      ["SRP_A", true],
      ["PASSWORD_VERIFIER", true],
      ["CUSTOM_CHALLENGE", true],
    ]);
  });

  test("T-23 a wrong password gets no challenge of the functions", async () => {
    await assert.rejects(begin({ ...withPassword, password: "Wrong-Horse-1" }), { name: "NotAuthorizedException" });
    assert.deepEqual(history(), [["SRP_A", true]]);
  });

  test("T-23 the user's own second factor is asked behind the password, or behind the functions", async () => {
    isSum(await begin(withoutPassword));
    isStep(await answer("4"), "DONE");
    const { sharedSecret } = await setUpTOTP();
    const code = () => totpCode(sharedSecret, world.clock.now());
    await verifyTOTPSetup({ code: code() });
    await updateMFAPreference({ totp: "PREFERRED" });

    world.clock.advance(30_000);
    isStep(await begin(withPassword), "CONFIRM_SIGN_IN_WITH_TOTP_CODE");
    isSum(await answer(code()));
    isStep(await answer("4"), "DONE");
    assert.deepEqual(history(), [
      ["SRP_A", true],
      ["PASSWORD_VERIFIER", true],
      ["SOFTWARE_TOKEN_MFA", true],
      ["CUSTOM_CHALLENGE", true],
    ]);

    world.clock.advance(30_000);
    isSum(await begin(withoutPassword));
    isStep(await answer("4"), "CONFIRM_SIGN_IN_WITH_TOTP_CODE");
    isStep(await answer(code()), "DONE");
  });

  test("T-23 an invited user chooses a password on the way", async () => {
    isStep(await begin({ ...withPassword, username: "invited" }), "CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED");
    isSum(await answer("Another-Horse-2"));
    isStep(await answer("4"), "DONE");
    assert.equal((await signedIn())["username"], "invited");
  });
});
