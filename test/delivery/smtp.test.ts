/** The SMTP sender by itself: no way around TLS where it is required, a name and password, and DKIM. */
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { after, before, test } from "node:test";
import { mailSource, smtpSender } from "../../src/adapters/delivery/smtp.js";
import { DeliveryError } from "../../src/ports/senders.js";
import { startTestWorld } from "../world.js";
import { headerOf, type MailSink, openMailSink } from "./mail-sink.js";

let sink: MailSink;
before(async () => {
  sink = await openMailSink();
});
after(() => sink.close());

const mail = {
  messageId: "m",
  writtenAt: Date.UTC(2026, 10, 21, 9, 30, 5),
  from: { address: "a@b.example" },
  to: "ann@example.com",
  subject: "s",
  text: "t",
};

/** Sends one mail and answers the failure, if there is one. */
async function outcome(access: Partial<Parameters<typeof smtpSender>[0]>): Promise<DeliveryError | undefined> {
  const sender = smtpSender({ url: `smtp://127.0.0.1:${sink.port}`, requireTls: false, ignoreTls: true, ...access });
  try {
    await sender.send(mail);
    return undefined;
  } catch (error) {
    assert.ok(error instanceof DeliveryError);
    return error;
  } finally {
    await sender.close();
  }
}

test("a certificate that nobody vouches for gets no mail, and the mail is kept for later", async () => {
  const before = sink.mails.length;
  const failure = await outcome({ requireTls: true, ignoreTls: false });
  assert.equal(failure?.isFinal, false);
  assert.equal((await outcome({ ignoreTls: false }))?.isFinal, false);
  assert.equal(sink.mails.length, before);
});

test("the user of the URL signs in with the password beside it", async () => {
  assert.equal(await outcome({ url: `smtp://us%40er@127.0.0.1:${sink.port}`, password: "p/w@:" }), undefined);
  assert.equal(sink.mails.at(-1)?.user, "us@er p/w@:");
});

test("DKIM signs mail for the domain", async () => {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  assert.equal(await outcome({ dkim: { domainName: "b.example", keySelector: "first", privateKey: pem } }), undefined);
  const signature = headerOf(sink.mails.at(-1)!, "DKIM-Signature") ?? "";
  assert.match(signature, /d=b\.example;/);
  assert.match(signature, /s=first;/);
  assert.match(signature, /h=[^;]*from:[^;]*to:/i);
});

test("a sender that no header can hold is refused at the start, not mail after mail", async () => {
  for (const mailFrom of ["Shop, Ltd. <a@b.example>", "a(b)@c.example"]) {
    await assert.rejects(startTestWorld({ smtpUrl: sink.url, mailFrom }), /--mail-from is no address/);
  }
});

test("a mail is the same to the last byte at every attempt, and is shown as it is sent", async () => {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const dkim = { domainName: "b.example", keySelector: "first", privateKey: pem };
  const full = {
    ...mail,
    subject: "Grüße",
    text: "Zoë\n.\n",
    html: "<p>Zoë</p>",
    replyTo: { name: "Ü", address: "c@d.example" },
  };
  for (const key of [undefined, dkim]) {
    const sender = smtpSender({ url: sink.url, requireTls: false, ignoreTls: true, dkim: key });
    await sender.send(full);
    await sender.send(full);
    await sender.close();
    const [first, second] = sink.mails.slice(-2).map(({ source }) => source);
    assert.equal(first, second);
    assert.equal(await mailSource(full, key), first);
    assert.equal(headerOf(sink.mails.at(-1)!, "Date"), "Sat, 21 Nov 2026 09:30:05 +0000");
  }
});

test("a server that is not there is a passing failure", async () => {
  const failure = await outcome({ url: "smtp://127.0.0.1:1" });
  assert.deepEqual([failure?.isFinal, failure?.reason], [false, "ESOCKET"]);
});

test("a recipient who is refused for good is final; a sign-in that is asked for is not", async (t) => {
  t.after(() => sink.refuseWith(undefined));
  for (const [code, isFinal] of [
    [550, true],
    [530, false],
    [451, false],
  ] as const) {
    sink.refuseWith(code);
    const failure = await outcome({});
    assert.deepEqual([failure?.reason, failure?.isFinal], [`SMTP ${code}`, isFinal]);
  }
});
