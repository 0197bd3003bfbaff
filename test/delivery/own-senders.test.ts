/** A pool's own senders get the code, encrypted so that the AWS Encryption SDK reads it, and nobody else sends anything. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { CreateKeyCommand, DisableKeyCommand } from "@aws-sdk/client-kms";
import { AdminCreateUserCommand, SignUpCommand } from "../clients.js";
import { type RecordedEvent, Recorder } from "../triggers/recorder.js";
import { startTestWorld, type TestWorld } from "../world.js";
import { type MailSink, openMailSink } from "./mail-sink.js";
import { decrypted, newSenderKey, type SenderKey } from "./sender-key.js";

const recorder = new Recorder();
let sink: MailSink;
let world: TestWorld;
/** A KMS elsewhere, which checks who asks. */
let elsewhere: TestWorld;
let here: SenderKey;
let there: SenderKey;
const stranger = { accessKeyId: "AKIDELSEWHERE", secretAccessKey: "SECRET-of-the-other-server" };

const withSinkAndFunctions = () => ({
  functions: recorder.functions,
  smtpUrl: sink.url,
  mailFrom: "house@example.com",
});

before(async () => {
  sink = await openMailSink();
  elsewhere = await startTestWorld({ accessKeys: [{ ...stranger, actions: ["*"] }] });
  world = await startTestWorld({
    ...withSinkAndFunctions(),
    kmsEndpoint: elsewhere.url,
    kmsCredentials: stranger,
  });
  here = await newSenderKey(world);
  there = await newSenderKey(elsewhere, stranger);
});
after(async () => {
  here.kms.destroy();
  there.kms.destroy();
  await world.close();
  await elsewhere.close();
  await sink.close();
  recorder.remove();
});

async function nextEvent(): Promise<RecordedEvent> {
  for (let waited = 0; waited < 15_000; waited += 50) {
    const [event] = recorder.events();
    if (event !== undefined) return event;
    await sleep(50);
  }
  throw new Error("the function was not called");
}

for (const [medium, trigger, type, attribute, to] of [
  ["EMAIL", "CustomEmailSender", "customEmailSenderRequestV1", "email", "ann@example.com"],
  ["SMS", "CustomSMSSender", "customSMSSenderRequestV1", "phone_number", "+4712345678"],
] as const) {
  test(`${trigger} gets the code that Cognito would have sent`, async () => {
    const { Id } = await world.pool({
      AutoVerifiedAttributes: [attribute],
      SmsConfiguration: { SnsCallerArn: "arn:aws:iam::123456789012:role/sms", ExternalId: "x" },
      LambdaConfig: { [trigger]: { LambdaArn: recorder.arn, LambdaVersion: "V1_0" }, KMSKeyID: here.arn },
    });
    const { ClientId } = await world.appClient(Id);
    await world.client.send(
      new SignUpCommand({
        ClientId,
        Username: "ann",
        Password: "Passw0rd!",
        UserAttributes: [{ Name: attribute, Value: to }],
        ClientMetadata: { shop: "north" },
      }),
    );
    const event = await nextEvent();
    assert.equal(event.triggerSource, `${trigger}_SignUp`);
    assert.deepEqual([event.userPoolId, event.userName, event.callerContext.clientId], [Id, "ann", ClientId]);
    assert.equal(event.request["type"], type);
    assert.deepEqual(event.request["clientMetadata"], { shop: "north" });
    assert.equal((event.request["userAttributes"] as Record<string, string>)[attribute], to);
    const message = await world.lastMessage(to);
    assert.equal(message.medium, medium);
    assert.deepEqual(await decrypted(event.request["code"], here), {
      code: message.code,
      context: { "userpool-id": Id },
    });
    // The mark follows the function's answer; what a second sender sent would have come before it.
    for (let waited = 0; waited < 10_000 && (await world.lastMessage(to)).delivery?.state !== "sent"; waited += 50) {
      await sleep(50);
    }
    assert.equal((await world.lastMessage(to)).delivery?.state, "sent");
    await sleep(200);
    assert.deepEqual(sink.mails, [], "the mail server got one too");
    assert.deepEqual(recorder.events(), [], "the function was called again");
  });
}

