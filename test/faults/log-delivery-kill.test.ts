/** Exported logs survive the server's death and the destination's: each event is told in the end. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { openLogReceiver, receiverKey } from "../delivery/log-receiver.js";
import { startServer, temporaryFolder } from "./server-process.js";
import { succeed } from "./wire.js";

const folder = temporaryFolder();
after(() => folder.remove());

const people = Array.from({ length: 25 }, (_, n) => `person-${n}`);

async function until(holds: () => boolean, what: string): Promise<void> {
  for (let waited = 0; waited < 30_000; waited += 50) {
    if (holds()) return;
    await sleep(50);
  }
  assert.fail(`never: ${what}`);
}

test("R-8 a killed server and a dead destination lose no line, and no sign-up waits for them", async (t) => {
  const receiver = await openLogReceiver();
  t.after(() => receiver.close());
  receiver.groups.add("any");
  receiver.status = 500;
  const args = ["--data", join(folder.path, "data"), "--logs-endpoint", receiver.url, "--log-level", "error"];
  const environment = {
    AWS_ACCESS_KEY_ID: receiverKey.accessKeyId,
    AWS_SECRET_ACCESS_KEY: receiverKey.secretAccessKey,
  };
  let server = await startServer(args, { environment });
  const { UserPool } = await succeed(server.url, "CreateUserPool", {
    PoolName: "logged",
    UserPoolTier: "PLUS",
    UserPoolAddOns: { AdvancedSecurityMode: "AUDIT" },
  });
  const UserPoolId = UserPool.Id;
  const { UserPoolClient } = await succeed(server.url, "CreateUserPoolClient", { UserPoolId, ClientName: "app" });
  const LogGroupArn = "arn:aws:logs:us-east-1:123456789012:log-group:any";
  await succeed(server.url, "SetLogDeliveryConfiguration", {
    UserPoolId,
    LogConfigurations: [
      { EventSource: "userAuthEvents", LogLevel: "INFO", CloudWatchLogsConfiguration: { LogGroupArn } },
    ],
  });
  for (const Username of people) {
    await succeed(server.url, "SignUp", {
      ClientId: UserPoolClient.ClientId,
      Username,
      Password: "Correct-Horse-1",
    });
  }
  await until(() => receiver.actions.length > 0, "an attempt");
  await server.kill();
  assert.deepEqual(receiver.lines, []);

  receiver.status = undefined;
  server = await startServer(args, { environment });
  const told = () => receiver.lines.map(({ log }) => String(log.message["userName"]));
  await until(() => new Set(told()).size === people.length, `${people.length} lines`);
  // The destination took none before, so none may come twice.
  assert.deepEqual(told(), people);
  assert.deepEqual(receiver.faults, []);
  assert.equal(await server.stop(), 0);
});
