/** Asynchronous events over a real store: one runner on two nodes, the end of patience, records, room, and what a restart keeps. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { createKeyring } from "../adapters/crypto/keyring.js";
import { systemRandom } from "../adapters/crypto/random.js";
import { openStore } from "../adapters/storage/open-store.js";
import {
  type EventSettings,
  type FunctionEvent,
  mostHops,
  usualEventSettings,
} from "../domain/function-event/function-event.js";
import type { EventAttempt, EventRunner } from "../ports/functions.js";
import type { LogFacts } from "../ports/logger.js";
import { createFunctionEvents } from "./function-events.js";

const arnOf = (name: string) => `arn:aws:lambda:us-east-1:123456789012:function:${name}`;
const done: EventAttempt = { kind: "done", answer: { payload: '{"well":true}', executedVersion: "7" } };
const failed: EventAttempt = {
  kind: "failed",
  answer: { payload: '{"errorMessage":"no"}', executedVersion: "$LATEST" },
};

async function given(t: TestContext, settings: Partial<EventSettings> = {}) {
  const random = systemRandom();
  const store = await openStore({ keyring: createKeyring(Buffer.alloc(32, 7)), random });
  const time = { now: 1_800_000_000_000, machine: 1_900_000_000_000 };
  const warned: string[] = [];
  const note = (sentence: string, facts?: LogFacts) => void warned.push(`${facts?.reason ?? sentence}`);
  const opened: { close(): Promise<void> }[] = [];
  t.after(async () => {
    for (const one of opened) await one.close();
    await store.close();
  });
  return {
    store,
    time,
    warned,
    kept: async () => (await store.functionEvents.page({ limit: 999 })).items,
    node(attempt: EventRunner["attempt"], more: Partial<Parameters<typeof createFunctionEvents>[0]> = {}) {
      const node = createFunctionEvents({
        store,
        runner: {
          settingsOf: async (name) => ({
            functionArn: `${name}:$LATEST`,
            settings: { ...usualEventSettings, ...(name.endsWith("told") ? {} : settings) },
          }),
          attempt,
        },
        clock: { now: () => time.now },
        machineClock: { now: () => time.machine },
        random,
        logger: { debug() {}, info() {}, warn: note, error: note },
        isAlone: false,
        ...more,
      });
      opened.push(node);
      node.start();
      return node;
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

const anEvent = (id: string, functionName = arnOf("works")) => ({ id, functionName, body: '{"of":"ours"}' });

test("two nodes give each of many events once", async (t) => {
  const { node, kept } = await given(t);
  const ran: string[] = [];
  const attempt = async ({ id }: FunctionEvent) => {
    await sleep(3);
    ran.push(id);
    return done;
  };
  const [one, two] = [node(attempt), node(attempt)];
  const ids = Array.from({ length: 60 }, (_, n) => `e-${String(n).padStart(2, "0")}`);
  for (const [n, id] of ids.entries()) {
    const taker = n % 2 === 0 ? one : two;
    assert.equal(await taker.accept(anEvent(id, arnOf(`works-${n % 3}`))), true);
  }
  await until(async () => (await kept()).length === 0, "all are over");
  assert.deepEqual(ran.sort(), ids);
});

test("a function that is slow holds up no other one", async (t) => {
  const { node } = await given(t);
  let release = () => {};
  const blocked = new Promise<void>((resolve) => {
    release = resolve;
  });
  const ran: string[] = [];
  const events = node(async ({ id, functionName }) => {
    ran.push(id);
    if (functionName.endsWith("slow")) await blocked;
    return done;
  });
  for (let n = 0; n < 50; n += 1) await events.accept(anEvent(`slow-${n}`, arnOf("slow")));
  await events.accept(anEvent("quick", arnOf("works")));
  await until(() => ran.includes("quick") && ran.length === 5, "the other one runs beside a few of the slow one");
  await sleep(60);
  assert.equal(ran.length, 5, "no more of the slow one are underway");
  release();
});

test("what it ended with goes to its destinations, as Lambda records it", async (t) => {
  const settings = { onSuccess: arnOf("told"), onFailure: arnOf("told"), maximumRetryAttempts: 1 };
  const { node, time, kept, warned } = await given(t, settings);
  const told: { requestContext: { requestId: string; condition: string } }[] = [];
  const events = node(async ({ id, functionName, body }) => {
    if (functionName === arnOf("told")) told.push(JSON.parse(body));
    return id === "e-fails" ? failed : id === "e-stopped" ? { kind: "stopped" } : done;
  });
  await events.accept(anEvent("e-works"));
  await events.accept(anEvent("e-stopped"));
  await events.accept(anEvent("e-fails"));
  await until(async () => (await kept()).length === 1 && warned.includes("failed"), "one is to be tried again");
  time.now += 60_000;
  await until(async () => (await kept()).length === 0, "all are over");
  const of = (requestId: string) => told.find(({ requestContext }) => requestContext.requestId === requestId);
  const requestPayload = { of: "ours" };
  const functionArn = `${arnOf("works")}:$LATEST`;
  const common = { version: "1.0", requestPayload };
  const context = (requestId: string, condition: string, approximateInvokeCount: number) => ({
    requestContext: { requestId, functionArn, condition, approximateInvokeCount },
  });
  const { timestamp, ...works } = of("e-works") as unknown as Record<string, unknown>;
  assert.equal(timestamp, new Date(time.now - 60_000).toISOString());
  assert.deepEqual(works, {
    ...common,
    ...context("e-works", "Success", 1),
    responseContext: { statusCode: 200, executedVersion: "7" },
    responsePayload: { well: true },
  });
  assert.deepEqual(of("e-fails"), {
    ...common,
    timestamp: new Date(time.now).toISOString(),
    ...context("e-fails", "RetriesExhausted", 2),
    responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
    responsePayload: { errorMessage: "no" },
  });
  const stopped = { ...common, timestamp, ...context("e-stopped", "ZeroReservedConcurrency", 0) };
  assert.deepEqual(of("e-stopped"), stopped, "it was never run: there is no response");
  assert.equal(told.length, 3);
});

test("one that grew too old meanwhile is not given, and is told of", async (t) => {
  const { node, time, store, kept } = await given(t, { onFailure: arnOf("told") });
  const ran: string[] = [];
  const old = { ...anEvent("e-old"), acceptedAt: time.now - 6 * 3_600_000 - 1, failures: 1, throttles: 9, hops: 0 };
  await store.functionEvents.insert(old, {});
  node(async ({ functionName, body }) => {
    ran.push(functionName, JSON.parse(body).requestContext);
    return done;
  });
  await until(async () => ran.length > 0 && (await kept()).length === 0, "it is over");
  const context = { requestId: "e-old", condition: "EventAgeExceeded", approximateInvokeCount: 1 };
  assert.deepEqual(ran, [arnOf("told"), { ...context, functionArn: `${arnOf("works")}:$LATEST` }]);
});

test("a record that cannot go to its destination is warned of, and so is a circle", async (t) => {
  const { node, warned, store, kept } = await given(t, { onSuccess: "arn:aws:sqs:us-east-1:123456789012:q" });
  const events = node(async () => done);
  await events.accept(anEvent("e"));
  await until(() => warned.includes("nothing here serves sqs"), "it is warned of");
  const circle = await given(t, { onSuccess: arnOf("works") });
  let runs = 0;
  const turning = circle.node(async () => {
    runs += 1;
    return done;
  });
  await turning.accept(anEvent("e"));
  await until(() => circle.warned.includes("its destinations lead in a circle"), "the circle is broken");
  assert.equal(runs, mostHops + 1);
  assert.deepEqual([await kept(), (await circle.kept()).length], [[], 0]);
  assert.equal((await store.functionEvents.page({ limit: 1 })).next, undefined);
});

test("there is room for so many events and bytes, and again when some are over", async (t) => {
  const { node, kept } = await given(t);
  let release = () => {};
  const blocked = new Promise<void>((resolve) => {
    release = resolve;
  });
  const events = node(
    async () => {
      await blocked;
      return done;
    },
    { room: { events: 2, bytes: 40 } },
  );
  assert.equal(await events.accept({ ...anEvent("large"), body: JSON.stringify("x".repeat(40)) }), false);
  assert.equal(await events.accept(anEvent("a")), true);
  assert.ok(await events.hold(anEvent("b")));
  assert.equal(await events.accept(anEvent("c")), false);
  assert.equal(await events.hold(anEvent("c")), undefined);
  release();
  await until(async () => (await kept()).length === 1, "the first is over");
  assert.equal(await events.accept(anEvent("c")), true);
});

test("what a server that died was at is given again when its claim ends, sooner by one that is alone", async (t) => {
  const { node, time, store } = await given(t);
  const claim = { holder: "died", until: time.machine + 60_000 };
  const lost = { ...anEvent("e-lost"), acceptedAt: time.now, failures: 0, throttles: 0, hops: 0 };
  await store.functionEvents.insert(lost, { claim });
  await store.functionEvents.insert({ ...lost, id: "e-other" }, { claim: { ...claim, holder: "lives" } });
  const ran: string[] = [];
  const other = node(async ({ id }) => {
    ran.push(id);
    return done;
  });
  await other.accept(anEvent("e-own"));
  await until(() => ran.length === 1, "it looks");
  assert.deepEqual(ran, ["e-own"]);
  // The one that lives prolongs its claim; moving the server's clock changes nothing.
  time.now += 3_600_000;
  time.machine += 59_000;
  await store.functionEvents.renew({ holder: "lives", until: time.machine + 60_000 });
  time.machine += 1_000;
  await until(() => ran.length === 2, "the claim has ended");
  assert.deepEqual(ran, ["e-own", "e-lost"]);
  await other.close();
  node(
    async ({ id }) => {
      ran.push(id);
      return done;
    },
    { isAlone: true },
  );
  await until(() => ran.length === 3, "nobody else can be at it");
  assert.equal(ran[2], "e-other");
});

test("closing waits for what is underway, and leaves the rest to the next one", async (t) => {
  const { node, kept, store, time } = await given(t);
  let begun = false;
  const one = node(async () => {
    begun = true;
    await sleep(200);
    return done;
  });
  await one.accept(anEvent("e-underway"));
  await until(() => begun, "it is underway");
  const held = await one.hold(anEvent("e-held"));
  setTimeout(() => void held?.drop(), 100);
  await one.close();
  assert.deepEqual(await kept(), []);
  assert.equal(await one.accept(anEvent("e-late")), true);
  const at = { now: time.now, machineNow: time.machine };
  assert.equal(await store.functionEvents.nextFunction("", at), arnOf("works"), "it waits for the next server");
});

test("an end that could not be recorded leaves the event with its runner, which gives it again", async (t) => {
  const { node, store, kept, warned } = await given(t);
  let refuses = true;
  const failing = Object.create(store, {
    transaction: {
      value: async (work: Parameters<typeof store.transaction>[0]) => {
        if (!refuses) return store.transaction(work);
        refuses = false;
        throw new Error("the disk is full");
      },
    },
  }) as typeof store;
  let runs = 0;
  const events = node(
    async () => {
      runs += 1;
      return done;
    },
    { store: failing },
  );
  await events.accept(anEvent("e"));
  await until(async () => runs > 1 && (await kept()).length === 0, "it is over");
  assert.equal(runs, 2);
  assert.ok(warned.includes("the end of an asynchronous event could not be recorded"));
});
