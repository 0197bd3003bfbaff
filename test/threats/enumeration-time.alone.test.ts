/**
 * Whether somebody exists, asked by the clock (T-02): at each door the medians of times for users and for names that
 * belong to nobody lie within a tenth of each other. Known and unknown take turns in random order, so that whatever else
 * the machine does falls on both; nothing is measured again. A difference counts when chance does not explain it: the
 * rank test of Mann and Whitney must agree. Six doors at each of many runs are asked, so that chance is believed in unless
 * it would have to be one in a hundred thousand.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { before, test } from "node:test";
import { chance, seedOfRun } from "../faults/chance.js";
import { type ServerProcess, startServer, temporaryFolder } from "../faults/server-process.js";
import { type Answer, send, succeed } from "../faults/wire.js";
import { srpClient } from "../srp-client.js";

const people = 60;
/** Each name may fail four times with a password before the lock. */
const mostPairs = people * 4;
/** After so long no more pairs are asked for than are needed: a slow machine takes longer, and is no failure. */
const budgetMs = 2_500;
const fewestPairs = 50;
const unbelievable = 1e-5;
const largestDifference = 0.1;

const seed = seedOfRun();
const dice = chance(seed);
const folder = temporaryFolder();
let server: ServerProcess;
let poolId: string;
let clientId: string;

/** One for all calls: making it takes the client longer than its use takes the server. */
const publicValue = srpClient("us-east-1_AAAAAAAAA").A;

before(async () => {
  server = await startServer(["--data", join(folder.path, "data"), "--log-level", "silent"]);
  const { UserPool } = await succeed(server.url, "CreateUserPool", {
    PoolName: "timed",
    AutoVerifiedAttributes: ["email"],
    UsernameAttributes: ["email"],
  });
  poolId = UserPool.Id;
  const { UserPoolClient } = await succeed(server.url, "CreateUserPoolClient", {
    UserPoolId: poolId,
    ClientName: "app",
    PreventUserExistenceErrors: "ENABLED",
    ExplicitAuthFlows: ["ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
  });
  clientId = UserPoolClient.ClientId;
  for (let at = 0; at < people; at++) {
    const user = { UserPoolId: poolId, Username: nameOf("member", at) };
    const UserAttributes = [{ Name: "email_verified", Value: "true" }];
    await succeed(server.url, "AdminCreateUser", { ...user, MessageAction: "SUPPRESS", UserAttributes });
    await succeed(server.url, "AdminSetUserPassword", { ...user, Password: "Correct-Horse-1", Permanent: true });
    const waiting = { ClientId: clientId, Username: nameOf("waiter", at), Password: "Correct-Horse-1" };
    await succeed(server.url, "SignUp", waiting);
  }
});

const nameOf = (kind: string, at: number) => `${kind}-${String(at).padStart(2, "0")}@example.com`;

type Prepare = (name: string) => Promise<() => Promise<Answer>>;

const initiate = (AuthFlow: string, AuthParameters: Record<string, string>) =>
  send(server.url, "InitiateAuth", { ClientId: clientId, AuthFlow, AuthParameters });
const about = (operation: string, name: string, more: object = {}) =>
  send(server.url, operation, { ClientId: clientId, Username: name, ...more });

/** Which users exist, and the call that is timed; what comes before it is not. */
const doors: Record<string, { readonly known: string; readonly prepare: Prepare }> = {
  "a wrong password": {
    known: "member",
    prepare: async (name) => () => initiate("USER_PASSWORD_AUTH", { USERNAME: name, PASSWORD: "Wrong-Horse-9" }),
  },
  "the beginning of SRP": {
    known: "member",
    prepare: async (name) => () => initiate("USER_SRP_AUTH", { USERNAME: name, SRP_A: publicValue }),
  },
  "a forgotten password": { known: "member", prepare: async (name) => () => about("ForgotPassword", name) },
  "a wrong code for a forgotten password": {
    known: "member",
    prepare: async (name) => () =>
      about("ConfirmForgotPassword", name, { ConfirmationCode: "000000", Password: "Another-Horse-2" }),
  },
  "asking for a confirmation code again": {
    known: "waiter",
    prepare: async (name) => () => about("ResendConfirmationCode", name),
  },
  "a wrong confirmation code": {
    known: "waiter",
    prepare: async (name) => () => about("ConfirmSignUp", name, { ConfirmationCode: "nonsense" }),
  },
};

for (const [door, { known, prepare }] of Object.entries(doors)) {
  test(`T-02 ${door} takes as long for somebody as for nobody (seed ${seed})`, async (t) => {
    const times = { somebody: [] as number[], nobody: [] as number[] };
    const until = performance.now() + budgetMs;
    for (let pair = 0; pair < mostPairs && (pair < fewestPairs || performance.now() < until); pair++) {
      const turns = [
        ["somebody", nameOf(known, pair % people)],
        ["nobody", nameOf("nobody", pair % people)],
      ] as const;
      for (const [who, name] of dice.fraction() < 0.5 ? turns : [...turns].reverse()) {
        const call = await prepare(name);
        const started = performance.now();
        const { status } = await call();
        const took = performance.now() - started;
        assert.ok(status === 200 || status === 400, String(status));
        // The first calls compile code.
        if (pair >= 10) times[who].push(took);
      }
    }
    const { somebody, nobody } = times;
    const difference = Math.abs(median(somebody) - median(nobody)) / Math.min(median(somebody), median(nobody));
    const p = probabilityOfChance(somebody, nobody);
    const figures = `${somebody.length} pairs, medians ${median(somebody).toFixed(2)} and ${median(nobody).toFixed(2)} ms, ${(difference * 100).toFixed(1)} %, p = ${p.toExponential(1)}`;
    t.diagnostic(figures);
    assert.ok(difference <= largestDifference || p > unbelievable, figures);
  });
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Mann and Whitney's test, two-sided, by its normal approximation. */
function probabilityOfChance(ones: readonly number[], others: readonly number[]): number {
  const ranked = [...ones.map((value) => ({ value, one: true })), ...others.map((value) => ({ value, one: false }))];
  ranked.sort((a, b) => a.value - b.value);
  const rankSum = ranked.reduce((sum, { one }, at) => sum + (one ? at + 1 : 0), 0);
  const [n, m] = [ones.length, others.length];
  const u = rankSum - (n * (n + 1)) / 2;
  const z = Math.abs(u - (n * m) / 2) / Math.sqrt((n * m * (n + m + 1)) / 12);
  return 2 * (1 - normal(z));
}

/** The standard normal distribution, by Abramowitz and Stegun 26.2.17. */
function normal(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const tail = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return 1 - (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * tail;
}
