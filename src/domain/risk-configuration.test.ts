import assert from "node:assert/strict";
import { test } from "node:test";
import type { SetRiskConfigurationRequest } from "../model/generated/types.js";
import { describeRiskConfiguration, requireThreatProtection, riskConfiguration } from "./risk-configuration.js";

const pool = { region: "eu-central-1", accountId: "123456789012" };
const set = (request: Partial<SetRiskConfigurationRequest>, strict = false) =>
  riskConfiguration(pool, { UserPoolId: "p", ...request }, strict);
const ranges = (range: string) => set({ RiskExceptionConfiguration: { SkippedIPRangeList: [range] } });
const notifying = { LowAction: { Notify: true, EventAction: "NO_ACTION" } } as const;
const from = (SourceArn: string, strict = false) =>
  set({ AccountTakeoverRiskConfiguration: { Actions: notifying, NotifyConfiguration: { SourceArn } } }, strict);

test("each part is kept as it was sent; ids alone remove", () => {
  const RiskExceptionConfiguration = { BlockedIPRangeList: ["10.10.10.10/32"] };
  assert.deepEqual(set({ RiskExceptionConfiguration }), { RiskExceptionConfiguration });
  assert.deepEqual(set({ RiskExceptionConfiguration: {} }), { RiskExceptionConfiguration: {} });
  assert.equal(set({}), undefined);
  assert.equal(set({ ClientId: "c" }), undefined);
});

for (const range of ["10.10.10.10/32", "0.0.0.0/0", "10.1.2.3/8", "2001:db8::/32", "::ffff:10.0.0.1/128"]) {
  test(`${range} is a range of addresses`, () => assert.ok(ranges(range)));
}
for (const range of [
  "",
  "10.0.0.0",
  "10.0.0.0/",
  "10.0.0.0/33",
  "10.0.0/8",
  "10.0.0.256/8",
  "10.0.0.0/8/8",
  "10.0.0.0/-1",
  "a/8",
  "::/129",
  "1::2::3/8",
  "::1%eth0/64",
  `${"1".repeat(60)}/8`,
]) {
  test(`"${range}" is no range of addresses`, () => {
    const fault = { name: "InvalidParameterException", message: "Incorrect CIDR format" };
    assert.throws(() => ranges(range), fault);
    assert.throws(() => set({ RiskExceptionConfiguration: { BlockedIPRangeList: [range] } }), fault);
  });
}

test("notices need an identity that may send for the pool", () => {
  for (const region of ["us-east-1", "us-west-2", "eu-west-1", "eu-central-1"]) {
    assert.ok(from(`arn:aws:ses:${region}:123456789012:identity/a@example.com`, true));
  }
  assert.throws(() => from("arn:aws:ses:sa-east-1:123456789012:identity/a@example.com"), {
    name: "InvalidParameterException",
    message: "Provided SourceArn must be in one of the following SES regions: eu-west-1, us-east-1, us-west-2.",
  });
  const foreign = "arn:aws:ses:us-east-1:999999999999:identity/a@example.com";
  assert.ok(from(foreign));
  assert.throws(() => from(foreign, true), {
    name: "InvalidEmailRoleAccessPolicyException",
    message: "Cognito is not allowed to use your email identity",
  });
  assert.throws(() => set({ AccountTakeoverRiskConfiguration: { Actions: notifying } }), {
    name: "InvalidParameterException",
    message: "NotifyConfiguration is required when Notify is true.",
  });
  const quiet = { HighAction: { Notify: false, EventAction: "BLOCK" } } as const;
  assert.ok(set({ AccountTakeoverRiskConfiguration: { Actions: quiet } }));
});

test("events that were left out are all events", () => {
  const document = { CompromisedCredentialsRiskConfiguration: { Actions: { EventAction: "BLOCK" } } } as const;
  const shown = describeRiskConfiguration({ UserPoolId: "p" }, { document, modifiedAt: 1500 });
  assert.deepEqual(shown, {
    UserPoolId: "p",
    CompromisedCredentialsRiskConfiguration: {
      EventFilter: ["SIGN_IN", "PASSWORD_CHANGE", "SIGN_UP"],
      Actions: { EventAction: "BLOCK" },
    },
    LastModifiedDate: 1.5,
  });
});

test("a pool without threat protection has no risk configuration", () => {
  requireThreatProtection({ settings: { UserPoolAddOns: { AdvancedSecurityMode: "AUDIT" } } });
  for (const settings of [{}, { UserPoolAddOns: { AdvancedSecurityMode: "OFF" } }] as const) {
    assert.throws(() => requireThreatProtection({ settings }), {
      name: "UserPoolAddOnNotEnabledException",
      message: "User pool add-on is not enabled.",
    });
  }
});
