/** The coverage page says nothing that this run did not see, and the registry is what its script writes. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { operations } from "../src/model/generated/operations.js";
import { outcomes, states } from "./coverage/page.js";
import { patternOf, type QuotedText, quotedTexts } from "./coverage/quoted-texts.js";
import { recordedTraffic } from "./coverage/traffic.js";
import { repository } from "./world.js";

const page = () => readFileSync(join(repository, "docs/coverage.md"), "utf8");

/** Whether the whole suite ran before this file; a chosen part has seen only a part. */
const wholeRun = process.env["POOLHOUSE_TEST_WHOLE_RUN"] === "1";

test("the registry is what scripts/write-registry.mjs writes", () => {
  execFileSync(process.execPath, [join(repository, "scripts/write-registry.mjs"), "--check"], { stdio: "pipe" });
});

test("the coverage page counts the operations of the registry", () => {
  const { working, pending } = states();
  const counted = /\*\*(\d+) of (\d+) operations work(?:, (\d+) answer)?/.exec(page());
  assert.deepEqual(
    counted?.slice(1).map((number) => Number(number ?? 0)),
    [working.length, Object.keys(operations).length, pending.length],
  );
});

test("every success and every exception on the coverage page was seen in this run", {
  skip: wholeRun ? false : "only a whole run of the tests has seen everything",
}, () => {
  const seen = outcomes(recordedTraffic());
  const missing: string[] = [];
  let pairs = 0;
  for (const [, operation, success, provoked] of page().matchAll(/^\| (\w+) \| (yes|no) \| ([^|]*) \|/gm)) {
    if (success === "yes" && !seen.has(`${operation} success`)) missing.push(`${operation} success`);
    for (const name of (provoked ?? "").split(", ").filter((each) => each.trim() !== "")) {
      pairs += 1;
      const exception = `${name.trim()}Exception`;
      if (!seen.has(`${operation} ${exception}`)) missing.push(`${operation} ${exception}`);
    }
  }
  assert.deepEqual(missing, [], "run node --import tsx scripts/coverage.ts and look at what was lost");
  assert.equal(Number(/(\d+) pairs of operation and exception/.exec(page())?.[1]), pairs);
});

test("every operation that works has a success", {
  skip: wholeRun ? false : "only a whole run of the tests has seen everything",
}, () => {
  const seen = outcomes(recordedTraffic());
  assert.deepEqual(
    states().working.filter((name) => !seen.has(`${name} success`)),
    [],
  );
});

test("every text that is known for certain was answered in this run, or says why not", {
  skip: wholeRun ? false : "only a whole run of the tests has seen everything",
}, () => {
  const answered = new Set(recordedTraffic().map(({ message }) => message ?? ""));
  const met = ({ text }: QuotedText) => {
    const pattern = patternOf(text);
    return [...answered].some((message) => pattern.test(message));
  };
  assert.deepEqual(
    quotedTexts.filter((quoted) => quoted.reason === undefined && !met(quoted)).map(({ text }) => text),
    [],
  );
  assert.deepEqual(
    quotedTexts
      .filter((quoted) => quoted.reason !== undefined && !quoted.byChance && met(quoted))
      .map(({ text }) => text),
    [],
    "these are answered after all: their reason is out of date",
  );
});
