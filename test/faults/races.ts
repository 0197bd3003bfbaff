/**
 * Races that must have one winner, as a suite for one node or several over one store: every call is sent at the same
 * moment, in turn to each node. Owns the races; the nodes are opened by those who run it.
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { claimsOf } from "../sign-in.js";
import { srpClient } from "../srp-client.js";
import type { TestWorld } from "../world.js";
import { type Answer, send, succeed } from "./wire.js";

/** Servers over one store, and their end. */
export interface Nodes {
  /** The same world may stand here more than once. */
  readonly worlds: readonly [TestWorld, TestWorld];
  close(): Promise<void>;
}

const callers = 50;
const firstPassword = "Correct-Horse-1";

/** Declares the suite. */
export function describeRaces(kind: string, open: () => Promise<Nodes>): void {
  describe(`races on ${kind}`, () => {
    let nodes: Nodes;
    let here: TestWorld;
    let poolId: string;
    let clientId: string;
    before(async () => {
      nodes = await open();
      here = nodes.worlds[0];
      ({ Id: poolId } = await here.pool({
        AutoVerifiedAttributes: ["email"],
        AliasAttributes: ["email"],
        UsernameConfiguration: { CaseSensitive: false },
      }));
      ({ ClientId: clientId } = await here.appClient(poolId));
    });
    after(() => nodes.close());

    /** Sends all calls at once, every other one to the other node. */
    const storm = (operation: string, input: (at: number) => unknown, count = callers): Promise<Answer[]> =>
      Promise.all(Array.from({ length: count }, (_, at) => send(nodes.worlds[at % 2]!.url, operation, input(at))));
    const admin = (operation: string, input: Record<string, unknown>) =>
      succeed(here.url, operation, { UserPoolId: poolId, ...input });
    const signUp = async (name: string) => {
      const email = `${name}@example.com`;
      const UserAttributes = [{ Name: "email", Value: email }];
      await succeed(here.url, "SignUp", {
        ClientId: clientId,
        Username: name,
        Password: firstPassword,
        UserAttributes,
      });
      return email;
    };
    const member = async (name: string, attributes: Record<string, string> = {}) => {
      const UserAttributes = Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
      await admin("AdminCreateUser", { Username: name, MessageAction: "SUPPRESS", UserAttributes });
      await admin("AdminSetUserPassword", { Username: name, Password: firstPassword, Permanent: true });
    };
    const codeFor = async (email: string) => {
      const { code } = await here.lastMessage(email);
      assert.ok(code);
      return code;
    };
    const signIn = (name: string, password = firstPassword, client = clientId) =>
      send(here.url, "InitiateAuth", {
        ClientId: client,
        AuthFlow: "USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME: name, PASSWORD: password },
      });
    const refresh = (client: string, token: string) =>
      send(here.url, "GetTokensFromRefreshToken", { ClientId: client, RefreshToken: token });

    test("T-11 a confirmation code confirms once", async () => {
      const code = await codeFor(await signUp("confirmed"));
      const answers = await storm("ConfirmSignUp", () => ({
        ClientId: clientId,
        Username: "confirmed",
        ConfirmationCode: code,
      }));
      oneWinner(answers, [
        "ExpiredCodeException",
        "NotAuthorizedException",
        "LimitExceededException",
        "TooManyFailedAttemptsException",
      ]);
      assert.equal((await signIn("confirmed")).status, 200);
    });

    test("T-11 a code for a forgotten password sets one password", async () => {
      await member("forgetful", { email: "forgetful@example.com", email_verified: "true" });
      await succeed(here.url, "ForgotPassword", { ClientId: clientId, Username: "forgetful" });
      const code = await codeFor("forgetful@example.com");
      const passwordOf = (at: number) => `Remembered-${at}`;
      const answers = await storm("ConfirmForgotPassword", (at) => ({
        ClientId: clientId,
        Username: "forgetful",
        ConfirmationCode: code,
        Password: passwordOf(at),
      }));
      const winner = oneWinner(answers, [
        "ExpiredCodeException",
        "LimitExceededException",
        "TooManyFailedAttemptsException",
      ]);
      assert.equal((await signIn("forgetful", passwordOf(winner))).status, 200);
      assert.equal((await signIn("forgetful", passwordOf(winner === 0 ? 1 : 0))).outcome, "NotAuthorizedException");
    });

    test("T-14 fifty wrong codes at once use up the tries, and the right one is refused", async () => {
      await member("guessed", { email: "guessed@example.com", email_verified: "true" });
      await succeed(here.url, "ForgotPassword", { ClientId: clientId, Username: "guessed" });
      const code = await codeFor("guessed@example.com");
      const wrong = (at: number) => String((Number(code) + at + 1) % 1_000_000).padStart(6, "0");
      const attempt = (ConfirmationCode: string) => ({
        ClientId: clientId,
        Username: "guessed",
        ConfirmationCode,
        Password: "Guessed-it-1",
      });
      const answers = await storm("ConfirmForgotPassword", (at) => attempt(wrong(at)));
      const compared = answers.filter(({ outcome }) => outcome === "CodeMismatchException").length;
      assert.ok(compared <= 5, `${compared} guesses were compared`);
      assert.equal(answers.filter(({ status }) => status !== 400).length, 0);
      assert.notEqual((await send(here.url, "ConfirmForgotPassword", attempt(code))).status, 200);
      assert.equal((await signIn("guessed")).status, 200);
    });

    test("T-15 a NEW_PASSWORD_REQUIRED session sets one password", async () => {
      await admin("AdminCreateUser", {
        Username: "invited",
        MessageAction: "SUPPRESS",
        TemporaryPassword: firstPassword,
      });
      const challenge = await signIn("invited");
      assert.equal(challenge.body.ChallengeName, "NEW_PASSWORD_REQUIRED", challenge.text);
      const passwordOf = (at: number) => `Chosen-by-${at}`;
      const answers = await storm("RespondToAuthChallenge", (at) => ({
        ClientId: clientId,
        ChallengeName: "NEW_PASSWORD_REQUIRED",
        Session: challenge.body.Session,
        ChallengeResponses: { USERNAME: "invited", NEW_PASSWORD: passwordOf(at) },
      }));
      const winner = oneWinner(answers, ["NotAuthorizedException"]);
      assert.equal((await signIn("invited", passwordOf(winner))).status, 200);
    });

    test("T-04 one SRP proof signs in once", async () => {
      await member("prover");
      const srp = srpClient(poolId);
      const first = await succeed(nodes.worlds[1].url, "InitiateAuth", {
        ClientId: clientId,
        AuthFlow: "USER_SRP_AUTH",
        AuthParameters: { USERNAME: "prover", SRP_A: srp.A },
      });
      const proof = srp.answer(first.ChallengeParameters, firstPassword, here.clock.now());
      const answers = await storm("RespondToAuthChallenge", () => ({
        ClientId: clientId,
        ChallengeName: "PASSWORD_VERIFIER",
        ChallengeResponses: proof,
      }));
      oneWinner(answers, ["NotAuthorizedException"]);
    });

    test("T-13 without grace one refresh rotates, and the copies end the sign-in", async () => {
      const { ClientId: rotating } = await here.appClient(poolId, {
        ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"],
        RefreshTokenRotation: { Feature: "ENABLED", RetryGracePeriodSeconds: 0 },
      });
      await member("rotator");
      const { RefreshToken } = (await signIn("rotator", firstPassword, rotating)).body.AuthenticationResult;
      const answers = await storm("GetTokensFromRefreshToken", () => ({ ClientId: rotating, RefreshToken }));
      const winner = oneWinner(answers, ["RefreshTokenReuseException", "NotAuthorizedException"]);
      const next = await refresh(rotating, answers[winner]!.body.AuthenticationResult.RefreshToken);
      assert.equal(next.outcome, "NotAuthorizedException", next.text);
    });

    test("T-13 within grace all get the same successor, which rotates once", async () => {
      const { ClientId: rotating } = await here.appClient(poolId, {
        ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"],
        RefreshTokenRotation: { Feature: "ENABLED", RetryGracePeriodSeconds: 60 },
      });
      await member("graceful");
      const { RefreshToken } = (await signIn("graceful", firstPassword, rotating)).body.AuthenticationResult;
      const answers = await storm("GetTokensFromRefreshToken", () => ({ ClientId: rotating, RefreshToken }));
      assert.deepEqual(new Set(answers.map(({ outcome }) => outcome)), new Set(["success"]));
      const eventOf = ({ body }: Answer) => claimsOf(body.AuthenticationResult.AccessToken)["event_id"];
      assert.equal(new Set(answers.map(eventOf)).size, 1);
      // Every copy of the successor is the same generation: one of them rotates, and afterwards the first token is two behind.
      const again = await refresh(rotating, answers[7]!.body.AuthenticationResult.RefreshToken);
      assert.equal(again.status, 200, again.text);
      assert.equal((await refresh(rotating, RefreshToken)).outcome, "RefreshTokenReuseException");
    });

    test("T-13 a revoked sign-in is never refreshed, whatever was in progress", async () => {
      await member("revoked");
      const { RefreshToken } = (await signIn("revoked")).body.AuthenticationResult;
      const input = {
        ClientId: clientId,
        AuthFlow: "REFRESH_TOKEN_AUTH",
        AuthParameters: { REFRESH_TOKEN: RefreshToken },
      };
      const [, ...answers] = await Promise.all([
        succeed(here.url, "RevokeToken", { ClientId: clientId, Token: RefreshToken }),
        ...Array.from({ length: 20 }, (_, at) => send(nodes.worlds[at % 2]!.url, "InitiateAuth", input)),
      ]);
      const later = await storm("InitiateAuth", () => input, 4);
      assert.deepEqual(new Set(later.map(({ outcome }) => outcome)), new Set(["NotAuthorizedException"]));
      // What came through in time hangs on the same sign-in and ended with it.
      for (const { status, body } of answers) {
        if (status !== 200) continue;
        const shown = await send(here.url, "GetUser", { AccessToken: body.AuthenticationResult.AccessToken });
        assert.equal(shown.outcome, "NotAuthorizedException");
      }
    });

    for (const [what, close, open] of [
      ["T-17b a disabled user", ["AdminDisableUser"], ["AdminEnableUser"]],
      ["T-17b a deleted user", ["AdminDeleteUser"], []],
      ["T-10 a user whose password was barred", ["AdminResetUserPassword", "AdminUserGlobalSignOut"], []],
    ] as const) {
      test(`${what} keeps no token of sign-ins that were on their way`, async () => {
        const Username = `leaving-${close[0]}`;
        await member(Username, { email: `${Username}@example.com`, email_verified: "true" });
        const signIns = storm(
          "InitiateAuth",
          () => ({
            ClientId: clientId,
            AuthFlow: "USER_PASSWORD_AUTH",
            AuthParameters: { USERNAME: Username, PASSWORD: firstPassword },
          }),
          20,
        );
        // Some have read the user by then, and none ends long before.
        await new Promise((resolve) => setTimeout(resolve, 20));
        for (const operation of close) await admin(operation, { Username });
        const answers = await signIns;
        for (const operation of open) await admin(operation, { Username });
        for (const { status, body } of answers) {
          if (status !== 200) continue;
          const { AccessToken } = body.AuthenticationResult;
          const { outcome } = await send(here.url, "GetUser", { AccessToken });
          assert.notEqual(outcome, "success");
          assert.notEqual((await refresh(clientId, body.AuthenticationResult.RefreshToken)).status, 200);
        }
      });
    }

    test("R-7 an administrator's changes of a user come through, however many sign in and change at once", async () => {
      const Username = "wanted-by-many";
      await member(Username, { email: `${Username}@example.com`, email_verified: "true" });
      const changes: readonly (readonly [operation: string, input: object])[] = [
        ["AdminUpdateUserAttributes", { UserAttributes: [{ Name: "name", Value: "Many" }] }],
        ["AdminSetUserPassword", { Password: firstPassword, Permanent: true }],
        ["AdminDisableUser", {}],
        ["AdminEnableUser", {}],
      ];
      const guesses = storm("InitiateAuth", (at) => ({
        ClientId: clientId,
        AuthFlow: "USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME: Username, PASSWORD: at % 5 === 0 ? "Wrong-Horse-1" : firstPassword },
      }));
      const answers = await Promise.all(
        Array.from({ length: 40 }, (_, at) => {
          const [operation, input] = changes[at % changes.length]!;
          return send(nodes.worlds[at % 2]!.url, operation, { UserPoolId: poolId, Username, ...input });
        }),
      );
      assert.deepEqual(new Set(answers.map(({ outcome, text }) => (outcome === "success" ? "" : text))), new Set([""]));
      for (const { status, text } of await guesses) assert.ok(status === 200 || status === 400, text);
    });

    test("T-07 one username is signed up once, in whatever spelling", async () => {
      const spell = (at: number) => (at % 3 === 0 ? "Wanted" : at % 3 === 1 ? "wanted" : "WANTED");
      const answers = await storm("SignUp", (at) => ({
        ClientId: clientId,
        Username: spell(at),
        Password: firstPassword,
        UserAttributes: [{ Name: "email", Value: `wanted${at}@example.com` }],
      }));
      oneWinner(answers, ["UsernameExistsException"]);
    });

    test("T-08 a verified address becomes the alias of one new user", async () => {
      const answers = await storm("AdminCreateUser", (at) => ({
        UserPoolId: poolId,
        Username: `heir-${at}`,
        MessageAction: "SUPPRESS",
        UserAttributes: [
          { Name: "email", Value: "throne@example.com" },
          { Name: "email_verified", Value: "true" },
        ],
      }));
      const winner = oneWinner(answers, ["AliasExistsException"]);
      const owner = await admin("AdminGetUser", { Username: "throne@example.com" });
      assert.equal(owner.Username, `heir-${winner}`);
      const { Users } = await admin("ListUsers", { Filter: 'username ^= "heir-"' });
      assert.equal(Users.length, 1, "a loser left a user behind");
    });

    test("T-08 a confirmed alias that is fought for belongs to one user in the end", async () => {
      const names = Array.from({ length: 10 }, (_, at) => `fighter-${at}`);
      const codes: string[] = [];
      for (const name of names) {
        const UserAttributes = [{ Name: "email", Value: "prize@example.com" }];
        await succeed(here.url, "SignUp", {
          ClientId: clientId,
          Username: name,
          Password: firstPassword,
          UserAttributes,
        });
        codes.push(await codeFor("prize@example.com"));
      }
      const answers = await storm(
        "ConfirmSignUp",
        (at) => ({
          ClientId: clientId,
          Username: names[at],
          ConfirmationCode: codes[at],
          ForceAliasCreation: true,
        }),
        names.length,
      );
      // Whoever lost every attempt may come again; but nobody is told that the address is taken.
      for (const { outcome, text } of answers) {
        assert.ok(outcome === "success" || outcome === "TooManyRequestsException", text);
      }
      const verified: string[] = [];
      for (const name of names) {
        const { UserAttributes } = await admin("AdminGetUser", { Username: name });
        const flag = (UserAttributes as { Name: string; Value: string }[]).find((one) => one.Name === "email_verified");
        if (flag?.Value === "true") verified.push(name);
      }
      assert.equal(verified.length, 1, `verified: ${verified.join()}`);
      assert.equal((await admin("AdminGetUser", { Username: "prize@example.com" })).Username, verified[0]);
    });

    test("T-09 parallel guesses lock the user out for both nodes", async (t) => {
      // The first lock lasts a second, which is no more than so many guesses may take.
      for (const { clock } of nodes.worlds) clock.freeze();
      t.after(() => {
        for (const { clock } of nodes.worlds) clock.resume();
      });
      await member("locked");
      const guesses = await storm("InitiateAuth", (at) => ({
        ClientId: clientId,
        AuthFlow: "USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME: "locked", PASSWORD: `Wrong-Horse-${at}` },
      }));
      const looked = guesses.filter(({ body }) => body.message === "Incorrect username or password.").length;
      assert.equal(looked, 5);
      for (const world of nodes.worlds) {
        const right = await send(world.url, "InitiateAuth", {
          ClientId: clientId,
          AuthFlow: "USER_PASSWORD_AUTH",
          AuthParameters: { USERNAME: "locked", PASSWORD: firstPassword },
        });
        assert.equal(right.body.message, "Password attempts exceeded");
      }
    });

    test("one group, one resource server and one domain of a name", async () => {
      oneWinner(await storm("CreateGroup", () => ({ UserPoolId: poolId, GroupName: "only" })), [
        "GroupExistsException",
      ]);
      const server = { UserPoolId: poolId, Identifier: "only", Name: "only" };
      oneWinner(await storm("CreateResourceServer", () => server), ["InvalidParameterException"]);
      const { Id: otherPool } = await here.pool();
      const domain = `race-${Date.now().toString(36)}`;
      oneWinner(
        await storm("CreateUserPoolDomain", (at) => ({ UserPoolId: at % 4 < 2 ? poolId : otherPool, Domain: domain })),
        ["InvalidParameterException"],
      );
    });

    test("T-18f a client never holds more secrets than it may", async () => {
      const { ClientId: confidential } = await here.appClient(poolId, { GenerateSecret: true });
      const input = { UserPoolId: poolId, ClientId: confidential };
      oneWinner(await storm("AddUserPoolClientSecret", () => input, 20), [
        "LimitExceededException",
        "TooManyRequestsException",
      ]);
      const { ClientSecrets } = await admin("ListUserPoolClientSecrets", { ClientId: confidential });
      assert.equal(ClientSecrets.length, 2);
    });
  });
}

/** Asserts one success among refusals of these names; answers whose it was. */
function oneWinner(answers: readonly Answer[], refusals: readonly string[]): number {
  const winners = answers.flatMap(({ status }, at) => (status === 200 ? [at] : []));
  const tally = new Map<string, number>();
  for (const { outcome } of answers) tally.set(outcome, (tally.get(outcome) ?? 0) + 1);
  assert.equal(winners.length, 1, `winners: ${winners.length} of ${JSON.stringify([...tally])}`);
  for (const { status, outcome, text } of answers) {
    assert.ok(status === 200 || refusals.includes(outcome), `unexpected refusal: ${text}`);
  }
  return winners[0]!;
}
