/**
 * Reduces what is handed to the log to what may be written (T-45): the facts of the closed list, cut to a length, and of
 * a thrown value only what tells where it happened.
 */
import type { LogFacts } from "../../ports/logger.js";

/** The closed list at run time; the compiler holds it to the port's, both ways. */
const factTypes: { readonly [F in keyof Required<LogFacts>]: "string" | "number" | "error" } = {
  requestId: "string",
  apiRequestId: "string",
  surface: "string",
  operation: "string",
  status: "number",
  durationMs: "number",
  errorName: "string",
  remoteAddress: "string",
  accessKeyId: "string",
  region: "string",
  accountId: "string",
  userPoolId: "string",
  messageId: "string",
  kind: "string",
  medium: "string",
  trigger: "string",
  mode: "string",
  url: "string",
  version: "string",
  signal: "string",
  reason: "string",
  count: "number",
  function: "string",
  line: "string",
  error: "error",
};

const maxTextLength = 256;
/** Lines of functions are written for reading; stacks are longer than our own texts. */
const maxLineLength = 4096;
const maxFrames = 12;

/** The facts that may be written; anything else is left out without a word. */
export function writableFacts(facts: LogFacts): Record<string, unknown> {
  const written: Record<string, unknown> = {};
  for (const name of Object.keys(facts)) {
    if (!Object.hasOwn(factTypes, name)) continue;
    const type = factTypes[name as keyof LogFacts];
    const value = facts[name as keyof LogFacts];
    if (value === undefined) continue;
    if (type === "error") written[name] = writableError(value);
    else if (typeof value === type) written[name] = typeof value === "string" ? writableText(name, value) : value;
  }
  return written;
}

function writableText(name: string, value: string): string {
  return name === "line" ? cut(value, maxLineLength) : cut(withoutQuery(name, value));
}

/** Name, code, blanked message and stack places of a thrown value. */
function writableError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: typeof error };
  const { code } = error as { code?: unknown };
  return {
    name: cut(error.name),
    ...(typeof code === "string" || typeof code === "number" ? { code: cut(String(code)) } : {}),
    message: blanked(error.message),
    at: stackPlaces(error.stack),
  };
}

/**
 * Messages of parsers and databases quote the value they choked on, so everything from the first quotation mark to the
 * last is blanked.
 */
function blanked(message: string): string {
  const cutMessage = cut(message.split("\n", 1)[0]!);
  const first = cutMessage.search(/["'`“‘«]/);
  if (first < 0) return cutMessage;
  let last = cutMessage.length - 1;
  // A message that was cut may have lost its closing mark.
  if (message.length <= maxTextLength) while (last > first && !`"'\`”’»`.includes(cutMessage[last]!)) last--;
  return `${cutMessage.slice(0, first)}…${cutMessage.slice(last + 1)}`;
}

function stackPlaces(stack: string | undefined): string[] {
  return (stack ?? "")
    .split("\n")
    .filter((line) => line.startsWith("    at "))
    .slice(0, maxFrames)
    .map((line) => cut(line.slice(7)));
}

function withoutQuery(name: string, value: string): string {
  return name === "url" ? value.split(/[?#]/, 1)[0]! : value;
}

function cut(text: string, length = maxTextLength): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}
