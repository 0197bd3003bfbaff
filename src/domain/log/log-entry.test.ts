/** The exported documents against the examples of the developer guide. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { AuthEvent } from "../auth-event.js";
import { authEventLine, failedMessageLine } from "./log-entry.js";

const event: AuthEvent = {
  eventId: "a1b2c3d4-5678-90ab-cdef-EXAMPLE11111",
  poolId: "us-west-2_EXAMPLE",
  sub: "a1b2c3d4-5678-90ab-cdef-EXAMPLE22222",
  type: "SignUp",
  response: "InProgress",
  challenges: [],
  clientId: "1example23456789",
  ipAddress: "192.0.2.1",
  userAgent: "",
  at: Date.UTC(2024, 6, 17, 17, 25, 55, 677),
  risk: { decision: "NoRisk", compromised: false, signals: [] },
  context: { city: "Seattle", country: "United States", timezone: "-07:00" },
};
const who = { userName: "test-user", requestId: "a1b2c3d4-5678-90ab-cdef-EXAMPLE33333" };

test("an event is the document of the developer guide, member by member and in its order", () => {
  const guide = `{"eventTimestamp":"1721237155677","eventSource":"USER_ACTIVITY","logLevel":"INFO","message":{"version":"1","eventId":"a1b2c3d4-5678-90ab-cdef-EXAMPLE11111","eventType":"SignUp","userSub":"a1b2c3d4-5678-90ab-cdef-EXAMPLE22222","userName":"test-user","userPoolId":"us-west-2_EXAMPLE","clientId":"1example23456789","creationDate":"Wed Jul 17 17:25:55 UTC 2024","eventResponse":"InProgress","riskLevel":"","riskDecision":"PASS","challenges":[],"deviceName":"Other, Other","ipAddress":"192.0.2.1","requestId":"a1b2c3d4-5678-90ab-cdef-EXAMPLE33333","idpName":"","compromisedCredentialDetected":"false","city":"Seattle","country":"United States","eventFeedbackValue":"","eventFeedbackDate":"","eventFeedbackProvider":"","hasContextData":"true"},"logSourceId":{"userPoolId":"us-west-2_EXAMPLE"}}`;
  assert.equal(authEventLine(event, who), guide);
});

test("risk, challenges and feedback are told as text", () => {
  const { message } = JSON.parse(
    authEventLine(
      {
        ...event,
        context: undefined,
        challenges: [{ name: "Password", response: "Success" }],
        risk: { decision: "AccountTakeover", level: "High", compromised: true, signals: ["new-device"] },
        feedback: { value: "Invalid", provider: "Admin", at: Date.UTC(2026, 0, 2, 3, 4, 5) },
      },
      who,
    ),
  ) as { message: Record<string, unknown> };
  assert.deepEqual(
    [message["riskLevel"], message["riskDecision"], message["compromisedCredentialDetected"], message["challenges"]],
    ["High", "ACCOUNT_TAKEOVER", "true", ["Password:Success"]],
  );
  assert.deepEqual(
    [message["eventFeedbackValue"], message["eventFeedbackProvider"], message["eventFeedbackDate"]],
    ["Invalid", "Admin", "Fri Jan 02 03:04:05 UTC 2026"],
  );
  assert.deepEqual([message["hasContextData"], message["city"]], ["false", ""]);
});

test("T-45 a failed message names its address as the API shows it, and nothing of what it says", () => {
  const message = { id: "m-1", userPoolId: "us-east-1_a", kind: "mfa", medium: "SMS", to: "+4712345678" } as const;
  assert.deepEqual(JSON.parse(failedMessageLine(message, { reason: "SNS 500", attempt: 2, isDead: false }, 5)), {
    eventTimestamp: "5",
    eventSource: "USER_NOTIFICATION",
    logLevel: "ERROR",
    message: {
      details:
        "SMS delivery failed: SNS 500. Destination +******5678, kind mfa, message m-1, attempt 2. It will be tried again.",
    },
    logSourceId: { userPoolId: "us-east-1_a" },
  });
  const mail = { ...message, medium: "EMAIL", to: "ann@example.com" } as const;
  const line = failedMessageLine(mail, { reason: "SMTP 550", attempt: 1, isDead: true }, 5);
  assert.match(line, /Email delivery failed: SMTP 550\. Destination a\*\*\*@e\*\*\*.* It will not be tried again\./);
  assert.ok(!line.includes("example.com"));
});
