import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { SerializationException } from "../../model/exceptions.js";
import { InternalErrorException, NotAuthorizedException } from "../../model/generated/exceptions.js";
import { headerText, jsonError, jsonSuccess, jsonVersionOf, readJson, targetOf } from "./aws-json.js";
import type { RequestHead } from "./http.js";

const head = (headers: Record<string, string>): RequestHead => ({
  requestId: "r",
  method: "POST",
  path: "/",
  rawQuery: "",
  headers,
  remoteAddress: "",
  secure: false,
});

describe("reading", () => {
  for (const [type, version] of [
    ["application/x-amz-json-1.1", "1.1"],
    ["application/x-amz-json-1.0", "1.0"],
    ["Application/X-Amz-Json-1.1; charset=UTF-8", "1.1"],
    ["application/json", undefined],
    ["text/plain", undefined],
    ["text/plain;application/x-amz-json-1.1", undefined],
    ["application/x-www-form-urlencoded", undefined],
    ["application/x-amz-json-1.10", undefined],
  ] as const) {
    test(`content type ${type} is ${version ?? "another protocol"}`, () =>
      assert.equal(jsonVersionOf(head({ "content-type": type })), version));
  }

  test("the target is split at its last dot", () => {
    assert.deepEqual(targetOf(head({ "x-amz-target": "A.b.C" })), { prefix: "A.b", operation: "C" });
    assert.deepEqual(targetOf(head({ "x-amz-target": "nodot" })), { prefix: "", operation: "nodot" });
    assert.equal(targetOf(head({})), undefined);
  });

  test("an empty body is an empty input", () => assert.deepEqual(readJson(Buffer.alloc(0)), {}));

  for (const [what, body] of [
    ["no JSON", "{a"],
    ["a list", "[]"],
    ["null", "null"],
    ["a text", '"x"'],
    ["bytes that are no UTF-8", Buffer.from([0x7b, 0xff, 0x7d])],
    ["T-38 deep nesting", `{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`],
    ["nesting one too deep", `{"a":${"[".repeat(64)}${"]".repeat(64)}}`],
  ] as const) {
    test(`refuses ${what}`, () => assert.throws(() => readJson(Buffer.from(body as string)), SerializationException));
  }

  test("nesting at the limit and brackets in texts are read", () => {
    readJson(Buffer.from(`{"a":${"[".repeat(63)}${"]".repeat(63)}}`));
    assert.deepEqual(readJson(Buffer.from(JSON.stringify({ a: `"\\${"[{".repeat(100)}` }))), {
      a: `"\\${"[{".repeat(100)}`,
    });
  });

  test("T-45 the refusal of a broken body does not quote it", () => {
    assert.throws(
      () => readJson(Buffer.from('{"Password": SECRET-1}')),
      (error: Error) => !error.message.includes("SECRET"),
    );
  });

  test("T-36 a __proto__ member stays an own member and touches no prototype", () => {
    const input = readJson(Buffer.from('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'));
    assert.ok(Object.hasOwn(input, "__proto__"));
    assert.equal(({} as Record<string, unknown>)["polluted"], undefined);
  });

  test("R-10 any text is an object or a SerializationException", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.uint8Array()), (body) => {
        try {
          assert.equal(typeof readJson(Buffer.from(body as string)), "object");
        } catch (error) {
          assert.ok(error instanceof SerializationException);
        }
      }),
    );
  });
});

describe("writing", () => {
  test("a void operation answers no byte, an empty output an empty object", () => {
    assert.equal(jsonSuccess(undefined, true, "1.1", "X").body, "");
    assert.equal(jsonSuccess({}, false, "1.1", "X").body, "{}");
    assert.equal(jsonSuccess(undefined, false, "1.1", "X").body, "{}");
  });

  test("timestamps keep their milliseconds, absent members are left out", () => {
    assert.equal(jsonSuccess({ At: 1548097827.716, B: undefined }, false, "1.1", "X").body, '{"At":1548097827.716}');
  });

  test("the answer is in the version of the request", () => {
    assert.equal(jsonSuccess({}, false, "1.0", "X").headers["content-type"], "application/x-amz-json-1.0");
    assert.equal(
      jsonError(new NotAuthorizedException("m"), "1.0").headers["content-type"],
      "application/x-amz-json-1.0",
    );
  });

  test("an exception is in body and headers", () => {
    const response = jsonError(new NotAuthorizedException("Incorrect username or password."));
    assert.equal(response.status, 400);
    assert.equal(response.body, '{"__type":"NotAuthorizedException","message":"Incorrect username or password."}');
    assert.equal(response.headers["x-amzn-errortype"], "NotAuthorizedException:");
    assert.equal(response.headers["x-amzn-errormessage"], "Incorrect username or password.");
    assert.equal(jsonError(new InternalErrorException("x")).status, 500);
  });

  test("T-40 a message can neither break nor forge a header", () => {
    assert.equal(headerText("a\r\nSet-Cookie: x=1\u0000\u2028ü€"), "a  Set-Cookie: x=1  ü");
    assert.equal(headerText("x".repeat(5000)).length, 1024);
  });
});
