/** Part of the composition root: binds the ports of the senders to what a configuration says about mail and text messages. */
import { readFile } from "node:fs/promises";
import { kmsDataKeys } from "./adapters/aws/kms-data-keys.js";
import { signedHeaders } from "./adapters/aws/request-signature.js";
import type { SignPost } from "./adapters/delivery/posted.js";
import { sesSender } from "./adapters/delivery/ses.js";
import { webhookSender } from "./adapters/delivery/sms-webhook.js";
import { mailSource, smtpSender } from "./adapters/delivery/smtp.js";
import { snsSender } from "./adapters/delivery/sns.js";
import { systemClock } from "./adapters/time/system-clock.js";
import { type AwsEndpoint, type Config, ConfigError, type MailServer } from "./config.js";
import { parseMailAddress } from "./domain/message/mail-address.js";
import type { DataKeys } from "./ports/data-keys.js";
import type { EmailSender, OutgoingEmail, SmsSender } from "./ports/senders.js";
import type { Senders } from "./services/messages/outbox.js";
import { NotFoundException } from "./surfaces/companions/kms/exceptions.js";

/** Development accepts any credentials, and so do the local endpoints that it is used with. */
const anyKey = { accessKeyId: "local", secretAccessKey: "local" };

/** The senders of a configuration; nothing connects before the first message. Throws ConfigError. */
export async function bindSenders(config: Config): Promise<Senders> {
  const from = config.mail?.from;
  // A sender that cannot stand in a header would let every mail wait until it is dead.
  if (from !== undefined && parseMailAddress(from) === undefined) {
    throw new ConfigError([
      `--mail-from is no address: ${from}. A name with signs in it needs quotes: '"Shop, Ltd." <a@b.example>'.`,
    ]);
  }
  return { email: await emailSender(config), sms: smsSender(config) };
}

/** Writes mail out as the configuration's mail server gets it. */
export async function bindMailSource(config: Config): Promise<(email: OutgoingEmail) => Promise<string>> {
  const dkim = config.mail?.smtp?.dkim;
  const key = dkim && (await dkimKey(dkim));
  return (email) => mailSource(email, key);
}

async function emailSender(config: Config): Promise<EmailSender | undefined> {
  const { smtp, ses } = config.mail ?? {};
  if (smtp !== undefined) {
    const { dkim, ...server } = smtp;
    return smtpSender({ ...server, ...(dkim === undefined ? {} : { dkim: await dkimKey(dkim) }) });
  }
  return ses && sesSender(ses.endpoint, config.region, signer(ses));
}

function smsSender(config: Config): SmsSender | undefined {
  const { sns, webhook } = config.sms ?? {};
  // A receiver compares the time of a signature with its own clock.
  if (webhook !== undefined) return webhookSender(webhook, systemClock());
  return sns && snsSender(sns.endpoint, signer(sns));
}

async function dkimKey({ domain, selector, keyFile }: NonNullable<MailServer["dkim"]>) {
  const privateKey = await readFile(keyFile, "utf8").catch((error: Error) => {
    throw new ConfigError([`The DKIM key ${keyFile} cannot be read: ${error.message}.`]);
  });
  return { domainName: domain, keySelector: selector, privateKey };
}

function signer({ credentials = anyKey }: AwsEndpoint): SignPost {
  const clock = systemClock();
  return (post, scope) => signedHeaders(post, { ...scope, now: clock.now() }, credentials);
}

/** Data keys of this server's own KMS; of the configuration's endpoint for keys that this one does not have. */
export function bindDataKeys({ kms }: Pick<Config, "kms">, own: DataKeys): DataKeys {
  if (kms === undefined) return own;
  const elsewhere = kmsDataKeys({ url: kms.endpoint, key: kms.credentials ?? anyKey }, systemClock());
  return {
    async generate(place, keyId, context) {
      try {
        return await own.generate(place, keyId, context);
      } catch (error) {
        // A key that is here and may not be used is not looked for elsewhere.
        if (!(error instanceof NotFoundException)) throw error;
        return elsewhere.generate(place, keyId, context);
      }
    },
  };
}
