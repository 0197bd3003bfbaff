import assert from "node:assert/strict";
import { test } from "node:test";
import { checkSoftwareTokensTaken, friendlyDeviceName, setUpProof } from "./software-token-setup.js";

test("a token is set up by an access token or a Session, not by both or neither", () => {
  assert.deepEqual(setUpProof({ AccessToken: "a" }), { by: "access-token", accessToken: "a" });
  assert.deepEqual(setUpProof({ Session: "s" }), { by: "session", session: "s" });
  assert.throws(() => setUpProof({}), {
    name: "InvalidParameterException",
    message: "Either AccessToken or Session is required.",
  });
  assert.throws(() => setUpProof({ AccessToken: "a", Session: "s" }), {
    name: "InvalidParameterException",
    message: "AccessToken and Session cannot be used together.",
  });
});

test("a device has a name of 128 characters at most, or none", () => {
  assert.equal(friendlyDeviceName({}), undefined);
  assert.equal(friendlyDeviceName({ FriendlyDeviceName: "" }), undefined);
  assert.equal(friendlyDeviceName({ FriendlyDeviceName: "\u0001".repeat(128) }), "\u0001".repeat(128));
  assert.throws(() => friendlyDeviceName({ FriendlyDeviceName: "x".repeat(129) }), {
    name: "InvalidParameterException",
    message:
      "1 validation error detected: Value at 'friendlyDeviceName' failed to satisfy constraint: Member must have length less than or equal to 128",
  });
});

test("only a pool that has software tokens switched on takes them", () => {
  checkSoftwareTokensTaken({ mfa: { configuration: "ON", softwareToken: { Enabled: true } } });
  checkSoftwareTokensTaken({ mfa: { configuration: "OPTIONAL", softwareToken: { Enabled: true } } });
  for (const mfa of [
    { configuration: "OFF", softwareToken: { Enabled: true } },
    { configuration: "ON", softwareToken: { Enabled: false } },
    { configuration: "ON", sms: {} },
  ] as const) {
    assert.throws(() => checkSoftwareTokensTaken({ mfa }), {
      name: "SoftwareTokenMFANotFoundException",
      message: "Software Token MFA has not been enabled by the userPool",
    });
  }
});
