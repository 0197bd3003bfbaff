/** CloudFormation as the commands use it: at a server over HTTP, signed; or in this process, which needs no signature. */
import { createHash, createHmac } from "node:crypto";
import type { Credentials } from "../../config.js";

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
      const headers = signedHeaders(url, body, server.region, server.credentials);
      response = await fetch(url, { method: "POST", headers, body, signal: AbortSignal.timeout(timeoutMs) });
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

/** Signature Version 4 of a POST to `/`; verifying any request is the server's `protocols/sigv4.ts`. */
function signedHeaders(url: URL, body: string, region: string, credentials: Credentials): Record<string, string> {
  const time = new Date().toISOString().replace(/[-:]|\.\d{3}/g, "");
  const scope = `${time.slice(0, 8)}/${region}/cloudformation/aws4_request`;
  const token = credentials.sessionToken;
  const headers: Record<string, string> = {
    accept: "application/json",
    "content-type": "application/x-www-form-urlencoded; charset=utf-8",
    host: url.host,
    "x-amz-date": time,
    ...(token === undefined ? {} : { "x-amz-security-token": token }),
  };
  const names = Object.keys(headers).sort();
  const lines = names.map((name) => `${name}:${headers[name]}\n`).join("");
  const path = url.pathname === "" ? "/" : url.pathname;
  const canonical = `POST\n${path}\n\n${lines}\n${names.join(";")}\n${sha256(body)}`;
  const toSign = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${sha256(canonical)}`;
  let key: Buffer | string = `AWS4${credentials.secretAccessKey}`;
  for (const part of scope.split("/")) key = createHmac("sha256", key).update(part).digest();
  const signature = createHmac("sha256", key).update(toSign).digest("hex");
  const { host: _, ...sent } = headers;
  return {
    ...sent,
    authorization: `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${names.join(";")}, Signature=${signature}`,
  };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
