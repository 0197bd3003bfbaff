/**
 * Hands lines to a program of the operator's. The contract is in docs/log-delivery.md: a JSON document, signed with
 * HMAC-SHA256 over the time and the body as that of text messages is, and an answer of 2xx when all of it was taken.
 */
import { createHmac } from "node:crypto";
import type { Clock } from "../../ports/clock.js";
import { type LogSink, LogSinkError } from "../../ports/log-sinks.js";

/** Where lines are handed over, and the secret that both sides know. */
export interface LogWebhook {
  readonly url: string;
  readonly secret: string;
}

const timeoutMs = 15_000;

/** A sink that posts to the operator's own program. */
export function webhookSink({ url, secret }: LogWebhook, clock: Clock): LogSink {
  return {
    pauseMs: 1_000,
    async put({ userPoolId, source, destination, entries }) {
      // The documents are sent as they are written everywhere else, to the byte.
      const list = entries.map(({ id, json }) => `{"id":${JSON.stringify(id)},"log":${json}}`).join(",");
      const head = JSON.stringify({ version: 1, userPoolId, eventSource: source, destination: destination.arn });
      const body = `${head.slice(0, -1)},"entries":[${list}]}`;
      const time = Math.floor(clock.now() / 1000);
      const signature = createHmac("sha256", secret).update(`${time}.${body}`).digest("hex");
      const headers = { "content-type": "application/json", "poolhouse-signature": `t=${time},v1=${signature}` };
      let answer: Response;
      try {
        // The lines are meant for this address and no other (T-21).
        const signal = AbortSignal.timeout(timeoutMs);
        answer = await fetch(url, { method: "POST", headers, body, redirect: "error", signal });
        await answer.body?.cancel();
      } catch (error) {
        const { cause, name } = error as { cause?: { code?: unknown }; name: string };
        throw new LogSinkError(`webhook ${typeof cause?.code === "string" ? cause.code : name}`, { cause: error });
      }
      if (!answer.ok) throw new LogSinkError(`webhook ${answer.status}`);
      return [];
    },
  };
}
