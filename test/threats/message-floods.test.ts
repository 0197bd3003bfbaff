/**
 * Floods of messages (T-29): whichever door causes them, they end at a budget, with Cognito's word for it, before anything
 * is written. Figures here are small, so that a flood is short; the usual ones are in the domain.
 */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { temporaryFolder } from "../faults/server-process.js";
import { send, succeed } from "../faults/wire.js";
import { openTestDatabase } from "../postgres-server.js";
import { given, password, smsConfiguration } from "../self-service.js";
import { attributes, createUser } from "../users.js";
import { startTestWorld, type TestWorld } from "../world.js";

const hour = 60 * 60 * 1000;

/** Every caller says its own address, as if a proxy of ours had seen it. */
const trustedProxies = ["127.0.0.1"];
let addresses = 0;
const nextAddress = () => `198.51.${Math.floor(++addresses / 200)}.${(addresses % 200) + 1}`;

let world: TestWorld;
before(async () => {
  world = await startTestWorld({
    trustedProxies,
    messageBudgets: {
      mail: { ip: 6, target: 3, targetPerDay: 5, client: 9, pool: 12, administrators: 2 },
      sms: { ip: 4, target: 2, targetPerDay: 4, range: 5, country: 7, client: 9, pool: 11, administrators: 1 },
    },
  });
});
after(() => world.close());

interface Call {
  readonly from?: string | undefined;
  readonly at?: TestWorld;
}

/** Calls, each time from another address unless told otherwise; answers `success` or the exception with its message. */
async function call(operation: string, input: unknown, { from = nextAddress(), at = world }: Call = {}) {
  const { outcome, body } = await send(at.url, operation, input, { headers: { "x-forwarded-for": from } });
  return outcome === "success" ? outcome : `${outcome}: ${body.message}`;
}

const limitExceeded = "LimitExceededException: Attempt limit exceeded, please try after some time.";
const tooManyRequests = "TooManyRequestsException: Too many requests";

/** What came of so many calls, one after the other. */
async function flood(times: number, one: (at: number) => Promise<string>): Promise<string[]> {
  const outcomes: string[] = [];
  for (let at = 0; at < times; at++) outcomes.push(await one(at));
  return outcomes;
}

const split = (outcomes: readonly string[]) => ({
  passed: outcomes.filter((one) => one === "success").length,
  refusals: [...new Set(outcomes.filter((one) => one !== "success"))],
});

const bothMedia = { AutoVerifiedAttributes: ["email" as const], SmsConfiguration: smsConfiguration };
const written = async (userPoolId: string) => (await world.messages({ userPoolId })).length;

/** Signs up somebody new. */
const signUp = (clientId: string, name: string, record: Readonly<Record<string, string>>, more: Call = {}) =>
  call("SignUp", { ClientId: clientId, Username: name, Password: password, UserAttributes: attributes(record) }, more);

