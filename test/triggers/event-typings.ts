/**
 * Compares events with the published typings (`@types/aws-lambda`) by the TypeScript compiler: each event is written down
 * as a value of its published type, so that a member too few, one too many and one of another kind are all complaints.
 * Where the live service differs from the typings is listed below, each entry with its reason.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repository } from "../world.js";
import type { RecordedEvent } from "./recorder.js";

const typings = join(repository, "test/node_modules/@types/aws-lambda");

/** A place where the service sends what the typings do not say. */
interface Deviation {
  /** Sources that begin with this. */
  readonly sources: string;
  /** Like `request.validationData`. */
  readonly path: string;
  readonly sent: "null" | "nothing";
  readonly reason: string;
}

const prefilled = "answers are prefilled with null until the function says something";

/** The typings speak of what functions may read and write; these members come empty. */
export const deviations: readonly Deviation[] = [
  { sources: "PreSignUp_", path: "request.validationData", sent: "null", reason: "sent as null when there is none" },
  {
    sources: "PreAuthentication_",
    path: "request.validationData",
    sent: "null",
    reason: "sent as null when there is none",
  },
  {
    sources: "UserMigration_",
    path: "request.validationData",
    sent: "null",
    reason: "sent as null when there is none",
  },
  {
    sources: "UserMigration_ForgotPassword",
    path: "request.password",
    sent: "nothing",
    reason: "somebody who forgot it gives none; the typings have one type for both sources",
  },
  {
    sources: "TokenGeneration_ClientCredentials",
    path: "request.groupConfiguration",
    sent: "null",
    reason: "a client belongs to no group",
  },
  {
    sources: "TokenGeneration_",
    path: "request.groupConfiguration.preferredRole",
    sent: "null",
    reason: "sent as null when no group has a role",
  },
  { sources: "TokenGeneration_", path: "response.claimsOverrideDetails", sent: "null", reason: prefilled },
  { sources: "TokenGeneration_", path: "response.claimsAndScopeOverrideDetails", sent: "null", reason: prefilled },
  ...["userAttributes", "finalUserStatus", "messageAction", "desiredDeliveryMediums", "forceAliasCreation"].map(
    (member) =>
      ({ sources: "UserMigration_", path: `response.${member}`, sent: "null", reason: prefilled }) satisfies Deviation,
  ),
  { sources: "UserMigration_", path: "response.enableSMSMFA", sent: "null", reason: prefilled },
  ...["challengeName", "issueTokens", "failAuthentication"].map(
    (member) =>
      ({
        sources: "DefineAuthChallenge_",
        path: `response.${member}`,
        sent: "null",
        reason: prefilled,
      }) satisfies Deviation,
  ),
  ...["publicChallengeParameters", "privateChallengeParameters", "challengeMetadata"].map(
    (member) =>
      ({
        sources: "CreateAuthChallenge_",
        path: `response.${member}`,
        sent: "null",
        reason: prefilled,
      }) satisfies Deviation,
  ),
  { sources: "VerifyAuthChallengeResponse_", path: "response.answerCorrect", sent: "null", reason: prefilled },
];

/** Every trigger source that the typings know. */
export function publishedSources(): readonly string[] {
  const folder = join(typings, "trigger/cognito-user-pool-trigger");
  // The index repeats them under one deprecated type.
  const files = readdirSync(folder).filter((name) => name.endsWith(".d.ts") && name !== "index.d.ts");
  const texts = files.map((name) => readFileSync(join(folder, name), "utf8"));
  const found = texts.flatMap((text) => [...text.matchAll(/"([A-Z][A-Za-z]+_[A-Z][a-z][A-Za-z]*)"/g)]);
  return [...new Set(found.map(([, source = ""]) => source))].sort();
}

