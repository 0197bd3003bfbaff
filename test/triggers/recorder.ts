/**
 * A function for every trigger of a pool: it writes down each event it gets and answers as the test said. It runs in a
 * process of its own like any function; what it writes and reads lies beside it.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What the function does with events of one source. */
export type Behaviour =
  /** Members of `response`. */
  | { readonly response: Readonly<Record<string, unknown>> }
  | { readonly throws: string }
  /** Throws where the validation data names this domain. */
  | { readonly deniesDomain: string; readonly response: Readonly<Record<string, unknown>> }
  /** Returned instead of the event. */
  | { readonly returns: unknown };

/** An event as a function gets it. */
export interface RecordedEvent {
  readonly version: string;
  readonly triggerSource: string;
  readonly region: string;
  readonly userPoolId: string;
  readonly userName: string;
  readonly callerContext: { readonly awsSdkVersion: string; readonly clientId: string };
  readonly request: Readonly<Record<string, unknown>>;
  readonly response: Readonly<Record<string, unknown>>;
}

const program = `
import { appendFileSync, readFileSync } from "node:fs";
const beside = (name) => new URL(name, import.meta.url);
export const handler = async (event) => {
  appendFileSync(beside("events.jsonl"), JSON.stringify(event) + "\\n");
  const behaviour = JSON.parse(readFileSync(beside("behaviours.json"), "utf8"))[event.triggerSource];
  if (behaviour?.throws !== undefined) throw new Error(behaviour.throws);
  if (behaviour?.deniesDomain !== undefined && event.request.validationData?.domain === behaviour.deniesDomain) {
    throw new Error("not from there");
  }
  if (behaviour !== undefined && "returns" in behaviour) return behaviour.returns;
  Object.assign(event.response, behaviour?.response);
  return event;
};
`;

/** The function, and what it has seen. */
export class Recorder {
  /** As pools name it. */
  readonly arn = "arn:aws:lambda:us-east-1:123456789012:function:recorder";
  readonly #folder = mkdtempSync(join(tmpdir(), "poolhouse-triggers-"));
  #seen = 0;

  constructor() {
    writeFileSync(join(this.#folder, "recorder.mjs"), program);
    writeFileSync(join(this.#folder, "events.jsonl"), "");
    this.behave({});
  }

  /** The setting that maps the ARN to the program. */
  get functions(): Record<string, string> {
    return { [this.arn]: `${join(this.#folder, "recorder.mjs")}#handler` };
  }

  /** What is done from now on, by trigger source. */
  behave(behaviours: Readonly<Record<string, Behaviour>>): void {
    writeFileSync(join(this.#folder, "behaviours.json"), JSON.stringify(behaviours));
  }

  /** Events since the last time, oldest first. */
  events(): readonly RecordedEvent[] {
    const all = readFileSync(join(this.#folder, "events.jsonl"), "utf8").split("\n").filter(Boolean);
    const fresh = all.slice(this.#seen).map((line) => JSON.parse(line) as RecordedEvent);
    this.#seen = all.length;
    return fresh;
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
