/** Functions in real processes: what each runtime is told, how each way of ending is reported, and what never leaks. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, describe, test } from "node:test";
import { storedZip } from "../../../test/zip.js";
import type { DeployedFunction, EventSettings, FunctionCall, FunctionOutcome } from "../../ports/functions.js";
import type { LogFacts } from "../../ports/logger.js";
import { adjustableClock } from "../time/adjustable-clock.js";
import { systemClock } from "../time/system-clock.js";
import { createFunctions, type FunctionsNeeds } from "./functions.js";

const folder = mkdtempSync(join(tmpdir(), "poolhouse-handlers-"));
const searchPath = process.env["PATH"] ?? "/usr/bin:/bin";
const hasPython = searchPath.split(":").some((one) => existsSync(join(one, "python3")));
const arnOf = (name: string) => `arn:aws:lambda:us-east-1:123456789012:function:${name}`;

const deployed = new Map<string, DeployedFunction>();
const lines: LogFacts[] = [];
const warnings: LogFacts[] = [];
const silent = () => {};

function made(more: Partial<FunctionsNeeds> = {}) {
  return createFunctions({
    deployed: { find: async (named) => deployed.get(named.split(":").at(-1)!) },
    mappings: {},
    endpoint: undefined,
    allowsCode: true,
    region: "us-east-1",
    clock: systemClock(),
    eventClock: systemClock(),
    currentRequest: () => undefined,
    logger: {
      debug: silent,
      info: (sentence, facts) => void (sentence === "function" && lines.push(facts ?? {})),
      warn: (_, facts) => void warnings.push(facts ?? {}),
      error: silent,
    },
    searchPath,
    ownEndpoint: () => "http://127.0.0.1:9229",
    modules: undefined,
    ...more,
  });
}

const functions = made();
after(async () => {
  await functions.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Deploys code under a name of its own. */
function deploy(name: string, files: Readonly<Record<string, string>>, more: Partial<DeployedFunction> = {}): string {
  const zip = storedZip(files);
  deployed.set(name, {
    arn: arnOf(name),
    name,
    region: "eu-west-1",
    runtime: "nodejs20.x",
    handler: "index.handler",
    timeoutSeconds: 20,
    memoryMegabytes: 256,
    version: "$LATEST",
    revisionId: "1",
    codeSha256: `${name}-${more.revisionId ?? 1}`,
    environment: {},
    logGroup: `/aws/lambda/${name}`,
    reservedConcurrency: undefined,
    allows: () => true,
    code: async () => zip,
    ...more,
  });
  return arnOf(name);
}

let requests = 0;
function call(arn: string, payload: unknown = {}, more: Partial<FunctionCall> = {}, on = functions) {
  const source = { principal: "cognito-idp.amazonaws.com", arn: "arn:pool", accountId: "123456789012" } as const;
  return on.call({ arn, payload, timeoutMs: 15_000, source, requestId: `request-${++requests}`, ...more });
}

/** What the function answered; fails on any other end. */
async function answer(...given: Parameters<typeof call>): Promise<unknown> {
  const outcome = await call(...given);
  assert.equal(outcome.kind, "returned", JSON.stringify(outcome));
  return (outcome as { payload: unknown }).payload;
}

const threw = (outcome: FunctionOutcome): [string, string] => {
  assert.equal(outcome.kind, "threw", JSON.stringify(outcome));
  const { type, message } = outcome as { type: string; message: string };
  return [type, message];
};

/** A handler of Node under a name. */
const node = (name: string, code: string, more: Partial<DeployedFunction> = {}, file = "index.js") =>
  deploy(name, { [file]: code }, more);

