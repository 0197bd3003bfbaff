import assert from "node:assert/strict";
import { test } from "node:test";
import { createHashTimes } from "./hash-times.js";

async function timed(work: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

/** Whether nothing is waited for: not even the next turn of the event loop. */
function isAtOnce(work: Promise<void>): Promise<boolean> {
  return Promise.race([work.then(() => true), new Promise<boolean>((resolve) => setImmediate(resolve, false))]);
}

test("T-02 a wrong password waits as long as a hash of its pool took, in turn, and in no other pool", async () => {
  const times = createHashTimes();
  times.note("pool", 30);
  times.note("pool", 90);
  assert.ok((await timed(() => times.waitLike("pool"))) >= 29);
  assert.ok((await timed(() => times.waitLike("pool"))) >= 89);
  assert.ok(await isAtOnce(times.waitLike("other")));
});

test("T-37 times of so many pools are kept, and no jam is acted again in full", async () => {
  const times = createHashTimes();
  times.note("first", 40);
  for (let n = 0; n < 1_000; n += 1) times.note(`pool-${n}`, 40);
  assert.ok(await isAtOnce(times.waitLike("first")));
  assert.ok((await timed(() => times.waitLike("pool-999"))) >= 39);
  times.note("slow", 60_000);
  const waited = await timed(() => times.waitLike("slow"));
  assert.ok(waited >= 1_999 && waited < 30_000, `${waited} ms`);
});
