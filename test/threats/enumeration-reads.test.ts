/**
 * T-02 without a clock: at every step of a sign-in the store is asked the same, in the same order, whether or not somebody
 * is behind the name, and T-01 in whatever letters it is typed.
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { addresses, type ChallengePool, challengePool, everyFactor } from "../challenges.js";
import type { CreateUserPoolCommandInput } from "../clients.js";
import { type Answer, send } from "../faults/wire.js";
import { CustomFunctions } from "../interop/custom-functions.js";
import { srpClient } from "../srp-client.js";
import { startTestWorld, type TestWorld } from "../world.js";

/** What is asked in the background, whoever signs in. */
const background =
  /^(logQueues|userImportRuns|functionEvents|provisionedLimits|poolSettings)\.|\.(nextDueAt|claimDue)$/;
/** Where somebody's own row is read again, something that is there is read for nobody: finding takes longer than not. */
const oneRow = /^(users\.hold|userPools\.get)$/;

const sums = new CustomFunctions();
let world: TestWorld;
let asked: string[] = [];
before(async () => {
  world = await startTestWorld({ functions: sums.functions });
  for (const [name, table] of Object.entries(world.world.store)) {
    if (typeof table !== "object" || table === null) continue;
    const methods = Object.getPrototypeOf(table) as Record<string, unknown>;
    if (methods === Object.prototype) continue;
    for (const method of Object.getOwnPropertyNames(methods)) {
      const real = methods[method];
      if (method === "constructor" || typeof real !== "function") continue;
      methods[method] = function (this: unknown, ...input: unknown[]) {
        const call = `${name}.${method}`;
        if (!background.test(call)) asked.push(oneRow.test(call) ? "a row" : call);
        return real.apply(this, input);
      };
    }
  }
});
after(async () => {
  await world.close();
  sums.remove();
});

const smsConfiguration = everyFactor.SmsMfaConfiguration;
const somebody = { username: "jane", email: "jane@example.com" };
const someoneElse = { username: "else", email: "else@example.com" };
const nobody = { username: "noby", email: "noby@example.com" };

async function given(pool: Partial<CreateUserPoolCommandInput>): Promise<ChallengePool> {
  const target = await challengePool(world, {
    mfa: { MfaConfiguration: "OPTIONAL", ...everyFactor },
    pool: {
      ...smsConfiguration,
      LambdaConfig: sums.config,
      Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP", "SMS_OTP"] } },
      ...pool,
    },
    client: {
      ExplicitAuthFlows: ["ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH"],
      PreventUserExistenceErrors: "ENABLED",
    },
  });
  const isByEmail = pool.UsernameAttributes !== undefined;
  await target.user(isByEmail ? somebody.email : somebody.username, {
    attributes: addresses({ email: somebody.email, phone_number: "+12065551212" }),
  });
  return target;
}

type Step = (pool: ChallengePool, name: string) => Promise<Answer>;

const call = (operation: string, input: object) => send(world.url, operation, input, { credentials: null });
const begin = ({ clientId: ClientId }: ChallengePool, AuthFlow: string, AuthParameters: Record<string, string>) =>
  call("InitiateAuth", { ClientId, AuthFlow, AuthParameters });
/** The second call of a sign-in by choice; only what it asks is looked at. */
const second =
  (PREFERRED_CHALLENGE: string, ChallengeName: string, answers: Record<string, string>): Step =>
  async (pool, USERNAME) => {
    const { body } = await begin(pool, "USER_AUTH", { USERNAME, PREFERRED_CHALLENGE });
    asked = [];
    return call("RespondToAuthChallenge", {
      ClientId: pool.clientId,
      ChallengeName,
      Session: body.Session,
      ChallengeResponses: { USERNAME, ...answers },
    });
  };

