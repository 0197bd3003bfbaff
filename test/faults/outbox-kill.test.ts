/** Mail that waits survives the server's death and the mail server's: each is delivered in the end. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { type MailSink, openMailSink } from "../delivery/mail-sink.js";
import { startServer, temporaryFolder } from "./server-process.js";
import { succeed } from "./wire.js";

const folder = temporaryFolder();
after(() => folder.remove());

const people = Array.from({ length: 25 }, (_, n) => `person-${n}@example.com`);

async function until(holds: () => boolean, what: string): Promise<void> {
  for (let waited = 0; waited < 60_000; waited += 50) {
    if (holds()) return;
    await sleep(50);
  }
  assert.fail(`never: ${what}`);
}

const reached = (sink: MailSink) => new Set(sink.mails.flatMap((mail) => mail.to));

test("R-8 a killed server and a killed mail server lose no mail", async (t) => {
  const first = await openMailSink();
  const args = ["--data", join(folder.path, "data"), "--smtp-url", first.url, "--mail-from", "house@example.com"];
  first.refuseWith(451);
  let server = await startServer([...args, "--log-level", "error"]);
  const { UserPool } = await succeed(server.url, "CreateUserPool", {
    PoolName: "mailing",
    AutoVerifiedAttributes: ["email"],
  });
  const { UserPoolClient } = await succeed(server.url, "CreateUserPoolClient", {
    UserPoolId: UserPool.Id,
    ClientName: "app",
  });
  for (const email of people) {
    await succeed(server.url, "SignUp", {
      ClientId: UserPoolClient.ClientId,
      Username: email.replace("@", "."),
      Password: "Correct-Horse-1",
      UserAttributes: [{ Name: "email", Value: email }],
    });
  }
  assert.equal(first.mails.length, 0);
  await first.close();
  await server.kill();

  const second = await openMailSink(first.port);
  t.after(() => second.close());
  server = await startServer([...args, "--log-level", "error"]);
  await until(() => reached(second).size === people.length, `${people.length} mails`);
  assert.deepEqual([...reached(second)].sort(), [...people].sort());
  // The mail server took none before it died, so none may come twice.
  assert.equal(second.mails.length, people.length);
  assert.equal(await server.stop(), 0);
});