const doors: {
  readonly name: string;
  readonly refusal: string;
  /** Messages that a target gets before the door closes: three in an hour, two from administrators in the pool. */
  readonly passes: number;
  /** Makes what the door needs, and answers the call that opens it. */
  open(): Promise<{ poolId: string; knock: (at: number) => Promise<string> }>;
}[] = [
  {
    name: "SignUp",
    refusal: limitExceeded,
    passes: 3,
    async open() {
      const pool = await given(world);
      return {
        poolId: pool.poolId,
        knock: (at) => signUp(pool.clientId, `ann${at}`, { email: `Ann+${at}@example.com` }),
      };
    },
  },
  {
    name: "ResendConfirmationCode",
    refusal: limitExceeded,
    passes: 3,
    async open() {
      const pool = await given(world);
      await createUnconfirmed(pool.poolId, pool.clientId);
      return { poolId: pool.poolId, knock: () => byName("ResendConfirmationCode", pool.clientId, "ann") };
    },
  },
  {
    name: "ForgotPassword",
    refusal: limitExceeded,
    passes: 3,
    async open() {
      const pool = await given(world);
      await createUser(world, pool.poolId, "ann", { email: "ann@example.com", email_verified: "true" });
      await confirmedPassword(pool.poolId);
      return { poolId: pool.poolId, knock: () => byName("ForgotPassword", pool.clientId, "ann") };
    },
  },
  {
    name: "GetUserAttributeVerificationCode",
    refusal: limitExceeded,
    passes: 3,
    async open() {
      const { poolId, AccessToken } = await signedIn();
      const input = { AccessToken, AttributeName: "email" };
      return { poolId, knock: () => call("GetUserAttributeVerificationCode", input) };
    },
  },
  {
    name: "UpdateUserAttributes",
    refusal: tooManyRequests,
    passes: 3,
    async open() {
      const { poolId, AccessToken } = await signedIn();
      return {
        poolId,
        knock: (at) =>
          call("UpdateUserAttributes", {
            AccessToken,
            UserAttributes: attributes({ email: `victim+${at}@example.com` }),
          }),
      };
    },
  },
  {
    name: "InitiateAuth, one-time code by mail",
    refusal: tooManyRequests,
    passes: 3,
    open: () =>
      byOneTimeCode((AuthParameters, { clientId: ClientId }) => ({
        operation: "InitiateAuth",
        input: { ClientId, AuthFlow: "USER_AUTH", AuthParameters },
      })),
  },
  {
    name: "AdminInitiateAuth, one-time code by mail",
    refusal: tooManyRequests,
    passes: 3,
    open: () =>
      byOneTimeCode((AuthParameters, { clientId: ClientId, poolId: UserPoolId }) => ({
        operation: "AdminInitiateAuth",
        input: { UserPoolId, ClientId, AuthFlow: "USER_AUTH", AuthParameters },
      })),
  },
  {
    name: "RespondToAuthChallenge, one-time code by mail",
    refusal: tooManyRequests,
    passes: 3,
    async open() {
      const pool = await withOneTimeCodes();
      const chosen = { USERNAME: "ann", ANSWER: "EMAIL_OTP" };
      return {
        poolId: pool.poolId,
        async knock() {
          const input = { ClientId: pool.clientId, AuthFlow: "USER_AUTH", AuthParameters: { USERNAME: "ann" } };
          const { Session } = await succeed(world.url, "InitiateAuth", input);
          return call("RespondToAuthChallenge", {
            ClientId: pool.clientId,
            ChallengeName: "SELECT_CHALLENGE",
            Session,
            ChallengeResponses: chosen,
          });
        },
      };
    },
  },
  {
    name: "InitiateAuth, second factor by text message",
    refusal: tooManyRequests,
    passes: 2,
    async open() {
      const { poolId, clientId } = await given(world, { ...bothMedia, MfaConfiguration: "OPTIONAL" });
      await succeed(world.url, "SetUserPoolMfaConfig", {
        UserPoolId: poolId,
        MfaConfiguration: "OPTIONAL",
        SmsMfaConfiguration: { SmsConfiguration: smsConfiguration },
      });
      await createUser(world, poolId, "ann", { phone_number: "+4712345678", phone_number_verified: "true" });
      await confirmedPassword(poolId);
      const SMSMfaSettings = { Enabled: true, PreferredMfa: true };
      await succeed(world.url, "AdminSetUserMFAPreference", { UserPoolId: poolId, Username: "ann", SMSMfaSettings });
      const AuthParameters = { USERNAME: "ann", PASSWORD: password };
      const input = { ClientId: clientId, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters };
      return { poolId, knock: () => call("InitiateAuth", input) };
    },
  },
  {
    name: "AdminCreateUser",
    refusal: tooManyRequests,
    passes: 2,
    async open() {
      const { poolId } = await given(world);
      const input = { UserPoolId: poolId, DesiredDeliveryMediums: ["EMAIL"] };
      return {
        poolId,
        knock: (at) =>
          call("AdminCreateUser", {
            ...input,
            Username: `ann${at}`,
            UserAttributes: attributes({ email: `ann${at}@example.com` }),
          }),
      };
    },
  },
  {
    name: "AdminResetUserPassword",
    refusal: limitExceeded,
    passes: 2,
    async open() {
      const { poolId } = await given(world);
      for (const at of [0, 1, 2, 3, 4]) {
        await createUser(world, poolId, `ann${at}`, { email: `ann${at}@example.com`, email_verified: "true" });
        await confirmedPassword(poolId, `ann${at}`);
      }
      return {
        poolId,
        knock: (at) => call("AdminResetUserPassword", { UserPoolId: poolId, Username: `ann${at}` }),
      };
    },
  },
  {
    name: "AdminUpdateUserAttributes",
    refusal: tooManyRequests,
    passes: 2,
    async open() {
      const { poolId } = await given(world);
      await createUser(world, poolId, "ann");
      return {
        poolId,
        knock: (at) =>
          call("AdminUpdateUserAttributes", {
            UserPoolId: poolId,
            Username: "ann",
            UserAttributes: attributes({ email: `ann${at}@example.com` }),
          }),
      };
    },
  },
];

const byName = (operation: string, ClientId: string, Username: string, more: Call = {}) =>
  call(operation, { ClientId, Username }, more);

/** Somebody who has signed up, without any message so far: the administrator's way leads to another state. */
async function createUnconfirmed(poolId: string, clientId: string): Promise<void> {
  await signUp(clientId, "ann", {});
  await call("AdminUpdateUserAttributes", {
    UserPoolId: poolId,
    Username: "ann",
    UserAttributes: attributes({ email: "ann@example.com", email_verified: "true" }),
  });
}