/** The published type of an event. */
function typeOf({ triggerSource, version }: RecordedEvent): string {
  const source = JSON.stringify(triggerSource);
  if (!triggerSource.startsWith("TokenGeneration_")) return `Published<${source}>`;
  // The typings name version 3 for machines only; users' events have its members, too.
  if (version === "3") return `aws.BasePreTokenGenerationV3TriggerEvent<${source}>`;
  return `Extract<aws.PreTokenGeneration${version === "2" ? "V2" : ""}TriggerEvent, { triggerSource: ${source} }>`;
}

const heading = `import type * as aws from "aws-lambda";
type Every =
  | aws.CreateAuthChallengeTriggerEvent | aws.CustomEmailSenderTriggerEvent | aws.CustomMessageTriggerEvent
  | aws.CustomSMSSenderTriggerEvent | aws.DefineAuthChallengeTriggerEvent | aws.InboundFederationTriggerEvent
  | aws.PostAuthenticationTriggerEvent | aws.PostConfirmationTriggerEvent | aws.PreAuthenticationTriggerEvent
  | aws.PreSignUpTriggerEvent | aws.UserMigrationTriggerEvent | aws.VerifyAuthChallengeResponseTriggerEvent;
type Published<Source extends string> = Extract<Every, { triggerSource: Source }>;
`;

/** The event as a literal; members that deviate are of a type that fits everywhere. */
function literalOf(event: RecordedEvent, used: Set<Deviation>): string {
  const mine = deviations.filter(({ sources }) => event.triggerSource.startsWith(sources));
  const write = (value: unknown, path: string): string => {
    if (value === null) {
      const deviation = mine.find((one) => one.path === path && one.sent === "null");
      if (deviation === undefined) return "null";
      used.add(deviation);
      return "null as never";
    }
    if (typeof value !== "object") return JSON.stringify(value);
    if (Array.isArray(value)) return `[${value.map((item, at) => write(item, `${path}.${at}`)).join(", ")}]`;
    const inside = (name: string) => (path === "" ? name : `${path}.${name}`);
    const members = Object.entries(value).map(
      ([name, item]) => `${JSON.stringify(name)}: ${write(item, inside(name))}`,
    );
    for (const deviation of mine) {
      if (deviation.sent !== "nothing") continue;
      const name = deviation.path.slice(path.length + 1);
      if (inside(name) !== deviation.path || name.includes(".") || Object.hasOwn(value, name)) continue;
      used.add(deviation);
      members.push(`${JSON.stringify(name)}: undefined as never`);
    }
    return `{ ${members.join(", ")} }`;
  };
  return write(event, "");
}

/** What the compiler says of each event, in their order: nothing, or its complaints. */
export function complaintsOf(events: readonly RecordedEvent[]): {
  readonly complaints: readonly (readonly string[])[];
  readonly used: ReadonlySet<Deviation>;
} {
  const folder = mkdtempSync(join(tmpdir(), "poolhouse-typings-"));
  try {
    const used = new Set<Deviation>();
    mkdirSync(join(folder, "node_modules/@types"), { recursive: true });
    symlinkSync(typings, join(folder, "node_modules/@types/aws-lambda"), "dir");
    const options = { strict: true, noEmit: true, skipLibCheck: true, types: [], module: "nodenext" };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: options, include: ["*.mts"] }));
    for (const [at, event] of events.entries()) {
      const value = `export const event: ${typeOf(event)} = ${literalOf(event, used)};\n`;
      writeFileSync(join(folder, `event-${at}.mts`), heading + value);
    }
    const compiler = join(repository, "node_modules/typescript/bin/tsc");
    const words = [compiler, "-p", folder, "--pretty", "false"];
    const { stdout, stderr } = spawnSync(process.execPath, words, { cwd: folder, encoding: "utf8" });
    const lines = `${stdout}${stderr}`.split("\n").filter((line) => line !== "");
    const complaints = events.map((): string[] => []);
    let last: string[] | undefined;
    for (const line of lines) {
      const at = /^event-(\d{1,6})\.mts/.exec(line)?.[1];
      if (at !== undefined) last = complaints[Number(at)];
      if (last === undefined) throw new Error(`The compiler has another complaint: ${line}`);
      last.push(line);
    }
    return { complaints, used };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
