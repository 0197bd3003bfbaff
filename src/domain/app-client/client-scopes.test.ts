import assert from "node:assert/strict";
import { test } from "node:test";
import { clientTokenScopes } from "./client-scopes.js";

const client = { settings: { AllowedOAuthScopes: ["api/read", "api/write", "gone/read", "openid"] } };
const custom = new Set(["api/read", "api/write", "api/admin"]);

test("T-18g without a wish a client gets the custom scopes that it has and that still exist", () => {
  assert.deepEqual(clientTokenScopes(client, custom, undefined), ["api/read", "api/write"]);
  assert.deepEqual(clientTokenScopes(client, custom, []), ["api/read", "api/write"]);
});

test("T-18g asked for, each must be its own, custom and there", () => {
  assert.deepEqual(clientTokenScopes(client, custom, ["api/write", "api/write"]), ["api/write"]);
  for (const scope of ["api/admin", "gone/read", "openid", "aws.cognito.signin.user.admin", ""]) {
    assert.throws(() => clientTokenScopes(client, custom, ["api/read", scope]), {
      name: "InvalidParameterException",
      message: `Invalid scope requested: ${scope}`,
    });
  }
});

test("a client without custom scopes gets no token", () => {
  const refusal = { name: "InvalidParameterException", message: "The client has no custom scopes." };
  assert.throws(() => clientTokenScopes({ settings: {} }, custom, undefined), refusal);
  assert.throws(() => clientTokenScopes({ settings: { AllowedOAuthScopes: ["openid"] } }, custom, undefined), refusal);
});
