/** `poolhouse messages` against real servers, in development and in production: what it tells, what it does, who may. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { type MailSink, openMailSink } from "../../test/delivery/mail-sink.js";
import { startTestWorld, type TestWorld } from "../../test/world.js";
import type { Message } from "../domain/message.js";
import { runProgram } from "./program.js";

const folder = mkdtempSync(join(tmpdir(), "poolhouse-cli-messages-"));
after(() => rmSync(folder, { recursive: true, force: true }));

async function run(...words: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runProgram(words, {
    world: () => import("../world.js"),
    print: (line) => void out.push(line),
    complain: (line) => void err.push(line),
  });
  return { code, out: out.join("\n"), err: err.join("\n") };
}

async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let waited = 0; waited < 10_000; waited += 25) {
    if (await holds()) return;
    await sleep(25);
  }
  assert.fail(`never: ${what}`);
}

let written = 0;

/** Puts a message into the store as the outbox leaves it. */
async function put(world: TestWorld, userPoolId: string, members: Partial<Message>): Promise<string> {
  const id = `9test-${String(written++).padStart(5, "0")}`;
  await world.world.store.messages.insert({
    id,
    at: Date.UTC(2026, 10, 21, 9, 30),
    userPoolId,
    username: "secret-user",
    kind: "mfa",
    medium: "EMAIL",
    to: `someone-${id}@example.com`,
    subject: "SECRET-subject",
    text: "SECRET-text 123456",
    code: "123456",
    delivery: { state: "dead", attempts: 30, failure: "ECONNECTION" },
    ...members,
  });
  return id;
}

describe("at a development server", () => {
  let sink: MailSink;
  let world: TestWorld;
  let poolId: string;
  const messages = (...words: string[]) => run("messages", ...words, "--endpoint", world.url);

  before(async () => {
    sink = await openMailSink();
    world = await startTestWorld({ smtpUrl: sink.url, mailFrom: "house@example.com" });
    poolId = (await world.pool()).Id;
  });
  after(async () => {
    await world.close();
    await sink.close();
  });

  test("nothing to tell is told, and is a success", async () => {
    assert.deepEqual(await messages(), { code: 0, out: "0 messages given up, 0 waiting to be delivered.", err: "" });
  });

  test("what was given up is listed, sent again, and then it is gone from the list", async () => {
    const first = await put(world, poolId, {});
    const second = await put(world, poolId, {
      medium: "SMS",
      to: "+4712345678",
      delivery: { state: "dead", attempts: 1 },
    });
    const { code, out } = await messages();
    assert.equal(code, 1, "scripts notice");
    assert.deepEqual(out.split("\n").slice(0, 7), [
      "2 messages given up, 0 waiting to be delivered.",
      "",
      "Given up, newest first",
      `  ${second}`,
      `    2026-11-21T09:30:00Z  ${poolId}  mfa  SMS +******5678  1 attempt`,
      `  ${first}`,
      `    2026-11-21T09:30:00Z  ${poolId}  mfa  EMAIL s***@e***  30 attempts: ECONNECTION`,
    ]);
    assert.doesNotMatch(out, /SECRET|123456|secret-user|someone/);

    assert.deepEqual(await messages("--resend", first), { code: 0, out: `${first} will be sent again.`, err: "" });
    await until(() => sink.mails.some((mail) => mail.to.includes(`someone-${first}@example.com`)), "the mail");
    await until(async () => (await world.world.store.messages.get(first))?.delivery?.state === "sent", "the mark");
    const again = await messages("--resend", first);
    assert.deepEqual([again.code, again.err], [1, "ResourceNotFoundException: No such message was given up."]);
    assert.equal((await messages("--resend", "9nobodys")).code, 1);

    assert.deepEqual(await messages("--resend-dead", "--pool", "us-east-1_another"), {
      code: 0,
      out: "0 messages will be sent again.",
      err: "",
    });
    assert.equal((await messages("--resend-dead")).out, "1 message will be sent again.");
    // Nobody sends text messages here: it waits, and is not given up for that.
    await until(
      async () => (await messages()).out.startsWith("0 messages given up, 1 waiting"),
      "the text message waits",
    );
    assert.match((await messages()).out, /Waiting, next first\n {2}9test-\d+\n/);
  });

  test("more than one answer holds are all sent again, each once", async () => {
    const ids: string[] = [];
    for (let n = 0; n < 1203; n += 1) ids.push(await put(world, poolId, { to: `many-${n}@example.com` }));
    assert.match((await messages()).out, /^1203 messages given up/);
    assert.match((await messages()).out, /Given up, newest first \(50 of 1203\)/);
    assert.equal((await messages("--resend-dead", "--pool", poolId)).out, "1203 messages will be sent again.");
    const many = () => sink.mails.flatMap(({ to }) => to).filter((to) => to.startsWith("many-"));
    for (let waited = 0; many().length < ids.length && waited < 60_000; waited += 100) await sleep(100);
    assert.equal(new Set(many()).size, ids.length);
    assert.equal(many().length, ids.length);
  });

  test("what makes no sense is said, and so is a server that is not there", async () => {
    assert.equal((await messages("--resend", "a", "--resend-dead")).code, 2);
    const silent = await run("messages", "--endpoint", "http://127.0.0.1:9");
    assert.equal(silent.code, 1);
    assert.match(silent.err, /No Poolhouse server answers at http:\/\/127\.0\.0\.1:9/);
    assert.match((await messages("--pool", "a b")).err, /InvalidParameterException: UserPoolId must be/);
  });
});

