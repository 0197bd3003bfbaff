/** Events that nobody waits for, given to functions in real processes and kept in a real store. */
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import {
  answer,
  arnOf,
  call,
  folder,
  functionsWith,
  logger,
  node,
  warnings,
  whenThere,
  writes,
} from "../../../test/functions.js";
import type { DeployedFunction, EventKeeper } from "../../ports/functions.js";
import type { Store } from "../../ports/store.js";
import { createFunctionEvents, type FunctionEvents } from "../../services/function-events.js";
import { createKeyring } from "../crypto/keyring.js";
import { systemRandom } from "../crypto/random.js";
import { openStore } from "../storage/open-store.js";
import { adjustableClock } from "../time/adjustable-clock.js";
import { systemClock } from "../time/system-clock.js";

const clock = adjustableClock();
clock.freeze();
const random = systemRandom();
let store: Store;
let events: FunctionEvents;
const keeper: EventKeeper = { accept: (event) => events.accept(event), hold: (event) => events.hold(event) };
const own = functionsWith({ events: keeper });
before(async () => {
  store = await openStore({ keyring: createKeyring(Buffer.alloc(32, 7)), random });
  const clocks = { clock, machineClock: systemClock() };
  events = createFunctionEvents({ store, runner: own, ...clocks, random, logger, isAlone: true });
  events.start();
});
after(async () => {
  await events.close();
  await own.close();
  await store.close();
});

const accepted = { kind: "returned", body: "", log: "" };
async function invoke(named: string, requestId: string) {
  const answered = await own.invoke({ named, body: "{}", asynchronous: true, requestId });
  const { durationMs, ...rest } = { durationMs: 0, ...answered };
  return rest;
}

/** Fails as often as it is told to, and writes each attempt down. */
function failing(name: string, times: number, more: Partial<DeployedFunction> = {}) {
  const file = join(folder, `${name}.attempts`);
  writeFileSync(file, "");
  const code = `const fs = require('fs'); exports.handler = async (event, { awsRequestId }) => {
    fs.appendFileSync(${JSON.stringify(file)}, awsRequestId + '\\n');
    if (fs.readFileSync(${JSON.stringify(file)}, 'utf8').split('\\n').length - 1 <= ${times}) throw new Error('not yet');
  };`;
  const arn = node(name, code, more);
  return { arn, attempts: () => readFileSync(file, "utf8").split("\n").filter(Boolean) };
}

async function until(holds: () => boolean | Promise<boolean>) {
  for (let left = 400; !(await holds()) && left > 0; left--) await new Promise((done) => setTimeout(done, 25));
  assert.ok(await holds());
}
const reasonsOf = (requestId: string) =>
  warnings.filter((one) => one.requestId === requestId).map(({ reason, durationMs }) => durationMs ?? reason);
const isKept = async (requestId: string) =>
  (await store.functionEvents.page({ limit: 99 })).items.some(({ id }) => id === requestId);

test("an accepted event is given twice more: a minute after the first failure, two minutes after the second", async () => {
  const { arn, attempts } = failing("twice-failing", 2);
  assert.deepEqual(await invoke(arn, "r-twice"), accepted);
  assert.equal(await isKept("r-twice"), true);
  await until(() => reasonsOf("r-twice").length === 1);
  clock.advance(59_000);
  // Longer than a round.
  await new Promise((done) => setTimeout(done, 1_200));
  assert.equal(attempts().length, 1, "a minute is not over yet");
  clock.advance(1_000);
  await until(() => reasonsOf("r-twice").length === 2);
  clock.advance(120_000);
  await until(async () => !(await isKept("r-twice")));
  assert.deepEqual(attempts(), ["r-twice", "r-twice", "r-twice"]);
  assert.deepEqual(reasonsOf("r-twice"), [60_000, 120_000]);
});

test("it waits while its function may not run, and is refused where it never can", async () => {
  const stopped = node("stopped-events", "exports.handler = async () => 1;", { reservedConcurrency: 0 });
  assert.deepEqual(await invoke(stopped, "r-stopped"), accepted);
  await until(() => reasonsOf("r-stopped").includes(1_000));
  const absent = await invoke(arnOf("not-at-all"), "r-absent");
  assert.equal(absent.kind === "refused" && absent.reason, "ResourceNotFoundException");
  const java = await invoke(node("java", "", { runtime: "java21" }), "r-java");
  assert.equal(java.kind === "refused" && java.reason, "InvalidRuntimeException");
  assert.deepEqual([await isKept("r-stopped"), await isKept("r-absent"), await isKept("r-java")], [true, false, false]);
});

