/**
 * Hands text messages to a program of the operator's. The contract is in docs/messages.md: a JSON document, signed with
 * HMAC-SHA256 over the time and the body, and an answer of 2xx when the message was taken.
 */
import { createHmac } from "node:crypto";
import type { Clock } from "../../ports/clock.js";
import type { SmsSender } from "../../ports/senders.js";
import { post } from "./posted.js";

/** Where text messages are handed over, and the secret that both sides know. */
export interface SmsWebhook {
  readonly url: string;
  readonly secret: string;
}

/** A sender that posts to the operator's own program. */
export function webhookSender({ url, secret }: SmsWebhook, clock: Clock): SmsSender {
  return {
    async send({ messageId, userPoolId, kind, to, text }) {
      const body = JSON.stringify({ version: 1, messageId, userPoolId, kind, to, text });
      const time = Math.floor(clock.now() / 1000);
      const signature = createHmac("sha256", secret).update(`${time}.${body}`).digest("hex");
      await post("webhook", {
        url: new URL(url),
        headers: {
          "content-type": "application/json",
          // The same at every attempt: whoever has seen it answers 2xx and sends nothing.
          "idempotency-key": messageId,
          "poolhouse-signature": `t=${time},v1=${signature}`,
        },
        body,
      });
    },
    async close() {},
  };
}
