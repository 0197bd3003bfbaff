/**
 * Writes src/model/generated from the service model that AWS publishes with botocore: facts only, no documentation.
 *
 *   node --import tsx scripts/generate-model.ts --botocore <botocore wheel or package folder> [--sdk <package folder>]
 *
 * With --sdk the result is also compared with the JavaScript SDK's declarations, and differences fail the run.
 */
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { gunzipSync, inflateRawSync } from "node:zlib";
import { differencesFromSdk } from "./check-model-against-sdk.js";

/** The parts of botocore's format that are read here. */
export interface ServiceModel {
  readonly metadata: { readonly apiVersion: string; readonly targetPrefix: string };
  readonly operations: Readonly<Record<string, SourceOperation>>;
  readonly shapes: Readonly<Record<string, SourceShape>>;
}
interface SourceOperation {
  readonly input: { readonly shape: string };
  readonly output?: { readonly shape: string };
  readonly errors?: readonly { readonly shape: string }[];
  readonly authtype?: string;
  readonly auth?: readonly string[];
}
export interface SourceShape {
  readonly type: string;
  readonly members?: Readonly<Record<string, { readonly shape: string }>>;
  readonly member?: { readonly shape: string };
  readonly key?: { readonly shape: string };
  readonly value?: { readonly shape: string };
  readonly required?: readonly string[];
  readonly enum?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly sensitive?: boolean;
  readonly document?: boolean;
  readonly exception?: boolean;
  readonly fault?: boolean;
}
type Paginators = Readonly<
  Record<string, { input_token: string; output_token: string; limit_key?: string; result_key: string }>
>;

const modelPath = "cognito-idp/2016-04-18";

/** Reads a file of the botocore package, from a wheel (a zip archive) or from an unpacked folder. */
function packageReader(source: string): (path: string) => Buffer | undefined {
  if (statSync(source).isDirectory()) {
    return (path) => {
      const file = join(source, path);
      return statSync(file, { throwIfNoEntry: false }) === undefined ? undefined : readFileSync(file);
    };
  }
  const archive = readFileSync(source);
  const end = archive.lastIndexOf(Buffer.from("PK\x05\x06"));
  if (end < 0) throw new Error("The botocore source is neither a folder nor a wheel.");
  const entries = new Map<string, { method: number; size: number; offset: number }>();
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    const nameLength = archive.readUInt16LE(at + 28);
    entries.set(archive.toString("utf8", at + 46, at + 46 + nameLength), {
      method: archive.readUInt16LE(at + 10),
      size: archive.readUInt32LE(at + 20),
      offset: archive.readUInt32LE(at + 42),
    });
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return (path) => {
    const entry = entries.get(`botocore/${path}`);
    if (entry === undefined) return undefined;
    const start = entry.offset + 30 + archive.readUInt16LE(entry.offset + 26) + archive.readUInt16LE(entry.offset + 28);
    const data = archive.subarray(start, start + entry.size);
    return entry.method === 8 ? inflateRawSync(data) : data;
  };
}

function readSource(source: string): { model: ServiceModel; paginators: Paginators; version: string } {
  const read = packageReader(source);
  const json = (name: string): unknown => {
    const path = `data/${modelPath}/${name}.json`;
    const packed = read(`${path}.gz`);
    const text = packed === undefined ? read(path) : gunzipSync(packed);
    if (text === undefined) throw new Error(`The botocore source has no ${path}.`);
    return JSON.parse(text.toString("utf8"));
  };
  const version = /__version__ = '([^']+)'/.exec(read("__init__.py")?.toString("utf8") ?? "")?.[1];
  if (version === undefined) throw new Error("The botocore source does not say its version.");
  return {
    model: json("service-2") as ServiceModel,
    paginators: (json("paginators-1") as { pagination: Paginators }).pagination,
    version,
  };
}

/** Names of all shapes that requests and responses are made of, in alphabetical order. */
function reachable(model: ServiceModel): string[] {
  const seen = new Set<string>();
  const visit = (name: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    const shape = shapeOf(model, name);
    if (shape.document) return;
    for (const member of Object.values(shape.members ?? {})) visit(member.shape);
    for (const part of [shape.member, shape.key, shape.value]) if (part) visit(part.shape);
  };
  for (const operation of Object.values(model.operations)) {
    visit(operation.input.shape);
    if (operation.output) visit(operation.output.shape);
  }
  return [...seen].sort();
}