const wrong = "Wrong-Horse-1";
const { A: SRP_A } = srpClient("us-east-1_x");
const steps: Readonly<Record<string, Step>> = {
  password: (pool, USERNAME) => begin(pool, "USER_PASSWORD_AUTH", { USERNAME, PASSWORD: wrong }),
  SRP: (pool, USERNAME) => begin(pool, "USER_SRP_AUTH", { USERNAME, SRP_A }),
  choice: (pool, USERNAME) => begin(pool, "USER_AUTH", { USERNAME }),
  "choice of a code by email": (pool, USERNAME) =>
    begin(pool, "USER_AUTH", { USERNAME, PREFERRED_CHALLENGE: "EMAIL_OTP" }),
  "choice of a code by text": (pool, USERNAME) =>
    begin(pool, "USER_AUTH", { USERNAME, PREFERRED_CHALLENGE: "SMS_OTP" }),
  "a code chosen": second("", "SELECT_CHALLENGE", { ANSWER: "EMAIL_OTP" }),
  "a password chosen": second("", "SELECT_CHALLENGE", { ANSWER: "PASSWORD", PASSWORD: wrong }),
  "SRP chosen": second("", "SELECT_CHALLENGE", { ANSWER: "PASSWORD_SRP", SRP_A }),
  "a wrong code": second("EMAIL_OTP", "EMAIL_OTP", { EMAIL_OTP_CODE: "12345678" }),
  "a wrong code under another name": second("EMAIL_OTP", "EMAIL_OTP", {
    EMAIL_OTP_CODE: "12345678",
    USERNAME: "whoever",
  }),
  "a wrong code of a challenge that was not asked": second("", "SOFTWARE_TOKEN_MFA", { SOFTWARE_TOKEN_MFA_CODE: "1" }),
  "a forgotten password": (pool, Username) => call("ForgotPassword", { ClientId: pool.clientId, Username }),
  "a wrong code of a forgotten password": async (pool, Username) => {
    const ClientId = pool.clientId;
    await call("ForgotPassword", { ClientId, Username });
    asked = [];
    return call("ConfirmForgotPassword", { ClientId, Username, ConfirmationCode: "nonsense", Password: wrong });
  },
  "a choice of a passkey": (pool, USERNAME) => begin(pool, "USER_AUTH", { USERNAME, PREFERRED_CHALLENGE: "WEB_AUTHN" }),
  "a custom challenge": (pool, USERNAME) => begin(pool, "CUSTOM_AUTH", { USERNAME }),
  "a wrong answer to a custom challenge": async (pool, USERNAME) => {
    const { body } = await begin(pool, "CUSTOM_AUTH", { USERNAME });
    asked = [];
    return call("RespondToAuthChallenge", {
      ClientId: pool.clientId,
      ChallengeName: "CUSTOM_CHALLENGE",
      Session: body.Session,
      ChallengeResponses: { USERNAME, ANSWER: "5" },
    });
  },
  "a proof of SRP": async (pool, USERNAME) => {
    const srp = srpClient(pool.poolId);
    const { body } = await begin(pool, "USER_SRP_AUTH", { USERNAME, SRP_A: srp.A });
    const ChallengeResponses = srp.answer(body.ChallengeParameters, wrong, world.clock.now());
    asked = [];
    return call("RespondToAuthChallenge", {
      ClientId: pool.clientId,
      ChallengeName: "PASSWORD_VERIFIER",
      ChallengeResponses,
    });
  },
};

const kinds = [
  ["a pool of usernames", {}, "username"],
  ["a pool with email aliases", { AliasAttributes: ["email"] }, "email"],
  ["a pool of email addresses", { UsernameAttributes: ["email"] }, "email"],
] as const;

for (const [kind, settings, by] of kinds) {
  describe(`in ${kind}`, () => {
    for (const [what, step] of Object.entries(steps)) {
      test(`T-02 ${what}: the store is asked the same of nobody`, async () => {
        const pool = await given(settings as unknown as Partial<CreateUserPoolCommandInput>);
        const reads: string[][] = [];
        const outcomes: string[] = [];
        // What is read once for a pool and kept for a while is not of the name.
        await step(pool, someoneElse[by]);
        for (const { [by]: name } of [somebody, nobody]) {
          asked = [];
          outcomes.push((await step(pool, name)).outcome);
          reads.push(asked);
        }
        assert.equal(outcomes[1], outcomes[0]);
        assert.deepEqual(reads[1], reads[0]);
      });
    }
  });
}

test("T-01 a name typed in other letters is shown alike", async () => {
  const pool = await given({ UsernameConfiguration: { CaseSensitive: false } });
  for (const name of [somebody.username, nobody.username]) {
    const { body } = await begin(pool, "USER_SRP_AUTH", { USERNAME: name.toUpperCase(), SRP_A });
    const { USERNAME, USER_ID_FOR_SRP } = body.ChallengeParameters;
    assert.deepEqual([USERNAME, USER_ID_FOR_SRP], [name, name]);
  }
});
