/** What the HTTP senders put on the wire, and what they make of answers. */
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, test } from "node:test";
import { DeliveryError } from "../../ports/senders.js";
import type { SignPost } from "./posted.js";
import { sesSender } from "./ses.js";
import { webhookSender } from "./sms-webhook.js";
import { snsSender } from "./sns.js";

interface Seen {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let seen: Seen[] = [];
let answer: { status: number; body?: string; headers?: Record<string, string> } = { status: 200 };
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    seen.push({ path: request.url ?? "", headers: request.headers, body: Buffer.concat(chunks).toString() });
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
});
let url = "";
before(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(() => server.close());

const sign: SignPost = (post, { service, region }) => ({
  ...post.headers,
  authorization: `signed for ${service} in ${region}`,
});
const email = {
  messageId: "m-1",
  writtenAt: 0,
  from: { name: "Grüße, Inc.", address: "a@b.example" },
  to: "ann@example.com",
  subject: "Zoë",
  text: "text",
  html: "<p>html</p>",
};
const sms = { messageId: "m-2", userPoolId: "p", kind: "mfa", to: "+4712345678", text: "Your code & 1+1" };
const region = "eu-north-1";

test("SES is given the mail with the pool's account", async () => {
  seen = [];
  answer = { status: 200, body: "{}" };
  const own = { identityArn: "arn:aws:ses:us-east-1:123456789012:identity/b.example", configurationSet: "set" };
  await sesSender(`${url}/`, region, sign).send({ ...email, ...own, replyTo: { address: "help@b.example" } });
  const [post] = seen;
  assert.equal(post?.path, "/v2/email/outbound-emails");
  assert.equal(post?.headers.authorization, "signed for ses in eu-north-1");
  assert.deepEqual(JSON.parse(post?.body ?? ""), {
    FromEmailAddress: "=?UTF-8?B?R3LDvMOfZSwgSW5jLg==?= <a@b.example>",
    FromEmailAddressIdentityArn: own.identityArn,
    ConfigurationSetName: "set",
    ReplyToAddresses: ["help@b.example"],
    Destination: { ToAddresses: ["ann@example.com"] },
    Content: {
      Simple: {
        Subject: { Data: "Zoë", Charset: "UTF-8" },
        Body: { Text: { Data: "text", Charset: "UTF-8" }, Html: { Data: "<p>html</p>", Charset: "UTF-8" } },
      },
    },
  });
});

test("SNS is asked to publish to the number", async () => {
  seen = [];
  answer = { status: 200 };
  await snsSender(url, sign).send({ ...sms, region });
  const form = new URLSearchParams(seen[0]?.body);
  assert.equal(seen[0]?.headers.authorization, "signed for sns in eu-north-1");
  assert.deepEqual([form.get("Action"), form.get("PhoneNumber")], ["Publish", sms.to]);
  assert.equal(form.get("Message"), sms.text);
  assert.equal(form.get("MessageAttributes.entry.1.Value.StringValue"), "Transactional");
});

test("a region that is none goes nowhere, and the message waits for the pool to be mended", async () => {
  seen = [];
  await assert.rejects(
    snsSender(url, sign).send({ ...sms, region: "evil.example/#" }),
    (error: DeliveryError) => error.reason === "BadRegion" && !error.isFinal,
  );
  assert.deepEqual(seen, []);
});

test("the webhook's request is signed over its time and body", async () => {
  seen = [];
  answer = { status: 204 };
  const secret = "SECRET-of-the-webhook";
  const clock = { now: () => 1_800_000_000_999, monotonic: () => 0 };
  await webhookSender({ url: `${url}/sms?x=1`, secret }, clock).send({ ...sms, region });
  const [post] = seen;
  assert.equal(post?.path, "/sms?x=1");
  assert.deepEqual(JSON.parse(post?.body ?? ""), { version: 1, ...sms });
  const expected = createHmac("sha256", secret).update(`1800000000.${post?.body}`).digest("hex");
  assert.equal(post?.headers["poolhouse-signature"], `t=1800000000,v1=${expected}`);
  assert.equal(post?.headers["idempotency-key"], "m-2");
});

test("answers decide whether a message is tried again, and nothing of them is kept but the number (T-45)", async () => {
  const outcome = async (given: typeof answer) => {
    answer = given;
    try {
      await sesSender(url, region, sign).send(email);
    } catch (error) {
      assert.ok(error instanceof DeliveryError);
      assert.doesNotMatch(`${error.message} ${error.reason}`, /SECRET/);
      return [error.reason, error.isFinal];
    }
    return "taken";
  };
  assert.deepEqual(await outcome({ status: 400, body: '{"message":"SECRET is no address"}' }), ["SES 400", true]);
  assert.deepEqual(await outcome({ status: 400, headers: { "x-amzn-errortype": "ThrottlingException" } }), [
    "SES 400",
    false,
  ]);
  for (const status of [403, 429, 500, 503]) assert.deepEqual(await outcome({ status }), [`SES ${status}`, false]);
  seen = [];
  const [reason, isFinal] = await outcome({ status: 307, headers: { location: `${url}/elsewhere` } });
  assert.equal(isFinal, false, String(reason));
  assert.equal(seen.length, 1, "a redirection was followed");
  await assert.rejects(
    sesSender("http://127.0.0.1:1", region, sign).send(email),
    (error: DeliveryError) => !error.isFinal && error.reason.startsWith("SES "),
  );
});
