/**
 * Compares the service model with the declarations of the JavaScript SDK's client package: operations, members, which
 * of them are required, and exceptions. Two publications of one service that disagree mean that one is older.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ServiceModel } from "./generate-model.js";

/** Differences that are known, each with its reason. */
const accepted = new Set([
  // Published with botocore 1.44.5 and absent from client-cognito-identity-provider 3.1169.0: the SDK is the older one.
  "operation GetDerivedToken: only in the model",
  "structure GetDerivedTokenRequest: only in the model",
  "structure GetDerivedTokenResponse: only in the model",
  "value of ExplicitAuthFlowsType ALLOW_TOKEN_EXCHANGE_DELEGATION: only in the model",
  "value of ExplicitAuthFlowsType ALLOW_TOKEN_EXCHANGE_IMPERSONATION: only in the model",
]);

/** One line per difference between the model and the SDK package in `folder`; empty when they agree. */
export function differencesFromSdk(model: ServiceModel, folder: string): string[] {
  const types = join(folder, "dist-types");
  const declarations = readdirSync(join(types, "models"))
    .map((file) => readFileSync(join(types, "models", file), "utf8"))
    .join("\n");
  const operations = readdirSync(join(types, "commands"))
    .filter((file) => file.endsWith("Command.d.ts"))
    .map((file) => file.slice(0, -"Command.d.ts".length));
  const exceptions = [...declarations.matchAll(/class (\w+) extends __BaseException/g)].map((match) => match[1] ?? "");
  const modelExceptions = Object.keys(model.shapes).filter((name) => model.shapes[name]?.exception);
  return [
    ...setDifferences("operation", Object.keys(model.operations), operations),
    ...setDifferences("exception", modelExceptions, exceptions),
    ...memberDifferences(model, declarations),
    ...enumDifferences(model, declarations),
  ].filter((line) => !accepted.has(line));
}

function enumDifferences(model: ServiceModel, declarations: string): string[] {
  const lines: string[] = [];
  for (const match of declarations.matchAll(/export declare const (\w+): \{([^}]*)\}/g)) {
    const name = match[1] ?? "";
    const values = [...(match[2] ?? "").matchAll(/: "([^"]*)"/g)].map((value) => value[1] ?? "");
    lines.push(...setDifferences(`value of ${name}`, model.shapes[name]?.enum ?? [], values));
  }
  return lines;
}

function memberDifferences(model: ServiceModel, declarations: string): string[] {
  const withoutComments = declarations.replace(/\/\*\*[\s\S]*?\*\//g, "");
  const interfaces = new Map<string, string>();
  for (const match of withoutComments.matchAll(/export interface (\w+) \{([^}]*)\}/g)) {
    interfaces.set(match[1] ?? "", match[2] ?? "");
  }
  const lines: string[] = [];
  for (const [name, shape] of Object.entries(model.shapes)) {
    if (shape.type !== "structure" || shape.exception || shape.document) continue;
    const body = interfaces.get(name);
    if (body === undefined) {
      lines.push(`structure ${name}: only in the model`);
      continue;
    }
    const members = [...body.matchAll(/^\s*(\w+)(\??):/gm)].map((match) => `${match[1]}${match[2]}`);
    const expected = Object.keys(shape.members ?? {}).map((member) =>
      shape.required?.includes(member) ? member : `${member}?`,
    );
    lines.push(...setDifferences(`member of ${name}`, expected, members));
  }
  return lines;
}

function setDifferences(what: string, model: readonly string[], sdk: readonly string[]): string[] {
  return [
    ...model.filter((name) => !sdk.includes(name)).map((name) => `${what} ${name}: only in the model`),
    ...sdk.filter((name) => !model.includes(name)).map((name) => `${what} ${name}: only in the SDK`),
  ];
}
