/** Mail leaves the house: by a real mail server, from whom the pool says, retried, by one node of many, and inert (T-40). */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { AdminCreateUserCommand, SignUpCommand } from "../clients.js";
import { startTestWorld, type TestWorld } from "../world.js";
import { headerOf, type MailSink, openMailSink, partsOf, type SunkMail } from "./mail-sink.js";

let sink: MailSink;
let world: TestWorld;
before(async () => {
  sink = await openMailSink();
  world = await startTestWorld({ smtpUrl: sink.url, mailFrom: "Example App <no-reply@house.example>" });
});
after(async () => {
  await world.close();
  await sink.close();
});

async function eventually<T>(look: () => T | undefined | Promise<T | undefined>, what: string): Promise<T> {
  for (let waited = 0; waited < 8_000; waited += 25) {
    const found = await look();
    if (found !== undefined) return found;
    await sleep(25);
  }
  throw new Error(`nothing came: ${what}`);
}

const mailTo = (to: string, from = sink): Promise<SunkMail> =>
  eventually(() => from.mails.find((mail) => mail.to.includes(to)), `mail to ${to}`);

async function signUp(poolId: string, email: string, on = world): Promise<void> {
  const { ClientId } = await on.appClient(poolId);
  await on.client.send(
    new SignUpCommand({
      ClientId,
      Username: email.replace("@", "."),
      Password: "Passw0rd!",
      UserAttributes: [{ Name: "email", Value: email }],
    }),
  );
}

const verifying = { AutoVerifiedAttributes: ["email" as const] };

test("a pool without an account of its own sends as the installation, with both texts and the code", async () => {
  const { Id } = await world.pool({
    ...verifying,
    EmailVerificationMessage: "<b>Zoë</b> says {####}",
    EmailVerificationSubject: "Grüße aus dem Haus",
  });
  await signUp(Id, "ann@example.com");
  const mail = await mailTo("ann@example.com");
  const { code } = await world.lastMessage("ann@example.com");
  assert.deepEqual([mail.from, mail.to], ["no-reply@house.example", ["ann@example.com"]]);
  assert.equal(headerOf(mail, "From"), "Example App <no-reply@house.example>");
  assert.equal(headerOf(mail, "To"), "ann@example.com");
  assert.equal(headerOf(mail, "Subject"), "Grüße aus dem Haus");
  assert.equal(headerOf(mail, "Reply-To"), undefined);
  assert.equal(headerOf(mail, "Auto-Submitted"), "auto-generated");
  const parts = partsOf(mail);
  assert.match(parts["text/html"] ?? "", new RegExp(`<b>Zoë</b> says ${code}`));
  assert.match(parts["text/plain"] ?? "", new RegExp(`Zoë says ${code}`));
  const delivered = await eventually(async () => {
    const { delivery, id } = await world.lastMessage("ann@example.com");
    return delivery?.state === "sent" ? { delivery, id } : undefined;
  }, "the mark of delivery");
  assert.deepEqual(delivered.delivery, { state: "sent", attempts: 1 });
  assert.equal(headerOf(mail, "Message-ID"), `<${delivered.id}@house.example>`);
});

for (const [spelling, shown, address] of [
  ["shop@pool.example", "shop@pool.example", "shop@pool.example"],
  ["The Shop <shop@pool.example>", "The Shop <shop@pool.example>", "shop@pool.example"],
  ['"Shop, Ltd. <x>" <shop@pool.example>', '"Shop, Ltd. <x>" <shop@pool.example>', "shop@pool.example"],
  [undefined, "owner@pool.example", "owner@pool.example"],
] as const) {
  test(`a pool with its own account keeps From and Reply-To: ${spelling ?? "from its identity"}`, async () => {
    const { Id } = await world.pool({
      ...verifying,
      EmailConfiguration: {
        EmailSendingAccount: "DEVELOPER",
        SourceArn: "arn:aws:ses:us-east-1:123456789012:identity/owner@pool.example",
        ReplyToEmailAddress: "help@pool.example",
        ...(spelling === undefined ? {} : { From: spelling }),
      },
    });
    const to = `bob-${Id.slice(-5).toLowerCase()}@example.com`;
    await signUp(Id, to);
    const mail = await mailTo(to);
    assert.equal(mail.from, address);
    assert.equal(headerOf(mail, "From"), shown);
    assert.equal(headerOf(mail, "Reply-To"), "help@pool.example");
  });
}

test("T-40 hostile names and passwords arrive as they are and do nothing", async () => {
  const { Id } = await world.pool({
    AdminCreateUserConfig: {
      InviteMessageTemplate: {
        EmailSubject: "For {username}",
        EmailMessage: "<p>{username}</p><p>{####}</p>",
        SMSMessage: "{username} {####}",
      },
    },
  });
  const name = `<img/src=x>&"'Bcc:evil@example.com`;
  const password = `Aa1<script>&"'{username}`;
  await world.client.send(
    new AdminCreateUserCommand({
      UserPoolId: Id,
      Username: name,
      TemporaryPassword: password,
      DesiredDeliveryMediums: ["EMAIL"],
      UserAttributes: [{ Name: "email", Value: "hostile@example.com" }],
    }),
  );
  const mail = await mailTo("hostile@example.com");
  assert.deepEqual(mail.to, ["hostile@example.com"]);
  assert.equal(headerOf(mail, "Bcc"), undefined);
  assert.equal(headerOf(mail, "Subject"), `For ${name}`);
  const { "text/html": html = "", "text/plain": text = "" } = partsOf(mail);
  assert.doesNotMatch(html, /<img|<script/);
  assert.ok(text.includes(name), text);
  assert.ok(text.includes(password), text);
  const read = html.replace(/&#(\d+);/g, (_, number: string) => String.fromCharCode(Number(number)));
  assert.ok(read.includes(`<p>${name}</p><p>${password}</p>`), html);
});

test("a refusal for good is a dead letter, a passing one is tried again; neither tells more than a number", async () => {
  const { Id } = await world.pool(verifying);
  sink.refuseWith(550);
  await signUp(Id, "gone@example.com");
  const deliveryOf = async (to: string) => (await world.lastMessage(to)).delivery;
  const dead = await eventually(async () => {
    const delivery = await deliveryOf("gone@example.com");
    return delivery?.state === "dead" ? delivery : undefined;
  }, "the dead letter");
  assert.deepEqual(dead, { state: "dead", attempts: 1, failure: "SMTP 550" });
  const shown = await (await fetch(`${world.url}/_poolhouse/messages?to=gone@example.com`)).json();
  assert.deepEqual((shown as { messages: { delivery: unknown }[] }).messages[0]?.delivery, dead);
  sink.refuseWith(450);
  await signUp(Id, "later@example.com");
  const waiting = await eventually(async () => {
    const delivery = await deliveryOf("later@example.com");
    return delivery?.failure === undefined ? undefined : delivery;
  }, "the first failure");
  assert.equal(waiting.state, "pending");
  assert.equal(waiting.failure, "SMTP 450");
  sink.refuseWith(undefined);
  await mailTo("later@example.com");
  assert.ok(!sink.mails.some((mail) => mail.to.includes("gone@example.com")));
});
