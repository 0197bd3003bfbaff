/**
 * A function that writes down each event it gets and then does what the test has laid beside it. It runs in a process of
 * its own like any function. What it does is said by those who extend it.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

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

/** `body` has `event` and `orders`, and ends the handler. */
const programOf = (body: string) => `
import { appendFileSync, readFileSync } from "node:fs";
const beside = (name) => new URL(name, import.meta.url);
export const handler = async (event) => {
  appendFileSync(beside("events.jsonl"), JSON.stringify(event) + "\\n");
  const orders = JSON.parse(readFileSync(beside("orders.json"), "utf8"));
  ${body}
};
`;

/** The function, and what it has seen. */
export class RecordingFunction<Orders> {
  /** As pools name it. */
  readonly arn: string;
  readonly #folder = mkdtempSync(join(tmpdir(), "poolhouse-triggers-"));
  #seen = 0;

  constructor(name: string, body: string, orders: Orders) {
    this.arn = `arn:aws:lambda:us-east-1:123456789012:function:${name}`;
    writeFileSync(join(this.#folder, "program.mjs"), programOf(body));
    writeFileSync(join(this.#folder, "events.jsonl"), "");
    this.order(orders);
  }

  /** The setting that maps the ARN to the program. */
  get functions(): Record<string, string> {
    return { [this.arn]: `${join(this.#folder, "program.mjs")}#handler` };
  }

  /** What is done from now on. */
  protected order(orders: Orders): void {
    writeFileSync(join(this.#folder, "orders.json"), JSON.stringify(orders));
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