describe("a Node function", () => {
  test("gets event and context, and answers by promise, callback, context or plain end", async () => {
    const told = (await answer(
      node(
        "told",
        `exports.handler = async (event, context) => ({ event, left: context.getRemainingTimeInMillis(),
          context: JSON.parse(JSON.stringify(context)) });`,
      ),
      { a: ["ä", null] },
      { requestId: "r-77" },
    )) as { event: unknown; left: number; context: Record<string, unknown> };
    assert.deepEqual(told.event, { a: ["ä", null] });
    assert.ok(told.left > 10_000 && told.left <= 20_000, String(told.left));
    assert.equal(told.context["awsRequestId"], "r-77");
    assert.equal(told.context["functionName"], "told");
    assert.equal(told.context["functionVersion"], "$LATEST");
    assert.equal(told.context["memoryLimitInMB"], "256");
    assert.equal(told.context["invokedFunctionArn"], arnOf("told"));

    const ways: Record<string, [string, unknown]> = {
      callback: ["exports.handler = (e, c, done) => { setTimeout(() => done(null, 'late'), 10); };", "late"],
      // The loop is not empty for as long as the interval lives.
      impatient: [
        "exports.handler = (e, c, done) => { c.callbackWaitsForEmptyEventLoop = false; setInterval(() => {}, 1e6); done(null, 1); };",
        1,
      ],
      succeed: ["exports.handler = (e, c) => { c.succeed({ by: 'context' }); };", { by: "context" }],
      nothing: ["exports.handler = () => {};", null],
      undefinedPromise: ["exports.handler = async () => {};", null],
    };
    for (const [name, [code, expected]] of Object.entries(ways)) {
      assert.deepEqual(await answer(node(name, code)), expected, name);
    }
  });

  test("is loaded as a module, from a folder, by a nested name", async () => {
    assert.equal(
      await answer(node("esm", "export const handler = async () => import.meta.url.length > 0;", {}, "index.mjs")),
      true,
    );
    const typed = {
      "package.json": '{"type":"module"}',
      "src/app.js": "export default { on: { start: () => Promise.resolve(5) } };",
    };
    assert.equal(await answer(deploy("nested", typed, { handler: "src/app.on.start" })), 5);
  });

  test("may import what the operator offers, after its own", async () => {
    const offered = join(folder, "offered");
    for (const [name, text] of [
      ["sdk", "exports.name = 'offered';"],
      ["own", "exports.name = 'offered';"],
    ] as const) {
      mkdirSync(join(offered, "node_modules", name), { recursive: true });
      writeFileSync(join(offered, "node_modules", name, "index.js"), text);
    }
    const own = made({ modules: offered });
    const packaged = { "node_modules/own/index.js": "exports.name = 'its own';" };
    try {
      const common = "exports.handler = async () => [require('sdk').name, require('own').name];";
      assert.deepEqual(await answer(deploy("offer-cjs", { ...packaged, "index.js": common }), {}, {}, own), [
        "offered",
        "its own",
      ]);
      const modern =
        "import sdk from 'sdk'; import { name } from 'own'; export const handler = async () => [sdk.name, name];";
      const arn = deploy("offer-esm", { ...packaged, "index.mjs": modern });
      assert.deepEqual(await answer(arn, {}, {}, own), ["offered", "its own"]);
      assert.equal(threw(await call(arn))[0], "Runtime.ImportModuleError", "nothing is offered unasked");
      const lost = deploy("offer-lost", { "index.mjs": "import 'nowhere'; export const handler = 1;" });
      assert.match(threw(await call(lost, {}, {}, own))[1], /Cannot find package 'nowhere' imported from .*index\.mjs/);
    } finally {
      await own.close();
    }
  });

  test("throws in its own words", async () => {
    const ways: Record<string, [string, string, string]> = {
      error: ["exports.handler = async () => { throw new TypeError('No \"entry\"'); };", "TypeError", 'No "entry"'],
      sync: ["exports.handler = () => { throw new RangeError('far'); };", "RangeError", "far"],
      text: ["exports.handler = async () => { throw 'just text'; };", "string", "just text"],
      called: ["exports.handler = (e, c, done) => done(new Error('by callback'));", "Error", "by callback"],
      own: [
        "class Denied extends Error { constructor(m) { super(m); this.name = 'Denied'; } } exports.handler = async () => { throw new Denied('not you'); };",
        "Denied",
        "not you",
      ],
      circular: [
        "exports.handler = async () => { const a = {}; a.a = a; return a; };",
        "Error",
        "Unable to stringify response body",
      ],
      unhandled: [
        "exports.handler = (e, c, done) => { Promise.reject(new Error('lost')); setTimeout(done, 1000); };",
        "Runtime.UnhandledPromiseRejection",
        "Error: lost",
      ],
      uncaught: [
        "exports.handler = () => new Promise(() => setTimeout(() => { throw new Error('later'); }, 5));",
        "Error",
        "later",
      ],
    };
    for (const [name, [code, type, message]] of Object.entries(ways)) {
      const [foundType, foundMessage] = threw(await call(node(`throws-${name}`, code)));
      assert.equal(foundType, type, name);
      assert.ok(foundMessage.startsWith(message), foundMessage);
    }
  });

  test("that cannot be loaded says so as Lambda does", async () => {
    const ways: Record<string, [string, string, RegExp]> = {
      missing: [
        "require('not-there');",
        "Runtime.ImportModuleError",
        /^Error: Cannot find module 'not-there'\nRequire stack/,
      ],
      syntax: ["exports.handler = (;", "Runtime.UserCodeSyntaxError", /^SyntaxError: /],
      unexported: ["exports.other = 1;", "Runtime.HandlerNotFound", /^index\.handler is undefined or not exported$/],
      throwing: ["throw new Error('at the start');", "Error", /^at the start$/],
    };
    for (const [name, [code, type, message]] of Object.entries(ways)) {
      const found = threw(await call(node(`load-${name}`, code)));
      assert.equal(found[0], type);
      assert.match(found[1], message);
    }
    const found = threw(await call(node("load-file", "", { handler: "absent.handler" })));
    assert.deepEqual(found, ["Runtime.ImportModuleError", "Error: Cannot find module 'absent'"]);
  });

  test("that ends its process is reported and starts anew", async () => {
    const arn = node(
      "crash",
      "let calls = 0; exports.handler = async (e) => { if (e.exit !== undefined) process.exit(e.exit); if (e.kill) process.kill(process.pid, 'SIGSEGV'); return ++calls; };",
    );
    assert.equal(await answer(arn), 1);
    const exited = threw(await call(arn, { exit: 3 }, { requestId: "r-exit" }));
    assert.deepEqual(exited, [
      "Runtime.ExitError",
      "RequestId: r-exit Error: Runtime exited with error: exit status 3",
    ]);
    assert.equal(await answer(arn), 1, "a new process");
    assert.match(threw(await call(arn, { kill: true }))[1], /signal: SIGSEGV$/);
    assert.equal(await answer(arn), 1);
    // One that ends between two calls is nobody's failure.
    const restless = node(
      "restless",
      "exports.handler = async () => { setTimeout(() => process.exit(0), 5); return process.pid; };",
    );
    const first = await answer(restless);
    await new Promise((done) => setTimeout(done, 150));
    assert.notEqual(await answer(restless), first);
  });
});

