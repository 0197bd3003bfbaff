import assert from "node:assert/strict";
import { test } from "node:test";
import type { AppClientSettings } from "../app-client.js";
import { schemaAtCreation } from "../user-pool/schema.js";
import {
  accessTokenSeconds,
  authSessionSeconds,
  explicitAuthFlows,
  idTokenSeconds,
  isTokenRevocationEnabled,
  preventsUserExistenceErrors,
  readAttributes,
  refreshTokenRotation,
  refreshTokenSeconds,
  writeAttributes,
} from "./in-force.js";

const client = (settings: AppClientSettings = {}) => ({ settings });
const standard = ["ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"];

const flows: readonly [NonNullable<AppClientSettings["ExplicitAuthFlows"]> | undefined, string[]][] = [
  [undefined, standard],
  [[], standard],
  [["ALLOW_USER_PASSWORD_AUTH"], ["ALLOW_USER_PASSWORD_AUTH"]],
  [["ADMIN_NO_SRP_AUTH"], ["ALLOW_ADMIN_USER_PASSWORD_AUTH", ...standard]],
  [["USER_PASSWORD_AUTH"], [...standard, "ALLOW_USER_PASSWORD_AUTH"].sort()],
  [["CUSTOM_AUTH_FLOW_ONLY"], ["ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]],
];
for (const [sent, expected] of flows) {
  test(`flows in force for ${JSON.stringify(sent)}`, () => {
    assert.deepEqual([...explicitAuthFlows(client(sent && { ExplicitAuthFlows: sent }))].sort(), expected);
  });
}

test("tokens live an hour and thirty days unless the client says otherwise, each in its unit", () => {
  assert.equal(accessTokenSeconds(client()), 3_600);
  assert.equal(idTokenSeconds(client()), 3_600);
  assert.equal(refreshTokenSeconds(client()), 30 * 86_400);
  assert.equal(refreshTokenSeconds(client({ RefreshTokenValidity: 0 })), 30 * 86_400);
  const set = client({
    AccessTokenValidity: 10,
    IdTokenValidity: 2,
    RefreshTokenValidity: 90,
    TokenValidityUnits: { AccessToken: "minutes", RefreshToken: "minutes" },
  });
  assert.equal(accessTokenSeconds(set), 600);
  assert.equal(idTokenSeconds(set), 7_200);
  assert.equal(refreshTokenSeconds(set), 5_400);
});

test("the other defaults", () => {
  assert.equal(authSessionSeconds(client()), 180);
  assert.equal(preventsUserExistenceErrors(client()), false);
  assert.equal(preventsUserExistenceErrors(client({ PreventUserExistenceErrors: "ENABLED" })), true);
  assert.equal(isTokenRevocationEnabled(client()), true);
  assert.equal(isTokenRevocationEnabled(client({ EnableTokenRevocation: false })), false);
  assert.equal(refreshTokenRotation(client({ RefreshTokenRotation: { Feature: "DISABLED" } })), undefined);
  assert.deepEqual(
    refreshTokenRotation(client({ RefreshTokenRotation: { Feature: "ENABLED", RetryGracePeriodSeconds: 10 } })),
    { graceSeconds: 10 },
  );
});

test("a client that lists no attributes reads all and writes all that clients may write", () => {
  const schema = schemaAtCreation([
    { Name: "x", AttributeDataType: "String" },
    { Name: "y", AttributeDataType: "String", DeveloperOnlyAttribute: true },
  ]);
  const pool = { schema, hadIdentityProvider: true };
  const read = readAttributes(client({ ReadAttributes: [] }), pool);
  for (const name of ["sub", "email_verified", "custom:x", "dev:custom:y", "identities"]) assert.ok(read.has(name));
  const write = writeAttributes(client(), pool);
  assert.ok(write.has("email") && write.has("custom:x"));
  for (const name of ["sub", "email_verified", "phone_number_verified", "identities", "dev:custom:y"]) {
    assert.ok(!write.has(name), name);
  }
  assert.deepEqual([...writeAttributes(client({ WriteAttributes: ["email"] }), pool)], ["email"]);
});
