import assert from "node:assert/strict";
import { test } from "node:test";
import type { AuthFlowType, ExplicitAuthFlowsType } from "../../model/generated/types.js";
import { type Door, flowOrThrow } from "./flow-gate.js";

const client = (...flows: ExplicitAuthFlowsType[]) => ({
  settings: flows.length === 0 ? {} : { ExplicitAuthFlows: flows },
});

const open: readonly [Door, AuthFlowType, ExplicitAuthFlowsType, string][] = [
  ["user", "USER_SRP_AUTH", "ALLOW_USER_SRP_AUTH", "srp"],
  ["admin", "USER_SRP_AUTH", "ALLOW_USER_SRP_AUTH", "srp"],
  ["user", "USER_PASSWORD_AUTH", "ALLOW_USER_PASSWORD_AUTH", "password"],
  ["admin", "ADMIN_USER_PASSWORD_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH", "password"],
  ["admin", "ADMIN_NO_SRP_AUTH", "ADMIN_NO_SRP_AUTH", "password"],
  ["user", "CUSTOM_AUTH", "ALLOW_CUSTOM_AUTH", "custom"],
  ["user", "USER_AUTH", "ALLOW_USER_AUTH", "choice"],
  ["user", "REFRESH_TOKEN_AUTH", "ALLOW_REFRESH_TOKEN_AUTH", "refresh"],
  ["admin", "REFRESH_TOKEN", "ALLOW_REFRESH_TOKEN_AUTH", "refresh"],
];
for (const [door, flow, needs, expected] of open) {
  test(`${flow} is open to the ${door}'s door with ${needs}`, () => {
    assert.equal(flowOrThrow(door, flow, client(needs)), expected);
  });
}

const closed: readonly [Door, AuthFlowType, string][] = [
  ["user", "USER_SRP_AUTH", "USER_SRP_AUTH is not enabled for the client."],
  ["user", "USER_PASSWORD_AUTH", "USER_PASSWORD_AUTH flow not enabled for this client"],
  ["admin", "ADMIN_USER_PASSWORD_AUTH", "Auth flow not enabled for this client"],
  ["admin", "ADMIN_NO_SRP_AUTH", "Auth flow not enabled for this client"],
  ["user", "CUSTOM_AUTH", "CUSTOM_AUTH is not enabled for the client."],
  ["user", "USER_AUTH", "USER_AUTH is not enabled for the client."],
  ["user", "REFRESH_TOKEN_AUTH", "REFRESH_TOKEN_AUTH is not enabled for the client."],
  ["user", "ADMIN_USER_PASSWORD_AUTH", "Initiate Auth method not supported"],
  ["user", "ADMIN_NO_SRP_AUTH", "Initiate Auth method not supported"],
  ["admin", "USER_PASSWORD_AUTH", "Initiate Auth method not supported"],
];
for (const [door, flow, message] of closed) {
  test(`${flow} is closed to the ${door}'s door of a client without it`, () => {
    assert.throws(() => flowOrThrow(door, flow, client("ALLOW_TOKEN_EXCHANGE_DELEGATION")), {
      name: "InvalidParameterException",
      message,
    });
  });
}

test("a client that lists nothing may use SRP, custom challenges and refresh", () => {
  assert.equal(flowOrThrow("user", "USER_SRP_AUTH", client()), "srp");
  assert.equal(flowOrThrow("user", "REFRESH_TOKEN_AUTH", client()), "refresh");
  assert.throws(() => flowOrThrow("user", "USER_PASSWORD_AUTH", client()), { name: "InvalidParameterException" });
});

test("T-13 a rotating client cannot refresh without rotating", () => {
  const rotating = { settings: { RefreshTokenRotation: { Feature: "ENABLED" as const } } };
  for (const flow of ["REFRESH_TOKEN_AUTH", "REFRESH_TOKEN"] as const) {
    assert.throws(() => flowOrThrow("user", flow, rotating), { name: "UnsupportedOperationException" });
  }
});
