/** Mail that leaves with DKIM is signed so that a receiver can prove it: verified apart from the program that signs. */
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { AdminCreateUserCommand } from "../clients.js";
import { startTestWorld, type TestWorld } from "../world.js";
import { type DkimRecords, verifyDkim } from "./dkim.js";
import { type MailSink, openMailSink, type SunkMail } from "./mail-sink.js";

const folder = mkdtempSync(join(tmpdir(), "poolhouse-dkim-"));
const keyFile = join(folder, "dkim.pem");
const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
writeFileSync(keyFile, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });

const recordOf = (key: typeof publicKey) =>
  `v=DKIM1; k=rsa; p=${key.export({ type: "spki", format: "der" }).toString("base64")}`;
const records: DkimRecords = (name) => (name === "autumn._domainkey.house.example" ? recordOf(publicKey) : undefined);

let sink: MailSink;
let world: TestWorld;
before(async () => {
  sink = await openMailSink();
  world = await startTestWorld({
    smtpUrl: sink.url,
    mailFrom: '"Hüttenwirt, Inc." <no-reply@house.example>',
    dkimDomain: "house.example",
    dkimSelector: "autumn",
    dkimKey: keyFile,
  });
});
after(async () => {
  await world.close();
  await sink.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Sends an invitation and answers the mail that came. */
async function delivered(username: string, EmailMessage?: string): Promise<SunkMail> {
  const { Id } = await world.pool({
    AdminCreateUserConfig: {
      InviteMessageTemplate: {
        EmailSubject: "Für {username}",
        ...(EmailMessage === undefined ? {} : { EmailMessage }),
      },
    },
    EmailConfiguration: { EmailSendingAccount: "COGNITO_DEFAULT", ReplyToEmailAddress: "help@house.example" },
  });
  const to = `${Id.slice(-9).toLowerCase()}@example.com`;
  await world.client.send(
    new AdminCreateUserCommand({
      UserPoolId: Id,
      Username: username,
      DesiredDeliveryMediums: ["EMAIL"],
      UserAttributes: [{ Name: "email", Value: to }],
    }),
  );
  for (let waited = 0; waited < 8_000; waited += 25) {
    const mail = sink.mails.find((one) => one.to.includes(to));
    if (mail !== undefined) return mail;
    await sleep(25);
  }
  throw new Error(`no mail came: ${JSON.stringify((await world.lastMessage(to)).delivery)}`);
}

const signedHeaders = ["from", "reply-to", "subject", "date", "message-id", "to", "mime-version", "content-type"];

for (const [what, username, message] of [
  ["plain letters", "anna", undefined],
  ["letters beyond ASCII", "Zoë", "<p>Grüße, {username}!</p>\n\n<p>{####}</p>   \n\n\n"],
  ["hostile names", "<x>&'Bcc:a@b", "{username}\n.\n..{####}\n"],
  ["a long line", "n".repeat(100), `<p>${"long ".repeat(1500)}{username} {####}</p>`],
] as const) {
  test(`a receiver can prove the signature of a mail with ${what}`, async () => {
    const { source } = await delivered(username, message);
    const proven = verifyDkim(source, records);
    assert.deepEqual([proven.domain, proven.selector], ["house.example", "autumn"]);
    for (const name of signedHeaders) assert.ok(proven.headers.includes(name), `${name} can be changed unseen`);
  });
}

test("whatever is changed on the way is noticed, and so is the key of somebody else", async () => {
  const { source } = await delivered("berta");
  const changed: [RegExp, string, RegExp][] = [
    [/^To: .*$/m, "To: eve@example.com", /headers/],
    [/^Subject: .*$/m, "Subject: Wire the money", /headers/],
    [/^From: .*$/m, "From: Eve <no-reply@house.example>", /headers/],
    [/^Reply-To: .*$/m, "Reply-To: eve@example.com", /headers/],
    [/temporary password/, "temporary  passw0rd", /body/],
  ];
  for (const [part, instead, says] of changed) {
    const other = source.replace(part, instead);
    assert.notEqual(other, source, String(part));
    assert.throws(() => verifyDkim(other, records), says, String(part));
  }
  const { publicKey: foreign } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  assert.throws(() => verifyDkim(source, () => recordOf(foreign)), /headers/);
  assert.throws(() => verifyDkim(source, () => undefined), /no key/);
  assert.ok(verifyDkim(source, records));
});
