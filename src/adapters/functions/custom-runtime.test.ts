/** Programs that speak the Runtime API by themselves, and who may not speak it. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { answer, arnOf, call, deploy, folder, functionsWith, node, threw } from "../../../test/functions.js";

/** A client of the Runtime API as small as it can be. */
const customRuntime = `
const base = "http://" + process.env.AWS_LAMBDA_RUNTIME_API + "/2018-06-01/runtime/invocation/";
for (;;) {
  const next = await fetch(base + "next");
  const id = next.headers.get("lambda-runtime-aws-request-id");
  const event = await next.json();
  console.log("custom saw", id);
  if (event.odd) await fetch(base + id + "/response", { method: "POST", body: "not { json" });
  else if (event.stranger) {
    const status = (await fetch(base + "someone-else/response", { method: "POST", body: "1" })).status;
    await fetch(base + id + "/response", { method: "POST", body: String(status) });
  } else if (event.fail) {
    await fetch(base + id + "/error", { method: "POST", body: JSON.stringify({ errorType: "Own.Error", errorMessage: "by choice" }) });
  } else await fetch(base + id + "/response", { method: "POST", body: JSON.stringify({ got: event, deadline: Number(next.headers.get("lambda-runtime-deadline-ms")) > Date.now() }) });
}`;

describe("a custom runtime", () => {
  const script = `#!/bin/sh\nexec "$NODE" "$LAMBDA_TASK_ROOT/client.mjs"\n`;
  const arn = deploy(
    "custom",
    { bootstrap: script, "client.mjs": customRuntime },
    { runtime: "provided.al2023", handler: "anything", environment: { NODE: process.execPath } },
  );

  test("speaks the Runtime API by itself", async () => {
    assert.deepEqual(await answer(arn, { a: 1 }), { got: { a: 1 }, deadline: true });
    assert.deepEqual(threw(await call(arn, { fail: true })), ["Own.Error", "by choice"]);
    assert.equal(await answer(arn, { stranger: true }), 400, "another's request is not answered");
    assert.deepEqual(await call(arn, { odd: true }), { kind: "returned", payload: undefined });
  });

  test("may be a command of the operator", async () => {
    writeFileSync(join(folder, "own client.mjs"), customRuntime);
    const target = `cmd ${process.execPath} "own client.mjs"`;
    const own = functionsWith({ mappings: { commanded: { target, folder, environment: {} } } });
    try {
      assert.deepEqual(await answer(arnOf("commanded"), { b: 2 }, {}, own), { got: { b: 2 }, deadline: true });
      assert.deepEqual(await own.find(arnOf("commanded")), {
        arn: arnOf("commanded"),
        kind: "command",
        detail: target,
      });
    } finally {
      await own.close();
    }
  });

  test("T-48 a web page cannot take its events", async () => {
    const found = node("address", "exports.handler = async () => process.env.AWS_LAMBDA_RUNTIME_API;");
    const address = (await answer(found)) as string;
    const url = `http://${address}/2018-06-01/runtime/invocation/next`;
    for (const headers of [{ origin: "http://evil.example" }, { "sec-fetch-site": "cross-site" }]) {
      assert.equal((await fetch(url, { headers })).status, 403);
    }
    assert.equal((await fetch(url.replace("127.0.0.1", "localhost"))).status, 403);
    assert.equal(await answer(found), address, "it still gets them");
  });
});

test("T-48 another user of the machine cannot take events", {
  skip: process.platform === "linux" && process.getuid?.() === 0 ? false : "needs the rights to be another user",
}, async () => {
  const arn = node("private", "exports.handler = async () => process.env.AWS_LAMBDA_RUNTIME_API;");
  const url = `http://${await answer(arn)}/2018-06-01/runtime/invocation/next`;
  const take = `require("node:http").get(${JSON.stringify(url)}, (r) => process.exit(r.statusCode === 200 ? 0 : 4)).on("error", () => process.exit(3))`;
  const exitOf = async (user: { uid?: number; gid?: number }): Promise<number> => {
    const child = spawn(process.execPath, ["-e", take], { ...user, cwd: "/", env: {}, stdio: "ignore" });
    const timer = setTimeout(() => child.kill("SIGKILL"), 20_000);
    const [code] = (await once(child, "exit")) as [number];
    clearTimeout(timer);
    return code;
  };
  assert.equal(await exitOf({ uid: 65_534, gid: 65_534 }), 3);
  assert.equal(typeof (await answer(arn)), "string", "the function still gets them");
});
