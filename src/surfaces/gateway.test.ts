import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { systemRandom } from "../adapters/crypto/random.js";
import { systemClock } from "../adapters/time/system-clock.js";
import type { LogFacts } from "../ports/logger.js";
import { createGateway, type Gateway, type GatewayOptions } from "./gateway.js";
import { healthRoutes } from "./health/health.js";
import { jsonError } from "./protocols/aws-json.js";
import { type ApiSurface, type HttpRequest, jsonResponse, type PathRoute } from "./protocols/http.js";

/** What a test sees of one request on a bare socket: exact bytes out, status line, headers and body back. */
interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** Sends the bytes as they are and reads until the server closes or an answer is complete. */
function raw(port: number, bytes: string | Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    let text = "";
    const finish = (): void => {
      socket.destroy();
      const [head = "", ...rest] = text.split("\r\n\r\n");
      const [line = "", ...lines] = head.split("\r\n");
      const headers = Object.fromEntries(
        lines.map((one) => [one.slice(0, one.indexOf(":")).toLowerCase(), one.slice(one.indexOf(":") + 2)]),
      );
      resolve({ status: Number(line.split(" ")[1]), headers, body: rest.join("\r\n\r\n") });
    };
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
      const end = text.indexOf("\r\n\r\n");
      const length = /content-length: (\d+)/i.exec(text)?.[1];
      if (end >= 0 && length !== undefined && text.length >= end + 4 + Number(length)) finish();
    });
    socket.on("close", finish);
    socket.on("error", (error) => (text === "" ? reject(error) : finish()));
    socket.write(bytes);
  });
}

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string | undefined>;
  readonly body?: string;
}

