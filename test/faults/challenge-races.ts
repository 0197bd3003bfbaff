/**
 * Races of sign-ins on their way, as a suite for one node or several over one store: whatever proves somebody once proves
 * it once, however many show it at the same moment. Races of everything else are `races.ts`.
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { everyFactor } from "../challenges.js";
import { always, deviceSecret } from "../devices.js";
import { goodPassword, makeUser } from "../sign-in.js";
import { srpClient } from "../srp-client.js";
import { totpCode } from "../totp.js";
import type { TestWorld } from "../world.js";
import type { Nodes } from "./races.js";
import { type Answer, send, succeed } from "./wire.js";

const callers = 20;
const STEP = 30_000;

/** Declares the suite. */
export function describeChallengeRaces(kind: string, open: () => Promise<Nodes>): void {
  describe(`races of sign-ins on ${kind}`, () => {
    let nodes: Nodes;
    let here: TestWorld;
    let poolId: string;
    let ClientId: string;
    before(async () => {
      nodes = await open();
      here = nodes.worlds[0];
      for (const { clock } of nodes.worlds) clock.freeze();
      const now = here.clock.now();
      for (const { clock } of nodes.worlds) clock.advance(now - clock.now());
      ({ Id: poolId } = await here.pool({ DeviceConfiguration: always }));
      await configure("OPTIONAL");
      ({ ClientId } = await here.appClient(poolId, {
        ExplicitAuthFlows: ["ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
      }));
    });
    after(() => nodes.close());

    const advance = (ms: number) => {
      for (const { clock } of nodes.worlds) clock.advance(ms);
    };
    const configure = (MfaConfiguration: "ON" | "OPTIONAL") =>
      succeed(here.url, "SetUserPoolMfaConfig", {
        UserPoolId: poolId,
        MfaConfiguration,
        SoftwareTokenMfaConfiguration: everyFactor.SoftwareTokenMfaConfiguration,
      });
    /** Sends all calls at once, every other one to the other node. */
    const storm = (operation: string, input: (at: number) => unknown, count = callers): Promise<Answer[]> =>
      Promise.all(Array.from({ length: count }, (_, at) => send(nodes.worlds[at % 2]!.url, operation, input(at))));
    const begin = (USERNAME: string, more: Record<string, string> = {}) =>
      succeed(here.url, "InitiateAuth", {
        ClientId,
        AuthFlow: "USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME, PASSWORD: goodPassword, ...more },
      });
    const answerOf = (ChallengeName: string, Session: string, ChallengeResponses: Record<string, string>) => ({
      ClientId,
      ChallengeName,
      Session,
      ChallengeResponses,
    });
    /** Somebody with an authenticator, which every sign-in asks for. */
    async function withAuthenticator(name: string): Promise<string> {
      await makeUser(here, poolId, name);
      const { AccessToken } = (await begin(name)).AuthenticationResult;
      const { SecretCode } = await succeed(here.url, "AssociateSoftwareToken", { AccessToken });
      await succeed(here.url, "VerifySoftwareToken", { AccessToken, UserCode: totpCode(SecretCode, here.clock.now()) });
      await succeed(here.url, "AdminSetUserMFAPreference", {
        UserPoolId: poolId,
        Username: name,
        SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true },
      });
      advance(STEP);
      return SecretCode;
    }

    test("T-25 one code of an authenticator opens one of many sign-ins", async () => {
      const secret = await withAuthenticator("coder");
      const begun = await Promise.all(Array.from({ length: callers }, () => begin("coder")));
      const answers = await storm("RespondToAuthChallenge", (at) =>
        answerOf("SOFTWARE_TOKEN_MFA", begun[at]!.Session, {
          USERNAME: "coder",
          SOFTWARE_TOKEN_MFA_CODE: totpCode(secret, here.clock.now()),
        }),
      );
      oneWinner(answers, ["ExpiredCodeException"]);
    });

    test("T-09 wrong codes of an authenticator are counted by user, in however many sign-ins at once", async () => {
      const secret = await withAuthenticator("guessed");
      const begun = await Promise.all(Array.from({ length: callers }, () => begin("guessed")));
      const right = totpCode(secret, here.clock.now());
      const wrong = (at: number) => String((Number(right) + at + 1) % 1_000_000).padStart(6, "0");
      const answers = await storm("RespondToAuthChallenge", (at) =>
        answerOf("SOFTWARE_TOKEN_MFA", begun[at]!.Session, { USERNAME: "guessed", SOFTWARE_TOKEN_MFA_CODE: wrong(at) }),
      );
      const told = answers.filter(({ outcome }) => outcome === "CodeMismatchException").length;
      assert.ok(told <= 5, `${told} guesses were told from right ones`);
      for (const { url } of nodes.worlds) {
        const shown = { USERNAME: "guessed", SOFTWARE_TOKEN_MFA_CODE: right };
        const late = await send(
          url,
          "RespondToAuthChallenge",
          answerOf("SOFTWARE_TOKEN_MFA", begun[0]!.Session, shown),
        );
        assert.equal(late.body.message, "Password attempts exceeded");
      }
    });

    test("T-24 of many authenticators that are set up at once one becomes the user's, and signs in", async () => {
      await makeUser(here, poolId, "setter");
      await configure("ON");
      const begun: { SecretCode: string; Session: string }[] = await Promise.all(
        Array.from({ length: 8 }, async () => {
          const asked = await begin("setter");
          assert.equal(asked.ChallengeName, "MFA_SETUP");
          return succeed(here.url, "AssociateSoftwareToken", { Session: asked.Session });
        }),
      );
      const codeOf = (at: number) => totpCode(begun[at]!.SecretCode, here.clock.now());
      const losers = ["NotAuthorizedException", "TooManyRequestsException"];
      const verified = await storm(
        "VerifySoftwareToken",
        (at) => ({ Session: begun[at]!.Session, UserCode: codeOf(at) }),
        begun.length,
      );
      const winner = oneWinner(verified, losers);
      const { Session } = verified[winner]!.body;
      const answers = await storm(
        "RespondToAuthChallenge",
        () => answerOf("MFA_SETUP", Session, { USERNAME: "setter" }),
        8,
      );
      await configure("OPTIONAL");
      oneWinner(answers, losers);
      advance(STEP);
      const asked = await begin("setter");
      const SOFTWARE_TOKEN_MFA_CODE = codeOf(winner);
      const shown = { USERNAME: "setter", SOFTWARE_TOKEN_MFA_CODE };
      await succeed(here.url, "RespondToAuthChallenge", answerOf("SOFTWARE_TOKEN_MFA", asked.Session, shown));
    });

    test("T-11 a code by email as the first factor signs in once", async () => {
      await succeed(here.url, "UpdateUserPool", {
        UserPoolId: poolId,
        DeviceConfiguration: always,
        Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP"] } },
      });
      const email = "mailed@example.com";
      await makeUser(here, poolId, "mailed", { attributes: [{ Name: "email", Value: email }] });
      const { Session } = await succeed(here.url, "InitiateAuth", {
        ClientId,
        AuthFlow: "USER_AUTH",
        AuthParameters: { USERNAME: "mailed", PREFERRED_CHALLENGE: "EMAIL_OTP" },
      });
      const EMAIL_OTP_CODE = (await here.lastMessage(email)).code ?? "";
      const shown = { USERNAME: "mailed", EMAIL_OTP_CODE };
      const answers = await storm("RespondToAuthChallenge", () => answerOf("EMAIL_OTP", Session, shown), 8);
      oneWinner(answers, ["NotAuthorizedException", "ExpiredCodeException"]);
    });

    test("T-27 many sign-ins begin from one device at once, and one proof of it counts once", async () => {
      await makeUser(here, poolId, "owner");
      const { AccessToken, NewDeviceMetadata } = (await begin("owner")).AuthenticationResult;
      const { secret, config } = deviceSecret(NewDeviceMetadata);
      const DEVICE_KEY = NewDeviceMetadata.DeviceKey as string;
      await succeed(here.url, "ConfirmDevice", {
        AccessToken,
        DeviceKey: DEVICE_KEY,
        DeviceSecretVerifierConfig: config,
      });
      const begun = await storm("InitiateAuth", () => ({
        ClientId,
        AuthFlow: "USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME: "owner", PASSWORD: goodPassword, DEVICE_KEY },
      }));
      for (const { status, body, text } of begun) {
        assert.equal(status, 200, text);
        assert.equal(body.ChallengeName, "DEVICE_SRP_AUTH");
      }
      const srp = srpClient(NewDeviceMetadata.DeviceGroupKey);
      const asked = await succeed(
        here.url,
        "RespondToAuthChallenge",
        answerOf("DEVICE_SRP_AUTH", begun[0]!.body.Session, { USERNAME: "owner", DEVICE_KEY, SRP_A: srp.A }),
      );
      const parameters = { ...asked.ChallengeParameters, USER_ID_FOR_SRP: DEVICE_KEY };
      const proof = { ...srp.answer(parameters, secret, here.clock.now()), USERNAME: "owner", DEVICE_KEY };
      const answers = await storm(
        "RespondToAuthChallenge",
        () => answerOf("DEVICE_PASSWORD_VERIFIER", asked.Session, proof),
        8,
      );
      oneWinner(answers, ["NotAuthorizedException"]);
    });
  });
}

/** Asserts one success among refusals of these names; answers whose it was. */
function oneWinner(answers: readonly Answer[], refusals: readonly string[]): number {
  const winners = answers.flatMap(({ status }, at) => (status === 200 ? [at] : []));
  const outcomes = answers.map(({ outcome, body }) => `${outcome}: ${body.message ?? ""}`).join("; ");
  assert.equal(winners.length, 1, outcomes);
  for (const { status, outcome, text } of answers) {
    assert.ok(status === 200 || refusals.includes(outcome), `unexpected refusal: ${text}`);
  }
  return winners[0]!;
}
