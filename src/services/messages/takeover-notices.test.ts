/** Mails about sign-ins that threat protection acted on, and the page behind their links. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import {
  type AccountTakeoverEventActionType,
  AdminInitiateAuthCommand,
  AdminListUserAuthEventsCommand,
  type CreateUserPoolCommandInput,
  CreateUserPoolDomainCommand,
  type NotifyConfigurationType,
  SetRiskConfigurationCommand,
  UpdateAuthEventFeedbackCommand,
} from "../../../test/clients.js";
import { type MailSink, openMailSink } from "../../../test/delivery/mail-sink.js";
import { goodPassword, makeUser } from "../../../test/sign-in.js";
import { Recorder } from "../../../test/triggers/recorder.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

const recorder = new Recorder();
let world: TestWorld;
let sink: MailSink;
before(async () => {
  sink = await openMailSink();
  world = await startTestWorld({
    functions: recorder.functions,
    messageBudgets: { mail: { target: 3, targetPerDay: 3 } },
  });
});
after(async () => {
  await world.close();
  await sink.close();
  recorder.remove();
});

const SourceArn = "arn:aws:ses:us-east-1:123456789012:identity/security@example.com";
const agent = "Mozilla/5.0 (X11; Linux x86_64; rv:102.0) Gecko/20100101 Firefox/102.0";

interface Given {
  readonly action?: AccountTakeoverEventActionType;
  readonly notify?: boolean;
  readonly words?: Partial<NotifyConfigurationType>;
  readonly mode?: "AUDIT" | "ENFORCED";
  readonly pool?: Partial<CreateUserPoolCommandInput>;
  readonly at?: TestWorld;
}

let people = 0;

/** Somebody who signs in from home, and then from elsewhere. */
async function strangeSignIn(given: Given = {}) {
  const { action = "NO_ACTION", notify = true, words = {}, mode = "ENFORCED", pool = {}, at = world } = given;
  const { Id: UserPoolId } = await at.pool({ UserPoolAddOns: { AdvancedSecurityMode: mode }, ...pool });
  const { ClientId } = await at.appClient(UserPoolId);
  await at.client.send(
    new SetRiskConfigurationCommand({
      UserPoolId,
      AccountTakeoverRiskConfiguration: {
        NotifyConfiguration: { SourceArn, ...words },
        Actions: { LowAction: { Notify: notify, EventAction: action } },
      },
    }),
  );
  const Username = `ann${people++}`;
  const email = `${Username}@example.com`;
  // Not proven, and the mail goes there all the same.
  const { sub } = await makeUser(at, UserPoolId, Username, { attributes: [{ Name: "email", Value: email }] });
  const signIn = (IpAddress: string, headerValue: string) =>
    at.client.send(
      new AdminInitiateAuthCommand({
        UserPoolId,
        ClientId,
        AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME: Username, PASSWORD: goodPassword },
        ContextData: {
          IpAddress,
          ServerName: "app.example.com",
          ServerPath: "/",
          HttpHeaders: [{ headerName: "User-Agent", headerValue }],
        },
      }),
    );
  await signIn("192.0.2.1", "home");
  const again = (n = 7) => signIn(`198.51.100.${n}`, agent);
  const outcome = await again().catch((error: Error) => error);
  const events = async () =>
    (await at.client.send(new AdminListUserAuthEventsCommand({ UserPoolId, Username }))).AuthEvents ?? [];
  return { UserPoolId, ClientId, Username, email, sub, outcome, again, events };
}

const mails = (to: string) => world.messages({ to });

test("each action has its mail, in the pool's words, and nothing of a name becomes markup", async () => {
  const email = (kind: string) => ({
    Subject: `${kind} {login-time}`,
    HtmlBody: `<b>${kind}</b> {username} {ip-address} {device-name} {city} {country} {event-id} <a href="{one-click-link-valid}">yes</a> <a href="{one-click-link-invalid}">no</a>`,
    TextBody: `${kind} {username} {ip-address} {one-click-link-valid} {feedback-token}`,
  });
  const words = { BlockEmail: email("block"), NoActionEmail: email("none"), MfaEmail: email("mfa") };
  for (const [action, kind] of [
    ["NO_ACTION", "none"],
    ["BLOCK", "block"],
    ["MFA_IF_CONFIGURED", "mfa"],
    ["MFA_REQUIRED", "block"],
  ] as const) {
    const given = await strangeSignIn({ action, words });
    const [mail, ...more] = await mails(given.email);
    assert.ok(mail);
    assert.equal(more.length, 0, "one mail for one sign-in, and none for the usual one");
    assert.equal(mail.kind, "notification");
    const [event] = await given.events();
    assert.match(mail.subject ?? "", new RegExp(`^${kind} \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d UTC$`));
    const { html = "", text } = mail;
    assert.ok(
      html.startsWith(`<b>${kind}</b> ${given.Username} 198.51.100.7 Firefox 102, Linux Unknown Unknown`),
      html,
    );
    assert.ok(html.includes(` ${event?.EventId} <a href="${world.url}/authEventFeedback?`), html);
    assert.ok(text.startsWith(`${kind} ${given.Username} 198.51.100.7 ${world.url}/authEventFeedback?`), text);
    assert.deepEqual(mail.sender?.from, { address: "security@example.com" });
  }
});

test("a pool without words of its own says ours", async () => {
  const { email } = await strangeSignIn({ action: "BLOCK" });
  const [mail] = await mails(email);
  assert.equal(mail?.subject, "Blocked sign-in attempt");
  assert.match(mail?.text ?? "", /198\.51\.100\.7/);
});

