/** When unfinished deployments are looked for, and what ends it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { lookOut } from "./unfinished.js";

const now = 1_000;

function given(abandoned: () => readonly string[], alone: boolean) {
  const asked: number[] = [];
  const failures: string[] = [];
  const silent = () => {};
  const stacks = {
    async listAbandoned(until: number) {
      asked.push(until);
      return abandoned();
    },
  };
  const needs = {
    store: { stacks } as unknown as Parameters<typeof lookOut>[0]["store"],
    clock: { now: () => now, monotonic: () => 0 },
    logger: { debug: silent, info: silent, warn: silent, error: (sentence: string) => void failures.push(sentence) },
    alone,
  };
  return { asked, failures, needs };
}

test("a server without unfinished deployments loads nothing", async () => {
  const { asked, needs } = given(() => [], true);
  const looking = lookOut(needs, async () => assert.fail("nothing was found"));
  await looking.begun;
  looking.end();
  assert.deepEqual(asked, [Number.MAX_SAFE_INTEGER], "who is alone takes over what somebody seems to work on");
});

test("what is unfinished is found at the start, by whoever is not alone once its worker is gone", async () => {
  const { asked, needs } = given(() => ["stack"], false);
  let found = 0;
  const looking = lookOut(needs, async () => void found++);
  await looking.begun;
  looking.end();
  assert.deepEqual([asked, found], [[now], 1]);
});

test("a store that fails is told of, and looked at again", async (context) => {
  context.mock.timers.enable({ apis: ["setInterval"] });
  let fails = true;
  const { failures, needs } = given(() => {
    if (fails) throw new Error("The disk is gone.");
    return ["stack"];
  }, true);
  const later = new Promise<void>((resolve) => {
    const looking = lookOut(needs, async () => {
      looking.end();
      resolve();
    });
    void looking.begun.then(() => {
      fails = false;
      context.mock.timers.tick(15_000);
    });
  });
  await later;
  assert.deepEqual(failures, ["Unfinished deployments could not be looked for."]);
});
