/**
 * Functions in real processes, for tests of what runs them: code is deployed under a name, called, and what it wrote and
 * what was warned of is kept. Made once for each test file, which is a process of its own.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { createFunctions, type FunctionsNeeds } from "../src/adapters/functions/functions.js";
import { systemClock } from "../src/adapters/time/system-clock.js";
import type { DeployedFunction, FunctionCall, FunctionOutcome } from "../src/ports/functions.js";
import type { LogFacts, Logger } from "../src/ports/logger.js";
import { storedZip } from "./zip.js";

/** Where tests put files; removed after the last test. */
export const folder = mkdtempSync(join(tmpdir(), "poolhouse-handlers-"));
/** PATH of the machine. */
export const searchPath = process.env["PATH"] ?? "/usr/bin:/bin";
export const arnOf = (name: string) => `arn:aws:lambda:us-east-1:123456789012:function:${name}`;

const deployed = new Map<string, DeployedFunction>();
/** Lines that functions wrote, with their facts. */
export const lines: LogFacts[] = [];
/** Facts of every warning. */
export const warnings: LogFacts[] = [];
const silent = () => {};
/** Keeps lines and warnings. */
export const logger: Logger = {
  debug: silent,
  info: (sentence, facts) => void (sentence === "function" && lines.push(facts ?? {})),
  warn: (_, facts) => void warnings.push(facts ?? {}),
  error: silent,
};

/** What runs functions, over what was deployed; asynchronous events are not kept unless told otherwise. */
export function functionsWith(more: Partial<FunctionsNeeds> = {}) {
  return createFunctions({
    deployed: { find: async (named) => deployed.get(named.split(":").at(-1)!) },
    mappings: {},
    endpoint: undefined,
    allowsCode: true,
    region: "us-east-1",
    clock: systemClock(),
    events: { accept: async () => false, hold: async () => undefined },
    currentRequest: () => undefined,
    logger,
    searchPath,
    ownEndpoint: () => "http://127.0.0.1:9229",
    modules: undefined,
    ...more,
  });
}

const functions = functionsWith();
after(async () => {
  await functions.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Deploys code under a name of its own; answers its ARN. */
export function deploy(
  name: string,
  files: Readonly<Record<string, string>>,
  more: Partial<DeployedFunction> = {},
): string {
  const zip = storedZip(files);
  deployed.set(name, {
    arn: arnOf(name),
    name,
    region: "eu-west-1",
    runtime: "nodejs20.x",
    handler: "index.handler",
    timeoutSeconds: 20,
    memoryMegabytes: 256,
    version: "$LATEST",
    revisionId: "1",
    codeSha256: `${name}-${more.revisionId ?? 1}`,
    environment: {},
    logGroup: `/aws/lambda/${name}`,
    reservedConcurrency: undefined,
    allows: () => true,
    code: async () => zip,
    ...more,
  });
  return arnOf(name);
}

/** A handler of Node under a name. */
export const node = (name: string, code: string, more: Partial<DeployedFunction> = {}, file = "index.js") =>
  deploy(name, { [file]: code }, more);

/** Code of a handler that goes on when the test has written the file. */
export const whenThere = (path: string) =>
  `while (!require('fs').existsSync(${JSON.stringify(path)})) await new Promise((r) => setTimeout(r, 20));`;
/** Code of a handler that shows by a file that it was here. */
export const writes = (path: string) => `require('fs').writeFileSync(${JSON.stringify(path)}, 'x');`;

let requests = 0;
/** Calls as a pool would. */
export function call(arn: string, payload: unknown = {}, more: Partial<FunctionCall> = {}, on = functions) {
  const source = { principal: "cognito-idp.amazonaws.com", arn: "arn:pool", accountId: "123456789012" } as const;
  return on.call({ arn, payload, timeoutMs: 15_000, source, requestId: `request-${++requests}`, ...more });
}

/** Waits until a process has ended and its end was noticed; says whether that came. */
export async function isGone(pid: number): Promise<boolean> {
  for (let left = 400; left > 0; left--) {
    try {
      process.kill(pid, 0);
    } catch (error) {
      assert.equal((error as NodeJS.ErrnoException).code, "ESRCH");
      return true;
    }
    await new Promise((done) => setTimeout(done, 25));
  }
  return false;
}

/** What the function answered; fails on any other end. */
export async function answer(...given: Parameters<typeof call>): Promise<unknown> {
  const outcome = await call(...given);
  assert.equal(outcome.kind, "returned", JSON.stringify(outcome));
  return (outcome as { payload: unknown }).payload;
}

/** Type and message of what a function threw; fails on any other end. */
export function threw(outcome: FunctionOutcome): [string, string] {
  assert.equal(outcome.kind, "threw", JSON.stringify(outcome));
  const { type, message } = outcome as { type: string; message: string };
  return [type, message];
}
