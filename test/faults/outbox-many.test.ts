/**
 * Ten thousand mails, and a mail server that is killed again and again: each mail arrives, and a second time only where
 * SMTP itself cannot know better, because the connection broke between the mail and the answer to it.
 */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { repository, startTestWorld } from "../world.js";
import { runProgram, startServer, temporaryFolder } from "./server-process.js";

const folder = temporaryFolder();
const data = join(folder.path, "data");
const log = join(folder.path, "taken");

const total = 10_000;
/** After so many mails each, the mail server dies. */
const deaths = [400, 1_900, 3_500, 5_200, 7_000, 8_800];
/** How long it stays dead, ms. */
const absences = [300, 900, 50, 600, 1_200, 200];
/** Deaths between a mail and its answer; the others come whenever. */
const worst = new Set([1, 3, 5]);

const running = new Set<ChildProcess>();
after(() => {
  for (const child of running) child.kill("SIGKILL");
  folder.remove();
});

/** Starts the mail server, on the port of the one before it if there was one. */
async function startMailServer(port = 0): Promise<{
  readonly port: number;
  kill(how?: "SIGKILL" | "SIGUSR2"): Promise<void>;
}> {
  const child = spawn(process.execPath, [join(repository, "test", "faults", "mail-server.mjs"), String(port), log], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  running.add(child);
  const gone = once(child, "exit");
  const [said] = (await Promise.race([once(child.stdout!, "data"), gone])) as [Buffer | number | null];
  assert.ok(Buffer.isBuffer(said), `the mail server ended with ${said}`);
  return {
    port: Number(said.toString()),
    async kill(how = "SIGKILL") {
      child.kill(how);
      await gone;
      running.delete(child);
    },
  };
}

interface Line {
  readonly connection: string;
  /** A hyphen for the end of the connection. */
  readonly id: string;
}

/** What the mail server wrote down, in order. A line that it died over was never written whole. */
function lines(): Line[] {
  const text = existsSync(log) ? readFileSync(log, "utf8") : "";
  return text
    .slice(0, text.lastIndexOf("\n") + 1)
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [connection = "", id = ""] = line.split(" ");
      return { connection, id };
    });
}

const taken = (): Line[] => lines().filter(({ id }) => id !== "-");

/** Queues the mails in a store, as a server leaves them that has not got round to sending. */
async function queueMails(): Promise<string[]> {
  const world = await startTestWorld({ data });
  const { Id } = await world.pool({ PoolName: "many" });
  const ids = Array.from({ length: total }, (_, n) => `0many-${String(n).padStart(5, "0")}`);
  for (let from = 0; from < total; from += 500) {
    await world.world.store.transaction(async (tx) => {
      for (const id of ids.slice(from, from + 500)) {
        await tx.messages.insert({
          id,
          at: world.clock.now(),
          userPoolId: Id,
          username: id,
          kind: "sign-up",
          medium: "EMAIL",
          to: `${id}@example.com`,
          subject: "Your verification code",
          text: "Your verification code is 123456.",
          html: "Your verification code is 123456.",
          code: "123456",
          delivery: { state: "pending", attempts: 0 },
        });
      }
    });
  }
  await world.close();
  return ids;
}

test("R-8 10,000 mails and a mail server that dies six times: none is lost, none comes twice that was answered for", async (t) => {
  const ids = await queueMails();
  let mailServer = await startMailServer();
  const { port } = mailServer;
  const began = performance.now();
  const smtpUrl = `smtp://127.0.0.1:${port}?starttls=off`;
  const server = await startServer([
    "--data",
    data,
    "--smtp-url",
    smtpUrl,
    "--mail-from",
    "house@example.com",
    "--log-level",
    "error",
  ]);

  const until = async (holds: () => boolean, what: string) => {
    for (const end = performance.now() + 120_000; !holds(); await sleep(40)) {
      assert.ok(performance.now() < end, `never: ${what}\n${server.printed().slice(-2000)}`);
    }
  };
  for (const [at, count] of deaths.entries()) {
    await until(() => taken().length >= count, `${count} mails`);
    await mailServer.kill(worst.has(at) ? "SIGUSR2" : "SIGKILL");
    await sleep(absences[at]!);
    mailServer = await startMailServer(port);
  }
  await until(() => new Set(taken().map(({ id }) => id)).size === total, "the last mail");

  // Nothing waits and nothing was given up: what was taken is marked so.
  const told = async () => (await runProgram(["messages", "--endpoint", server.url])).printed.split("\n")[0];
  for (let looks = 0; looks < 40 && !(await told())?.startsWith("0 messages given up, 0 waiting"); looks += 1)
    await sleep(250);
  assert.equal(await told(), "0 messages given up, 0 waiting to be delivered.");
  const took = performance.now() - began;
  assert.equal(await server.stop(), 0);
  await mailServer.kill();

  const all = lines();
  const mails = all.filter(({ id }) => id !== "-");
  assert.deepEqual([...new Set(mails.map(({ id }) => id))].sort(), ids);
  const lastOn = new Map(all.map((line) => [line.connection, line]));
  const lastCopy = new Map(mails.map((line) => [line.id, line]));
  const twice = mails.filter((line) => lastCopy.get(line.id) !== line);
  // Whoever went on over the same connection, or ended it in order, had been told that the mail before was taken.
  assert.deepEqual(
    twice.filter((line) => lastOn.get(line.connection) !== line),
    [],
  );
  assert.equal(mails.length, total + twice.length);
  assert.ok(twice.length >= worst.size, "a mail that was taken and not answered for was not sent again");
  assert.ok(twice.length <= deaths.length * 5, `${twice.length} came twice: more than there were connections to break`);
  t.diagnostic(
    `${total} mails in ${Math.round(took / 1000)} s, ${twice.length} of them twice, ${deaths.length} deaths`,
  );
});
