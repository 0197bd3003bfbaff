/**
 * Owns the form of a recording in terraform-replay/: one line about its origin, then the parts that occur more than once,
 * then one line per call in the order of the calls.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../world.js";
import type { Json } from "./terraform-placeholders.js";

/** One call of the provider and what it was answered. */
export interface RecordedCall {
  /** The service's name in the signature. */
  readonly service: string;
  readonly region: string;
  /** The target header; absent where the operation stands in a form or in the path. */
  readonly target?: string;
  /** Of services that speak by methods and paths. */
  readonly method?: string;
  readonly path?: string;
  /** A document, or the fields of a form. */
  readonly input: Json;
  readonly status: number;
  /** A document, or text that is none. */
  readonly answer: Json;
}

/** A recording with its origin. */
export interface Recording {
  /** The program and the provider that made the calls. */
  readonly origin: Readonly<Record<string, string>>;
  readonly calls: readonly RecordedCall[];
}

/** A body as a recording has it: the answers of Query services, and the empty answers, are no documents. */
export function documentOf(text: string): Json {
  return /^\s*[[{]/.test(text) ? (JSON.parse(text) as Json) : text;
}

const recordings = join(repository, "test", "interop", "terraform-replay");

/** The names of all recordings. */
export function recordingNames(): string[] {
  return readdirSync(recordings)
    .filter((file) => file.endsWith(".jsonl"))
    .map((file) => file.slice(0, -".jsonl".length))
    .sort();
}

/** Reads a recording. */
export function readRecording(name: string): Recording {
  const [first = "{}", ...lines] = readFileSync(join(recordings, `${name}.jsonl`), "utf8")
    .trimEnd()
    .split("\n");
  const parts = new Map<string, Json>();
  const calls: RecordedCall[] = [];
  for (const line of lines) {
    const read = whole(JSON.parse(line) as Json, parts) as { readonly part?: string; readonly is?: Json };
    if (read.part === undefined) calls.push(read as unknown as RecordedCall);
    else parts.set(read.part, read.is ?? null);
  }
  return { origin: JSON.parse(first) as Record<string, string>, calls };
}

function whole(value: Json, parts: ReadonlyMap<string, Json>): Json {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((each) => whole(each, parts));
  const object = value as { readonly [name: string]: Json };
  const named = object["$part"];
  if (typeof named === "string") {
    const part = parts.get(named);
    if (part === undefined) throw new Error(`the recording has no part ${named}`);
    return part;
  }
  return Object.fromEntries(Object.entries(object).map(([name, each]) => [name, whole(each, parts)]));
}

/**
 * Writes a recording into a folder: each larger part that recurs once, and without questions that were asked before and
 * answered in the same way while nothing was changed in between.
 */
export function writeRecording(folder: string, name: string, recording: Recording): void {
  const { origin } = recording;
  const calls = withoutRepetition(recording.calls);
  const counts = new Map<string, number>();
  for (const { input, answer } of calls) for (const document of [input, answer]) count(document, counts);
  const parts = new Map<string, string>();
  const lines: string[] = [];
  const short = (value: Json): Json => {
    if (value === null || typeof value !== "object") return value;
    const text = JSON.stringify(value);
    if ((counts.get(text) ?? 0) > 1 && text.length > 120) return { $part: parts.get(text) ?? newPart(value, text) };
    return shortInside(value);
  };
  const shortInside = (value: Json): Json => {
    if (value === null || typeof value !== "object") return value;
    if (Array.isArray(value)) return value.map(short);
    return Object.fromEntries(Object.entries(value).map(([member, each]) => [member, short(each)]));
  };
  const newPart = (value: Json, text: string): string => {
    const is = shortInside(value);
    const part = `p${parts.size + 1}`;
    parts.set(text, part);
    lines.push(JSON.stringify({ part, is }));
    return part;
  };
  for (const call of calls) {
    const line = { ...call, input: short(call.input), answer: short(call.answer) };
    lines.push(JSON.stringify(line));
  }
  writeFileSync(join(folder, `${name}.jsonl`), `${[JSON.stringify(origin), ...lines].join("\n")}\n`);
}

const question = /^(?:Admin)?(?:Describe|Get|List)/;

function withoutRepetition(calls: readonly RecordedCall[]): RecordedCall[] {
  let asked = new Set<string>();
  return calls.filter(({ service, region, target, method, path, input, status, answer }) => {
    const operation = target?.split(".")[1] ?? path ?? String((input as Readonly<Record<string, Json>>)["Action"]);
    if (method !== "GET" && !question.test(operation)) {
      asked = new Set();
      return true;
    }
    const answered = typeof answer === "string" ? answer.replaceAll(/<<uuid-[0-9]+>>/g, "") : answer;
    const exchange = JSON.stringify([service, region, operation, input, status, answered]);
    if (asked.has(exchange)) return false;
    asked.add(exchange);
    return true;
  });
}

function count(value: Json, counts: Map<string, number>): void {
  if (value === null || typeof value !== "object") return;
  const text = JSON.stringify(value);
  const before = counts.get(text) ?? 0;
  counts.set(text, before + 1);
  // What recurs as a whole has its inside counted once.
  if (before === 0) for (const each of Object.values(value)) count(each as Json, counts);
}
