/** Who brings a pool's messages to their receivers: the installation's own sender, or the pool's own functions. */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { SignUpCommand } from "@aws-sdk/client-cognito-identity-provider";
import { type MailSink, openMailSink } from "../../delivery/mail-sink.js";
import { decrypted, newSenderKey, type SenderKey } from "../../delivery/sender-key.js";
import type { RecordedEvent } from "../../triggers/recorder.js";
import { startTestWorld, type TestWorld } from "../../world.js";
import { type PoolSettings, poolSequences } from "../provider-pools.js";
import { password, type Scene } from "../scene.js";
import { type SourceRow, statement } from "../source-row.js";

const SmsConfiguration = { ExternalId: "x", SnsCallerArn: "arn:aws:iam::123456789012:role/sms" };
const media = {
  email: { AutoVerifiedAttributes: ["email"], address: "ann@example.com" },
  phone_number: { AutoVerifiedAttributes: ["phone_number"], address: "+15555550100", SmsConfiguration },
} as const;

/** A server of its own that has a mail server, and the scene's function. */
async function withMail(scene: Scene, use: (world: TestWorld, sink: MailSink) => Promise<void>): Promise<void> {
  const sink = await openMailSink();
  const world = await startTestWorld({
    functions: scene.recorder.functions,
    smtpUrl: sink.url,
    mailFrom: "house@example.com",
  });
  try {
    await use(world, sink);
  } finally {
    await world.close();
    await sink.close();
  }
}

/** Somebody signs up in a pool with these settings, who gets a code. */
async function signUp(world: TestWorld, settings: PoolSettings, medium: keyof typeof media = "email"): Promise<string> {
  const { address, ...needed } = media[medium];
  const { id } = await poolSequences(world.client).create({
    ...needed,
    AutoVerifiedAttributes: [...needed.AutoVerifiedAttributes],
    ...settings,
  });
  const { ClientId } = await world.appClient(id);
  const UserAttributes = [{ Name: medium, Value: address }];
  await world.client.send(new SignUpCommand({ ClientId, Username: "ann", Password: password, UserAttributes }));
  return id;
}

async function eventually<T>(look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (let waited = 0; waited < 15_000; waited += 25) {
    const found = await look();
    if (found !== undefined) return found;
    await sleep(25);
  }
  throw new Error("nothing came");
}

/** What the function of the scene is called with, which writes down every event. */
const calledWith = ({ recorder }: Scene): Promise<RecordedEvent> => eventually(() => recorder.events()[0]);

const LambdaVersion = "V1_0" as const;

/** A sender of the pool's own, its key in the server's KMS. */
async function sentByFunction(
  scene: Scene,
  medium: keyof typeof media,
  see: (given: {
    event: RecordedEvent;
    world: TestWorld;
    key: SenderKey;
    poolId: string;
    sink: MailSink;
  }) => Promise<void>,
): Promise<void> {
  scene.recorder.behave({});
  scene.recorder.events();
  await withMail(scene, async (world, sink) => {
    const key = await newSenderKey(world);
    const sender = { LambdaArn: scene.recorder.arn, LambdaVersion };
    const name = medium === "email" ? "CustomEmailSender" : "CustomSMSSender";
    const poolId = await signUp(world, { LambdaConfig: { [name]: sender, KMSKeyID: key.arn } }, medium);
    const event = await calledWith(scene);
    assert.equal(event.triggerSource, `${name}_SignUp`);
    await see({ event, world, key, poolId, sink });
    key.kms.destroy();
  });
}

export const poolDeliveries: readonly SourceRow[] = [
  statement("S1-47", "email_sending_account: COGNITO_DEFAULT sends by the service's own sender", (scene) =>
    withMail(scene, async (world, sink) => {
      await signUp(world, { EmailConfiguration: { EmailSendingAccount: "COGNITO_DEFAULT" } });
      const mail = await eventually(() => sink.mails[0]);
      assert.deepEqual([mail.from, mail.to], ["house@example.com", ["ann@example.com"]]);
    }),
  ),
  ...(["email", "phone_number"] as const).map((medium) =>
    statement("S1-66", `lambda_config.kms_key_id: a code by ${medium} is encrypted under that key`, (scene) =>
      sentByFunction(scene, medium, async ({ event, world, key, poolId }) => {
        const { code } = await world.lastMessage(media[medium].address);
        assert.deepEqual(await decrypted(event.request["code"], key), { code, context: { "userpool-id": poolId } });
      }),
    ),
  ),
  ...(["email", "phone_number"] as const).map((medium) =>
    statement("S1-71", `custom senders: the function is called by ${medium}, and nothing else is sent`, (scene) =>
      sentByFunction(scene, medium, async ({ world, sink }) => {
        const { address } = media[medium];
        await eventually(async () =>
          (await world.lastMessage(address)).delivery?.state === "sent" ? true : undefined,
        );
        assert.deepEqual(sink.mails, []);
        assert.deepEqual(scene.recorder.events(), []);
      }),
    ),
  ),
];