test("without Notify, in AUDIT, and where nothing is configured nobody is told", async () => {
  assert.deepEqual(await mails((await strangeSignIn({ notify: false })).email), []);
  assert.deepEqual(await mails((await strangeSignIn({ mode: "AUDIT", action: "BLOCK" })).email), []);
});

test("T-29 a budget that is used up stops the mails and not the sign-ins", async () => {
  const limited = await strangeSignIn();
  const { email, again } = limited;
  for (const n of [50, 100, 150, 200]) {
    // Each from another place, and by another device.
    world.clock.advance(1000);
    assert.ok((await again(n)).AuthenticationResult);
  }
  assert.ok((await mails(email)).length <= 3);
});

test("a press on the page states, a visit does not", async () => {
  const { email, events } = await strangeSignIn({ action: "BLOCK" });
  const [mail] = await mails(email);
  const [, link = ""] = /it was not me[^<]*|href="([^"]*feedback_value=Invalid)"/.exec(unescaped(mail?.html)) ?? [];
  assert.ok(link.startsWith(`${world.url}/authEventFeedback?`), link);
  const visit = await fetch(link);
  assert.equal(visit.status, 200);
  assert.match(await visit.text(), /<form method="post"><button>No, it was not me<\/button><\/form>/);
  assert.equal((await events())[0]?.EventFeedback, undefined);
  const press = await fetch(link, { method: "POST" });
  assert.equal(press.status, 200);
  assert.match(await press.text(), /Please change your password now\./);
  assert.equal((await events())[0]?.EventFeedback?.FeedbackValue, "Invalid");
  assert.equal((await events())[0]?.EventFeedback?.Provider, "User");

  const forged = new URL(link);
  forged.searchParams.set("user_name", "<script>");
  const refused = await fetch(forged, { method: "POST" });
  assert.equal(refused.status, 410);
  assert.doesNotMatch(await refused.text(), /script/);
  forged.searchParams.delete("feedback_token");
  assert.equal((await fetch(forged, { method: "POST" })).status, 400);
  assert.equal((await fetch(`${world.url}/authEventFeedback?${"a".repeat(5000)}`)).status, 400);
});

test("T-33 on a pool's own domain only its own links work", async () => {
  const { email } = await strangeSignIn();
  const other = await world.pool();
  await world.client.send(new CreateUserPoolDomainCommand({ UserPoolId: other.Id, Domain: "other-pool" }));
  const [mail] = await mails(email);
  const [, link = ""] = /href="([^"]*feedback_value=Valid)"/.exec(unescaped(mail?.html)) ?? [];
  const there = new URL(link);
  there.hostname = "other-pool.localhost";
  const { request } = await import("node:http");
  const status = await new Promise((resolve, reject) => {
    const { port, pathname, search, host } = there;
    request({ host: "127.0.0.1", port, path: pathname + search, headers: { host } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    })
      .on("error", reject)
      .end();
  });
  assert.equal(status, 400);
  assert.equal((await fetch(link)).status, 200);
});

test("a pool's own sender is told instead, with a token that is good", async () => {
  const { UserPoolId, Username, ClientId, events } = await strangeSignIn({
    action: "BLOCK",
    pool: {
      LambdaConfig: {
        CustomEmailSender: { LambdaArn: recorder.arn, LambdaVersion: "V1_0" },
        KMSKeyID: "arn:aws:kms:us-east-1:123456789012:key/none",
      },
    },
  });
  let [told] = recorder.events();
  for (let waited = 0; told === undefined && waited < 10_000; waited += 50) {
    await sleep(50);
    [told] = recorder.events();
  }
  assert.equal(told?.triggerSource, "CustomEmailSender_AccountTakeOverNotification");
  assert.equal(told?.callerContext.clientId, ClientId);
  assert.equal(told?.request["code"], null);
  assert.equal(told?.request["type"], "customEmailSenderRequestV1");
  const [event] = await events();
  const attributes = told?.request["userAttributes"] as Record<string, string>;
  const { LOGIN_TIME, ONE_CLICK_LINK_VALID, ONE_CLICK_LINK_INVALID, FEEDBACK_TOKEN, ...rest } = attributes;
  assert.deepEqual(rest, {
    EVENT_ID: event?.EventId,
    USER_NAME: Username,
    IP_ADDRESS: "198.51.100.7",
    ACCOUNT_TAKE_OVER_ACTION: "BLOCK",
    DEVICE_NAME: "Firefox 102, Linux",
  });
  assert.ok(LOGIN_TIME && ONE_CLICK_LINK_VALID && ONE_CLICK_LINK_INVALID);
  await world.client.send(
    new UpdateAuthEventFeedbackCommand({
      UserPoolId,
      Username,
      EventId: event?.EventId,
      FeedbackToken: FEEDBACK_TOKEN,
      FeedbackValue: "Valid",
    }),
  );
  assert.equal((await events())[0]?.EventFeedback?.FeedbackValue, "Valid");
});

test("the mail leaves from the address of the configuration", async () => {
  const sending = await startTestWorld({ smtpUrl: sink.url, mailFrom: "house@example.com" });
  const words = { From: '"Example Security" <alerts@example.com>', ReplyTo: "help@example.com" };
  const { email } = await strangeSignIn({ at: sending, words });
  for (let waited = 0; sink.mails.length === 0 && waited < 10_000; waited += 50) await sleep(50);
  await sending.close();
  const [mail] = sink.mails;
  assert.ok(mail);
  const source = JSON.stringify(mail);
  assert.match(source, /alerts@example\.com/);
  assert.match(source, /help@example\.com/);
  assert.ok(source.includes(email));
  assert.doesNotMatch(source, /house@example\.com/);
});

function unescaped(html = ""): string {
  return html.replaceAll("&amp;", "&").replace(/&#(\d{1,5});/g, (_, code: string) => String.fromCharCode(Number(code)));
}
