import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { ExponentiationWorkers, type ExponentiationWorkersOptions } from "./exponentiation-workers.js";

/** A worker of the test: answers with the exponent, ends at exponent 13, fails at 14, is silent at 15. */
function scripted(strategy: { ready: string; prepared?: string }): URL {
  const code = `
    import { parentPort, workerData } from "node:worker_threads";
    const strategy = workerData.prepared ? ${JSON.stringify(strategy.prepared ?? null)} : ${JSON.stringify(strategy.ready)};
    parentPort.on("message", ({ id, exponent }) => {
      if (exponent[0] === 13) process.exit(3);
      if (exponent[0] === 14) parentPort.postMessage({ kind: "failed", id, reason: "scripted" });
      else if (exponent[0] !== 15) parentPort.postMessage({ kind: "done", id, result: exponent });
    });
    parentPort.postMessage(strategy === null ? { kind: "unable" } : { kind: "ready", strategy });`;
  return new URL(`data:text/javascript,${encodeURIComponent(code)}`);
}

async function withWorkers(
  options: ExponentiationWorkersOptions,
  use: (workers: ExponentiationWorkers, warnings: string[]) => Promise<void>,
): Promise<void> {
  const warnings: string[] = [];
  const workers = new ExponentiationWorkers({ ...options, warn: (message) => warnings.push(message) });
  try {
    await use(workers, warnings);
  } finally {
    await workers.close();
  }
}

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; !condition(); tries += 1) {
    assert.ok(tries < 500, "the condition never held");
    await delay(10);
  }
}

const BASE = Buffer.of(2);
const native = scripted({ ready: "diffie-hellman-2" });

test("no thread starts before it is needed, and no more than the size", async () => {
  await withWorkers({ workerUrl: native, size: 2 }, async (workers) => {
    assert.deepEqual(workers.status(), { strategy: undefined, workers: 0, waiting: 0 });
    const results = await Promise.all(Array.from({ length: 30 }, (_, i) => workers.run(BASE, Buffer.of(100 + i))));
    assert.deepEqual(
      results.map((result) => result[0]),
      Array.from({ length: 30 }, (_, i) => 100 + i),
    );
    assert.equal(workers.status().workers, 2);
  });
});

test("start brings up all threads without a job", async () => {
  await withWorkers({ workerUrl: native, size: 2 }, async (workers) => {
    workers.start();
    workers.start();
    assert.equal(workers.status().workers, 2);
    await until(() => workers.status().strategy === "diffie-hellman-2");
  });
});

test("T-37: beyond the queue's length a job is refused at once", async () => {
  await withWorkers({ workerUrl: native, size: 1, maxWaiting: 3 }, async (workers) => {
    const accepted = [1, 2, 3].map((exponent) => workers.run(BASE, Buffer.of(exponent)));
    await assert.rejects(workers.run(BASE, Buffer.of(4)), { name: "WorkQueueFull" });
    await Promise.all(accepted);
    assert.deepEqual(await workers.run(BASE, Buffer.of(5)), Buffer.of(5));
  });
});

test("a worker that ends takes only its own jobs along and is replaced", async () => {
  await withWorkers({ workerUrl: native, size: 1 }, async (workers, warnings) => {
    const lost = assert.rejects(workers.run(BASE, Buffer.of(13)), /ended with code 3/);
    const beside = workers.run(BASE, Buffer.of(15)).catch((error: Error) => error.message);
    const waiting = workers.run(BASE, Buffer.of(7));
    await lost;
    assert.match(String(await beside), /ended with code 3/);
    assert.deepEqual(await waiting, Buffer.of(7));
    assert.equal(warnings.length, 1);
  });
});

test("a job that fails says why and the worker goes on", async () => {
  await withWorkers({ workerUrl: native, size: 1 }, async (workers) => {
    await assert.rejects(workers.run(BASE, Buffer.of(14)), /scripted/);
    assert.deepEqual(await workers.run(BASE, Buffer.of(8)), Buffer.of(8));
  });
});

test("workers that never start are given up with the reason, not started for ever", async () => {
  const broken = new URL(`data:text/javascript,${encodeURIComponent('throw new Error("no such worker")')}`);
  await withWorkers({ workerUrl: broken, size: 2 }, async (workers, warnings) => {
    const jobs = [1, 2, 3, 4].map((exponent) => workers.run(BASE, Buffer.of(exponent)));
    const outcomes = await Promise.allSettled(jobs);
    for (const outcome of outcomes) {
      assert.equal(outcome.status, "rejected");
      assert.match(String((outcome.reason as Error).cause), /no such worker/);
    }
    await until(() => workers.status().workers === 0);
    assert.ok(warnings.length >= 3 && warnings.length <= 5, `${warnings.length} starts`);
  });
});

test("where the ready strategy is a bridge, successors take over one by one and no job is lost", async () => {
  const workerUrl = scripted({ ready: "rsa", prepared: "diffie-hellman-5" });
  await withWorkers({ workerUrl, size: 2, prepareAfterMs: 20 }, async (workers) => {
    workers.start();
    let done = 0;
    while (workers.status().strategy !== "diffie-hellman-5" || workers.status().workers !== 2) {
      assert.deepEqual(await workers.run(BASE, Buffer.of(9)), Buffer.of(9));
      assert.ok(++done < 20_000, "the successors never took over");
      await delay(1);
    }
  });
});

test("where no successor can be built, the bridge stays and one warning says so", async () => {
  await withWorkers(
    { workerUrl: scripted({ ready: "rsa" }), size: 2, prepareAfterMs: 1 },
    async (workers, warnings) => {
      workers.start();
      await until(() => warnings.length > 0);
      await until(() => workers.status().workers === 2);
      assert.deepEqual(await workers.run(BASE, Buffer.of(9)), Buffer.of(9));
      assert.deepEqual([warnings.length, workers.status().strategy], [1, "rsa"]);
    },
  );
});

test("without native exponentiation one warning is given", async () => {
  await withWorkers({ workerUrl: scripted({ ready: "bigint" }), size: 2 }, async (workers, warnings) => {
    workers.start();
    await until(() => workers.status().strategy === "bigint");
    await Promise.all([1, 2, 3, 4, 5].map((exponent) => workers.run(BASE, Buffer.of(exponent))));
    assert.equal(warnings.length, 1);
  });
});

test("closing rejects what is unfinished", async () => {
  const workers = new ExponentiationWorkers({ workerUrl: native, size: 1 });
  const jobs = Array.from({ length: 5 }, () => workers.run(BASE, Buffer.of(15)));
  const outcomes = Promise.allSettled(jobs);
  await until(() => workers.status().waiting === 3);
  await workers.close();
  assert.ok((await outcomes).every((outcome) => outcome.status === "rejected"));
  await assert.rejects(workers.run(BASE, Buffer.of(1)), /closed/);
});

for (const [idle, act] of [
  ["started and unused", "workers.start();"],
  ["done with their jobs", "await workers.run(Buffer.of(2), Buffer.of(7));"],
] as const) {
  test(`threads that are ${idle} let the process end`, async () => {
    const module = new URL("./exponentiation-workers.js", import.meta.url).href;
    const code = `
      const { ExponentiationWorkers } = await import(${JSON.stringify(module)});
      const workers = new ExponentiationWorkers({ workerUrl: new URL(${JSON.stringify(native.href)}), size: 2 });
      ${act}
      console.log("still here");`;
    const args = [...process.execArgv.filter((arg) => !arg.startsWith("--test")), "--input-type=module", "-e", code];
    const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 30_000 });
    assert.equal(stdout, "still here\n");
  });
}
