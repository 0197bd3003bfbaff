/** The rhythm of background work: rounds, nudges, one look at a time, and an end that waits. */
import assert from "node:assert/strict";
import { AsyncLocalStorage } from "node:async_hooks";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { createRounds, settledWithin } from "./rounds.js";

/** Rounds that count their looks; each look waits until it is let go. */
function counted(roundMs: number, look: (nth: number) => Promise<number | undefined> = async () => undefined) {
  const failures: unknown[] = [];
  let looks = 0;
  const rounds = createRounds({
    roundMs,
    look: () => look(++looks),
    failed: (error) => void failures.push(error),
  });
  const until = async (count: number) => {
    for (let waited = 0; waited < 5_000 && looks < count; waited += 5) await sleep(5);
    assert.ok(looks >= count, `${looks} looks`);
  };
  return { rounds, failures, until, looks: () => looks };
}

test("looks when it starts and round by round, also after a failure, and not once it is closed", async () => {
  const { rounds, until, failures, looks } = counted(5, async (nth) => {
    if (nth === 1) throw new Error("unreadable");
    return undefined;
  });
  await sleep(20);
  assert.equal(looks(), 0, "before it starts");
  rounds.start();
  rounds.start();
  await until(3);
  assert.equal(failures.length, 1);
  await rounds.close();
  const before = looks();
  rounds.nudge();
  await sleep(60);
  assert.equal(looks(), before);
  assert.equal(rounds.isOpen(), false);
});

test("a nudge brings the next look forward, and what asks to be asked again is", async () => {
  const { rounds, until } = counted(3_600_000, async (nth) => (nth === 2 ? 5 : undefined));
  rounds.start();
  await until(1);
  await sleep(20);
  rounds.nudge();
  await until(3);
  await rounds.close();
});

test("one look at a time, and closing waits for it", async () => {
  let atOnce = 0;
  let most = 0;
  const { rounds, until } = counted(1, async () => {
    most = Math.max(most, ++atOnce);
    rounds.nudge();
    await sleep(40);
    atOnce -= 1;
    return undefined;
  });
  rounds.start();
  await until(2);
  await rounds.close();
  assert.deepEqual([most, atOnce], [1, 0]);
});

test("what a nudge starts is no part of the transaction in which it was nudged", async () => {
  const transaction = new AsyncLocalStorage<string>();
  const seen: (string | undefined)[] = [];
  const { rounds, until } = counted(3_600_000, async () => {
    seen.push(transaction.getStore());
    return undefined;
  });
  rounds.start();
  await until(1);
  await sleep(20);
  transaction.run("a transaction", () => rounds.nudge());
  await until(2);
  assert.deepEqual(seen, [undefined, undefined]);
  await rounds.close();
});

test("what is underway is waited for, but not for ever", async () => {
  const done: string[] = [];
  await settledWithin([sleep(20).then(() => void done.push("one"))], 5_000);
  assert.deepEqual(done, ["one"]);
  const began = Date.now();
  await settledWithin([new Promise<void>(() => undefined)], 30);
  assert.ok(Date.now() - began < 4_000);
});
