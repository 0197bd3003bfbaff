import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { HttpRequest } from "../protocols/http.js";
import { healthRoutes } from "./health.js";

async function ask(path: string, check: () => Promise<void>, draining = false): Promise<[number, string]> {
  for (const route of healthRoutes({ check, isDraining: () => draining })) {
    const parameters = route.match(path);
    if (parameters === undefined) continue;
    const { status, body } = await route.handle({} as HttpRequest, parameters);
    return [status, String(body)];
  }
  return [404, ""];
}

const well = async () => {};
const ill = async () => {
  throw new Error("SECRET-host refused");
};

describe("health", () => {
  test("live says nothing about what it depends on", async () => {
    assert.deepEqual(await ask("/health/live", ill, true), [200, '{"status":"live"}']);
  });

  test("ready follows the check", async () => {
    assert.deepEqual(await ask("/health/ready", well), [200, '{"status":"ready"}']);
    assert.deepEqual(await ask("/health/ready", ill), [503, '{"status":"not ready"}']);
  });

  test("a server that drains is not ready", async () => {
    assert.deepEqual(await ask("/health/ready", well, true), [503, '{"status":"draining"}']);
  });

  test("a check that hangs counts as failed", async () => {
    assert.deepEqual(await ask("/health/ready", () => new Promise(() => {})), [503, '{"status":"not ready"}']);
  });

  test("nothing else is served", async () => {
    for (const path of ["/health", "/health/", "/health/live/", "/health/Ready"]) {
      assert.equal((await ask(path, well))[0], 404);
    }
  });
});
