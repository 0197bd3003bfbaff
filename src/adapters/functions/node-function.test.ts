/** Functions of Node in real processes: what they are told, and how each way of ending is reported. */
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { answer, arnOf, call, deploy, folder, functionsWith, isGone, node, threw } from "../../../test/functions.js";

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
    const own = functionsWith({ modules: offered });
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
    const first = (await answer(restless)) as number;
    assert.ok(await isGone(first));
    assert.notEqual(await answer(restless), first);
  });
});
