/** Owns one POST to a service that takes messages, and what its answer means for the message. */
import { DeliveryError } from "../../ports/senders.js";

/** A POST that carries a message. */
export interface MessagePost {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Signs a POST for a service of AWS in a region: Signature Version 4. */
export type SignPost = (
  post: MessagePost,
  scope: { readonly service: "ses" | "sns"; readonly region: string },
) => Record<string, string>;

const timeoutMs = 15_000;

/** Answers that say: not now, or not with these credentials. The message itself may be good. */
const passing: ReadonlySet<number> = new Set([401, 403, 404, 405, 407, 408, 409, 421, 425, 429]);

/** Posts a message. Throws DeliveryError, whose reason names the service and the status only. */
export async function post(service: string, { url, headers, body }: MessagePost): Promise<void> {
  let answer: Response;
  try {
    answer = await fetch(url, {
      method: "POST",
      headers,
      body,
      // A message and its signature are meant for this address and no other.
      redirect: "error",
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch (error) {
    const { cause, name } = error as { cause?: { code?: unknown }; name: string };
    const code = typeof cause?.code === "string" ? cause.code : name;
    throw new DeliveryError(`${service} ${code}`, false, { cause: error });
  }
  const text = await answer.text().catch(() => "");
  if (answer.ok) return;
  const isRefused = answer.status >= 400 && answer.status < 500 && !passing.has(answer.status);
  // AWS says so with status 400.
  const isThrottled = /Throttl|TooManyRequests|LimitExceeded|Paused/.test(
    `${answer.headers.get("x-amzn-errortype") ?? ""} ${text.slice(0, 4096)}`,
  );
  throw new DeliveryError(`${service} ${answer.status}`, isRefused && !isThrottled);
}