function send(port: number, { method = "POST", path = "/", headers = {}, body = "" }: Sent): Promise<Answer> {
  const all: Record<string, string | undefined> = {
    host: `127.0.0.1:${port}`,
    "content-length": String(body.length),
    ...headers,
  };
  const lines = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}\r\n`]));
  return raw(port, `${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n${body}`);
}

/** A surface whose operation tells the gateway how to receive it. */
function api(handle: (request: HttpRequest) => Promise<string>): ApiSurface {
  return {
    name: "example",
    targetPrefixes: ["Example"],
    signingNames: ["example"],
    actions: ["ExampleAction"],
    reception: (head) => ({
      browsers: head.headers["x-amz-target"] === "Example.Open" ? "any-origin" : "same-origin",
      maxBodyBytes: 1000,
    }),
    handle: async (request) => ({
      status: 200,
      headers: { "content-type": "text/plain" },
      body: await handle(request),
      operation: "Named",
    }),
    refuse: (_head, exception) => jsonError(exception),
  };
}

const route = (path: string, over: Partial<PathRoute> = {}): PathRoute => ({
  name: path,
  methods: ["GET"],
  browsers: "same-origin",
  match: (asked) => (asked === path ? {} : undefined),
  handle: async () => jsonResponse(200, { path }),
  ...over,
});

interface Running {
  readonly port: number;
  readonly gateway: Gateway;
  readonly log: { sentence: string; facts: LogFacts }[];
}

async function run(over: Partial<GatewayOptions> = {}): Promise<Running> {
  const log: Running["log"] = [];
  const note = (sentence: string, facts: LogFacts = {}): void => void log.push({ sentence, facts });
  const gateway = createGateway({
    logger: { debug: note, info: note, warn: note, error: note },
    clock: systemClock(),
    random: systemRandom(),
    mode: "development",
    apis: [api(async (request) => `${request.method} ${request.path}`)],
    paths: [],
    ...over,
  });
  const { port } = await gateway.listen(0, "127.0.0.1");
  return { port, gateway, log };
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const signedTarget = { "x-amz-target": "Example.Closed" };
const openTarget = { "x-amz-target": "Example.Open" };

describe("the way to a surface", () => {
  let running: Running;
  before(async () => {
    const paths = [
      route("/key-set", {
        browsers: "any-origin",
        cacheable: true,
        handle: async () => ({ status: 200, headers: { "cache-control": "public, max-age=60" }, body: "{}" }),
      }),
      route("/page", {
        browsers: "navigation",
        handle: async () => ({
          status: 302,
          headers: { "set-cookie": ["a=1", "b=2"], "cache-control": "public", location: "/x" },
          body: "",
        }),
      }),
      route("/own", { methods: ["GET", "POST"] }),
      route("/broken", { handle: async () => Promise.reject(new Error("SECRET-detail")) }),
      ...healthRoutes({ check: async () => {}, isDraining: () => false }),
    ];
    running = await run({ paths, allowHost: ["allowed.example"], publicUrl: "https://id.example.com/base" });
  });
  after(() => running.gateway.close());

  test("by target header", async () => {
    const { status, body, headers } = await send(running.port, { headers: openTarget });
    assert.deepEqual([status, body], [200, "POST /"]);
    assert.match(headers["x-amzn-requestid"]!, uuid);
    assert.equal(headers["x-poolhouse-mode"], "development");
    assert.equal(headers["cache-control"], "no-store");
    assert.equal(headers["x-content-type-options"], "nosniff");
  });

  test("by the service of the credential scope, whatever the path", async () => {
    const authorization =
      "AWS4-HMAC-SHA256 Credential=k/20261121/us-east-1/example/aws4_request, SignedHeaders=host, Signature=0";
    const { body } = await send(running.port, { method: "PUT", path: "/bucket/key", headers: { authorization } });
    assert.equal(body, "PUT /bucket/key");
  });

  test("by the Action of a form or of a query string", async () => {
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    assert.equal((await send(running.port, { headers, body: "Version=1&Action=ExampleAction" })).body, "POST /");
    assert.equal((await send(running.port, { method: "GET", path: "/?Action=ExampleAction" })).body, "GET /");
    assert.equal((await send(running.port, { headers, body: "Action=Other" })).status, 400);
  });

  test("an unknown service is a definite 400, never a 5xx", async () => {
    for (const headers of [{ "x-amz-target": "AmazonSSM.GetParameter" }, { "x-amz-target": "nodot" }, {}]) {
      const { status, body } = await send(running.port, { headers });
      assert.equal(status, 400);
      assert.equal(JSON.parse(body).__type, "UnknownOperationException");
    }
  });

  test("T-42 an unknown path, or one that only resembles a known one, is 404 and not stored", async () => {
    for (const path of [
      "/nothing",
      "/key-set/x.css",
      "/key-set/",
      "/key-set;x",
      "/%6bey-set",
      "//key-set",
      "/own/..;/",
    ]) {
      const { status, headers, body } = await send(running.port, { method: "GET", path });
      assert.equal(status, 404, path);
      assert.equal(headers["cache-control"], "no-store");
      assert.match(headers["x-amzn-requestid"]!, uuid);
      assert.equal(JSON.parse(body).__type, "NotFoundException");
    }
  });

  test("another method on a known path is 405 and names the right ones; HEAD goes with GET", async () => {
    const wrong = await send(running.port, { method: "DELETE", path: "/own" });
    assert.deepEqual([wrong.status, wrong.headers["allow"]], [405, "GET, POST"]);
    const url = `http://127.0.0.1:${running.port}/own`;
    assert.equal((await fetch(url, { method: "HEAD" })).status, 200);
  });

  test("T-42 only cacheable routes keep their caching; cookies arrive one by one", async () => {
    const keys = await send(running.port, { method: "GET", path: "/key-set" });
    assert.equal(keys.headers["cache-control"], "public, max-age=60");
    assert.equal(keys.headers["access-control-allow-origin"], "*");
    const page = await fetch(`http://127.0.0.1:${running.port}/page`, { redirect: "manual" });
    assert.equal(page.headers.get("cache-control"), "no-store");
    assert.deepEqual(page.headers.getSetCookie(), ["a=1", "b=2"]);
  });

  test("T-45 a failure says nothing but the request id, and the log does not have query strings", async () => {
    const { status, body, headers } = await send(running.port, { method: "GET", path: "/broken?code=SECRET-code" });
    assert.equal(status, 500);
    assert.ok(!body.includes("SECRET"));
    const failure = running.log.find(({ facts }) => facts.error !== undefined)!;
    assert.equal(failure.facts.requestId, headers["x-amzn-requestid"]);
    const { error: _error, ...rest } = failure.facts;
    assert.ok(!JSON.stringify([rest, running.log.filter(({ facts }) => !facts.error)]).includes("SECRET"));
  });

  test("each request is one line in the log", async () => {
    running.log.length = 0;
    const { headers } = await send(running.port, { headers: openTarget, body: "SECRET" });
    // The line follows the answer.
    for (let waited = 0; waited < 5_000 && running.log.length === 0; waited += 5) await sleep(5);
    await sleep(20);
    const [line, ...more] = running.log;
    assert.deepEqual(more, []);
    const { durationMs, ...facts } = line!.facts;
    assert.ok(durationMs! >= 0);
    assert.deepEqual(facts, {
      requestId: headers["x-amzn-requestid"],
      surface: "example",
      operation: "Named",
      status: 200,
      errorName: undefined,
      remoteAddress: "127.0.0.1",
    });
  });

  describe("T-41 hosts", () => {
    for (const host of ["evil.example", "127.0.0.1.evil.example", ""]) {
      test(`"${host}" is refused on every way in`, async () => {
        for (const sent of [
          { headers: openTarget },
          { headers: signedTarget },
          { method: "GET", path: "/own" },
          { method: "GET", path: "/key-set" },
          { method: "OPTIONS", headers: { origin: "http://a", "access-control-request-method": "POST" } },
        ]) {
          const { status, headers } = await send(running.port, { ...sent, headers: { ...sent.headers, host } });
          assert.equal(status, 421);
          assert.equal(headers["access-control-allow-origin"], undefined);
        }
      });
    }

    test("allowed names and the public URL are served; probes are served under any name", async () => {
      for (const host of ["allowed.example", "id.example.com:443"]) {
        assert.equal((await send(running.port, { headers: { ...openTarget, host } })).status, 200);
      }
      assert.equal(
        (await send(running.port, { method: "GET", path: "/health/live", headers: { host: "10.1.2.3" } })).status,
        200,
      );
    });

    test("a forwarded host changes nothing", async () => {
      const headers = {
        ...openTarget,
        host: "evil.example",
        "x-forwarded-host": "localhost",
        forwarded: "host=localhost",
      };
      assert.equal((await send(running.port, { headers })).status, 421);
    });

    test("a second host, in header or request target, is refused", async () => {
      const two = `POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\nContent-Length: 0\r\n\r\n`;
      assert.equal((await raw(running.port, two)).status, 400);
      const absolute = `GET http://evil.example/own HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`;
      assert.equal((await raw(running.port, absolute)).status, 400);
    });

    for (const name of ["x-amz-target", "authorization", "origin", "content-type"]) {
      test(`a second ${name} is refused`, async () => {
        const twice = `POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n${name}: a\r\n${name}: b\r\nContent-Length: 0\r\n\r\n`;
        assert.equal((await raw(running.port, twice)).status, 400);
      });
    }
  });

  describe("T-43 browsers", () => {
    const own = () => `http://127.0.0.1:${running.port}`;

    test("unsigned operations answer every page, without credentials", async () => {
      for (const origin of ["https://app.example", "null", "http://localhost:3000"]) {
        const { status, headers } = await send(running.port, {
          headers: { ...openTarget, origin, "sec-fetch-site": "cross-site" },
        });
        assert.equal(status, 200);
        assert.equal(headers["access-control-allow-origin"], "*");
        assert.equal(
          headers["access-control-expose-headers"],
          "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date",
        );
        assert.equal(headers["access-control-allow-credentials"], undefined);
      }
      assert.equal(
        (await send(running.port, { headers: openTarget })).headers["access-control-allow-origin"],
        undefined,
      );
    });

    const foreign: Record<string, string>[] = [
      { origin: "https://app.example" },
      { origin: "null" },
      { origin: "http://localhost:3000" },
      { origin: "http://127.0.0.1" },
      { origin: "http://127.0.0.1.evil.example" },
      { origin: "" },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
    ];
    for (const page of foreign) {
      test(`signed operations, companions and own routes refuse ${JSON.stringify(page)}`, async () => {
        const form = { "content-type": "application/x-www-form-urlencoded" };
        for (const sent of [
          { headers: signedTarget },
          { headers: form, body: "Action=ExampleAction" },
          { method: "GET", path: "/?Action=ExampleAction" },
          { method: "GET", path: "/own" },
          { path: "/own" },
        ] as Sent[]) {
          const { status, headers } = await send(running.port, { ...sent, headers: { ...sent.headers, ...page } });
          assert.equal(status, 403);
          assert.equal(headers["access-control-allow-origin"], undefined);
        }
      });
    }

    test("pages of this server may call them, and other programs too", async () => {
      for (const page of [
        { origin: own(), "sec-fetch-site": "same-origin" },
        { "sec-fetch-site": "none" },
        {},
        { origin: "https://id.example.com" },
      ]) {
        const { status, headers } = await send(running.port, { headers: { ...signedTarget, ...page } });
        assert.equal(status, 200);
        assert.equal(headers["access-control-allow-origin"], undefined);
      }
    });

    test("links may lead to pages from anywhere", async () => {
      const headers = { "sec-fetch-site": "cross-site" };
      assert.equal((await send(running.port, { method: "GET", path: "/page", headers })).status, 302);
    });

    test("the preflight allows what unsigned SDK calls send, and nothing of a signature", async () => {
      const headers = { origin: "https://app.example", "access-control-request-method": "POST" };
      const answer = await send(running.port, { method: "OPTIONS", headers });
      assert.equal(answer.status, 200);
      assert.equal(answer.headers["access-control-allow-origin"], "*");
      assert.equal(answer.headers["access-control-allow-methods"], "POST");
      const allowed = answer.headers["access-control-allow-headers"]!.split(",");
      for (const name of [
        "content-type",
        "x-amz-target",
        "x-amz-user-agent",
        "amz-sdk-request",
        "amz-sdk-invocation-id",
      ]) {
        assert.ok(allowed.includes(name), name);
      }
      for (const name of ["*", "authorization", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256"]) {
        assert.ok(!allowed.includes(name), name);
      }
    });

    test("the preflight of a closed route is refused, of an open one allowed", async () => {
      const ask = (path: string) =>
        send(running.port, {
          method: "OPTIONS",
          path,
          headers: { origin: "https://a.example", "access-control-request-method": "GET" },
        });
      const closed = await ask("/own");
      assert.deepEqual([closed.status, closed.headers["access-control-allow-origin"]], [403, undefined]);
      const open = await ask("/key-set");
      assert.deepEqual([open.status, open.headers["access-control-allow-origin"]], [200, "*"]);
      assert.equal((await ask("/nothing")).status, 404);
    });
  });
});

