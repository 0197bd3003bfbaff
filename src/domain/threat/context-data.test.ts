import assert from "node:assert/strict";
import { test } from "node:test";
import { adminOrigin, userOrigin } from "./context-data.js";

const connection = { ipAddress: "192.0.2.1", userAgent: "connection" };
const pool = (AdvancedSecurityMode?: "AUDIT" | "ENFORCED" | "OFF") => ({
  id: "us-east-1_pool",
  settings: AdvancedSecurityMode === undefined ? {} : { UserPoolAddOns: { AdvancedSecurityMode } },
});
const client = (trusted: boolean) => ({ settings: { EnablePropagateAdditionalUserContextData: trusted } });
const encode = (payload: unknown) =>
  Buffer.from(JSON.stringify({ payload: JSON.stringify(payload), signature: "x", version: "JS20171115" })).toString(
    "base64",
  );
const contextData = {
  UserAgent: "Firefox",
  DeviceId: "device-1",
  DeviceLanguage: "en",
  DeviceFingerprint: "print",
  DevicePlatform: "Linux",
  ClientTimezone: "-07:00",
};

test("the address of a public call counts for a trusted client of a protected pool only", () => {
  const data = { IpAddress: "198.51.100.9" };
  const table: [Parameters<typeof pool>[0], boolean, string][] = [
    ["AUDIT", true, "198.51.100.9"],
    ["ENFORCED", true, "198.51.100.9"],
    ["OFF", true, "192.0.2.1"],
    [undefined, true, "192.0.2.1"],
    ["ENFORCED", false, "192.0.2.1"],
  ];
  for (const [mode, trusted, expected] of table) {
    assert.equal(userOrigin(connection, { pool: pool(mode), client: client(trusted) }, data).ipAddress, expected);
  }
});

test("what Cognito's libraries encode is read", () => {
  const data = { EncodedData: encode({ contextData, userPoolId: "us-east-1_pool", username: "ann" }) };
  assert.deepEqual(userOrigin(connection, { pool: pool(), client: client(false) }, data), {
    ipAddress: "192.0.2.1",
    userAgent: "Firefox",
    context: { timezone: "-07:00", device: "device-1" },
  });
});

test("what cannot be read is as if it had not been sent", () => {
  const bad = [
    "%%%",
    Buffer.from("[]").toString("base64"),
    Buffer.from('{"payload":"nope"}').toString("base64"),
    encode({ contextData, userPoolId: "us-east-1_other" }),
    encode({ contextData: { UserAgent: 7, ClientTimezone: "soon", DeviceId: null } }),
    encode({ contextData: "text" }),
    "A".repeat(20_000),
  ];
  for (const EncodedData of bad) {
    assert.deepEqual(userOrigin(connection, { pool: pool(), client: client(false) }, { EncodedData }), connection);
  }
  assert.deepEqual(
    userOrigin(connection, { pool: pool("AUDIT"), client: client(true) }, { IpAddress: "x" }),
    connection,
  );
});

test("an administrator's call says where the user is", () => {
  const data = {
    IpAddress: "198.51.100.9",
    ServerName: "app.example.com",
    ServerPath: "/login",
    HttpHeaders: [{ headerName: "User-Agent", headerValue: "Browser" }],
  };
  assert.deepEqual(adminOrigin(connection, pool(), data), { ipAddress: "198.51.100.9", userAgent: "Browser" });
  const EncodedData = encode({ contextData });
  assert.deepEqual(adminOrigin(connection, pool(), { ...data, IpAddress: "nonsense", HttpHeaders: [], EncodedData }), {
    ipAddress: "192.0.2.1",
    userAgent: "Firefox",
    context: { timezone: "-07:00", device: "device-1" },
  });
});

test("control characters and prototypes are no way in", () => {
  const EncodedData = encode({ contextData: { UserAgent: "a\nb", __proto__: { DeviceId: "x" } } });
  assert.equal(userOrigin(connection, { pool: pool(), client: client(false) }, { EncodedData }).userAgent, "a b");
});
