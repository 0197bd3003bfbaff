/** The inbox over HTTP, without a browser: one message by its id as it is sent, what is newer than another, and pages. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Message } from "../../src/domain/message.js";
import { AdminCreateUserCommand } from "../clients.js";
import { startTestWorld, type TestWorld } from "../world.js";
import { type MailSink, openMailSink } from "./mail-sink.js";

interface Shown extends Omit<Message, "at"> {
  readonly at: string;
  readonly headers?: readonly { readonly name: string; readonly value: string }[];
}

let sink: MailSink;
let world: TestWorld;
/** A server that has nobody to send by. */
let silent: TestWorld;
before(async () => {
  sink = await openMailSink();
  world = await startTestWorld({ smtpUrl: sink.url, mailFrom: "House <no-reply@house.example>" });
  silent = await startTestWorld();
});
after(async () => {
  await world.close();
  await silent.close();
  await sink.close();
});

const sms = { SmsConfiguration: { SnsCallerArn: "arn:aws:iam::123456789012:role/sms", ExternalId: "x" } };

/** Invites by mail or text message; answers the message. */
async function invited(on: TestWorld, Username: string, to: string, more = {}): Promise<Message> {
  const isMail = to.includes("@");
  const { Id } = await on.pool({ PoolName: "inbox", ...sms, ...more });
  await on.client.send(
    new AdminCreateUserCommand({
      UserPoolId: Id,
      Username,
      DesiredDeliveryMediums: [isMail ? "EMAIL" : "SMS"],
      UserAttributes: [{ Name: isMail ? "email" : "phone_number", Value: to }],
    }),
  );
  return on.lastMessage(to);
}

const get = async (on: TestWorld, path: string) => {
  const response = await fetch(`${on.url}/_poolhouse/${path}`);
  return { status: response.status, headers: response.headers, text: await response.text() };
};
const json = async <T>(on: TestWorld, path: string) => JSON.parse((await get(on, path)).text) as T;

test("a mail by its id: as it is listed, with the headers that were sent", async () => {
  const { id } = await invited(world, "Zoë", "zoe@example.com");
  for (let waited = 0; sink.mails.length === 0 && waited < 8_000; waited += 20) await sleep(20);
  const [mail] = sink.mails;
  const { messages } = await json<{ messages: Shown[] }>(world, "messages?to=zoe@example.com");
  const { headers = [], delivery: _, ...one } = await json<Shown>(world, `messages/${id}`);
  const { delivery: __, ...listed } = messages[0]!;
  assert.deepEqual(one, listed);
  assert.ok(one.html?.includes(one.temporaryPassword ?? "-"));
  assert.equal((await get(world, `messages/${id}/source`)).text, mail?.source);
  const head = mail?.source.slice(0, mail.source.indexOf("\r\n\r\n")).replace(/\r\n(?=[ \t])/g, "");
  assert.equal(headers.map(({ name, value }) => `${name}: ${value}`).join("\r\n"), head);
  assert.equal(headers.find(({ name }) => name === "From")?.value, "House <no-reply@house.example>");
});

test("with nobody to send it, a mail is shown as it would be sent, in the name of Cognito's own address", async () => {
  const { id } = await invited(silent, "anna", "anna@example.com");
  const { headers = [], delivery } = await json<Shown>(silent, `messages/${id}`);
  assert.equal(delivery, undefined);
  const sentAs = (wanted: string) => headers.find(({ name }) => name === wanted)?.value;
  assert.equal(sentAs("From"), "no-reply@verificationemail.com");
  assert.equal(sentAs("To"), "anna@example.com");
  assert.match(
    (await get(silent, `inbox/${id}`)).text,
    /As a mail server would get them\.[\s\S]*no-reply@verificationemail/,
  );
  const own = await invited(silent, "berta", "berta@example.com", {
    EmailConfiguration: {
      EmailSendingAccount: "DEVELOPER",
      SourceArn: "arn:aws:ses:us-east-1:123456789012:identity/shop@pool.example",
      From: "The Shop <shop@pool.example>",
      ReplyToEmailAddress: "help@pool.example",
    },
  });
  const shop = await json<Shown>(silent, `messages/${own.id}`);
  assert.deepEqual(
    shop.headers?.filter(({ name }) => /^(From|Reply-To)$/.test(name)).map(({ value }) => value),
    ["The Shop <shop@pool.example>", "help@pool.example"],
  );
});

test("a text message has no headers, no HTML and no source", async () => {
  const { id, text } = await invited(silent, "carl", "+4712345678");
  const shown = await json<Shown>(silent, `messages/${id}`);
  assert.deepEqual([shown.text, shown.medium, shown.headers, shown.html], [text, "SMS", undefined, undefined]);
  for (const part of ["html", "source"]) assert.equal((await get(silent, `messages/${id}/${part}`)).status, 404);
  const page = await get(silent, `inbox/${id}`);
  assert.equal(page.status, 200);
  assert.doesNotMatch(page.text, /<iframe|<h2>Headers/);
});

test("what is not there is said to be not there, whatever was asked for", async () => {
  for (const path of ["messages/none", "messages/none/html", "messages/none/source", "inbox/none"]) {
    assert.equal((await get(silent, path)).status, 404, path);
  }
  for (const path of ["messages/", "messages/a/b/c", "inbox/", "inbox/%2e%2e", `messages/${"a".repeat(200)}`]) {
    assert.equal((await get(silent, path)).status, 404, path);
  }
  assert.equal((await fetch(`${silent.url}/_poolhouse/inbox`, { method: "POST" })).status, 405);
});

test("after= leaves out what is known, and waits for what is newer", async () => {
  const { id } = await invited(silent, "dora", "dora@example.com");
  assert.deepEqual(await json(silent, `messages?after=${id}`), { messages: [] });
  const waiting = json<{ messages: Shown[] }>(silent, `messages?after=${id}&waitMs=20000`);
  await sleep(100);
  await invited(silent, "emil", "emil@example.com");
  assert.deepEqual(
    (await waiting).messages.map(({ to }) => to),
    ["emil@example.com"],
  );
});

test("markup in names, addresses and filters is shown, not obeyed", async () => {
  const hostile = `"><script>alert(1)</script>`;
  const message = await invited(silent, hostile, "fritz@example.com", {
    AdminCreateUserConfig: { InviteMessageTemplate: { EmailSubject: "{username}", EmailMessage: "{username} {####}" } },
  });
  const escaped = "&#34;&#62;&#60;script&#62;alert(1)&#60;/script&#62;";
  for (const path of [
    "inbox",
    `inbox/${message.id}`,
    `inbox?to=${encodeURIComponent(hostile)}`,
    `inbox?pool=${encodeURIComponent(hostile)}&before=${encodeURIComponent(hostile)}`,
    `inbox/${message.id}?to=${encodeURIComponent(hostile)}`,
  ]) {
    const { text } = await get(silent, path);
    assert.equal(text.split("<script>").length, 2, `${path}: one script, the page's own`);
    assert.doesNotMatch(text, /"><script>alert/);
    if (!path.includes("inbox/")) assert.ok(text.includes(escaped), path);
  }
  assert.ok((await get(silent, `inbox/${message.id}`)).text.includes(escaped));
});

test("a page that waits for messages does not hold up the end of the server", async () => {
  const ending = await startTestWorld();
  const waiting = fetch(`${ending.url}/_poolhouse/messages?waitMs=20000`);
  await sleep(200);
  const began = performance.now();
  await ending.close();
  assert.ok(performance.now() - began < 5_000, "the server waited for the page");
  assert.deepEqual(await (await waiting).json(), { messages: [] });
});
