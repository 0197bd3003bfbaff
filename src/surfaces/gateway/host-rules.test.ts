import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createHostCheck, hostNameOf } from "./host-rules.js";

describe("T-41 the Host header", () => {
  const asked: string[] = [];
  const check = createHostCheck({
    publicUrl: "https://id.example.com:8443/base",
    allowHost: ["poolhouse", "*.test.example", "192.168.1.5:9229"],
    isKnownDomain: async (name) => {
      asked.push(name);
      return name === "auth.customer.example";
    },
  });

  for (const host of [
    "localhost",
    "localhost:9229",
    "LocalHost:1",
    "127.0.0.1:9229",
    "127.1.2.3",
    "[::1]:9229",
    "[::1]",
    "bucket.localhost:9229",
    "id.example.com",
    "id.example.com:8443",
    "poolhouse:9229",
    "a.test.example",
    "192.168.1.5",
    "auth.customer.example",
  ]) {
    test(`${host} is served`, async () => assert.equal(await check.allows(host), true));
  }

  for (const host of [
    undefined,
    "",
    "evil.example",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "evil.example@localhost",
    "localhost/evil",
    "localhost:9229:80",
    "localhost:port",
    "localhost.",
    "test.example",
    "xtest.example",
    "0.0.0.0",
    "[::]",
    "[::1",
    "::1",
    "2130706433",
    "user:pw@localhost",
    "loc alhost",
    "x".repeat(300),
  ]) {
    test(`${host} is not served`, async () => assert.equal(await check.allows(host), false));
  }

  test("registered domains are asked for last, and only for well-formed names", async () => {
    asked.length = 0;
    await check.allows("localhost");
    await check.allows("a/b");
    assert.deepEqual(asked, []);
    await check.allows("Auth.Customer.Example:443");
    assert.deepEqual(asked, ["auth.customer.example"]);
  });

  test("the name is without port and brackets", () => {
    assert.equal(hostNameOf("[FE80::1]:80"), "fe80::1");
    assert.equal(hostNameOf("A.b:80"), "a.b");
  });
});