describe("time", () => {
  test("T-46 a caller's patience ends the wait and the process that hangs", async () => {
    const arn = node("hangs", "exports.handler = async (e) => { if (e.hang) for (;;); return process.pid; };");
    const pid = (await answer(arn)) as number;
    const before = performance.now();
    assert.deepEqual(await call(arn, { hang: true }, { timeoutMs: 300 }), { kind: "timed-out" });
    assert.ok(performance.now() - before < 3000);
    await new Promise((done) => setTimeout(done, 100));
    assert.throws(() => process.kill(pid, 0), { code: "ESRCH" });
    assert.notEqual(await answer(arn), pid);
  });

  test("a function's own limit is its failure, as Lambda words it", async () => {
    const arn = node("slow", "exports.handler = () => new Promise((r) => setTimeout(r, 30000));", {
      timeoutSeconds: 0.3,
    });
    const found = threw(await call(arn, {}, { requestId: "r-slow" }));
    assert.deepEqual(found, ["Sandbox.Timedout", "RequestId: r-slow Error: Task timed out after 0.30 seconds"]);
  });

  test("a process that still starts is warm for the next try", async () => {
    const code =
      "const until = Date.now() + 700; while (Date.now() < until); exports.handler = async () => process.pid;";
    const arn = node("cold", code);
    assert.deepEqual(await call(arn, {}, { timeoutMs: 200 }), { kind: "timed-out" });
    assert.equal(typeof (await answer(arn)), "number");
    assert.equal(lines.filter(({ function: name }) => name === "cold").length, 0);
  });

  test("nobody waits for an asynchronous call", async () => {
    const file = join(folder, "told-later");
    const arn = node(
      "later",
      `exports.handler = async () => { await new Promise((r) => setTimeout(r, 400)); require('fs').writeFileSync(${JSON.stringify(file)}, 'x'); };`,
    );
    const outcome = await call(arn, {}, { asynchronous: true });
    assert.deepEqual(outcome, { kind: "returned", payload: undefined });
    assert.equal(existsSync(file), false, "it has the event, and works on");
    for (let left = 100; !existsSync(file) && left > 0; left--) await new Promise((done) => setTimeout(done, 50));
    assert.equal(existsSync(file), true);
  });
});

