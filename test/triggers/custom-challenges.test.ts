/** Sign-ins that a pool's own functions lead: what they are told, what their answers do, and that nobody slips past them. */
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { addresses, type ChallengePool, challengePool, everyFactor } from "../challenges.js";
import {
  AdminDisableUserCommand,
  AdminInitiateAuthCommand,
  AdminRespondToAuthChallengeCommand,
  type ExplicitAuthFlowsType,
} from "../clients.js";
import { goodPassword, tokensOf } from "../sign-in.js";
import { srpClient } from "../srp-client.js";
import { startTestWorld, type TestWorld } from "../world.js";
import { ChallengeFunctions } from "./challenge-functions.js";

const functions = new ChallengeFunctions();
let world: TestWorld;
before(async () => {
  world = await startTestWorld({ functions: functions.functions });
});
after(async () => {
  await world.close();
  functions.remove();
});
beforeEach(() => {
  functions.events();
  functions.plan(oneRiddle);
});

const wrong = { name: "NotAuthorizedException", message: "Incorrect username or password." };
const unrecognizable = { name: "InvalidLambdaResponseException", message: "Unrecognizable lambda output" };
const invalidSession = { name: "NotAuthorizedException", message: "Invalid session for the user." };
const usedSession = {
  name: "NotAuthorizedException",
  message: "Invalid session for the user, session can only be used once.",
};

/** One challenge; its right answer gives tokens. */
const oneRiddle = {
  define: [{ challengeName: "CUSTOM_CHALLENGE" }, { issueTokens: true }],
  create: {
    publicChallengeParameters: { riddle: "1 + 1" },
    privateChallengeParameters: { answer: "2" },
    challengeMetadata: "SUM",
  },
  right: "2",
};

/** Challenges for ever; which answer is right does not matter. */
const endless = { ...oneRiddle, define: [{ challengeName: "CUSTOM_CHALLENGE" }] };

const ExplicitAuthFlows: ExplicitAuthFlowsType[] = ["ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"];

async function given(more: Parameters<typeof challengePool>[1] = {}): Promise<ChallengePool> {
  const pool = await challengePool(world, {
    ...more,
    pool: { LambdaConfig: functions.lambdaConfig, ...more.pool },
    client: { ExplicitAuthFlows, ...more.client },
  });
  await pool.user("jane", { attributes: addresses({ email: "jane@example.com", phone_number: "+12065551212" }) });
  return pool;
}

const begin = (pool: ChallengePool, USERNAME = "jane", more: Record<string, string> = {}) =>
  pool.begin("CUSTOM_AUTH", { USERNAME, ...more }, { ClientMetadata: { unseen: "x" } });

const answer = (pool: ChallengePool, Session: string | undefined, ANSWER: string, USERNAME = "jane") =>
  pool.respond("CUSTOM_CHALLENGE", Session, { USERNAME, ANSWER }, { ClientMetadata: { seen: "y" } });

/** The results that a function was last shown. */
const lastSession = () =>
  (functions.events().at(-1)?.request["session"] ?? []) as { challengeName: string; challengeResult: boolean }[];

const sources = () => functions.events().map(({ triggerSource }) => triggerSource);