describe("T-37 limits", () => {
  test("a body beyond the surface's limit is 413, declared or not, and the connection stays readable", async (t) => {
    const { port, gateway } = await run();
    t.after(() => gateway.close({ deadlineMs: 100 }));
    const declared = await send(port, { headers: openTarget, body: "x".repeat(1001) });
    assert.equal(declared.status, 413);
    assert.equal(JSON.parse(declared.body).__type, "RequestEntityTooLargeException");
    assert.match(declared.headers["x-amzn-requestid"]!, uuid);
    const chunk = `3e8\r\n${"x".repeat(1000)}\r\n`;
    const chunked = `POST / HTTP/1.1\r\nHost: localhost\r\nx-amz-target: Example.Open\r\nTransfer-Encoding: chunked\r\n\r\n${chunk}${chunk}0\r\n\r\n`;
    assert.equal((await raw(port, chunked)).status, 413);
    assert.equal((await send(port, { headers: openTarget, body: "x".repeat(1000) })).status, 200);
  });

  test("who goes on sending after a refusal is cut off", async (t) => {
    const { port, gateway } = await run({ limits: { bodyBytes: 1000 } });
    t.after(() => gateway.close({ deadlineMs: 100 }));
    const socket = connect(port, "127.0.0.1");
    const closed = new Promise((resolve) => socket.once("close", resolve));
    socket.on("error", () => {});
    socket.write(
      "POST / HTTP/1.1\r\nHost: localhost\r\nx-amz-target: Example.Open\r\nContent-Length: 99999999\r\n\r\n",
    );
    const pump = setInterval(() => socket.write("x".repeat(10_000)), 5);
    await closed;
    clearInterval(pump);
  });

  test("headers too large or too many are 431", async (t) => {
    const { port, gateway } = await run({ limits: { headerBytes: 4096 } });
    t.after(() => gateway.close({ deadlineMs: 100 }));
    const large = await send(port, { headers: { ...openTarget, "x-large": "x".repeat(8000) } });
    assert.equal(large.status, 431);
    assert.match(large.headers["x-amzn-requestid"]!, uuid);
    const many = Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`x-${i}`, "1"]));
    assert.equal((await send(port, { headers: { ...openTarget, ...many } })).status, 431);
  });

  test("what is no HTTP is 400", async (t) => {
    const { port, gateway } = await run();
    t.after(() => gateway.close({ deadlineMs: 100 }));
    assert.equal((await raw(port, "hello\r\n\r\n")).status, 400);
    const smuggled =
      "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
    assert.equal((await raw(port, smuggled)).status, 400);
  });

  test("slow heads and slow bodies are 408", async (t) => {
    const { port, gateway } = await run({ limits: { headersTimeoutMs: 200, requestTimeoutMs: 300 } });
    t.after(() => gateway.close({ deadlineMs: 100 }));
    const head = await raw(port, "POST / HTTP/1.1\r\nHost: loc");
    assert.equal(head.status, 408);
    assert.match(head.headers["x-amzn-requestid"]!, uuid);
    const body = await raw(
      port,
      "POST / HTTP/1.1\r\nHost: localhost\r\nx-amz-target: Example.Open\r\nContent-Length: 10\r\n\r\nabc",
    );
    assert.equal(body.status, 408);
  });

  test("R-7 beyond the bound requests are refused at once with 503, probes are not, and it passes", async (t) => {
    let open: () => void = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const slow = api(async () => {
      await gate;
      return "done";
    });
    const paths = healthRoutes({ check: async () => {}, isDraining: () => false });
    const { port, gateway } = await run({ apis: [slow], paths, limits: { requestsInProgress: 2 } });
    t.after(() => gateway.close({ deadlineMs: 100 }));
    const late = connect(port, "127.0.0.1");
    t.after(() => late.destroy());
    late.write("POST / HTTP/1.1\r\nHost: localhost\r\nx-amz-target: Example.Open\r\nContent-Length: 3\r\n\r\na");
    await sleep(50);
    const lateAnswer = once(late, "data");
    const waiting = [send(port, { headers: openTarget }), send(port, { headers: openTarget })];
    await sleep(50);
    const refused = await send(port, { headers: openTarget });
    assert.deepEqual([refused.status, refused.headers["retry-after"]], [503, "1"]);
    assert.equal((await send(port, { method: "GET", path: "/health/live" })).status, 200);
    late.write("bc");
    assert.match(String((await lateAnswer)[0]), /^HTTP\/1\.1 503 /);
    open();
    assert.deepEqual(
      (await Promise.all(waiting)).map(({ body }) => body),
      ["done", "done"],
    );
    await sleep(20);
    assert.equal((await send(port, { headers: openTarget })).status, 200);
  });

  test("R-7 who sends slowly takes no place at work", async (t) => {
    const { port, gateway } = await run({ limits: { requestsInProgress: 1 } });
    t.after(() => gateway.close({ deadlineMs: 100 }));
    const slow = connect(port, "127.0.0.1");
    slow.on("error", () => {});
    slow.write("POST / HTTP/1.1\r\nHost: localhost\r\nx-amz-target: Example.Open\r\nContent-Length: 10\r\n\r\nabc");
    await sleep(50);
    assert.equal((await send(port, { headers: openTarget, body: "x" })).status, 200);
  });

  test("R-7 who sends large bodies slowly leaves room for small ones", async (t) => {
    const { port, gateway } = await run({ limits: { bufferedBytes: 800, uncountedBytes: 100 } });
    t.after(() => gateway.close({ deadlineMs: 100 }));
    const slow = connect(port, "127.0.0.1");
    slow.on("error", () => {});
    // All that counts is held by one, to the last byte.
    slow.write("POST / HTTP/1.1\r\nHost: localhost\r\nx-amz-target: Example.Open\r\nContent-Length: 901\r\n\r\n");
    slow.write("x".repeat(900));
    const statusOf = async (length: number) =>
      (await send(port, { headers: openTarget, body: "x".repeat(length) })).status;
    const becomes = async (status: number) => {
      for (let tries = 0; (await statusOf(101)) !== status; tries++) {
        assert.ok(tries < 200, `never ${status}`);
        await sleep(10);
      }
    };
    await becomes(503);
    assert.equal(await statusOf(100), 200);
    slow.destroy();
    await becomes(200);
    assert.equal(await statusOf(900), 200);
  });

  test("T-40 an answer whose header would break the line is a 500, and the server goes on", async (t) => {
    const bad = async () => ({ status: 302, headers: { location: "/a\r\nset-cookie: x=1" }, body: "" });
    const { port, gateway } = await run({ paths: [route("/bad", { handle: bad })] });
    t.after(() => gateway.close({ deadlineMs: 100 }));
    const { status, headers } = await send(port, { method: "GET", path: "/bad" });
    assert.deepEqual([status, headers["set-cookie"], headers["location"]], [500, undefined, undefined]);
    assert.equal((await send(port, { headers: openTarget })).status, 200);
  });

  test("the bytes of all bodies together are bounded, and given back", async (t) => {
    let open: () => void = () => {};
    let gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const slow = api(async () => {
      await gate;
      return "done";
    });
    const { port, gateway } = await run({ apis: [slow], limits: { bufferedBytes: 1500, uncountedBytes: 0 } });
    t.after(() => gateway.close({ deadlineMs: 100 }));
    const first = send(port, { headers: openTarget, body: "x".repeat(1000) });
    await sleep(50);
    assert.equal((await send(port, { headers: openTarget, body: "x".repeat(1000) })).status, 503);
    open();
    gate = Promise.resolve();
    await first;
    assert.equal((await send(port, { headers: openTarget, body: "x".repeat(1000) })).status, 200);
  });
});

