import assert from "node:assert/strict";
import { test } from "node:test";
import type { LogConfigurationType } from "../../model/generated/types.js";
import { checkLogDelivery, describeLogDelivery, destinationInForce } from "./log-delivery.js";

const pool = { region: "us-west-2", accountId: "123456789012", settings: {} };
const LogGroupArn = "arn:aws:logs:us-west-2:123456789012:log-group:any";
const notices: LogConfigurationType = {
  LogLevel: "ERROR",
  EventSource: "userNotification",
  CloudWatchLogsConfiguration: { LogGroupArn },
};
const events: LogConfigurationType = {
  LogLevel: "INFO",
  EventSource: "userAuthEvents",
  S3Configuration: { BucketArn: "arn:aws:s3:::any" },
};
const homeless = { LogLevel: "ERROR", EventSource: "userNotification" } as const;
const StreamArn = "arn:aws:firehose:us-west-2:123456789012:deliverystream/any";

test("each source has its level and its kinds of destination", () => {
  checkLogDelivery(pool, [notices, events], false);
  checkLogDelivery(pool, [{ ...events, S3Configuration: undefined, FirehoseConfiguration: { StreamArn } }], true);
  checkLogDelivery(pool, [{ ...events, CloudWatchLogsConfiguration: { LogGroupArn } }], true);
  checkLogDelivery(pool, [], true);
});

const start = "Request validation Failed.";
for (const [configurations, message, strict] of [
  [[homeless], `${start} Following event sources in request have no destination: [userNotification].`],
  [
    [{ ...homeless, CloudWatchLogsConfiguration: {} }],
    `${start} Following event sources in request have no destination: [userNotification].`,
  ],
  [[notices, notices], `${start} Following event sources appear more then once in a request: [userNotification].`],
  [
    [homeless, homeless],
    `${start} Following event sources in request have no destination: [userNotification]. Following event sources appear more then once in a request: [userNotification].`,
  ],
  [[{ ...notices, LogLevel: "INFO" }], `${start} Log level of event source userNotification must be ERROR.`],
  [[{ ...events, LogLevel: "ERROR" }], `${start} Log level of event source userAuthEvents must be INFO.`],
  [
    [{ ...notices, FirehoseConfiguration: { StreamArn } }],
    `${start} Event source userNotification can only be delivered to CloudWatch Logs.`,
  ],
  [
    [{ ...notices, CloudWatchLogsConfiguration: { LogGroupArn: LogGroupArn.replace("west", "east") } }],
    "ARN does not belong to current region",
  ],
  [
    [{ ...notices, CloudWatchLogsConfiguration: { LogGroupArn: LogGroupArn.replace("123", "999") } }],
    "ARN does not belong to current account",
    true,
  ],
] as const satisfies readonly (readonly [readonly LogConfigurationType[], string, true?])[]) {
  test(`log delivery is refused: ${message}`, () => {
    assert.throws(() => checkLogDelivery(pool, configurations, strict === true), {
      name: "InvalidParameterException",
      message,
    });
  });
}

for (const UserPoolTier of ["LITE", "ESSENTIALS"] as const) {
  test(`sign-ins are not logged in the plan ${UserPoolTier}, failed notices are`, () => {
    const inPlan = { ...pool, settings: { UserPoolTier } };
    checkLogDelivery(inPlan, [notices], false);
    assert.throws(() => checkLogDelivery(inPlan, [events], false), {
      name: "FeatureUnavailableInTierException",
      message: `The following feature is not available for the ${UserPoolTier} pricing tier configured: Log Streaming`,
    });
  });
}

test("the list is there also when it is empty", () => {
  assert.deepEqual(describeLogDelivery("p", undefined), { UserPoolId: "p", LogConfigurations: [] });
});

test("activity goes somewhere only while threat protection is on and the plan has it; errors of messages always", () => {
  const delivery = { configurations: [notices, events] };
  const place = { kind: "S3", arn: "arn:aws:s3:::any" };
  for (const [mode, tier, expected] of [
    ["AUDIT", undefined, place],
    ["ENFORCED", "PLUS", place],
    ["OFF", "PLUS", undefined],
    ["AUDIT", "ESSENTIALS", undefined],
  ] as const) {
    const settings = {
      UserPoolAddOns: { AdvancedSecurityMode: mode },
      ...(tier === undefined ? {} : { UserPoolTier: tier }),
    };
    assert.deepEqual(destinationInForce({ settings }, delivery, "userAuthEvents"), expected, `${mode} ${tier}`);
    assert.deepEqual(destinationInForce({ settings }, delivery, "userNotification"), {
      kind: "CloudWatchLogs",
      arn: LogGroupArn,
    });
  }
  assert.equal(destinationInForce({ settings: {} }, delivery, "userAuthEvents"), undefined);
  assert.equal(destinationInForce({ settings: {} }, undefined, "userNotification"), undefined);
});