describe("without a password", () => {
  test("the functions are told what has happened, and their word gives tokens", async () => {
    const pool = await given();
    const asked = await begin(pool);
    assert.equal(asked.ChallengeName, "CUSTOM_CHALLENGE");
    assert.deepEqual(asked.ChallengeParameters, { riddle: "1 + 1", USERNAME: "jane" });
    assert.ok((asked.Session?.length ?? 9999) <= 2048);
    const [define, create] = functions.events();
    assert.deepEqual(define?.request["session"], []);
    assert.deepEqual(define?.response, { challengeName: null, issueTokens: null, failAuthentication: null });
    const attributes = define?.request["userAttributes"] as Record<string, string> | undefined;
    assert.equal(attributes?.["email"], "jane@example.com");
    assert.equal(attributes?.["cognito:user_status"], "CONFIRMED");
    assert.ok(!("clientMetadata" in (define?.request ?? {})), "functions of the first call do not see its metadata");
    assert.equal(define?.callerContext.clientId, pool.clientId);
    assert.equal(define?.userName, "jane");
    assert.equal(create?.triggerSource, "CreateAuthChallenge_Authentication");
    assert.equal(create?.request["challengeName"], "CUSTOM_CHALLENGE");
    assert.deepEqual(create?.response, {
      publicChallengeParameters: null,
      privateChallengeParameters: null,
      challengeMetadata: null,
    });
    tokensOf(await answer(pool, asked.Session, "2"));
    const [verify, last, ...more] = functions.events();
    assert.equal(verify?.triggerSource, "VerifyAuthChallengeResponse_Authentication");
    assert.deepEqual(verify?.request["privateChallengeParameters"], { answer: "2" });
    assert.equal(verify?.request["challengeAnswer"], "2");
    assert.deepEqual(verify?.request["clientMetadata"], { seen: "y" });
    assert.deepEqual(verify?.response, { answerCorrect: null });
    assert.deepEqual(last?.request["session"], [
      { challengeName: "CUSTOM_CHALLENGE", challengeResult: true, challengeMetadata: "SUM" },
    ]);
    assert.deepEqual(more, []);
  });

  test("a wrong answer is theirs to judge: another try, and the end", async () => {
    functions.plan({
      ...oneRiddle,
      define: [
        { challengeName: "CUSTOM_CHALLENGE" },
        { challengeName: "CUSTOM_CHALLENGE" },
        { failAuthentication: true },
      ],
    });
    const pool = await given();
    const first = await begin(pool);
    const second = await answer(pool, first.Session, "3");
    assert.equal(second.ChallengeName, "CUSTOM_CHALLENGE");
    assert.notEqual(second.Session, first.Session);
    await assert.rejects(answer(pool, first.Session, "2"), usedSession);
    await assert.rejects(answer(pool, second.Session, "3"), wrong);
    assert.deepEqual(
      lastSession().map(({ challengeResult }) => challengeResult),
      [false, false],
    );
  });

  test("a long sign-in keeps its Session short", async () => {
    functions.plan({ ...endless, create: { ...oneRiddle.create, challengeMetadata: "M".repeat(500) } });
    const pool = await given();
    let { Session } = await begin(pool);
    for (let turn = 0; turn < 20; turn += 1) ({ Session } = await answer(pool, Session, "3"));
    assert.ok((Session?.length ?? 9999) <= 2048);
    assert.equal(lastSession().length, 20);
  });

  test("an administrator's door is the same", async () => {
    const pool = await given();
    const common = { UserPoolId: pool.poolId, ClientId: pool.clientId };
    const { ChallengeName, Session } = await world.client.send(
      new AdminInitiateAuthCommand({ ...common, AuthFlow: "CUSTOM_AUTH", AuthParameters: { USERNAME: "jane" } }),
    );
    assert.equal(ChallengeName, "CUSTOM_CHALLENGE");
    const ChallengeResponses = { USERNAME: "jane", ANSWER: "2" };
    tokensOf(
      await world.client.send(
        new AdminRespondToAuthChallengeCommand({
          ...common,
          ChallengeName: "CUSTOM_CHALLENGE",
          Session,
          ChallengeResponses,
        }),
      ),
    );
  });
});

describe("with a password first", () => {
  /** Up to the answer of PASSWORD_VERIFIER. */
  async function withSrp(pool: ChallengePool, password = goodPassword) {
    const srp = srpClient(pool.poolId);
    const asked = await begin(pool, "jane", { CHALLENGE_NAME: "SRP_A", SRP_A: srp.A });
    assert.equal(asked.ChallengeName, "PASSWORD_VERIFIER");
    assert.ok(asked.Session);
    const responses = srp.answer(asked.ChallengeParameters ?? {}, password, world.clock.now());
    return pool.respond("PASSWORD_VERIFIER", asked.Session, responses);
  }

  const passwordAndRiddle = {
    ...oneRiddle,
    define: [
      { failAuthentication: true },
      { challengeName: "PASSWORD_VERIFIER" },
      { challengeName: "CUSTOM_CHALLENGE" },
      { issueTokens: true },
    ],
  };

  test("the functions see the proof, and go on from there", async () => {
    functions.plan(passwordAndRiddle);
    const pool = await given();
    const asked = await withSrp(pool);
    assert.equal(asked.ChallengeName, "CUSTOM_CHALLENGE");
    const seen = functions.events().filter(({ triggerSource }) => triggerSource.startsWith("Define"));
    assert.deepEqual(
      seen.map(({ request }) => request["session"]),
      [
        [{ challengeName: "SRP_A", challengeResult: true }],
        [
          { challengeName: "SRP_A", challengeResult: true },
          { challengeName: "PASSWORD_VERIFIER", challengeResult: true },
        ],
      ],
    );
    tokensOf(await answer(pool, asked.Session, "2"));
  });

  test("a wrong password ends it before any other function is asked", async () => {
    functions.plan(passwordAndRiddle);
    const pool = await given();
    await assert.rejects(withSrp(pool, "Wrong-Horse-1"), wrong);
    assert.deepEqual(sources(), ["DefineAuthChallenge_Authentication"]);
  });

  test("T-23 the user's own second factor comes between, and the functions see it", async () => {
    functions.plan({
      ...passwordAndRiddle,
      define: [...passwordAndRiddle.define.slice(0, 2), { failAuthentication: true }, { issueTokens: true }],
    });
    const pool = await given({ mfa: { MfaConfiguration: "OPTIONAL", ...everyFactor } });
    await pool.prefer("jane", { SMSMfaSettings: { Enabled: true, PreferredMfa: true } });
    const asked = await withSrp(pool);
    assert.equal(asked.ChallengeName, "SMS_MFA");
    tokensOf(await pool.respond("SMS_MFA", asked.Session, { USERNAME: "jane", SMS_MFA_CODE: await pool.lastCode() }));
    assert.deepEqual(
      lastSession().map(({ challengeName }) => challengeName),
      ["SRP_A", "PASSWORD_VERIFIER", "SMS_MFA"],
    );
  });
});

