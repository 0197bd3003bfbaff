/** What becomes a line, and what it costs those who want none. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { createKeyring } from "../../adapters/crypto/keyring.js";
import { systemRandom } from "../../adapters/crypto/random.js";
import { aMessage, aPool, storedUser } from "../../adapters/storage/conformance/store-under-test.js";
import { openStore } from "../../adapters/storage/open-store.js";
import type { AuthEvent } from "../../domain/auth-event.js";
import type { LogConfigurationType } from "../../model/generated/types.js";
import type { LogSinks } from "../../ports/log-sinks.js";
import type { LogFacts } from "../../ports/logger.js";
import type { UserPools } from "../../ports/tables/user-pools.js";
import { createLogEntryBook, type LogEntryTables } from "./log-entries.js";

const LogGroupArn = "arn:aws:logs:eu-north-1:123456789012:log-group:any";
const CloudWatchLogsConfiguration = { LogGroupArn };
const configurations: LogConfigurationType[] = [
  { LogLevel: "INFO", EventSource: "userAuthEvents", CloudWatchLogsConfiguration },
  { LogLevel: "ERROR", EventSource: "userNotification", CloudWatchLogsConfiguration },
];
const serving: LogSinks = { mayServe: () => true, of: async () => ({ pauseMs: 0, put: async () => [] }) };
const servingNothing: LogSinks = { mayServe: () => false, of: async () => undefined };

async function given(t: TestContext, sinks: LogSinks = serving) {
  const store = await openStore({ keyring: createKeyring(Buffer.alloc(32, 7)), random: systemRandom() });
  t.after(() => store.close());
  const pool = aPool({ settings: { UserPoolAddOns: { AdvancedSecurityMode: "AUDIT" } } });
  await store.userPools.insert(pool);
  await storedUser(store, pool.id, "ada");
  const time = { now: 1_800_000_000_000 };
  const clock = { now: () => time.now, monotonic: () => 0 };
  const lines: string[] = [];
  const note = (sentence: string, facts?: LogFacts) => void lines.push(`${sentence} ${JSON.stringify(facts)}`);
  const logger = { debug: note, info: note, warn: note, error: note };
  const needs = { store, clock, machineClock: clock, random: systemRandom(), logger, sinks, requestId: () => "r-1" };
  const event = (members: Partial<AuthEvent> = {}): AuthEvent => ({
    eventId: "e-1",
    poolId: pool.id,
    sub: "ada",
    type: "SignIn",
    response: "Pass",
    challenges: [],
    clientId: "c",
    ipAddress: "192.0.2.1",
    userAgent: "agent",
    at: time.now,
    ...members,
  });
  return {
    store,
    pool,
    time,
    lines,
    event,
    book: createLogEntryBook(needs),
    async configure() {
      const key = { poolId: pool.id, kind: "log-delivery", id: pool.id } as const;
      await store.poolSettings.insert({
        ...key,
        version: 1,
        document: { configurations },
        createdAt: 0,
        modifiedAt: 0,
      });
    },
    written: async (source: "userAuthEvents" | "userNotification") =>
      (await store.logEntries.first({ userPoolId: pool.id, source }, 99)).map(
        ({ json }) => (JSON.parse(json) as { message: Record<string, string> }).message,
      ),
  };
}

test("an event of a pool that wants it is a line with the user's name and the request's id", async (t) => {
  const { book, store, event, configure, written } = await given(t);
  await configure();
  await book.authEvent(store, event());
  const [message] = await written("userAuthEvents");
  assert.deepEqual([message?.["userName"], message?.["userSub"], message?.["requestId"]], ["ada", "ada", "r-1"]);
});

test("T-02 an event of nobody is written where nobody reads it", async (t) => {
  const { book, store, event, configure, written, time } = await given(t);
  await configure();
  await book.authEvent(store, event({ sub: "nobody" }));
  assert.deepEqual(await written("userAuthEvents"), []);
  assert.equal(await store.sweep(time.now), 1);
});

test("a pool without log delivery is looked at once a second, however many of its users sign in", async (t) => {
  const { book, store, event, time, written, configure, pool } = await given(t);
  let looks = 0;
  const userPools: UserPools = Object.create(store.userPools);
  userPools.get = (id) => {
    looks += 1;
    return store.userPools.get(id);
  };
  const refused = new Proxy({}, { get: () => assert.fail("nothing else is asked") });
  const { poolSettings } = store;
  const tables = { userPools, poolSettings, users: refused, logEntries: refused } as LogEntryTables;
  for (let n = 0; n < 100; n += 1) await book.authEvent(tables, event());
  assert.equal(looks, 1);
  time.now += 1_000;
  await book.authEvent(tables, event());
  assert.equal(looks, 2);
  // On the node that was told, a new configuration counts at once.
  await configure();
  await book.configured(pool.id, pool.accountId, configurations);
  await book.authEvent(store, event());
  assert.equal((await written("userAuthEvents")).length, 1);
});

test("a message is told of at its first failure and at its end", async (t) => {
  const { book, pool, configure, written } = await given(t);
  await configure();
  const message = aMessage(pool.id, "m-1");
  for (const attempt of [1, 2, 3]) await book.failedMessage(message, { reason: "SMTP 451", attempt, isDead: false });
  await book.failedMessage(message, { reason: "SMTP 451", attempt: 16, isDead: true });
  const told = (await written("userNotification")).map(({ details }) => /attempt (\d+)/.exec(details ?? "")?.[1]);
  assert.deepEqual(told, ["1", "16"]);
});

test("what nothing serves is not written, and the log says so when it is configured", async (t) => {
  const { book, store, event, pool, configure, lines } = await given(t, servingNothing);
  await configure();
  await book.configured(pool.id, pool.accountId, configurations);
  await book.authEvent(store, event());
  await book.failedMessage(aMessage(pool.id, "m-1"), { reason: "SMTP 550", attempt: 1, isDead: true });
  for (const source of ["userAuthEvents", "userNotification"] as const) {
    assert.deepEqual(await store.logEntries.first({ userPoolId: pool.id, source }, 9), []);
    assert.ok(
      lines.includes(
        `log delivery is configured, but nothing here serves its destination: no log is delivered {"userPoolId":"${pool.id}","kind":"${source}","reason":"CloudWatchLogs"}`,
      ),
    );
  }
  assert.equal(lines.length, 2);
});
