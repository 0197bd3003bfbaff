/** Processes of functions: how long one may take, how many there are, and when they end. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { answer, call, functionsWith, isGone, lines, node, threw } from "../../../test/functions.js";

describe("time", () => {
  test("T-46 a caller's patience ends the wait and the process that hangs", async () => {
    const arn = node("hangs", "exports.handler = async (e) => { if (e.hang) for (;;); return process.pid; };");
    const pid = (await answer(arn)) as number;
    const before = performance.now();
    assert.deepEqual(await call(arn, { hang: true }, { timeoutMs: 300 }), { kind: "timed-out" });
    assert.ok(performance.now() - before < 3000);
    assert.ok(await isGone(pid));
    assert.notEqual(await answer(arn), pid);
  });

  test("a function's own limit is its failure, as Lambda words it", async () => {
    const arn = node("slow", "exports.handler = () => new Promise((r) => setTimeout(r, 30000));", {
      timeoutSeconds: 0.3,
    });
    const found = threw(await call(arn, {}, { requestId: "r-slow" }));
    assert.deepEqual(found, ["Sandbox.Timedout", "RequestId: r-slow Error: Task timed out after 0.30 seconds"]);
  });

  test("a process that still starts is warm for the next try", async () => {
    const code =
      "const until = Date.now() + 700; while (Date.now() < until); exports.handler = async () => process.pid;";
    const arn = node("cold", code);
    assert.deepEqual(await call(arn, {}, { timeoutMs: 200 }), { kind: "timed-out" });
    assert.equal(typeof (await answer(arn)), "number");
    assert.equal(lines.filter(({ function: name }) => name === "cold").length, 0);
  });
});

test("a process has one event at a time, is kept, and there are only a few", async () => {
  const arn = node(
    "busy",
    "let at = 0; exports.handler = async () => { if (++at > 1) throw new Error('two at once'); await new Promise((r) => setTimeout(r, 60)); at--; return process.pid; };",
  );
  const pids = await Promise.all(Array.from({ length: 12 }, () => answer(arn)));
  assert.ok(new Set(pids).size <= 4, `${new Set(pids).size} processes`);
  assert.ok(pids.includes((await answer(arn)) as number), "warm");
  const alone = node("alone", "exports.handler = async () => process.pid;", { reservedConcurrency: 1 });
  assert.equal(new Set(await Promise.all([1, 2, 3].map(() => answer(alone)))).size, 1);
  const stopped = await call(node("stopped", "", { reservedConcurrency: 0 }));
  assert.equal(stopped.kind === "refused" && stopped.reason, "TooManyRequestsException");
  const hanging = node("full", "exports.handler = () => new Promise((r) => setTimeout(r, 3000));");
  const calls = Array.from({ length: 4 }, () => call(hanging, {}, { timeoutMs: 1500 }));
  // Less patient than those, which make room when theirs ends.
  const fifth = await call(hanging, {}, { timeoutMs: 200 });
  assert.equal(fifth.kind === "refused" && fifth.reason, "TooManyRequestsException");
  for (const { kind } of await Promise.all(calls)) assert.equal(kind, "timed-out");
});

test("a new revision is run by new processes", async () => {
  const arn = node("revised", "exports.handler = async () => 'old';");
  assert.equal(await answer(arn), "old");
  node("revised", "exports.handler = async () => 'new';", { revisionId: "2" });
  assert.equal(await answer(arn), "new");
});

test("closing ends every process and removes every file", async () => {
  const own = functionsWith();
  const arn = node("closing", "exports.handler = async () => process.pid;");
  const pid = (await answer(arn, {}, {}, own)) as number;
  await own.close();
  await own.close();
  assert.ok(await isGone(pid));
});
