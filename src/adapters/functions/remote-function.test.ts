/** Functions elsewhere, against small servers: the signature as AWS's own signer makes it, and every way of ending. */
import assert from "node:assert/strict";
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, test } from "node:test";
import { Sha256, SignatureV4 } from "../../../test/clients.js";
import { systemClock } from "../time/system-clock.js";
import { createFunctions, type FunctionsNeeds } from "./functions.js";

interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let server: Server;
let url: string;
let answer: (response: ServerResponse) => void;
const seen: Seen[] = [];
before(async () => {
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = "", url: path = "", headers } = request;
    seen.push({ method, path, headers, body: Buffer.concat(chunks).toString() });
    answer(response);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(() => {
  server.close();
  server.closeAllConnections();
});

const key = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI", sessionToken: "to/ken==" };
const arn = "arn:aws:lambda:eu-west-1:210987654321:function:greet:live";
const silent = () => {};

async function call(needs: Partial<FunctionsNeeds>, more: { asynchronous?: boolean; timeoutMs?: number } = {}) {
  const functions = createFunctions({
    deployed: { find: async () => undefined },
    mappings: {},
    endpoint: undefined,
    // Elsewhere is no code of this machine.
    allowsCode: false,
    region: "us-east-1",
    clock: systemClock(),
    events: { accept: async () => false, hold: async () => ({ drop: async () => {}, ended: async () => {} }) },
    currentRequest: () => undefined,
    logger: { debug: silent, info: silent, warn: silent, error: silent },
    searchPath: "/usr/bin",
    ownEndpoint: undefined,
    modules: undefined,
    ...needs,
  });
  try {
    const source = { principal: "cognito-idp.amazonaws.com", arn: "arn:pool", accountId: "1" } as const;
    return await functions.call({ arn, payload: { name: "Jäne" }, timeoutMs: 5000, source, requestId: "r-1", ...more });
  } finally {
    await functions.close();
  }
}

const writing =
  (status: number, body: string, headers: Record<string, string> = {}) =>
  (response: ServerResponse): void => {
    response.writeHead(status, headers);
    response.end(body);
  };

describe("a Lambda endpoint", () => {
  const endpoint = () => ({ endpoint: { url, key, region: "us-east-1" } });

  test("is asked by an Invoke that AWS's signer would have signed so", async () => {
    answer = writing(200, '{"name":"Jäne","ok":true}');
    assert.deepEqual(await call(endpoint()), { kind: "returned", payload: { name: "Jäne", ok: true } });
    const { method, path, headers, body } = seen.at(-1)!;
    assert.equal(method, "POST");
    assert.equal(path, `/2015-03-31/functions/${encodeURIComponent(arn)}/invocations`);
    assert.equal(body, '{"name":"Jäne"}');
    assert.equal(headers["x-amz-invocation-type"], "RequestResponse");
    const time = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(String(headers["x-amz-date"]));
    assert.ok(time);
    const scope = { service: "lambda", region: "eu-west-1" };
    const signer = new SignatureV4({ ...scope, credentials: key, sha256: Sha256, applyChecksum: false });
    const names = /SignedHeaders=([^,]+)/.exec(headers.authorization ?? "")?.[1]?.split(";") ?? [];
    assert.ok(
      ["host", "x-amz-date", "x-amz-invocation-type", "x-amz-security-token"].every((one) => names.includes(one)),
    );
    const covered = Object.fromEntries(names.map((name) => [name, String(headers[name])]));
    const { "x-amz-date": _, "x-amz-security-token": __, ...unsigned } = covered;
    const request = {
      method,
      protocol: "http:",
      hostname: new URL(url).host,
      path,
      query: {},
      headers: unsigned,
      body,
    };
    const [, year, month, day, hour, minute, second] = time.map(Number);
    const signingDate = new Date(Date.UTC(year!, month! - 1, day, hour, minute, second));
    const signableHeaders = new Set(names.filter((name) => name in unsigned));
    const signed = await signer.sign(request, { signingDate, signableHeaders, unsignableHeaders: new Set() });
    assert.equal(headers.authorization, signed.headers["authorization"]);
  });

  test("hands events over, and reports failures and refusals", async () => {
    answer = writing(202, "");
    assert.deepEqual(await call(endpoint(), { asynchronous: true }), { kind: "returned", payload: undefined });
    assert.equal(seen.at(-1)?.headers["x-amz-invocation-type"], "Event");
    answer = writing(200, '{"errorMessage":"not you","errorType":"Denied"}', { "x-amz-function-error": "Unhandled" });
    assert.deepEqual(await call(endpoint()), { kind: "threw", message: "not you", type: "Denied" });
    answer = writing(404, '{"Message":"Function not found"}', {
      "x-amzn-errortype": "ResourceNotFoundException:http://x",
    });
    const missing = await call(endpoint());
    assert.deepEqual(missing, {
      kind: "refused",
      reason: "ResourceNotFoundException",
      detail: "Lambda answered 404: Function not found",
    });
    answer = writing(502, "<html>");
    assert.equal(((await call(endpoint())) as { reason: string }).reason, "ServiceException");
    answer = writing(200, "not { json");
    assert.deepEqual(await call(endpoint()), { kind: "returned", payload: undefined });
    answer = () => {};
    assert.deepEqual(await call(endpoint(), { timeoutMs: 100 }), { kind: "timed-out" });
    const dead = { endpoint: { url: "http://127.0.0.1:9", key, region: "us-east-1" } };
    const unreachable = await call(dead);
    assert.equal(unreachable.kind === "refused" && unreachable.reason, "ServiceException");
  });
});

describe("an address of the operator", () => {
  const mapped = () => ({ mappings: { greet: { target: `${url}/greet?x=1`, folder: "/", environment: {} } } });

  test("gets the event and answers it", async () => {
    answer = writing(200, '{"response":{}}');
    assert.deepEqual(await call(mapped()), { kind: "returned", payload: { response: {} } });
    const { path, headers, body } = seen.at(-1)!;
    assert.deepEqual([path, body], ["/greet?x=1", '{"name":"Jäne"}']);
    assert.deepEqual(
      [headers["lambda-runtime-aws-request-id"], headers["lambda-runtime-invoked-function-arn"]],
      ["r-1", arn],
    );
    assert.equal(headers.authorization, undefined);
  });

  test("fails with an error document, as local emulators of Lambda do, or with a status", async () => {
    const document = '{"errorMessage":"no","errorType":"Denied","stackTrace":[]}';
    for (const status of [200, 500]) {
      answer = writing(status, document);
      assert.deepEqual(await call(mapped()), { kind: "threw", message: "no", type: "Denied" }, String(status));
    }
    answer = writing(503, "busy");
    assert.equal((await call(mapped())).kind, "refused");
  });

  test("T-21 is not followed elsewhere, and not read without end", async () => {
    const before = seen.length;
    answer = writing(302, "", { location: `${url}/elsewhere` });
    assert.equal((await call(mapped())).kind, "refused");
    assert.equal(seen.length, before + 1);
    answer = (response) => {
      response.writeHead(200);
      response.on("error", silent);
      const part = "x".repeat(1 << 20);
      for (let parts = 0; parts < 8; parts++) response.write(part);
      response.end();
    };
    const outcome = await call(mapped());
    assert.match(outcome.kind === "refused" ? outcome.detail : outcome.kind, /answered too much/);
  });
});