/** A pool whose mail a function sends, and somebody who signs up there. */
async function signedUp(KMSKeyID: string, name: string, at = world) {
  const { Id } = await at.pool({
    AutoVerifiedAttributes: ["email"],
    LambdaConfig: { CustomEmailSender: { LambdaArn: recorder.arn, LambdaVersion: "V1_0" }, KMSKeyID },
  });
  const { ClientId } = await at.appClient(Id);
  const UserAttributes = [{ Name: "email", Value: `${name}@example.com` }];
  await at.client.send(new SignUpCommand({ ClientId, Username: name, Password: "Passw0rd!", UserAttributes }));
  return Id;
}

async function failureOf(to: string, at = world): Promise<string> {
  for (let waited = 0; waited < 10_000; waited += 50) {
    const { failure } = (await at.lastMessage(to)).delivery ?? {};
    if (failure !== undefined) return failure;
    await sleep(50);
  }
  throw new Error("it did not fail");
}

test("a key that is not here is asked for at the KMS endpoint, with a signature that it checks", async () => {
  const poolId = await signedUp(there.arn, "cleo");
  const event = await nextEvent();
  const { code } = await world.lastMessage("cleo@example.com");
  assert.deepEqual(await decrypted(event.request["code"], there), { code, context: { "userpool-id": poolId } });
});

test("a KMS that refuses is told by the name of its refusal, and nothing leaves", async (t) => {
  const kmsCredentials = { ...stranger, secretAccessKey: "SECRET-that-is-wrong" };
  const other = await startTestWorld({ ...withSinkAndFunctions(), kmsEndpoint: elsewhere.url, kmsCredentials });
  const closed = await startTestWorld({ ...withSinkAndFunctions(), kmsEndpoint: "http://127.0.0.1:1" });
  t.after(() => Promise.all([other.close(), closed.close()]));
  await signedUp(there.arn, "dora", other);
  await signedUp(there.arn, "emil", closed);
  assert.match(await failureOf("dora@example.com", other), /^KMS \w*Signature\w*$/);
  assert.match(await failureOf("emil@example.com", closed), /^KMS \w+$/);
  assert.deepEqual([recorder.events(), sink.mails], [[], []]);
});

test("a key that is here and disabled is not looked for elsewhere", async () => {
  const KeyId = (await here.kms.send(new CreateKeyCommand({}))).KeyMetadata?.Arn ?? "";
  await here.kms.send(new DisableKeyCommand({ KeyId }));
  await signedUp(KeyId, "hugo");
  assert.equal(await failureOf("hugo@example.com"), "KMS DisabledException");
});

test("an invitation without a password has no code; a temporary password comes as HTML", async () => {
  const { Id } = await world.pool({
    Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP"] } },
    LambdaConfig: { CustomEmailSender: { LambdaArn: recorder.arn, LambdaVersion: "V1_0" }, KMSKeyID: here.arn },
  });
  const invite = (Username: string, TemporaryPassword?: string) =>
    world.client.send(
      new AdminCreateUserCommand({
        UserPoolId: Id,
        Username,
        TemporaryPassword,
        DesiredDeliveryMediums: ["EMAIL"],
        UserAttributes: [{ Name: "email", Value: `${Username}@example.com` }],
      }),
    );
  await invite("fred");
  const event = await nextEvent();
  assert.equal(event.triggerSource, "CustomEmailSender_AdminCreateUser");
  assert.equal(event.request["code"], null);
  assert.equal((event.request["userAttributes"] as Record<string, string>)["email"], "fred@example.com");
  await invite("gina", "A<b>&amp;c-1Z");
  const { code } = await decrypted((await nextEvent()).request["code"], here);
  assert.equal(code, "A&lt;b&gt;&amp;amp;c-1Z");
});

test("without a usable key nothing leaves, and the reason is told by name only", async () => {
  await signedUp("arn:aws:kms:us-east-1:123456789012:key/00000000-0000-0000-0000-000000000000", "bob");
  assert.match(await failureOf("bob@example.com"), /^KMS \w+$/);
  assert.deepEqual([recorder.events(), sink.mails], [[], []]);
});