const confirmedPassword = (UserPoolId: string, Username = "ann") =>
  call("AdminSetUserPassword", { UserPoolId, Username, Password: password, Permanent: true });

/** A pool that signs in by codes, and somebody there. */
async function withOneTimeCodes() {
  const pool = await given(
    world,
    { Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP"] } } },
    { ExplicitAuthFlows: ["ALLOW_USER_AUTH"], PreventUserExistenceErrors: "ENABLED" },
  );
  await createUser(world, pool.poolId, "ann", { email: "ann@example.com", email_verified: "true" });
  await confirmedPassword(pool.poolId);
  return pool;
}

const byMail = (USERNAME: string) => ({ USERNAME, PREFERRED_CHALLENGE: "EMAIL_OTP" });

/** The door of a sign-in that begins with a code. */
async function byOneTimeCode(
  request: (
    parameters: Readonly<Record<string, string>>,
    pool: { readonly poolId: string; readonly clientId: string },
  ) => { readonly operation: string; readonly input: unknown },
) {
  const pool = await withOneTimeCodes();
  const { operation, input } = request(byMail("ann"), pool);
  return { poolId: pool.poolId, knock: () => call(operation, input) };
}

async function signedIn() {
  const pool = await given(world, {}, { AccessTokenValidity: 24 });
  await createUser(world, pool.poolId, "ann", { email: "ann@example.com", email_verified: "true" });
  await confirmedPassword(pool.poolId);
  return { poolId: pool.poolId, AccessToken: await pool.accessToken("ann") };
}

for (const { name, refusal, passes, open } of doors) {
  test(`T-29 a flood by ${name} ends, and what is refused is not written`, async () => {
    const { poolId, knock } = await open();
    const before = await written(poolId);
    assert.deepEqual(split(await flood(5, knock)), { passed: passes, refusals: [refusal] });
    assert.equal((await written(poolId)) - before, passes);
    world.clock.advance(hour + 1);
    assert.equal(await knock(4), "success");
  });
}

test("T-29 one caller cannot write to many, the next one can, and a /64 is one caller", async () => {
  const { poolId, clientId } = await given(world);
  const from = (address: string) => (at: number) =>
    signUp(clientId, `${address}-${at}`, { email: `a${address.length}${at}@example.com` }, { from: address });
  assert.deepEqual(split(await flood(8, from("192.0.2.1"))), { passed: 6, refusals: [limitExceeded] });
  assert.equal(await from("2001:db8::1")(0), "success");
  const neighbours = await flood(8, (at) =>
    signUp(clientId, `v6-${at}`, { email: `v${at}@example.com` }, { from: `2001:db8:0:1:${at}::1` }),
  );
  assert.deepEqual(split(neighbours), { passed: 2, refusals: [limitExceeded] }, "the client's budget of nine");
  assert.equal(await written(poolId), 9);
});

test("T-29 a flood at one address does not silence the others, the day has its own budget", async () => {
  const { clientId } = await given(world);
  const toVictim = (at: number) => signUp(clientId, `v${at}`, { email: `victim+${at}@example.com` });
  assert.deepEqual(split(await flood(40, toVictim)), { passed: 3, refusals: [limitExceeded] });
  assert.equal(await signUp(clientId, "bob", { email: "bob@example.com" }), "success");
  world.clock.advance(hour + 1);
  assert.equal(split(await flood(4, (at) => toVictim(50 + at))).passed, 2);
  world.clock.advance(hour + 1);
  assert.equal(split(await flood(4, (at) => toVictim(60 + at))).passed, 0);
  world.clock.advance(23 * hour);
  assert.equal(await toVictim(70), "success");
});

test("T-29 text messages: one number, its block, its country, the client, the pool", async () => {
  const sms = { ...bothMedia, AutoVerifiedAttributes: ["phone_number" as const] };
  const { poolId, clientId } = await given(world, sms);
  let people = 0;
  const to = (number: string, client = clientId) => signUp(client, `p${people++}`, { phone_number: number });
  const each = (count: number, numberOf: (at: number) => string, client?: string) =>
    flood(count, (at) => to(numberOf(at), client)).then(split);
  const refusals = [limitExceeded];
  assert.deepEqual(await each(4, () => "+99290111000"), { passed: 2, refusals });
  assert.deepEqual(await each(6, (at) => `+9929011100${at + 1}`), { passed: 3, refusals }, "the block has five");
  assert.deepEqual(await each(6, (at) => `+99290${at}220000`), { passed: 2, refusals }, "the country has seven");
  assert.deepEqual(await each(6, (at) => `+472${at}220000`), { passed: 2, refusals }, "the client has nine");
  const other = (await world.appClient(poolId)).ClientId;
  assert.deepEqual(await each(6, (at) => `+462${at}220000`, other), { passed: 2, refusals }, "the pool has eleven");
  assert.equal(await written(poolId), 11);
});

test("T-29 calls at the same moment do not pass together", async () => {
  const { poolId, clientId } = await given(world);
  const outcomes = await Promise.all(
    Array.from({ length: 20 }, (_, at) => signUp(clientId, `ann${at}`, { email: `ann+${at}@example.com` })),
  );
  assert.deepEqual(split(outcomes), { passed: 3, refusals: [limitExceeded] });
  assert.equal(await written(poolId), 3);
});

test("T-29 what users use up is not the administrators'", async () => {
  const { poolId, clientId } = await given(world);
  await flood(5, (at) => signUp(clientId, `ann${at}`, { email: `ann+${at}@example.com` }));
  const invitation = { UserPoolId: poolId, Username: "bob", DesiredDeliveryMediums: ["EMAIL"] };
  assert.equal(
    await call("AdminCreateUser", { ...invitation, UserAttributes: attributes({ email: "ann@example.com" }) }),
    "success",
  );
});

for (const operation of ["ForgotPassword", "ResendConfirmationCode"]) {
  test(`T-29 T-01 ${operation}: who is not there uses up the same budgets`, async () => {
    const pool = await given(world, {}, { PreventUserExistenceErrors: "ENABLED" });
    if (operation === "ForgotPassword") {
      await createUser(world, pool.poolId, "ann", { email: "ann@example.com", email_verified: "true" });
      await confirmedPassword(pool.poolId);
    } else await createUnconfirmed(pool.poolId, pool.clientId);
    const toward = (name: string) => flood(5, () => byName(operation, pool.clientId, name));
    const there = await toward("ann");
    assert.deepEqual(split(there), { passed: 3, refusals: [limitExceeded] });
    assert.deepEqual(await toward("ghost"), there);
    assert.deepEqual(await toward("ghost@example.com"), there);
    // Six of nine are spent: by somebody who is there and by two who are not.
    const from = "203.0.113.9";
    const others = await flood(4, (at) => byName(operation, pool.clientId, `nobody${at}`, { from }));
    assert.deepEqual(split(others), { passed: 0, refusals: [limitExceeded] }, "the client's budget is the same one");
  });
}

test("T-29 T-01 a sign-in by code of somebody who is not there uses up the same budgets", async () => {
  const { clientId } = await withOneTimeCodes();
  const toward = (name: string) =>
    flood(5, () => call("InitiateAuth", { ClientId: clientId, AuthFlow: "USER_AUTH", AuthParameters: byMail(name) }));
  const there = await toward("ann");
  assert.deepEqual(split(there), { passed: 3, refusals: [tooManyRequests] });
  assert.deepEqual(await toward("ghost"), there);
});

test("T-29 budgets survive a restart", async () => {
  const folder = temporaryFolder();
  const settings = { data: join(folder.path, "data"), messageBudgets: { mail: { target: 3 } } };
  const first = await startTestWorld(settings);
  const { clientId } = await given(first);
  const at = (one: TestWorld) => (turn: number) =>
    signUp(clientId, `ann${turn}`, { email: `ann+${turn}@example.com` }, { at: one });
  assert.equal(split(await flood(2, at(first))).passed, 2);
  await first.close();
  const second = await startTestWorld(settings);
  assert.deepEqual(split(await flood(4, (turn) => at(second)(turn + 2))), { passed: 1, refusals: [limitExceeded] });
  await second.close();
  folder.remove();
});

test("T-29 two nodes share them", async () => {
  const folder = temporaryFolder();
  const masterKey = join(folder.path, "master.key");
  writeFileSync(masterKey, randomBytes(32).toString("hex"), { mode: 0o600 });
  const database = await openTestDatabase();
  const settings = { database: database.url, masterKey, publicUrl: "http://localhost:9229" };
  const open = () => startTestWorld({ ...settings, messageBudgets: { mail: { target: 5 } } });
  const nodes = [await open(), await open()];
  const { clientId } = await given(nodes[0]!);
  const outcomes = await Promise.all(
    Array.from({ length: 16 }, (_, turn) =>
      signUp(clientId, `ann${turn}`, { email: `ann+${turn}@example.com` }, { at: nodes[turn % 2]! }),
    ),
  );
  assert.deepEqual(split(outcomes), { passed: 5, refusals: [limitExceeded] });
  for (const node of nodes) await node.close();
  await database.close();
  folder.remove();
});

test("a developer's server counts nothing unless it is asked to", async () => {
  const plain = await startTestWorld();
  const { clientId } = await given(plain);
  const one = (at: number) => signUp(clientId, `ann${at}`, { email: "ann@example.com" }, { at: plain });
  assert.equal(split(await flood(40, one)).passed, 40);
  await plain.close();
});
