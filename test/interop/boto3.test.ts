/** boto3, the AWS SDK for Python, in a Python process of its own. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, describe, test } from "node:test";
import { pythonWithBoto3 } from "../programs.js";
import { repository, startTestWorld, type TestWorld } from "../world.js";
import { type Answer, apiClient } from "./api-client.js";
import { cleanEnvironment } from "./child.js";
import { livesThrough, type PoolKind, poolKinds, type Target } from "./journey.js";
import { stepsOf } from "./steps.js";

const python = pythonWithBoto3();

describe("boto3", { skip: python.skip }, () => {
  let world: TestWorld;
  let child: ChildProcess;
  let answers: AsyncIterator<string>;

  before(async () => {
    world = await startTestWorld();
    const script = join(repository, "test", "interop", "boto3_caller.py");
    // Not one credential: what users do needs none.
    child = spawn(python.command, [script, world.url], { stdio: ["pipe", "pipe", "inherit"], env: cleanEnvironment() });
    assert.ok(child.stdout);
    answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  });
  after(async () => {
    const ended = once(child, "exit");
    child.stdin?.end();
    await ended;
    await world.close();
  });

  const connect = (target: Target) =>
    apiClient(target, async (operation, input) => {
      child.stdin?.write(`${JSON.stringify({ operation, input })}\n`);
      const { value, done } = await answers.next();
      assert.ok(!done, "Python has ended");
      const { output, error } = JSON.parse(value) as { output: Answer; error?: { Code: string; Message: string } };
      if (error !== undefined) throw Object.assign(new Error(error.Message), { name: error.Code });
      return output;
    });

  for (const kind of Object.keys(poolKinds) as PoolKind[]) {
    for (const secret of ["with a secret", "without a secret"] as const) {
      test(`lives through everything: ${kind}, client ${secret}`, (t) => livesThrough(t, world, kind, secret, connect));
    }
  }

  test("pages of every list, and refusals by their codes", async (t) => {
    const steps = await stepsOf(python.command, "boto3_pages.py", { POOLHOUSE_URL: world.url });
    assert.equal(steps.length, 12);
    for (const { step, error } of steps) await t.test(step, () => assert.equal(error, undefined, error));
  });
});