describe("the end", () => {
  test("requests in progress are finished, new connections are not taken, idle ones do not hold it", async () => {
    let open: () => void = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const slow = api(async () => {
      await gate;
      return "done";
    });
    const { port, gateway } = await run({ apis: [slow] });
    const idle = connect(port, "127.0.0.1");
    idle.on("error", () => {});
    const waiting = send(port, { headers: openTarget });
    await sleep(50);
    const closing = gateway.close({ deadlineMs: 5000 });
    assert.equal(gateway.isDraining, true);
    await assert.rejects(send(port, { headers: openTarget }), { code: "ECONNREFUSED" });
    open();
    const { body, headers } = await waiting;
    assert.deepEqual([body, headers["connection"]], ["done", "close"]);
    const started = performance.now();
    await closing;
    assert.ok(performance.now() - started < 2000);
    await gateway.close();
  });

  test("what is left at the deadline is cut", async () => {
    const { port, gateway } = await run({ apis: [api(() => new Promise(() => {}))] });
    const waiting = send(port, { headers: openTarget });
    await sleep(50);
    await gateway.close({ deadlineMs: 100 });
    assert.ok(Number.isNaN((await waiting).status));
  });
});

test("the mode is shown as it is", async (t) => {
  const { port, gateway } = await run({ mode: "production" });
  t.after(() => gateway.close());
  assert.equal((await send(port, { method: "GET", path: "/x" })).headers["x-poolhouse-mode"], "production");
});

test("two surfaces may not claim one name", () => {
  assert.throws(() => createGatewayOf([api(async () => ""), api(async () => "")]), /Two surfaces claim Example/);
});

function createGatewayOf(apis: readonly ApiSurface[]): Gateway {
  const note = (): void => {};
  const logger = { debug: note, info: note, warn: note, error: note };
  return createGateway({ logger, clock: systemClock(), random: systemRandom(), mode: "development", apis, paths: [] });
}