function shapeOf(model: ServiceModel, name: string): SourceShape {
  const shape = model.shapes[name];
  if (shape === undefined) throw new Error(`The model names shape ${name} and does not define it.`);
  return shape;
}

function operationsFile(model: ServiceModel, paginators: Paginators): string {
  const entries = Object.entries(model.operations).map(([name, operation]) => {
    const pages = paginators[name];
    return `  ${name}: ${JSON.stringify({
      input: operation.input.shape,
      output: operation.output?.shape ?? null,
      errors: (operation.errors ?? []).map((error) => error.shape),
      unsigned: operation.authtype === "none" || (operation.auth ?? []).includes("smithy.api#noAuth"),
      ...(pages && {
        pagination: {
          inputToken: pages.input_token,
          outputToken: pages.output_token,
          ...(pages.limit_key !== undefined && { limitKey: pages.limit_key }),
          resultKey: pages.result_key,
        },
      }),
    })},`;
  });
  return `import type { OperationModel } from "../shape.js";

/** Version of the API, and the prefix of its operations in the target header. */
export const apiVersion = ${JSON.stringify(model.metadata.apiVersion)};
export const targetPrefix = ${JSON.stringify(model.metadata.targetPrefix)};

/** Every operation that the service publishes. */
export const operations = {
${entries.join("\n")}
} as const satisfies Record<string, OperationModel>;

export type OperationName = keyof typeof operations;
`;
}

function shapesFile(model: ServiceModel): string {
  const entries = reachable(model).map((name) => {
    const shape = shapeOf(model, name);
    const limits = {
      ...(shape.min !== undefined && { min: shape.min }),
      ...(shape.max !== undefined && { max: shape.max }),
      ...(shape.pattern !== undefined && { pattern: shape.pattern }),
      ...(shape.enum && { enum: shape.enum }),
      ...(shape.sensitive && { sensitive: true }),
    };
    return `  ${name}: ${JSON.stringify(shapeData(name, shape, limits))},`;
  });
  return `import type { Shape } from "../shape.js";

/** Every shape that a request or a response is made of, by its name in the model. */
export const shapes: Readonly<Record<string, Shape>> = {
${entries.join("\n")}
};
`;
}

function shapeData(name: string, shape: SourceShape, limits: object): object {
  if (shape.document) return { type: "document" };
  switch (shape.type) {
    case "structure": {
      const members = Object.entries(shape.members ?? {}).map(([member, to]) => [member, to.shape]);
      return { type: "structure", members: Object.fromEntries(members), ...required(shape), ...limits };
    }
    case "list":
      return { type: "list", element: shape.member?.shape, ...limits };
    case "map":
      return { type: "map", key: shape.key?.shape, value: shape.value?.shape, ...limits };
    case "string":
    case "integer":
    case "long":
    case "float":
    case "double":
    case "blob":
    case "boolean":
    case "timestamp":
      return { type: shape.type, ...limits };
    default:
      throw new Error(`Shape ${name} has the unknown type ${shape.type}.`);
  }
}

function required(shape: SourceShape): object {
  return shape.required && shape.required.length > 0 ? { required: shape.required } : {};
}

/** The TypeScript type of a shape where it is used. */
function typeOf(model: ServiceModel, name: string): string {
  const shape = shapeOf(model, name);
  if (shape.document) return "unknown";
  switch (shape.type) {
    case "structure":
    case "list":
    case "map":
      return name;
    case "string":
      return shape.enum ? name : "string";
    case "boolean":
      return "boolean";
    case "blob":
      return "string";
    default:
      return "number";
  }
}

function typesFile(model: ServiceModel): string {
  const types = reachable(model).flatMap((name) => typeDeclaration(model, name));
  const table = (title: string, type: (operation: SourceOperation) => string): string =>
    `export interface ${title} {\n${Object.entries(model.operations)
      .map(([name, operation]) => `  ${name}: ${type(operation)};`)
      .join("\n")}\n}`;
  return `/*
 * A member that the model requires is present. Timestamps are epoch seconds, blobs are base64 text, documents are any
 * JSON. Members that are undefined are not written.
 */

${types.join("\n\n")}

/** The validated request of each operation. */
${table("OperationInputs", (operation) => operation.input.shape)}

/** The answer of each operation; void where the body is empty. */
${table("OperationOutputs", (operation) => operation.output?.shape ?? "void")}
`;
}

