/**
 * Three functions that lead sign-ins, in a process of their own like any: a sum to be solved, up to three tries, behind the
 * password where the client has begun with one. They write down what they are told.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LambdaConfigType } from "../clients.js";

const program = `
import { appendFileSync } from "node:fs";
const told = (event) => {
  appendFileSync(new URL("events.jsonl", import.meta.url), JSON.stringify(event) + "\\n");
};
export const define = async (event) => {
  told(event);
  const { session } = event.request;
  const last = session.at(-1);
  const sums = session.filter(({ challengeName }) => challengeName === "CUSTOM_CHALLENGE");
  Object.assign(event.response, { issueTokens: false, failAuthentication: false });
  if (last?.challengeName === "SRP_A") event.response.challengeName = "PASSWORD_VERIFIER";
  else if (sums.at(-1)?.challengeResult === true) event.response.issueTokens = true;
  else if (sums.length >= 3) event.response.failAuthentication = true;
  else event.response.challengeName = "CUSTOM_CHALLENGE";
  return event;
};
export const create = async (event) => {
  told(event);
  event.response.publicChallengeParameters = { question: "2 + 2" };
  event.response.privateChallengeParameters = { answer: "4" };
  event.response.challengeMetadata = "SUM";
  return event;
};
export const verify = async (event) => {
  told(event);
  const { privateChallengeParameters, challengeAnswer } = event.request;
  event.response.answerCorrect = challengeAnswer === privateChallengeParameters.answer;
  return event;
};
`;

const arn = (name: string) => `arn:aws:lambda:us-east-1:123456789012:function:${name}`;

/** An event, as far as tests look into it. */
export interface ToldEvent {
  readonly triggerSource: string;
  readonly userName: string;
  readonly request: {
    readonly session: readonly { challengeName: string; challengeResult: boolean; challengeMetadata?: string }[];
    readonly clientMetadata?: Readonly<Record<string, string>>;
    readonly userNotFound?: boolean;
  };
}

/** The functions in a folder of their own. */
export class CustomFunctions {
  readonly #folder = mkdtempSync(join(tmpdir(), "poolhouse-custom-"));
  #seen = 0;

  /** What a pool is told. */
  readonly config = {
    DefineAuthChallenge: arn("define"),
    CreateAuthChallenge: arn("create"),
    VerifyAuthChallengeResponse: arn("verify"),
  } satisfies LambdaConfigType;

  constructor() {
    writeFileSync(join(this.#folder, "sums.mjs"), program);
    writeFileSync(join(this.#folder, "events.jsonl"), "");
  }

  /** The setting of the server. */
  get functions(): Record<string, string> {
    const file = join(this.#folder, "sums.mjs");
    return Object.fromEntries(["define", "create", "verify"].map((name) => [arn(name), `${file}#${name}`]));
  }

  /** Events since the last time, oldest first. */
  events(): readonly ToldEvent[] {
    const all = readFileSync(join(this.#folder, "events.jsonl"), "utf8").split("\n").filter(Boolean);
    const fresh = all.slice(this.#seen).map((line) => JSON.parse(line) as ToldEvent);
    this.#seen = all.length;
    return fresh;
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
