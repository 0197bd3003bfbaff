/**
 * Calls without an SDK: signed by a signer of this file's own, answered as they come. Owns no judgement of answers. Used
 * where thousands of calls must be cheap, or where a call must be one that no SDK would send.
 */
import { createHash, createHmac } from "node:crypto";
import { Agent, type IncomingHttpHeaders, request } from "node:http";
import { callersOf } from "../../src/model/callers.js";
import { type OperationName, operations } from "../../src/model/generated/operations.js";

/** Credentials of a signed call. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** What came back. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body as JSON; an empty record when it is none. */
  // biome-ignore lint/suspicious/noExplicitAny: answers of any operation, looked into by tests.
  readonly body: any;
  /** `success`, or the exception's name. */
  readonly outcome: string;
}

/** How a call differs from the usual one. */
export interface CallOptions {
  /** `null` sends no signature. Unsigned operations never carry one unless credentials are given. */
  readonly credentials?: Credentials | null;
  readonly region?: string;
  /** When the signature says it was made, epoch milliseconds. */
  readonly signedAt?: number;
  /** Sent besides, or in place of the usual ones; not signed. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The Host header, signed. */
  readonly host?: string;
  readonly agent?: Agent;
}

/** Any credentials; a development server takes them. */
export const anyCredentials: Credentials = { accessKeyId: "local", secretAccessKey: "local" };

const shared = new Agent({ keepAlive: true, maxSockets: 64 });

/** Sends one operation; rejects only when the connection breaks. */
export function send(url: string, operation: string, input: unknown, options: CallOptions = {}): Promise<Answer> {
  const body = typeof input === "string" ? input : JSON.stringify(input);
  const unsigned = Object.hasOwn(operations, operation) && callersOf(operation as OperationName) !== "signed";
  const credentials = options.credentials === undefined ? (unsigned ? null : anyCredentials) : options.credentials;
  const target = `AWSCognitoIdentityProviderService.${operation}`;
  const host = options.host ?? new URL(url).host;
  const signature = credentials === null ? {} : signatureOf({ ...options, target, host, body, credentials });
  return post(
    url,
    body,
    {
      host,
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": target,
      ...signature,
      ...options.headers,
    },
    options.agent,
  );
}

/** Sends bytes with exactly these headers. */
export function post(
  url: string,
  body: string | Buffer,
  headers: Readonly<Record<string, string>>,
  agent: Agent = shared,
  { method = "POST", path = "/" }: { method?: string; path?: string } = {},
): Promise<Answer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const length = method === "GET" ? {} : { "content-length": String(Buffer.byteLength(body)) };
    const outgoing = request(
      { hostname, port, method, path, agent, headers: { ...length, ...headers } },
      (incoming) => {
        const parts: Buffer[] = [];
        incoming.on("data", (part: Buffer) => parts.push(part));
        incoming.on("error", reject);
        incoming.on("end", () => {
          const text = Buffer.concat(parts).toString("utf8");
          resolve(answerOf(incoming.statusCode ?? 0, incoming.headers, text));
        });
      },
    );
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

function answerOf(status: number, headers: IncomingHttpHeaders, text: string): Answer {
  let body: Record<string, unknown> = {};
  try {
    body = text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
  } catch {
    // Not JSON: a test that cares looks at the text.
  }
  const named = typeof body["__type"] === "string" ? body["__type"] : `HTTP ${status}`;
  return { status, headers, text, body, outcome: status === 200 ? "success" : named.slice(named.indexOf("#") + 1) };
}

function signatureOf(call: {
  target: string;
  host: string;
  body: string;
  credentials: Credentials;
  region?: string;
  signedAt?: number;
}): Record<string, string> {
  const at = new Date(call.signedAt ?? Date.now()).toISOString().replace(/[-:]|\.\d{3}/g, "");
  const scope = `${at.slice(0, 8)}/${call.region ?? "us-east-1"}/cognito-idp/aws4_request`;
  const signed = { host: call.host, "x-amz-date": at, "x-amz-target": call.target };
  const names = Object.keys(signed).join(";");
  const lines = Object.entries(signed).map(([name, value]) => `${name}:${value}\n`);
  const canonical = `POST\n/\n\n${lines.join("")}\n${names}\n${sha256(call.body)}`;
  const text = `AWS4-HMAC-SHA256\n${at}\n${scope}\n${sha256(canonical)}`;
  const key = scope.split("/").reduce<string | Buffer>(hmac, `AWS4${call.credentials.secretAccessKey}`);
  return {
    "x-amz-date": at,
    authorization: `AWS4-HMAC-SHA256 Credential=${call.credentials.accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${hmac(key, text).toString("hex")}`,
  };
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const hmac = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();

/** The answer's body; throws with the answer's text unless it is a success. */
// biome-ignore lint/suspicious/noExplicitAny: answers of any operation, looked into by tests.
export async function succeed(url: string, operation: string, input: unknown, options?: CallOptions): Promise<any> {
  const answer = await send(url, operation, input, options);
  if (answer.status !== 200) throw new Error(`${operation}: ${answer.status} ${answer.text}`);
  return answer.body;
}