function typeDeclaration(model: ServiceModel, name: string): string[] {
  const shape = shapeOf(model, name);
  if (shape.document) return [];
  if (shape.type === "string" && shape.enum) {
    return [`export type ${name} = ${shape.enum.map((value) => JSON.stringify(value)).join(" | ")};`];
  }
  if (shape.type === "list") return [`export type ${name} = ${typeOf(model, shape.member?.shape ?? "")}[];`];
  if (shape.type === "map") {
    const key = typeOf(model, shape.key?.shape ?? "");
    const map = `Record<${key}, ${typeOf(model, shape.value?.shape ?? "")}>`;
    return [`export type ${name} = ${key === "string" ? map : `Partial<${map}>`};`];
  }
  if (shape.type !== "structure") return [];
  const members = Object.entries(shape.members ?? {});
  if (members.length === 0) return [`export type ${name} = Record<string, never>;`];
  const lines = members.map(([member, to]) => {
    const type = typeOf(model, to.shape);
    return shape.required?.includes(member) ? `  ${member}: ${type};` : `  ${member}?: ${type} | undefined;`;
  });
  return [`export interface ${name} {\n${lines.join("\n")}\n}`];
}

function exceptionsFile(model: ServiceModel): string {
  const names = Object.keys(model.shapes)
    .filter((name) => model.shapes[name]?.exception)
    .sort();
  const classes = names.map((name) => exceptionClass(name, shapeOf(model, name)));
  return `import { ModeledException } from "../exceptions.js";

${classes.join("\n\n")}

/** The class of each exception that the model publishes, by wire name. */
export const exceptions = {
${names.map((name) => `  ${name},`).join("\n")}
} as const;

export type ExceptionName = keyof typeof exceptions;
`;
}

/** The firewall's refusal is the one client error that is not a 400. */
const statuses: Readonly<Record<string, number>> = { ForbiddenException: 403 };

function exceptionClass(name: string, shape: SourceShape): string {
  const status = shape.fault ? 500 : statuses[name];
  const superArguments = [JSON.stringify(name), "message", ...(status === undefined ? [] : [status])].join(", ");
  const extra = Object.keys(shape.members ?? {}).filter((member) => member.toLowerCase() !== "message");
  if (extra.length === 0) {
    return `export class ${name} extends ModeledException {
  constructor(message: string) {
    super(${superArguments});
  }
}`;
  }
  return `export class ${name} extends ModeledException {
${extra.map((member) => `  readonly ${member}: string | undefined;`).join("\n")}
  constructor(message: string, members: { ${extra.map((member) => `${member}?: string | undefined`).join("; ")} } = {}) {
    super(${superArguments});
${extra.map((member) => `    this.${member} = members.${member};`).join("\n")}
  }
  override get wireMembers(): Readonly<Record<string, string>> {
    return { ${extra.map((member) => `...(this.${member} !== undefined && { ${member}: this.${member} })`).join(", ")} };
  }
}`;
}

function main(): void {
  const { values } = parseArgs({ options: { botocore: { type: "string" }, sdk: { type: "string" } } });
  if (values.botocore === undefined) throw new Error("Say where botocore is: --botocore <wheel or package folder>");
  const { model, paginators, version } = readSource(values.botocore);
  const header = `/*
 * Generated by scripts/generate-model.ts from the service model cognito-idp ${model.metadata.apiVersion} as published with
 * botocore ${version}. Not edited by hand: what the live service does differently is in model/corrections.ts.
 */
`;
  const folder = fileURLToPath(new URL("../src/model/generated/", import.meta.url));
  mkdirSync(folder, { recursive: true });
  const files = {
    "operations.ts": operationsFile(model, paginators),
    "shapes.ts": shapesFile(model),
    "types.ts": typesFile(model),
    "exceptions.ts": exceptionsFile(model),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), `${header}${text}`);
  if (values.sdk === undefined) return;
  const differences = differencesFromSdk(model, values.sdk);
  for (const line of differences) console.error(line);
  if (differences.length > 0) process.exitCode = 1;
}

main();
