// `npm test`: installs, builds, checks and runs every test; `npm test -- some/path` runs the files whose path contains it.
// Owns the order of these steps and the closing line `N passed, N failed, N skipped`.
import { rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { buildDistribution } from "./build-if-changed.mjs";
import { demandNode, installPackages, installTestPackages, root } from "./install.mjs";
import { runCheck } from "./testing/checks.mjs";
import { compileTests } from "./testing/compile.mjs";
import { testEnvironment } from "./testing/environment.mjs";
import { runTestFiles } from "./testing/run.mjs";

const started = Date.now();
process.chdir(root);
demandNode();
installPackages(root);
installTestPackages();

const filters = process.argv.slice(2).map((one) => one.replace(/^\.\//, ""));
const tally = { passed: 0, failed: [], skipped: [] };

if (filters.length === 0) {
  const bin = (name) => join(root, "node_modules", ".bin", name);
  await check("format and lint (biome)", bin("biome"), ["check", "--error-on-warnings", "."]);
  await check("types (tsc)", bin("tsc"), ["-p", "tsconfig.json", "--noEmit"]);
  await check("unused code and packages (knip)", bin("knip"), ["--no-progress"]);
}
await attempt("build", () => buildDistribution({ types: true }));
const compiled = [];
if (await attempt("compile", async () => compiled.push(...(await compileTests())))) await runTests();
close();

async function runTests() {
  // What the tests of earlier runs recorded for the coverage page says nothing about this one.
  if (filters.length === 0) rmSync(join(root, "build", "traffic"), { recursive: true, force: true });
  const chosen = compiled.filter((path) => filters.length === 0 || filters.some((filter) => path.includes(filter)));
  if (chosen.length === 0) {
    tally.failed.push({ name: `no test file's path contains ${filters.join(" or ")}`, file: "test" });
  }
  const environment = await testEnvironment(chosen);
  try {
    const variables = filters.length === 0 ? { POOLHOUSE_TEST_WHOLE_RUN: "1" } : {};
    await runTestFiles(chosen, { ...environment.variables, ...variables }, tally);
  } finally {
    await environment.close();
  }
}

async function check(name, command, options) {
  await attempt(name, () => runCheck(command, options));
}

/** Runs one step that counts as one test. */
async function attempt(name, step) {
  try {
    await step();
    tally.passed++;
    say(`✔ ${name}`);
    return true;
  } catch (error) {
    tally.failed.push({ name, file: "check", message: error.message });
    say(`✖ ${name}`);
    return false;
  }
}

function close() {
  if (tally.skipped.length > 0) {
    say("\nSkipped:");
    for (const { name, file, reason } of tally.skipped) say(`  ${file}: ${name} — ${reason}`);
  }
  if (tally.failed.length > 0) {
    say("\nFailed:");
    for (const { name, file, message } of tally.failed)
      say(`  ${file}: ${name}${message ? `\n${indent(message)}` : ""}`);
  }
  say(`\n${((Date.now() - started) / 1000).toFixed(0)} s`);
  say(`${tally.passed} passed, ${tally.failed.length} failed, ${tally.skipped.length} skipped`);
  process.exit(tally.failed.length > 0 ? 1 : 0);
}

function indent(text) {
  return text.replace(/^/gm, "    ");
}

/** Written at once: process.exit does not wait for a pipe. */
function say(text) {
  const bytes = Buffer.from(`${text}\n`);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(1, bytes, at);
    } catch (error) {
      // A pipe that is full for the moment.
      if (error.code !== "EAGAIN") throw error;
    }
  }
}