test("a process has one event at a time, is kept, and there are only a few", async () => {
  const arn = node(
    "busy",
    "let at = 0; exports.handler = async () => { if (++at > 1) throw new Error('two at once'); await new Promise((r) => setTimeout(r, 60)); at--; return process.pid; };",
  );
  const pids = await Promise.all(Array.from({ length: 12 }, () => answer(arn)));
  assert.ok(new Set(pids).size <= 4, `${new Set(pids).size} processes`);
  assert.ok(pids.includes((await answer(arn)) as number), "warm");
  const alone = node("alone", "exports.handler = async () => process.pid;", { reservedConcurrency: 1 });
  assert.equal(new Set(await Promise.all([1, 2, 3].map(() => answer(alone)))).size, 1);
  const stopped = await call(node("stopped", "", { reservedConcurrency: 0 }));
  assert.equal(stopped.kind === "refused" && stopped.reason, "TooManyRequestsException");
  const hanging = node("full", "exports.handler = () => new Promise((r) => setTimeout(r, 3000));");
  const calls = Array.from({ length: 5 }, () => call(hanging, {}, { timeoutMs: 1500 }));
  const kinds = (await Promise.all(calls)).map((one) => (one.kind === "refused" ? one.reason : one.kind)).sort();
  assert.equal(kinds.at(0), "TooManyRequestsException");
});

test("a new revision is run by new processes", async () => {
  const arn = node("revised", "exports.handler = async () => 'old';");
  assert.equal(await answer(arn), "old");
  node("revised", "exports.handler = async () => 'new';", { revisionId: "2" });
  assert.equal(await answer(arn), "new");
});

