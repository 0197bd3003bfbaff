import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createClientSideReader } from "./proxies.js";

describe("T-41 forwarded headers", () => {
  const read = createClientSideReader(["10.0.0.1", "192.168.0.0/16", "fd00::/8"]);
  const rows: readonly [string, string, Record<string, string>, string, boolean][] = [
    ["nobody forwards", "203.0.113.9", {}, "203.0.113.9", false],
    [
      "a stranger forwards",
      "203.0.113.9",
      { "x-forwarded-for": "1.1.1.1", "x-forwarded-proto": "https" },
      "203.0.113.9",
      false,
    ],
    ["a proxy forwards", "10.0.0.1", { "x-forwarded-for": "1.1.1.1", "x-forwarded-proto": "https" }, "1.1.1.1", true],
    ["the client lies before the proxy", "10.0.0.1", { "x-forwarded-for": "6.6.6.6, 1.1.1.1" }, "1.1.1.1", false],
    ["two proxies", "10.0.0.1", { "x-forwarded-for": "6.6.6.6, 1.1.1.1, 192.168.3.4" }, "1.1.1.1", false],
    ["only proxies", "10.0.0.1", { "x-forwarded-for": "192.168.3.4" }, "192.168.3.4", false],
    ["rubbish", "10.0.0.1", { "x-forwarded-for": "<script>" }, "10.0.0.1", false],
    ["rubbish behind a hop", "10.0.0.1", { "x-forwarded-for": "x, 192.168.3.4" }, "192.168.3.4", false],
    ["mapped peer", "::ffff:10.0.0.1", { "x-forwarded-for": "::ffff:1.1.1.1" }, "1.1.1.1", false],
    ["IPv6 proxy", "fd00::1", { "x-forwarded-for": "2001:db8::1" }, "2001:db8::1", false],
    ["the nearest scheme counts", "10.0.0.1", { "x-forwarded-proto": "https, http" }, "10.0.0.1", false],
  ];
  for (const [what, peer, headers, address, secure] of rows) {
    test(what, () => assert.deepEqual(read(peer, false, headers), { remoteAddress: address, secure }));
  }

  test("without trusted proxies nothing is believed", () => {
    const none = createClientSideReader([]);
    assert.deepEqual(none("127.0.0.1", true, { "x-forwarded-for": "1.1.1.1", "x-forwarded-proto": "http" }), {
      remoteAddress: "127.0.0.1",
      secure: true,
    });
  });
});