test("one whose function is gone when its turn comes is given up", async () => {
  const { arn, attempts } = failing("goes-away", 9);
  await invoke(arn, "r-away");
  await until(() => reasonsOf("r-away").length === 1);
  node("goes-away", "", { runtime: "java21" });
  clock.advance(60_000);
  await until(async () => !(await isKept("r-away")));
  assert.equal(attempts().length, 1);
  assert.deepEqual(reasonsOf("r-away").slice(1), ["Nothing on this server runs java21.", "RetriesExhausted"]);
});

test("nobody waits for the answer of a call", async () => {
  const [file, gate] = [join(folder, "told-later"), join(folder, "told-later.gate")];
  const arn = node("later", `exports.handler = async () => { ${whenThere(gate)} ${writes(file)} };`);
  const outcome = await call(arn, {}, { asynchronous: true, requestId: "r-later" }, own);
  assert.deepEqual(outcome, { kind: "returned", payload: undefined });
  assert.deepEqual([existsSync(file), await isKept("r-later")], [false, true], "it has the event, and works on");
  writeFileSync(gate, "");
  await until(async () => !(await isKept("r-later")));
  assert.equal(existsSync(file), true);
});

test("a call that could not be handed over in time is not given after all", async () => {
  const [file, gate] = [join(folder, "never-given"), join(folder, "never-given.gate")];
  const write = writes(file);
  const wait = "const until = Date.now() + 600; while (Date.now() < until);";
  const cold = node("cold-events", `${wait} exports.handler = async (event) => { if (!event.warm) { ${write} } };`);
  const late = await call(cold, {}, { asynchronous: true, timeoutMs: 150, requestId: "r-cold" }, own);
  assert.deepEqual([late, await isKept("r-cold")], [{ kind: "timed-out" }, false]);
  const busy = node(
    "busy-events",
    `exports.handler = async ({ first }) => { if (!first) ${write} ${whenThere(gate)} };`,
    { reservedConcurrency: 1 },
  );
  assert.equal((await call(busy, { first: true }, { asynchronous: true }, own)).kind, "returned");
  const refused = await call(busy, {}, { asynchronous: true, timeoutMs: 150, requestId: "r-busy" }, own);
  assert.equal(refused.kind === "refused" && refused.reason, "TooManyRequestsException");
  assert.equal(await isKept("r-busy"), false);
  writeFileSync(gate, "");
  // Whatever was before them has come through.
  await answer(cold, { warm: true }, {}, own);
  await answer(busy, { first: true }, {}, own);
  assert.equal(existsSync(file), false);
});

test("a call that its function has taken over is given again by nobody else", async () => {
  const { arn, attempts } = failing("taken-over", 1);
  const outcome = await call(arn, {}, { asynchronous: true, requestId: "r-taken" }, own);
  assert.deepEqual(outcome, { kind: "returned", payload: undefined });
  await until(() => reasonsOf("r-taken").length === 1);
  clock.advance(60_000);
  await until(() => attempts().length === 2);
  assert.deepEqual([attempts(), reasonsOf("r-taken")], [["r-taken", "r-taken"], [60_000]]);
});

test("where there is no room it is refused in Lambda's words, and not given", async () => {
  const { arn, attempts } = failing("no-room", 0);
  const full = functionsWith();
  try {
    const refusal = { kind: "refused", reason: "TooManyRequestsException", detail: "Rate Exceeded." };
    const invocation = { named: arn, body: "{}", asynchronous: true, requestId: "r-no-room" };
    assert.deepEqual(await full.invoke(invocation), refusal);
    assert.deepEqual(await call(arn, {}, { asynchronous: true }, full), refusal);
    assert.deepEqual(await answer(arn, {}, { requestId: "r-awaited" }, full), null);
    assert.deepEqual(attempts(), ["r-awaited"]);
  } finally {
    await full.close();
  }
});

test("a late failure is warned of, without its words", async () => {
  const arn = node("late-failure", "exports.handler = async () => { throw new Error('SECRET-in-a-message'); };");
  const requestId = "r-late";
  assert.equal((await call(arn, {}, { asynchronous: true, requestId }, own)).kind, "returned");
  await until(() => reasonsOf(requestId).length === 1);
  const late = warnings.filter((one) => one.requestId === requestId);
  assert.deepEqual(late, [{ function: "late-failure", requestId, reason: "failed", durationMs: 60_000 }]);
});
