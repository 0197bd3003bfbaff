import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { UnrecognizedClientException } from "../../model/exceptions.js";
import { MalformedQueryStringException, queryError, querySuccess, queryTree, readQuery } from "./aws-query.js";
import type { HttpRequest } from "./http.js";
import { escapeXml, xmlElement } from "./xml.js";

const form = (body: string, rawQuery = ""): HttpRequest => ({
  requestId: "r",
  method: "POST",
  path: "/",
  rawQuery,
  headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8" },
  remoteAddress: "",
  secure: false,
  body: Buffer.from(body),
});

describe("reading", () => {
  test("a form", () => {
    const call = readQuery(form("Action=GetX&Version=2011-06-15&A.B=1+2%2B%C3%BC&Empty="));
    assert.equal(call.action, "GetX");
    assert.equal(call.version, "2011-06-15");
    assert.deepEqual({ ...call.parameters }, { "A.B": "1 2+ü", Empty: "" });
  });

  test("a query string, as presigned calls have it", () => {
    assert.equal(readQuery(form("", "Action=GetX&X-Amz-Date=1")).action, "GetX");
  });

  for (const [what, body] of [
    ["a bad encoding", "Action=%zz"],
    ["T-18b the same name twice", "Action=A&Action=B"],
    ["more names than any call has", "a&".repeat(1) + Array.from({ length: 10_001 }, (_, i) => `p${i}=`).join("&")],
  ] as const) {
    test(`refuses ${what}`, () => assert.throws(() => readQuery(form(body)), MalformedQueryStringException));
  }

  test("refuses the same name in body and query string", () => {
    assert.throws(() => readQuery(form("Action=A", "Action=B")), MalformedQueryStringException);
  });

  test("dotted names spell lists and structures", () => {
    const tree = queryTree({
      "Tags.member.2.Key": "b",
      "Tags.member.10.Key": "c",
      "Tags.member.1.Key": "a",
      "Tags.member.1.Value": "1",
      "Options.Deep.X": "y",
      Plain: "p",
    });
    assert.deepEqual(JSON.parse(JSON.stringify(tree)), {
      Tags: [{ Key: "a", Value: "1" }, { Key: "b" }, { Key: "c" }],
      Options: { Deep: { X: "y" } },
      Plain: "p",
    });
  });

  for (const [what, parameters] of [
    ["a text that is also a structure", { A: "1", "A.B": "2" }],
    ["a structure that is also a text", { "A.B": "2", A: "1" }],
    ["a position that is none", { "A.member.x": "1" }],
    ["a name without end", { [Array(40).fill("a").join(".")]: "1" }],
  ] as const) {
    test(`refuses ${what}`, () =>
      assert.throws(() => queryTree(parameters as Record<string, string>), MalformedQueryStringException));
  }

  test("T-36 names like __proto__ are only names", () => {
    const tree = queryTree(readQuery(form("__proto__.polluted=1&constructor.prototype.polluted=1")).parameters);
    assert.deepEqual(Object.keys(tree), ["__proto__", "constructor"]);
    assert.equal(({} as Record<string, unknown>)["polluted"], undefined);
  });

  test("R-10 any form is read or refused by type", () => {
    fc.assert(
      fc.property(fc.string(), (body) => {
        try {
          queryTree(readQuery(form(body)).parameters);
        } catch (error) {
          assert.ok(error instanceof MalformedQueryStringException, String(error));
        }
      }),
    );
  });
});

describe("writing", () => {
  test("success has result and request id", () => {
    assert.equal(
      querySuccess("urn:n", "GetX", "id-1", { A: "1", List: ["x", "y"], None: undefined, Ok: true }).body,
      '<GetXResponse xmlns="urn:n"><GetXResult><A>1</A><List><member>x</member><member>y</member></List><Ok>true</Ok></GetXResult><ResponseMetadata><RequestId>id-1</RequestId></ResponseMetadata></GetXResponse>',
    );
  });

  test("an exception goes by its older name", () => {
    const response = queryError("urn:n", new UnrecognizedClientException(), "id-1");
    assert.equal(response.status, 403);
    assert.equal(
      response.body,
      '<ErrorResponse xmlns="urn:n"><Error><Type>Sender</Type><Code>InvalidClientTokenId</Code><Message>The security token included in the request is invalid.</Message></Error><RequestId>id-1</RequestId></ErrorResponse>',
    );
  });

  test("T-40 text never becomes markup, and what XML cannot carry is replaced", () => {
    assert.equal(escapeXml(`<a b="c">&'\r\n`), "&lt;a b=&quot;c&quot;&gt;&amp;&apos;&#xD;\n");
    assert.equal(escapeXml("\u0000\u001b\ufffe\ud800x😀"), "\ufffd\ufffd\ufffd\ufffdx😀");
    assert.equal(xmlElement("A", ""), "<A/>");
  });
});
