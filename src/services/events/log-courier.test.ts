/** The courier over a real store: one deliverer on two nodes, back-off, what one dead destination does to others, and the end of room. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { openTestDatabase } from "../../../test/postgres-server.js";
import { createKeyring } from "../../adapters/crypto/keyring.js";
import { systemRandom } from "../../adapters/crypto/random.js";
import { aPool } from "../../adapters/storage/conformance/store-under-test.js";
import { openStore } from "../../adapters/storage/open-store.js";
import type { LogDelivery } from "../../domain/log/log-delivery.js";
import { type LogBatch, type LogSink, LogSinkError } from "../../ports/log-sinks.js";
import type { LogFacts } from "../../ports/logger.js";
import { createLogCourier } from "./log-courier.js";

const source = "userAuthEvents";
const kind = "log-delivery";

type Database = Awaited<ReturnType<typeof openTestDatabase>>;

async function given(t: TestContext, database?: Database) {
  const options = { keyring: createKeyring(Buffer.alloc(32, 7)), random: systemRandom() };
  const store = await openStore({ ...options, ...(database && { database: database.url }) });
  // On PostgreSQL another node has a store of its own.
  const another = database === undefined ? store : await openStore({ ...options, database: database.url });
  const time = { now: 1_800_000_000_000 };
  const lines: string[] = [];
  const note = (sentence: string, facts?: LogFacts) => void lines.push(`${sentence} ${JSON.stringify(facts)}`);
  const opened: { close(): Promise<void> }[] = [];
  const batches: LogBatch[] = [];
  t.after(async () => {
    for (const one of opened) await one.close();
    await store.close();
    if (another !== store) await another.close();
    await database?.close();
  });
  return {
    store,
    time,
    lines,
    batches,
    /** A pool whose sign-ins go to the stream of that name. */
    async pool(stream: string): Promise<string> {
      const pool = aPool({ settings: { UserPoolAddOns: { AdvancedSecurityMode: "AUDIT" } } });
      await store.userPools.insert(pool);
      const StreamArn = `arn:aws:firehose:eu-north-1:123456789012:deliverystream/${stream}`;
      const document: LogDelivery = {
        configurations: [{ LogLevel: "INFO", EventSource: source, FirehoseConfiguration: { StreamArn } }],
      };
      const key = { poolId: pool.id, kind, id: pool.id } as const;
      await store.poolSettings.insert({ ...key, version: 1, document, createdAt: time.now, modifiedAt: time.now });
      await store.logQueues.open(pool.id);
      return pool.id;
    },
    async write(userPoolId: string, name: string, json = "{}") {
      await store.logEntries.insert({ id: `${userPoolId}-${name}`, userPoolId, source, at: time.now, json });
    },
    waiting: async (userPoolId: string) =>
      (await store.logEntries.first({ userPoolId, source }, 999)).map(({ id }) => id.slice(userPoolId.length + 1)),
    courier(
      put: LogSink["put"] | undefined,
      members: { isAlone?: boolean; mostWaiting?: number; onOther?: boolean } = {},
    ) {
      const { onOther = false, ...rest } = members;
      const taking: LogSink["put"] = async (batch) => {
        batches.push(batch);
        return (await put?.(batch)) ?? [];
      };
      const courier = createLogCourier({
        store: onOther ? another : store,
        clock: { now: () => time.now, monotonic: () => 0 },
        random: systemRandom(),
        logger: { debug: note, info: note, warn: note, error: note },
        sinks: {
          mayServe: () => true,
          of: async () => (put === undefined ? undefined : { pauseMs: 1_000, put: taking }),
        },
        isAlone: false,
        ...rest,
      });
      opened.push(courier);
      courier.start();
      return courier;
    },
  };
}

async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let waited = 0; waited < 8_000; waited += 20) {
    if (await holds()) return;
    await sleep(20);
  }
  assert.fail(`never: ${what}`);
}
const idsOf = (batches: readonly LogBatch[]) => batches.flatMap(({ entries }) => entries.map(({ id }) => id));

async function deliverOnce(t: TestContext, database?: Database) {
  const { pool, write, courier, waiting, batches, time } = await given(t, database);
  const poolId = await pool("any");
  for (let n = 0; n < 620; n += 1) await write(poolId, String(n).padStart(3, "0"));
  const put = async () => {
    await sleep(30);
    return [];
  };
  courier(put);
  courier(put, { onOther: true });
  await until(async () => (await waiting(poolId)).length === 0, "all delivered");
  const ids = idsOf(batches);
  assert.equal(ids.length, 620);
  assert.deepEqual(ids, [...ids].sort());
  assert.deepEqual(
    batches.map(({ entries }) => entries.length),
    [500, 120],
  );
  // Large lines make smaller batches.
  for (const name of ["a", "b", "c"]) await write(poolId, name, `"${"x".repeat(300_000)}"`);
  time.now += 1_000;
  await until(async () => (await waiting(poolId)).length === 0, "large lines delivered");
  assert.deepEqual(
    batches.slice(2).map(({ entries }) => entries.length),
    [2, 1],
  );
}

test("every line is delivered once and in order, in batches that every destination takes", (t) => deliverOnce(t));

test("the same by two nodes on PostgreSQL", async (t) => {
  await deliverOnce(t, await openTestDatabase());
});

