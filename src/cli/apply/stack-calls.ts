/** CloudFormation as the commands use it: at a server over HTTP, signed; or in this process, which needs no signature. */
import type { Credentials } from "../../config.js";
import { signedHeaders } from "./signed-request.js";

/** Calls an action; answers its result. Throws StackRefusal when it is refused. */
export type StackCalls = (
  action: string,
  parameters: Readonly<Record<string, string>>,
) => Promise<Readonly<Record<string, unknown>>>;

/** CloudFormation said no, in its own words. */
export class StackRefusal extends Error {
  override readonly name = "StackRefusal";

  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** Nobody answers there, or somebody else. */
export class NoServer extends Error {
  override readonly name = "NoServer";
}

const version = "2010-05-15";
/** Longer than the server waits before it answers while a deployment goes on. */
const timeoutMs = 60_000;

/** Calls at a server. */
export function callsOver(server: {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: Credentials;
}): StackCalls {
  const url = new URL(server.endpoint);
  return async (action, parameters) => {
    const body = new URLSearchParams({ Action: action, Version: version, ...parameters }).toString();
    let response: Response;
    let answer: Record<string, unknown>;
    try {
      const method = "POST";
      const headers = signedHeaders(
        {
          method,
          url,
          headers: {
            accept: "application/json",
            "content-type": "application/x-www-form-urlencoded; charset=utf-8",
          },
          body,
        },
        { ...server, service: "cloudformation" },
      );
      response = await fetch(url, { method, headers, body, signal: AbortSignal.timeout(timeoutMs) });
      answer = (await response.json()) as Record<string, unknown>;
    } catch (error) {
      const { cause, message } = error as Error;
      const reason = cause instanceof Error ? cause.message || String(cause) : message;
      throw new NoServer(`No Poolhouse server answers at ${server.endpoint} (${reason}). Start one: poolhouse serve`);
    }
    if (response.ok) {
      const inside = answer[`${action}Response`] as Record<string, unknown> | undefined;
      return (inside?.[`${action}Result`] ?? {}) as Readonly<Record<string, unknown>>;
    }
    const error = (answer["Error"] ?? {}) as { readonly Code?: string; readonly Message?: string };
    throw new StackRefusal(error.Code ?? String(response.status), error.Message ?? response.statusText);
  };
}