describe("at a production server", () => {
  const keyOf = (accessKeyId: string) => ({ accessKeyId, secretAccessKey: randomBytes(30).toString("base64url") });
  const [root, reader, onePool, stranger, foreign] = ["ROOT", "READER", "ONEPOOL", "STRANGER", "FOREIGN"].map((name) =>
    keyOf(`AKID${name}`),
  ) as [Key, Key, Key, Key, Key];
  type Key = ReturnType<typeof keyOf>;
  let world: TestWorld;
  const own = "us-east-1_Own000001";
  const other = "us-east-1_Other0001";

  before(async () => {
    const masterKey = join(folder, "master.key");
    writeFileSync(masterKey, randomBytes(32).toString("hex"), { mode: 0o600 });
    world = await startTestWorld({
      mode: "production",
      publicUrl: "https://login.example.com",
      masterKey,
      data: join(folder, "data"),
      accessKeys: [
        { ...root, actions: ["*"], pools: ["*"] },
        { ...reader, actions: ["*"], pools: ["*"], readOnly: true },
        { ...onePool, actions: ["poolhouse:*"], pools: [own] },
        { ...stranger, actions: ["cognito-idp:*"], pools: ["*"] },
      ],
    });
    for (const userPoolId of [own, other]) {
      for (let n = 0; n < 2; n += 1) await put(world, userPoolId, {});
    }
  });
  after(() => world.close());

  async function as(key: Key, ...words: string[]) {
    const names = { POOLHOUSE_ACCESS_KEY_ID: key.accessKeyId, POOLHOUSE_SECRET_ACCESS_KEY: key.secretAccessKey };
    Object.assign(process.env, names);
    try {
      return await run("messages", ...words, "--endpoint", world.url, "--mode", "development");
    } finally {
      for (const name of Object.keys(names)) delete process.env[name];
    }
  }

  test("it tells no contents, no address and no name", async () => {
    const { out, err } = await as(root);
    assert.match(out, /^4 messages given up, 0 waiting/, err);
    assert.match(out, /s\*\*\*@e\*\*\*/);
    assert.doesNotMatch(out, /SECRET|123456|secret-user|someone/);
  });

  test("a key does what it may: read, in one pool, or nothing", async () => {
    assert.match((await as(reader)).out, /^4 messages given up/);
    assert.match((await as(reader, "--resend-dead")).err, /AccessDeniedException.*poolhouse:ResendMessages/);
    assert.match((await as(onePool)).err, /AccessDeniedException.*poolhouse:ListMessages on resource: \*/);
    assert.match((await as(onePool, "--pool", other)).err, /AccessDeniedException/);
    assert.match((await as(onePool, "--pool", own)).out, /^2 messages given up/);
    const foreignMessage = (await world.world.store.messages.newest({ userPoolId: other, limit: 1 }))[0]?.id ?? "";
    assert.match((await as(onePool, "--pool", own, "--resend", foreignMessage)).err, /ResourceNotFoundException/);
    assert.match((await as(stranger)).err, /AccessDeniedException/);
    assert.match((await as(foreign)).err, /UnrecognizedClientException/);
    assert.match((await as({ ...root, secretAccessKey: "guessed" })).err, /InvalidSignatureException/);
    assert.equal((await as(onePool, "--pool", own, "--resend-dead")).out, "2 messages will be sent again.");
    assert.deepEqual(await world.world.store.messages.undelivered(other), { pending: 0, dead: 2 });
  });

  test("without a signature nothing is told, whoever asks", async () => {
    for (const headers of [{}, { origin: "https://evil.example" }] as Record<string, string>[]) {
      const answer = await fetch(world.url, {
        method: "POST",
        headers: { ...headers, "content-type": "application/x-amz-json-1.1", "x-amz-target": "Poolhouse.ListMessages" },
        body: "{}",
      });
      assert.ok(answer.status === 400 || answer.status === 403, String(answer.status));
      assert.doesNotMatch(await answer.text(), /9test/);
    }
  });
});
