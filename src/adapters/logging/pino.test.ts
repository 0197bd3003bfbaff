import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { LogFacts } from "../../ports/logger.js";
import { createPinoLogger } from "./pino.js";

function recording(level: "info" | "debug" | "silent" = "info") {
  const lines: string[] = [];
  return { lines, logger: createPinoLogger(level, { write: (line: string) => void lines.push(line) }) };
}

describe("T-45 the log", () => {
  test("writes one JSON line with sentence and facts", () => {
    const { lines, logger } = recording();
    logger.info("request", { requestId: "r-1", status: 200, operation: undefined });
    const { time, ...line } = JSON.parse(lines[0]!);
    assert.deepEqual(line, { level: "info", requestId: "r-1", status: 200, msg: "request" });
    assert.ok(!Number.isNaN(Date.parse(time)));
  });

  test("drops facts that are not on the list, and values of another type", () => {
    const { lines, logger } = recording();
    const facts = {
      password: "SECRET-1",
      body: { Password: "SECRET-2" },
      reason: { x: "SECRET-3" },
      count: "SECRET-4",
    };
    logger.warn("odd", { ...facts, status: 1 } as unknown as LogFacts);
    assert.ok(!lines[0]!.includes("SECRET"), lines[0]);
    assert.equal(JSON.parse(lines[0]!).status, 1);
  });

  test("drops the query of a URL and cuts long texts", () => {
    const { lines, logger } = recording();
    logger.info("x", { url: "http://h/p?code=SECRET-1#SECRET-2", reason: "r".repeat(1000) });
    assert.equal(JSON.parse(lines[0]!).url, "http://h/p");
    assert.ok(JSON.parse(lines[0]!).reason.length < 300);
  });

  test("writes a function's line whole, up to a length of its own", () => {
    const { lines, logger } = recording();
    logger.info("function", { function: "greet", requestId: "r-1", line: "l".repeat(1000) });
    logger.info("function", { function: "greet", requestId: "r-1", line: "l".repeat(10_000) });
    assert.equal(JSON.parse(lines[0]!).line.length, 1000);
    assert.equal(JSON.parse(lines[1]!).line.length, 4097);
  });

  test("writes where an error happened, not the values it quotes", () => {
    const { lines, logger } = recording();
    let thrown: unknown;
    try {
      JSON.parse('{"Password": "SECRET-1", SECRET-2"x');
    } catch (error) {
      thrown = error;
    }
    logger.error("failed", { error: thrown });
    logger.error("failed", {
      error: Object.assign(new Error(`duplicate key (name)='SECRET-3' in table\nDetail: SECRET-4`), {
        code: "23505",
        detail: "SECRET-5",
        cause: new Error("SECRET-6"),
      }),
    });
    logger.error("failed", { error: "SECRET-7" });
    logger.error("failed", { error: new Error(`cut "${"x".repeat(300)}SECRET-8"`) });
    assert.ok(!lines.join("").includes("SECRET"), lines.join(""));
    const second = JSON.parse(lines[1]!).error;
    assert.equal(second.name, "Error");
    assert.equal(second.code, "23505");
    assert.equal(second.message, "duplicate key (name)=… in table");
    assert.match(second.at[0], /pino\.test/);
  });

  test("keeps to its level", () => {
    const { lines, logger } = recording("info");
    logger.debug("x");
    assert.equal(lines.length, 0);
    const silent = recording("silent");
    silent.logger.error("x");
    assert.equal(silent.lines.length, 0);
  });
});
