import assert from "node:assert/strict";
import { test } from "node:test";
import { describeResourceServer, resourceServer, scopesOf } from "./rules.js";

const base = { UserPoolId: "us-east-1_a", Identifier: "https://api", Name: "Api" };

test("scopes are named behind the identifier", () => {
  const server = resourceServer({ ...base, Scopes: [{ ScopeName: "read", ScopeDescription: "Reads" }] });
  assert.deepEqual(scopesOf(server), ["https://api/read"]);
  assert.deepEqual(describeResourceServer(server), {
    ...base,
    Scopes: [{ ScopeName: "read", ScopeDescription: "Reads" }],
  });
});

test("a server without scopes shows none", () => {
  assert.deepEqual(describeResourceServer(resourceServer(base)), base);
  assert.deepEqual(describeResourceServer(resourceServer({ ...base, Scopes: [] })), base);
});