describe("nobody slips past", () => {
  test("T-23 a demanded second factor is asked for although the functions are satisfied", async () => {
    const pool = await given({ mfa: { MfaConfiguration: "ON", ...everyFactor } });
    const asked = await begin(pool);
    const next = await answer(pool, asked.Session, "2");
    assert.equal(next.ChallengeName, "SMS_MFA");
    assert.equal(next.AuthenticationResult, undefined);
    tokensOf(await pool.respond("SMS_MFA", next.Session, { USERNAME: "jane", SMS_MFA_CODE: await pool.lastCode() }));
  });

  test("T-14 whoever the functions refuse does not guess on with the same Session, one by one or all at once", async () => {
    const pool = await given({ client: { PreventUserExistenceErrors: "ENABLED" } });
    functions.plan({ ...oneRiddle, define: [{ challengeName: "CUSTOM_CHALLENGE" }, { failAuthentication: true }] });
    for (const name of ["jane", "nobody"]) {
      const { Session } = await begin(pool, name);
      await assert.rejects(answer(pool, Session, "1", name), wrong);
      await assert.rejects(answer(pool, Session, "2", name), usedSession);
    }
    const { Session } = await begin(pool);
    const guesses = await Promise.allSettled(["1", "3", "4", "5"].map((guess) => answer(pool, Session, guess)));
    const refusals = guesses.map((guess) => (guess.status === "rejected" ? guess.reason.message : "let in"));
    assert.equal(refusals.filter((message) => message !== usedSession.message).length, 1, refusals.join(", "));
  });

  test("T-46 nobody is let in who is not there, whatever the functions say", async () => {
    const pool = await given({ client: { PreventUserExistenceErrors: "ENABLED" } });
    const asked = await begin(pool, "nobody");
    assert.equal(asked.ChallengeName, "CUSTOM_CHALLENGE");
    const [define] = functions.events();
    assert.equal(define?.request["userNotFound"], true);
    assert.deepEqual(define?.request["userAttributes"], {});
    await assert.rejects(answer(pool, asked.Session, "2", "nobody"), wrong);
    const legacy = await given();
    await assert.rejects(begin(legacy, "nobody"), { name: "UserNotFoundException", message: "User does not exist." });
  });

  test("T-15 a Session is answered under its own name: no function makes a challenge of nobody's for somebody", async () => {
    const pool = await given({ client: { PreventUserExistenceErrors: "ENABLED" } });
    functions.plan(endless);
    const other = { jane: "nobody", nobody: "no-one" };
    for (const name of ["jane", "nobody"] as const) {
      const { Session } = await begin(pool, name);
      functions.events();
      await assert.rejects(answer(pool, Session, "2", other[name]), invalidSession);
      await assert.rejects(answer(pool, Session, "2", "jane2"), invalidSession);
      assert.deepEqual(sources(), [], "the functions were asked");
      assert.equal((await answer(pool, Session, "2", name)).ChallengeName, "CUSTOM_CHALLENGE");
    }
  });

  test("disabled on the way, and of another's Session", async () => {
    const pool = await given();
    await pool.user("joe");
    await assert.rejects(answer(pool, (await begin(pool)).Session, "2", "joe"), invalidSession);
    const { Session } = await begin(pool);
    await world.client.send(new AdminDisableUserCommand({ UserPoolId: pool.poolId, Username: "jane" }));
    const disabled = { name: "NotAuthorizedException", message: "User is disabled." };
    await assert.rejects(answer(pool, Session, "2"), disabled);
    await assert.rejects(begin(pool), disabled);
  });

  for (const [what, plan] of [
    ["neither a challenge nor an end", { define: [{}] }],
    ["a challenge that there is not", { define: [{ challengeName: "RIDDLE" }] }],
    ["a password that was not begun with", { define: [{ challengeName: "PASSWORD_VERIFIER" }] }],
    ["tokens by a text", { define: [{ issueTokens: "yes" }] }],
    ["parameters that are no texts", { ...endless, create: { publicChallengeParameters: { n: 1 } } }],
  ] as const) {
    test(`T-46 ${what} is no answer`, async () => {
      const pool = await given();
      functions.plan(plan);
      await assert.rejects(begin(pool), unrecognizable);
    });
  }

  test("T-46 a judgement that is no yes and no no is no answer", async () => {
    const pool = await given();
    const { Session } = await begin(pool);
    functions.plan({ ...oneRiddle, verify: { answerCorrect: "true" } });
    await assert.rejects(answer(pool, Session, "2"), unrecognizable);
    functions.plan(oneRiddle);
    tokensOf(await answer(pool, Session, "2"));
  });

  test("a pool without all three functions has no such sign-in", async () => {
    const pool = await challengePool(world, {
      pool: { LambdaConfig: { DefineAuthChallenge: functions.arn } },
      client: { ExplicitAuthFlows },
    });
    await pool.user("jane");
    await assert.rejects(begin(pool), {
      name: "InvalidParameterException",
      message: "Custom auth lambda trigger is not configured for the user pool.",
    });
  });
});
