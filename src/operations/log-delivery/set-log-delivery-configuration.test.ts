import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  GetLogDeliveryConfigurationCommand,
  type LogConfigurationType,
  SetLogDeliveryConfigurationCommand,
} from "../../../test/clients.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const notices: LogConfigurationType = {
  LogLevel: "ERROR",
  EventSource: "userNotification",
  CloudWatchLogsConfiguration: { LogGroupArn: "arn:aws:logs:us-east-1:123456789012:log-group:any" },
};
const events: LogConfigurationType = {
  LogLevel: "INFO",
  EventSource: "userAuthEvents",
  S3Configuration: { BucketArn: "arn:aws:s3:::any" },
};
const set = async (UserPoolId: string, LogConfigurations: object[]) =>
  (
    await world.client.send(
      new SetLogDeliveryConfigurationCommand({
        UserPoolId,
        LogConfigurations: LogConfigurations as LogConfigurationType[],
      }),
    )
  ).LogDeliveryConfiguration;
const get = async (UserPoolId: string) =>
  (await world.client.send(new GetLogDeliveryConfigurationCommand({ UserPoolId }))).LogDeliveryConfiguration;

test("each call replaces what the last one set, and an empty list removes it", async () => {
  const { Id } = await world.pool({ UserPoolTier: "PLUS" });
  const both = { UserPoolId: Id, LogConfigurations: [notices, events] };
  assert.deepEqual(await set(Id, [notices, events]), both);
  assert.deepEqual(await get(Id), both);
  await set(Id, [events]);
  assert.deepEqual(await get(Id), { UserPoolId: Id, LogConfigurations: [events] });
  assert.deepEqual(await set(Id, []), { UserPoolId: Id, LogConfigurations: [] });
  assert.deepEqual(await get(Id), { UserPoolId: Id, LogConfigurations: [] });
});

test("a refused request leaves everything as it was", async () => {
  const { Id } = await world.pool();
  await set(Id, [notices]);
  const name = "InvalidParameterException";
  await assert.rejects(set(Id, [notices, notices]), {
    name,
    message:
      "Request validation Failed. Following event sources appear more then once in a request: [userNotification].",
  });
  await assert.rejects(set(Id, [{ LogLevel: "ERROR", EventSource: "userNotification" }]), {
    name,
    message: "Request validation Failed. Following event sources in request have no destination: [userNotification].",
  });
  const LogGroupArn = "arn:aws:logs:eu-west-1:123456789012:log-group:any";
  await assert.rejects(set(Id, [{ ...notices, CloudWatchLogsConfiguration: { LogGroupArn } }]), {
    name,
    message: "ARN does not belong to current region",
  });
  await assert.rejects(set(Id, [notices, notices, notices]), {
    name,
    message: /at 'logConfigurations' failed to satisfy constraint: Member must have length less than or equal to 2$/,
  });
  await assert.rejects(set(Id, [{ ...notices, LogLevel: "DEBUG" }]), {
    name,
    message:
      "1 validation error detected: Value 'DEBUG' at 'logConfigurations.1.member.logLevel' failed to satisfy constraint: Member must satisfy enum value set: [ERROR, INFO]",
  });
  assert.deepEqual((await get(Id))?.LogConfigurations, [notices]);
});

test("sign-ins are logged in the Plus plan only", async () => {
  const { Id } = await world.pool({ UserPoolTier: "ESSENTIALS" });
  await assert.rejects(set(Id, [events]), {
    name: "FeatureUnavailableInTierException",
    message: "The following feature is not available for the ESSENTIALS pricing tier configured: Log Streaming",
  });
});

test("an unknown pool does not exist", async () => {
  await assert.rejects(set("us-east-1_unknown00", [notices]), {
    name: "ResourceNotFoundException",
    message: "User pool us-east-1_unknown00 does not exist.",
  });
});
