/** The test command itself: what it counts as passed, failed and skipped. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { test } from "node:test";

interface Tally {
  readonly passed: number;
  readonly failed: readonly { readonly name: string; readonly message: string }[];
  readonly skipped: readonly { readonly name: string; readonly reason: string }[];
}

const header = 'import { describe, test } from "node:test";\nimport assert from "node:assert";\n';

/** Runs one made-up test file the way `npm test` runs files. */
function tallyOf(name: string, code: string): Tally {
  const folder = `harness-${process.pid}`;
  mkdirSync(`build/${folder}`, { recursive: true });
  try {
    writeFileSync(`build/${folder}/${name}.test.js`, header + code);
    const script =
      'import { runTestFiles } from "../../scripts/testing/run.mjs";\n' +
      "const tally = { passed: 0, failed: [], skipped: [] };\n" +
      `await runTestFiles(["${folder}/${name}.test.ts"], process.env, tally);\n` +
      'console.log("\\nTALLY " + JSON.stringify(tally));';
    // This process is a test itself; what it starts must not take itself for a part of it.
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    // From a file: the runner hands the options of its own process, like -e, on to the files it runs.
    writeFileSync(`build/${folder}/driver.mjs`, script);
    const run = spawnSync(process.execPath, [`build/${folder}/driver.mjs`], { encoding: "utf8", env });
    const line = /^TALLY (.*)$/m.exec(run.stdout)?.[1];
    assert.ok(line, run.stdout + run.stderr);
    return JSON.parse(line) as Tally;
  } finally {
    rmSync(`build/${folder}`, { recursive: true, force: true });
  }
}

test("each test counts once, also inside a suite or another test", () => {
  const tally = tallyOf(
    "pass",
    'test("a", () => {});\ndescribe("s", () => { test("b", () => {}); test("c", async (t) => { await t.test("d", () => {}); }); });',
  );
  assert.deepEqual(tally, { passed: 4, failed: [], skipped: [] });
});

test("a failing test counts once, not again with what it stands in, and tells why", () => {
  const tally = tallyOf(
    "fail",
    'describe("s", () => { test("a", () => assert.equal(1, 2)); });\ntest("b", async (t) => { await t.test("c", () => { throw new Error("boom"); }); });',
  );
  assert.deepEqual(tally.failed.map(({ name }) => name).sort(), ["a", "c"]);
  assert.match(tally.failed.find(({ name }) => name === "c")?.message ?? "", /boom/);
  assert.equal(tally.passed, 0);
});

test("a skip needs a reason", () => {
  const tally = tallyOf(
    "skip",
    'test("a", { skip: "no such program" }, () => {});\ntest("b", { skip: true }, () => {});',
  );
  assert.deepEqual(
    tally.skipped.map(({ name, reason }) => `${name}: ${reason}`),
    ["a: no such program"],
  );
  assert.deepEqual(
    tally.failed.map(({ name }) => name),
    ["b"],
  );
});

test("a test that is left for later fails", () => {
  assert.deepEqual(
    tallyOf("todo", 'test("a", { todo: true }, () => {});').failed.map(({ name }) => name),
    ["a"],
  );
});

for (const [what, code] of [
  ["breaks before its tests", 'throw new Error("boom");'],
  ["cannot be loaded", 'import "./absent.js";'],
  ["ends the process in a test", 'test("a", () => process.exit(0));'],
  ["throws after its tests", 'test("a", () => { setTimeout(() => { throw new Error("late"); }, 20); });'],
  ["holds no test", ""],
] as const) {
  test(`a file that ${what} is a failure`, () => {
    assert.ok(tallyOf("broken", code).failed.length > 0);
  });
}
