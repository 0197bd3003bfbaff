/**
 * The three functions of a sign-in of a pool's own, in one program: it writes down every event and decides by a plan that
 * the test lays beside it. It runs in a process of its own like any function.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LambdaConfigType } from "../clients.js";
import type { RecordedEvent } from "./recorder.js";

/** What DefineAuthChallenge says when it has been shown so many results; the last one stands for all that follow. */
export interface ChallengePlan {
  readonly define: readonly (
    | { readonly challengeName: string }
    | { readonly issueTokens: true }
    | { readonly failAuthentication: true }
    | Readonly<Record<string, unknown>>
  )[];
  /** Members of CreateAuthChallenge's response. */
  readonly create?: Readonly<Record<string, unknown>>;
  /** The answer that is right. */
  readonly right?: string;
  /** What VerifyAuthChallengeResponse says whatever was answered. */
  readonly verify?: Readonly<Record<string, unknown>>;
}

const program = `
import { appendFileSync, readFileSync } from "node:fs";
const beside = (name) => new URL(name, import.meta.url);
export const handler = async (event) => {
  appendFileSync(beside("events.jsonl"), JSON.stringify(event) + "\\n");
  const plan = JSON.parse(readFileSync(beside("plan.json"), "utf8"));
  const { request, response } = event;
  if (event.triggerSource.startsWith("Define")) {
    Object.assign(response, plan.define[Math.min(request.session.length, plan.define.length - 1)]);
  } else if (event.triggerSource.startsWith("Create")) {
    Object.assign(response, plan.create);
  } else {
    response.answerCorrect = request.challengeAnswer === plan.right;
    Object.assign(response, plan.verify);
  }
  return event;
};
`;

/** The functions, and what they have seen. */
export class ChallengeFunctions {
  readonly arn = "arn:aws:lambda:us-east-1:123456789012:function:challenges";
  readonly #folder = mkdtempSync(join(tmpdir(), "poolhouse-challenges-"));
  #seen = 0;

  constructor() {
    writeFileSync(join(this.#folder, "challenges.mjs"), program);
    writeFileSync(join(this.#folder, "events.jsonl"), "");
    this.plan({ define: [{ failAuthentication: true }] });
  }

  /** The setting that maps the ARN to the program. */
  get functions(): Record<string, string> {
    return { [this.arn]: `${join(this.#folder, "challenges.mjs")}#handler` };
  }

  get lambdaConfig(): LambdaConfigType {
    return {
      DefineAuthChallenge: this.arn,
      CreateAuthChallenge: this.arn,
      VerifyAuthChallengeResponse: this.arn,
    };
  }

  plan(plan: ChallengePlan): void {
    writeFileSync(join(this.#folder, "plan.json"), JSON.stringify(plan));
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
