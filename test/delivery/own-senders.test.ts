/** A pool's own senders get the code, encrypted so that the AWS Encryption SDK reads it, and nobody else sends anything. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { buildClient, CommitmentPolicy, KmsKeyringNode } from "@aws-crypto/client-node";
import { CreateKeyCommand, KMS, KMSClient } from "@aws-sdk/client-kms";
import { SignUpCommand } from "../clients.js";
import { type RecordedEvent, Recorder } from "../triggers/recorder.js";
import { startTestWorld, type TestWorld } from "../world.js";
import { type MailSink, openMailSink } from "./mail-sink.js";

const recorder = new Recorder();
let sink: MailSink;
let world: TestWorld;
let kms: KMSClient;
let keyArn = "";
before(async () => {
  sink = await openMailSink();
  world = await startTestWorld({ functions: recorder.functions, smtpUrl: sink.url, mailFrom: "house@example.com" });
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  kms = new KMSClient({ endpoint: world.url, region: "us-east-1", credentials });
  keyArn = (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.Arn ?? "";
});
after(async () => {
  kms.destroy();
  await world.close();
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

/** As functions do it, with the published client and the server's own KMS. */
async function decrypted(code: unknown) {
  const clientProvider = () =>
    new KMS({ endpoint: world.url, region: "us-east-1", credentials: kms.config.credentials });
  // The published typings of the two clients disagree about absent members.
  const keyring = new KmsKeyringNode({ keyIds: [keyArn], clientProvider: clientProvider as () => never });
  const { decrypt } = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_ALLOW_DECRYPT);
  const { plaintext, messageHeader } = await decrypt(keyring, Buffer.from(String(code), "base64"));
  return { code: plaintext.toString(), context: { ...messageHeader.encryptionContext } };
}

for (const [medium, trigger, type, attribute, to] of [
  ["EMAIL", "CustomEmailSender", "customEmailSenderRequestV1", "email", "ann@example.com"],
  ["SMS", "CustomSMSSender", "customSMSSenderRequestV1", "phone_number", "+4712345678"],
] as const) {
  test(`${trigger} gets the code that Cognito would have sent`, async () => {
    const { Id } = await world.pool({
      AutoVerifiedAttributes: [attribute],
      SmsConfiguration: { SnsCallerArn: "arn:aws:iam::123456789012:role/sms", ExternalId: "x" },
      LambdaConfig: { [trigger]: { LambdaArn: recorder.arn, LambdaVersion: "V1_0" }, KMSKeyID: keyArn },
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
    assert.deepEqual(await decrypted(event.request["code"]), { code: message.code, context: { "userpool-id": Id } });
    await sleep(200);
    assert.equal((await world.lastMessage(to)).delivery?.state, "sent");
    assert.deepEqual(sink.mails, [], "the mail server got one too");
    assert.deepEqual(recorder.events(), [], "the function was called again");
  });
}

test("without a usable key nothing leaves, and the reason is told by name only", async () => {
  const { Id } = await world.pool({
    AutoVerifiedAttributes: ["email"],
    LambdaConfig: {
      CustomEmailSender: { LambdaArn: recorder.arn, LambdaVersion: "V1_0" },
      KMSKeyID: "arn:aws:kms:us-east-1:123456789012:key/00000000-0000-0000-0000-000000000000",
    },
  });
  const { ClientId } = await world.appClient(Id);
  await world.client.send(
    new SignUpCommand({
      ClientId,
      Username: "bob",
      Password: "Passw0rd!",
      UserAttributes: [{ Name: "email", Value: "bob@example.com" }],
    }),
  );
  let failure: string | undefined;
  for (let waited = 0; failure === undefined && waited < 10_000; waited += 50) {
    await sleep(50);
    failure = (await world.lastMessage("bob@example.com")).delivery?.failure;
  }
  assert.match(failure ?? "", /^KMS \w+$/);
  assert.deepEqual([recorder.events(), sink.mails], [[], []]);
});
