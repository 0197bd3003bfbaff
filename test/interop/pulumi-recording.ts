/**
 * Owns the recordings in pulumi-replay/: what the Pulumi provider sent and was answered, one line per call, below a line
 * about their origin and lines that name the stage. Ids and dates are placeholders. Documents that Cloud Control sends as
 * texts within documents are kept as documents, so that the order of their members means nothing.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, request } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { repository } from "../world.js";
import { type Json, Placeholders } from "./terraform-placeholders.js";

/** One call of the provider and its answer. */
export interface RecordedCall {
  /** What was being done, e.g. `up`. */
  readonly stage: string;
  /** The service's name in the signature. */
  readonly service: string;
  /** The target header; absent where the operation stands in a form. */
  readonly target?: string;
  /** A document, or the fields of a form. */
  readonly input: Json;
  readonly status: number;
  /** A document, or a text that is none. */
  readonly answer: Json;
}

/** A recording and the programs that made it. */
export interface Recording {
  readonly origin: Readonly<Record<string, string>>;
  readonly calls: readonly RecordedCall[];
}

const folder = join(repository, "test", "interop", "pulumi-replay");

/** The names of all recordings. */
export function recordingNames(): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".jsonl"))
    .map((file) => file.slice(0, -".jsonl".length))
    .sort();
}

/** Reads a recording. */
export function readRecording(name: string): Recording {
  const [origin = {}, ...calls] = readFileSync(join(folder, `${name}.jsonl`), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as object);
  return { origin: origin as Record<string, string>, calls: calls as RecordedCall[] };
}

/** Writes a recording. */
export function writeRecording(name: string, { origin, calls }: Recording): void {
  const lines = [origin, ...calls].map((line) => JSON.stringify(line));
  writeFileSync(join(folder, `${name}.jsonl`), `${lines.join("\n")}\n`);
}

/** Members whose text is a document. */
const documents = new Set(["DesiredState", "PatchDocument", "ResourceModel", "Properties"]);

/** The document with its inner documents as such. */
export function unfolded(value: Json, member = ""): Json {
  if (typeof value === "string") return documents.has(member) ? (JSON.parse(value) as Json) : value;
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((each) => unfolded(each, member));
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, unfolded(each, name)]));
}

/** The document as it is sent. */
export function folded(value: Json): Json {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(folded);
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, documents.has(name) ? JSON.stringify(each) : folded(each)]),
  );
}

/** A listener before a server that notes what passes. */
export interface Recorder {
  readonly url: string;
  /** Names the stage of the calls to come. */
  enter(stage: string): void;
  /** What passed, with placeholders. */
  calls(): RecordedCall[];
  close(): Promise<void>;
}

/** Starts a recorder before the server at `behind`; it lets one request pass at a time, so that there is one order. */
export async function startRecorder(behind: string): Promise<Recorder> {
  const passed: RecordedCall[] = [];
  let stage = "";
  let last: Promise<unknown> = Promise.resolve();
  const server = createServer((message, response) => {
    last = last.then(async () => {
      try {
        const body = await buffer(message);
        const answer = await passOn(behind, message, body);
        passed.push(noted(stage, message, body, answer));
        response.writeHead(answer.status, answer.headers).end(answer.body);
      } catch (error) {
        response.destroy(error as Error);
      }
    });
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    enter(name) {
      stage = name;
    },
    calls() {
      const placeholders = new Placeholders();
      const hide = () =>
        passed.map((call) => ({
          ...call,
          input: placeholders.hide(call.input),
          answer: placeholders.hide(call.answer),
        }));
      // Some ids stand inside identifiers before they stand by themselves: the first pass learns them.
      hide();
      return hide();
    },
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}

interface Passed {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

async function passOn(behind: string, message: IncomingMessage, body: Buffer): Promise<Passed> {
  const answered = await new Promise<IncomingMessage>((resolve, reject) => {
    const { method = "POST", headers, url = "/" } = message;
    request(new URL(url, behind), { method, headers }, resolve).once("error", reject).end(body);
  });
  return { status: answered.statusCode ?? 0, headers: answered.headers, body: await buffer(answered) };
}

function noted(stage: string, message: IncomingMessage, body: Buffer, answer: Passed): RecordedCall {
  const service = /\/([a-z-]{1,40})\/aws4_request/.exec(message.headers.authorization ?? "")?.[1] ?? "";
  const target = message.headers["x-amz-target"]?.toString();
  const { status } = answer;
  const [input, output] = [body.toString("utf8"), answer.body.toString("utf8")];
  if (target === undefined) {
    return { stage, service, input: Object.fromEntries(new URLSearchParams(input)), status, answer: output };
  }
  const documentOf = (text: string) => unfolded(JSON.parse(text) as Json);
  return { stage, service, target, input: documentOf(input), status, answer: documentOf(output) };
}