test("a dead destination is asked less and less often, and holds up nobody else's lines", async (t) => {
  const { pool, write, courier, waiting, lines, time, store } = await given(t);
  const dead = await pool("dead");
  const alive = await pool("alive");
  await write(dead, "1");
  let isDead = true;
  let asked = 0;
  courier(async ({ userPoolId }) => {
    if (userPoolId !== dead) return [];
    asked += 1;
    if (isDead) throw new LogSinkError("Firehose 503");
    return [];
  });
  const delays = () =>
    lines.flatMap((line) => /"reason":"Firehose 503".*"durationMs":(\d+)/.exec(line)?.[1] ?? []).map(Number);
  for (let n = 1; n <= 3; n += 1) {
    await until(() => asked === n && delays().length === n, `attempt ${n}`);
    await write(alive, String(n));
    // The other queue gathers for a second after each batch.
    time.now += 4_000;
    await until(async () => (await waiting(alive)).length === 0, "the other pool's line");
  }
  await until(() => delays().length === 4, "attempt 4");
  assert.ok(delays()[0]! <= 1_000 && delays()[3]! >= 4_000, delays().join(" "));
  isDead = false;
  time.now += 5 * 60_000;
  await until(async () => (await waiting(dead)).length === 0, "delivered in the end");
  const [queue] = await store.logQueues.claimDue(time.now + 10_000, "test", 1, 9);
  assert.equal(queue, undefined);
});

test("however often a destination failed, it is asked every few minutes", async (t) => {
  const { pool, write, courier, lines, time, store } = await given(t);
  const poolId = await pool("any");
  await write(poolId, "1");
  const [queue] = await store.logQueues.claimDue(time.now, "test", 1_000, 9);
  await store.logQueues.release(queue!, "test", { dueAt: 0, failures: 99 });
  courier(async () => {
    throw new LogSinkError("down");
  });
  await until(() => lines.length > 0, "a failure");
  const delay = Number(/"durationMs":(\d+)/.exec(lines[0]!)?.[1]);
  assert.ok(delay > 60_000 && delay <= 5 * 60_000, String(delay));
});

test("only what was refused is sent again", async (t) => {
  const { pool, write, courier, waiting, batches, time } = await given(t);
  const poolId = await pool("any");
  for (const name of ["1", "2", "3"]) await write(poolId, name);
  courier(async ({ entries }) => (entries.length === 3 ? [`${poolId}-2`] : []));
  await until(async () => (await waiting(poolId)).join() === "2", "two taken");
  time.now += 1_000;
  await until(async () => (await waiting(poolId)).length === 0, "the third taken");
  assert.deepEqual(idsOf(batches).slice(3), [`${poolId}-2`]);
});

test("what a server that died had claimed is delivered by a lone server at once, by another when the claim ends", async (t) => {
  const { pool, write, courier, waiting, store, time } = await given(t);
  const poolId = await pool("any");
  await write(poolId, "1");
  const claim = () => store.logQueues.claimDue(time.now, "dead server", 120_000, 9);
  assert.equal((await claim()).length, 1);
  const other = courier(async () => []);
  await sleep(300);
  assert.deepEqual(await waiting(poolId), ["1"]);
  time.now += 120_000;
  await until(async () => (await waiting(poolId)).length === 0, "delivered when the claim ended");
  await other.close();

  await write(poolId, "2");
  time.now += 1_000;
  assert.equal((await claim()).length, 1);
  courier(async () => [], { isAlone: true });
  await until(async () => (await waiting(poolId)).length === 0, "delivered at once");
});

test("a destination that fails keeps the newest lines only, and the log says how many are lost", async (t) => {
  const { pool, write, courier, waiting, lines } = await given(t);
  const poolId = await pool("any");
  for (const name of ["1", "2", "3", "4", "5"]) await write(poolId, name);
  courier(
    async () => {
      throw new LogSinkError("down");
    },
    { mostWaiting: 2 },
  );
  await until(() => lines.some((line) => line.includes('the oldest are lost {"userPoolId"')), "the loss is told");
  assert.deepEqual(await waiting(poolId), ["4", "5"]);
  assert.match(lines.find((line) => line.includes("lost"))!, /"count":3/);
});

test("lines that nothing serves, or that nobody wants any more, do not wait", async (t) => {
  const { pool, write, courier, waiting, store, batches } = await given(t);
  const [unserved, switchedOff] = [await pool("any"), await pool("any")];
  await write(unserved, "1");
  const first = courier(undefined);
  await until(async () => (await waiting(unserved)).length === 0, "dropped");
  await first.close();
  await store.poolSettings.delete({ poolId: switchedOff, kind, id: switchedOff });
  await write(switchedOff, "1");
  courier(async () => []);
  await until(async () => (await waiting(switchedOff)).length === 0, "dropped");
  assert.deepEqual(batches, []);
});

test("a sink that breaks otherwise is a failure like any other, with its error in the log", async (t) => {
  const { pool, write, courier, waiting, lines } = await given(t);
  const poolId = await pool("any");
  await write(poolId, "1");
  courier(async () => {
    throw new TypeError("defect");
  });
  await until(() => lines.some((line) => line.includes('"reason":"TypeError"')), "logged");
  assert.deepEqual(await waiting(poolId), ["1"]);
});