describe("T-48 the environment of a function", () => {
  const mine = {
    POOLHOUSE_MASTER_KEY: "SECRET-1",
    AWS_SECRET_ACCESS_KEY: "SECRET-2",
    NODE_OPTIONS: "--no-warnings",
    SECRET_X: "SECRET-3",
  };
  const tell = "exports.handler = async () => process.env;";

  test("is what it configures and what Lambda sets, nothing of the server's", async () => {
    const before = { ...process.env };
    Object.assign(process.env, mine);
    try {
      const arn = node("env", tell, { environment: { TABLE: "users", TZ: "Europe/Berlin", AWS_REGION: "no" } });
      const found = (await answer(arn)) as Record<string, string>;
      assert.ok(!JSON.stringify(found).includes("SECRET-"), JSON.stringify(found));
      const { TABLE, TZ, AWS_REGION, AWS_LAMBDA_FUNCTION_NAME, AWS_LAMBDA_LOG_GROUP_NAME, _HANDLER } = found;
      assert.deepEqual(
        [TABLE, TZ, AWS_REGION, AWS_LAMBDA_FUNCTION_NAME, AWS_LAMBDA_LOG_GROUP_NAME, _HANDLER],
        ["users", "Europe/Berlin", "eu-west-1", "env", "/aws/lambda/env", "index.handler"],
      );
      assert.equal(found["AWS_ENDPOINT_URL"], "http://127.0.0.1:9229");
      assert.equal(found["AWS_ACCESS_KEY_ID"], "local");
      assert.notEqual(found["HOME"], process.env["HOME"]);
      assert.deepEqual(
        Object.keys(found).filter(
          (name) => !/^(AWS_|LAMBDA_TASK_ROOT|_HANDLER|PATH|HOME|TMPDIR|LANG|TZ|TABLE|_X_AMZN)/.test(name),
        ),
        [],
      );
    } finally {
      for (const name of Object.keys(mine)) delete process.env[name];
      Object.assign(process.env, before);
    }
  });

  test("names no endpoint and no credentials outside development", async () => {
    const production = made({ ownEndpoint: undefined });
    try {
      const found = (await answer(node("env-production", tell), {}, {}, production)) as Record<string, string>;
      for (const name of ["AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])
        assert.equal(found[name], undefined);
    } finally {
      await production.close();
    }
  });

  test("lies in a folder for this user alone, and is removed", async () => {
    const own = made();
    const found = (await answer(node("place", tell), {}, {}, own)) as Record<string, string>;
    const root = resolve(found["LAMBDA_TASK_ROOT"] ?? "", "..");
    assert.equal(existsSync(root), true);
    await own.close();
    assert.equal(existsSync(root), false);
  });
});

describe("T-48 whether code may run", () => {
  const arn = node("judged", "exports.handler = async () => 1;");
  const refusedBy = async (more: Partial<FunctionsNeeds>, named = arn) => {
    const own = made(more);
    try {
      const outcome = await call(named, {}, {}, own);
      assert.equal(outcome.kind, "refused", JSON.stringify(outcome));
      return outcome as { reason: string; detail: string };
    } finally {
      await own.close();
    }
  };

  test("a deployed function needs a permission for who calls", async () => {
    node("forbidden", "exports.handler = async () => 1;", { allows: ({ arn: pool }) => pool === "arn:other" });
    const outcome = await call(arnOf("forbidden"));
    assert.equal(outcome.kind === "refused" && outcome.reason, "AccessDeniedException");
    const source = { principal: "cognito-idp.amazonaws.com", arn: "arn:other", accountId: "1" } as const;
    assert.equal(await answer(arnOf("forbidden"), {}, { source }), 1);
  });

  test("production runs no code unless it is allowed", async () => {
    assert.match((await refusedBy({ allowsCode: false })).detail, /--allow-functions/);
    const mappings = { own: { target: "cmd true", folder, environment: {} } };
    assert.equal((await refusedBy({ allowsCode: false, mappings }, "own")).reason, "AccessDeniedException");
  });

  test("what leads nowhere, and what nothing here runs, is refused by Lambda's names", async () => {
    assert.equal((await refusedBy({}, arnOf("nobody"))).reason, "ResourceNotFoundException");
    node("java", "", { runtime: "java21" });
    assert.equal((await refusedBy({}, arnOf("java"))).reason, "InvalidRuntimeException");
    node("broken", "", { code: async () => Buffer.from("no zip") });
    assert.match((await refusedBy({}, arnOf("broken"))).detail, /no zip/);
    const mappings = {
      own: { target: "./absent.js", folder, environment: {} },
      odd: { target: "./x.rb", folder, environment: {} },
    };
    assert.match((await refusedBy({ mappings }, "own")).detail, /absent\.js is not there/);
    assert.match((await refusedBy({ mappings }, "odd")).detail, /x\.rb is no file of/);
  });
});

describe("a Python function", { skip: hasPython ? false : "python3 is not installed" }, () => {
  const python = (name: string, code: string) =>
    deploy(
      name,
      { "app/main.py": code, "app/__init__.py": "" },
      { runtime: "python3.12", handler: "app/main.handler" },
    );

  test("gets event and context, and answers", async () => {
    const arn = python(
      "py",
      "import os\ncalls = 0\ndef handler(event, context):\n    global calls\n    calls += 1\n    print('seen', event['name'])\n    return {'name': event['name'], 'calls': calls, 'id': context.aws_request_id, 'left': context.get_remaining_time_in_millis() > 1000, 'fn': context.function_name, 'secret': os.environ.get('HOSTNAME')}\n",
    );
    const expected = { name: "Ünal", id: "r-py", left: true, fn: "py", secret: null };
    assert.deepEqual(await answer(arn, { name: "Ünal" }, { requestId: "r-py" }), { ...expected, calls: 1 });
    assert.deepEqual(await answer(arn, { name: "Ünal" }, { requestId: "r-py" }), { ...expected, calls: 2 });
    assert.ok(
      lines.some(
        ({ function: name, requestId, line }) => name === "py" && requestId === "r-py" && line === "seen Ünal",
      ),
    );
  });

  test("fails as Lambda's Python does", async () => {
    const ways: Record<string, [string, string, string]> = {
      raised: ["def handler(event, context):\n    raise ValueError('bad value')\n", "ValueError", "bad value"],
      missing: [
        "import not_there\n",
        "Runtime.ImportModuleError",
        "Unable to import module 'app/main': No module named 'not_there'",
      ],
      unexported: ["x = 1\n", "Runtime.HandlerNotFound", "Handler 'handler' missing on module 'app/main'"],
      syntax: ["def handler(:\n", "Runtime.UserCodeSyntaxError", "Syntax error in module 'app/main'"],
      unwritable: [
        "def handler(event, context):\n    return {1, 2}\n",
        "Runtime.MarshalError",
        "Unable to marshal response: Object of type set is not JSON serializable",
      ],
    };
    for (const [name, [code, type, message]] of Object.entries(ways)) {
      const found = threw(await call(python(`py-${name}`, code)));
      assert.equal(found[0], type);
      assert.ok(found[1].startsWith(message), found[1]);
    }
  });
});

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
    const own = made({ mappings: { commanded: { target, folder, environment: {} } } });
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

describe("local code", () => {
  const project = join(folder, "project");
  mkdirSync(project);
  const write = (name: string, text: string) => writeFileSync(join(project, name), text);
  let mappings = 0;
  async function local(target: string, run: (arn: string, own: ReturnType<typeof made>) => Promise<void>) {
    const name = `local-${++mappings}`;
    const own = made({ mappings: { [name]: { target, folder: project, environment: { SET: "by the operator" } } } });
    try {
      await run(arnOf(name), own);
    } finally {
      await own.close();
    }
  }

  test("is named by file and export, in every form of JavaScript", async () => {
    write(
      "common.cjs",
      "exports.handler = async () => ['common', process.env.SET, process.env.AWS_LAMBDA_FUNCTION_NAME];",
    );
    write("modern.mjs", "export const greet = async () => 'modern';\nexport default async () => 'default';");
    await local("./common.cjs", async (arn, own) =>
      assert.deepEqual(await answer(arn, {}, {}, own), ["common", "by the operator", arn.split(":").at(-1)]),
    );
    await local("./modern.mjs#greet", async (arn, own) => assert.equal(await answer(arn, {}, {}, own), "modern"));
    await local("./modern.mjs#default", async (arn, own) => assert.equal(await answer(arn, {}, {}, own), "default"));
  });

  test("is loaded again when a file beside it changed", async () => {
    write("part.cjs", "exports.word = 'one';");
    write("whole.cjs", "const { word } = require('./part.cjs'); exports.handler = async () => [word, process.pid];");
    await local("./whole.cjs", async (arn, own) => {
      const [word, pid] = (await answer(arn, {}, {}, own)) as [string, number];
      assert.equal(word, "one");
      assert.deepEqual(await answer(arn, {}, {}, own), ["one", pid], "warm");
      write("part.cjs", "exports.word = 'two';");
      utimesSync(join(project, "part.cjs"), 2_000_000_000, 2_000_000_000);
      assert.equal(((await answer(arn, {}, {}, own)) as [string])[0], "two");
    });
  });

  const typed =
    "import { word } from './word.js';\nexport const greet = async (event: { name: string }): Promise<string> => word + ' ' + event.name;";
  for (const loader of ["tsx", "esbuild"]) {
    test(`may be TypeScript, by ${loader} of its own project`, async () => {
      const place = join(folder, `with-${loader}`);
      mkdirSync(join(place, "node_modules"), { recursive: true });
      writeFileSync(join(place, "hello.ts"), typed);
      writeFileSync(join(place, "word.ts"), "export const word: string = 'hello';");
      symlinkSync(resolve("node_modules", loader), join(place, "node_modules", loader));
      await local(`${join(place, "hello.ts")}#greet`, async (arn, own) =>
        assert.equal(await answer(arn, { name: "Jane" }, { timeoutMs: 30_000 }, own), "hello Jane"),
      );
    });
  }

  test("that is TypeScript without anything to run it says what to do", {
    skip:
      (process.features as { typescript?: unknown }).typescript ||
      process.allowedNodeEnvironmentFlags.has("--experimental-strip-types")
        ? "this Node runs TypeScript"
        : false,
  }, async () => {
    write("alone.ts", typed);
    await local("./alone.ts#greet", async (arn, own) => {
      const outcome = await call(arn, {}, {}, own);
      assert.match(
        outcome.kind === "refused" ? outcome.detail : "",
        /install tsx or esbuild in the project of .*alone\.ts/,
      );
    });
  });

  test("may be Python", { skip: hasPython ? false : "python3 is not installed" }, async () => {
    write("words.py", "WORD = 'hej'\n");
    write("greet.py", "from words import WORD\ndef greet(event, context):\n    return [WORD, event]\n");
    await local("./greet.py#greet", async (arn, own) => assert.deepEqual(await answer(arn, 1, {}, own), ["hej", 1]));
  });
});

test("what a function writes is logged by line, with its name and request", async () => {
  const shown: string[] = [];
  const own = made({ show: (line) => void shown.push(line) });
  try {
    const arn = node(
      "chatty",
      "console.log('at start'); exports.handler = async (e) => { console.log('one\\ntwo'); console.error('three'); process.stdout.write('no end'); return 1; };",
    );
    await answer(arn, { secret: "SECRET-EVENT" }, { requestId: "r-chatty" }, own);
    const answered = await own.invoke({ named: arn, body: "{}", asynchronous: false, requestId: "r-second" });
    assert.equal(answered.kind === "returned" && answered.body, "1");
    assert.match(answered.kind === "refused" ? "" : answered.log, /^(no end)?one\ntwo\n(three\n|$)/m);
    const own1 = lines
      .filter(({ function: name, requestId }) => name === "chatty" && requestId === "r-chatty")
      .map(({ line }) => line);
    for (const line of ["at start", "one", "two", "three"]) assert.ok(own1.includes(line), `${line} in ${own1}`);
    assert.ok(!JSON.stringify(lines).includes("SECRET"));
    assert.ok(shown.includes("[chatty] two"));
  } finally {
    await own.close();
  }
});

describe("an event that nobody waits for", () => {
  const clock = adjustableClock();
  clock.freeze();
  const own = made({ eventClock: clock });
  after(() => own.close());
  const accepted = { kind: "returned", body: "", log: "" };
  const invoke = async (named: string, requestId: string) => {
    const { durationMs, ...rest } = {
      durationMs: 0,
      ...(await own.invoke({ named, body: "{}", asynchronous: true, requestId })),
    };
    return rest;
  };
  /** Fails as often as it is told to, and writes each attempt down. */
  const failing = (name: string, times: number, eventSettings?: EventSettings) => {
    const file = join(folder, `${name}.attempts`);
    writeFileSync(file, "");
    const code = `const fs = require('fs'); exports.handler = async (event, { awsRequestId }) => {
      fs.appendFileSync(${JSON.stringify(file)}, awsRequestId + '\\n');
      if (fs.readFileSync(${JSON.stringify(file)}, 'utf8').split('\\n').length - 1 <= ${times}) throw new Error('not yet');
    };`;
    const arn = node(name, code, eventSettings === undefined ? {} : { eventSettings });
    return { arn, attempts: () => readFileSync(file, "utf8").split("\n").filter(Boolean) };
  };
  const until = async (holds: () => boolean) => {
    for (let left = 200; !holds() && left > 0; left--) await new Promise((done) => setTimeout(done, 25));
    assert.ok(holds());
  };
  const reasonsOf = (requestId: string) =>
    warnings.filter((one) => one.requestId === requestId).map(({ reason, durationMs }) => durationMs ?? reason);

  test("is given twice more: a minute after the first failure, two minutes after the second", async () => {
    const { arn, attempts } = failing("twice-failing", 2);
    assert.deepEqual(await invoke(arn, "r-twice"), accepted);
    await until(() => reasonsOf("r-twice").length === 1);
    clock.advance(59_000);
    await new Promise((done) => setTimeout(done, 1200));
    assert.equal(attempts().length, 1, "a minute is not over yet");
    clock.advance(1_000);
    await until(() => reasonsOf("r-twice").length === 2);
    clock.advance(120_000);
    await until(() => attempts().length === 3);
    assert.deepEqual(attempts(), ["r-twice", "r-twice", "r-twice"]);
    assert.deepEqual(reasonsOf("r-twice"), [60_000, 120_000]);
  });

  test("is given up when that fails as well, or sooner where its owner says so", async () => {
    const settings = { maximumEventAgeSeconds: 21_600 };
    const never = failing("never-again", 9, { ...settings, maximumRetryAttempts: 0 });
    const once = failing("once-again", 9, { ...settings, maximumRetryAttempts: 1 });
    const old = failing("soon-old", 9, { maximumRetryAttempts: 2, maximumEventAgeSeconds: 60 });
    for (const [name, { arn }] of Object.entries({ never, once, old })) await invoke(arn, `r-${name}`);
    await until(() => reasonsOf("r-never").length === 1 && reasonsOf("r-once").length === 1);
    await until(() => reasonsOf("r-old").length === 1);
    clock.advance(61_000);
    await until(() => reasonsOf("r-once").length === 2 && reasonsOf("r-old").length === 2);
    assert.deepEqual(reasonsOf("r-never"), ["RetriesExhausted"]);
    assert.deepEqual(reasonsOf("r-once"), [60_000, "RetriesExhausted"]);
    assert.deepEqual(reasonsOf("r-old"), [60_000, "EventAgeExceeded"]);
  });

  test("waits while its function may not run, and is refused where it never can", async () => {
    const stopped = node("stopped-events", "exports.handler = async () => 1;", { reservedConcurrency: 0 });
    assert.deepEqual(await invoke(stopped, "r-stopped"), accepted);
    await until(() => reasonsOf("r-stopped").includes(1_000));
    const absent = await invoke(arnOf("not-at-all"), "r-absent");
    assert.equal(absent.kind === "refused" && absent.reason, "ResourceNotFoundException");
    const java = await invoke(node("java", "", { runtime: "java21" }), "r-java");
    assert.equal(java.kind === "refused" && java.reason, "InvalidRuntimeException");
  });

  test("that could not be handed over in time is not given after all", async () => {
    const file = join(folder, "never-given");
    const write = `require('fs').writeFileSync(${JSON.stringify(file)}, 'x');`;
    const wait = "const until = Date.now() + 600; while (Date.now() < until);";
    const cold = node("cold-events", `${wait} exports.handler = async () => { ${write} };`);
    const late = await call(cold, {}, { asynchronous: true, timeoutMs: 150 }, own);
    assert.deepEqual(late, { kind: "timed-out" });
    const busy = node(
      "busy-events",
      `exports.handler = async ({ first }) => { if (!first) ${write} await new Promise((r) => setTimeout(r, 600)); };`,
      { reservedConcurrency: 1 },
    );
    assert.equal((await call(busy, { first: true }, { asynchronous: true }, own)).kind, "returned");
    const refused = await call(busy, {}, { asynchronous: true, timeoutMs: 150 }, own);
    assert.equal(refused.kind === "refused" && refused.reason, "TooManyRequestsException");
    await new Promise((done) => setTimeout(done, 1500));
    assert.equal(existsSync(file), false);
  });

  test("that a function has taken over is given again by nobody else", async () => {
    const { arn, attempts } = failing("taken-over", 1);
    const outcome = await call(arn, {}, { asynchronous: true, requestId: "r-taken" }, own);
    assert.deepEqual(outcome, { kind: "returned", payload: undefined });
    await until(() => reasonsOf("r-taken").length === 1);
    clock.advance(60_000);
    await until(() => attempts().length === 2);
    assert.deepEqual([attempts(), reasonsOf("r-taken")], [["r-taken", "r-taken"], [60_000]]);
  });
});

test("what nobody is told is warned of: a late failure, and why a function could not be called", async () => {
  const arn = node("late-failure", "exports.handler = async () => { throw new Error('SECRET-in-a-message'); };");
  const requestId = "r-late";
  assert.equal((await call(arn, {}, { asynchronous: true, requestId })).kind, "returned");
  for (let left = 100; left > 0 && !warnings.some((one) => one.requestId === requestId); left--) {
    await new Promise((done) => setTimeout(done, 20));
  }
  const late = warnings.filter((one) => one.requestId === requestId);
  assert.deepEqual(late, [{ function: "late-failure", requestId, reason: "failed", durationMs: 60_000 }]);
  await call(arnOf("nobody-there"), {}, { requestId: "r-nobody" });
  assert.deepEqual(warnings.at(-1), {
    function: "nobody-there",
    requestId: "r-nobody",
    apiRequestId: undefined,
    reason: `Function not found: ${arnOf("nobody-there")}`,
  });
});

test("closing ends every process and removes every file", async () => {
  const own = made();
  const arn = node("closing", "exports.handler = async () => process.pid;");
  const pid = (await answer(arn, {}, {}, own)) as number;
  await own.close();
  await own.close();
  await new Promise((done) => setTimeout(done, 100));
  assert.throws(() => process.kill(pid, 0), { code: "ESRCH" });
});
