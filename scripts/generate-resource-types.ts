/**
 * Writes src/model/generated/{resource-types,foreign-resource-types}.ts and docs/resource-types.md from the resource provider schemas that AWS
 * publishes for CloudFormation: facts only, no descriptions.
 *
 *   node --import tsx scripts/generate-resource-types.ts --schemas <folder of the published schemas, one JSON file each>
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { ObjectSchema, ResourceTypeFacts, ResourceVerb, ValueSchema } from "../src/model/resource-type-facts.js";

/** The parts of a published schema that are read here. */
interface SourceSchema {
  readonly typeName: string;
  readonly properties: Readonly<Record<string, SourceValue>>;
  readonly definitions?: Readonly<Record<string, SourceValue>>;
  readonly required?: readonly string[];
  readonly createOnlyProperties?: readonly string[];
  readonly readOnlyProperties?: readonly string[];
  readonly writeOnlyProperties?: readonly string[];
  readonly primaryIdentifier: readonly string[];
  readonly additionalIdentifiers?: readonly (readonly string[])[];
  readonly tagging?: { readonly tagProperty?: string };
  readonly handlers?: Readonly<Record<string, SourceHandler>>;
}
interface SourceHandler {
  readonly permissions?: readonly string[];
  readonly handlerSchema?: { readonly required?: readonly string[] };
}
interface SourceValue {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, SourceValue>>;
  readonly patternProperties?: Readonly<Record<string, SourceValue>>;
  readonly required?: readonly string[];
  readonly items?: SourceValue;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
}

const verbs: readonly ResourceVerb[] = ["create", "read", "update", "delete", "list"];
/** User pools only: identity pools are another service. */
const wanted = /^AWS::Cognito::(?!IdentityPool)/;
/** What companions make; their properties are checked to the bottom. */
const companions = /^AWS::(IAM::|KMS::|Lambda::|SSM::|SecretsManager::)/;
/** What is only recorded: the names of its properties are checked. */
const recorded = /^AWS::(Cognito::IdentityPool|ECR::|Logs::|S3::|SES::|SNS::)/;

function propertyName(pointer: string): string {
  const name = /^\/properties\/([A-Za-z0-9]+)$/.exec(pointer)?.[1];
  if (name === undefined) throw new Error(`A nested property is marked, which this program does not know: ${pointer}`);
  return name;
}

/** Whether a mark is of a property as a whole: foreign types are compared property by property. */
function isWhole(pointer: string): boolean {
  return /^\/properties\/[A-Za-z0-9]+$/.test(pointer);
}

function present<T extends object>(members: T): T {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as T;
}

function schemaOf(source: SourceValue, schema: SourceSchema): ValueSchema {
  if (source.$ref !== undefined) {
    const target = schema.definitions?.[source.$ref.replace("#/definitions/", "")];
    if (target === undefined) throw new Error(`${schema.typeName}: nothing at ${source.$ref}`);
    return schemaOf(target, schema);
  }
  const { minLength, maxLength, minimum, maximum, minItems, maxItems, pattern } = source;
  const type = typeof source.type === "string" ? source.type : source.type?.[0];
  switch (type) {
    case "string":
      return present({ type, enum: source.enum, pattern, minLength, maxLength }) as ValueSchema;
    case "integer":
    case "number":
      return present({ type, minimum, maximum }) as ValueSchema;
    case "boolean":
      return { type };
    case "array": {
      const uniqueItems = source.uniqueItems === true ? true : undefined;
      const items = schemaOf(source.items ?? { type: "string" }, schema);
      return present({ type, items, minItems, maxItems, uniqueItems }) as ValueSchema;
    }
    case "object":
      return objectOf(source, schema);
    default:
      throw new Error(`${schema.typeName}: a value of type ${JSON.stringify(source.type)}`);
  }
}

function objectOf(source: SourceValue, schema: SourceSchema): ObjectSchema {
  const [entry] = Object.entries(source.patternProperties ?? {});
  return present({
    type: "object" as const,
    properties: source.properties && membersOf(source.properties, schema),
    required: source.required,
    entries: entry && { pattern: entry[0], value: schemaOf(entry[1], schema) },
  }) as ObjectSchema;
}

function membersOf(source: Readonly<Record<string, SourceValue>>, schema: SourceSchema): Record<string, ValueSchema> {
  return Object.fromEntries(Object.entries(source).map(([name, value]) => [name, schemaOf(value, schema)]));
}

/** Facts of a type of another service; `depth`: how far down its values are described. */
function foreignFactsOf(schema: SourceSchema, depth: number): ResourceTypeFacts {
  const names = (pointers: readonly string[] | undefined) => (pointers ?? []).filter(isWhole).map(propertyName);
  return {
    name: schema.typeName,
    properties: Object.fromEntries(
      Object.entries(schema.properties).map(([name, value]) => [name, foreignValue(value, schema, depth)]),
    ),
    required: schema.required ?? [],
    createOnly: names(schema.createOnlyProperties),
    readOnly: names(schema.readOnlyProperties),
    writeOnly: names(schema.writeOnlyProperties),
    primaryIdentifier: names(schema.primaryIdentifier),
    additionalIdentifiers: [],
    handlers: {},
    listBy: [],
  };
}

/** A value whose form is checked as far as it is of one form; limits are the companion's to check. */
function foreignValue(source: SourceValue, schema: SourceSchema, depth: number): ValueSchema {
  if (depth === 0) return { type: "any" };
  if (source.$ref !== undefined) {
    const target = schema.definitions?.[source.$ref.replace("#/definitions/", "")];
    return target === undefined ? { type: "any" } : foreignValue(target, schema, depth);
  }
  switch (source.type) {
    case "string":
    case "boolean":
    case "integer":
    case "number":
      return { type: source.type };
    case "array":
      return { type: "array", items: foreignValue(source.items ?? {}, schema, depth - 1) };
    case "object": {
      const [entry] = Object.values(source.patternProperties ?? {});
      if (source.properties !== undefined) {
        const members = Object.entries(source.properties);
        const properties = members.map(([name, value]) => [name, foreignValue(value, schema, depth - 1)]);
        return { type: "object", properties: Object.fromEntries(properties) };
      }
      return entry === undefined
        ? { type: "object" }
        : { type: "object", entries: { value: foreignValue(entry, schema, depth - 1) } };
    }
    default:
      return { type: "any" };
  }
}

function factsOf(schema: SourceSchema): ResourceTypeFacts {
  const handlers = schema.handlers ?? {};
  return present({
    name: schema.typeName,
    properties: membersOf(schema.properties, schema),
    required: schema.required ?? [],
    createOnly: (schema.createOnlyProperties ?? []).map(propertyName),
    readOnly: (schema.readOnlyProperties ?? []).map(propertyName),
    writeOnly: (schema.writeOnlyProperties ?? []).map(propertyName),
    primaryIdentifier: schema.primaryIdentifier.map(propertyName),
    additionalIdentifiers: (schema.additionalIdentifiers ?? []).map((one) => one.map(propertyName)),
    tagProperty: schema.tagging?.tagProperty && propertyName(schema.tagging.tagProperty),
    handlers: Object.fromEntries(
      verbs.filter((verb) => handlers[verb]).map((verb) => [verb, handlers[verb]?.permissions ?? []]),
    ),
    listBy: handlers["list"]?.handlerSchema?.required ?? [],
  }) as ResourceTypeFacts;
}

function entryText({ properties, ...rest }: ResourceTypeFacts): string {
  const members = Object.entries(properties).map(([name, value]) => `      ${name}: ${JSON.stringify(value)},`);
  const others = Object.entries(rest).map(([name, value]) => `    ${name}: ${JSON.stringify(value)},`);
  return [`  ${JSON.stringify(rest.name)}: {`, ...others, "    properties: {", ...members, "    },", "  },"].join("\n");
}

/** What a written file says of its types. */
interface FileWords {
  readonly of: string;
  readonly typeName: string;
  readonly constant: string;
}

function sourceText(types: readonly ResourceTypeFacts[], { of, typeName, constant }: FileWords): string {
  const entries = types.map(entryText);
  return `/** Facts of the resource types of ${of}. Written by scripts/generate-resource-types.ts. */
import type { ResourceTypeFacts } from "../resource-type-facts.js";

const facts = {
${entries.join("\n")}
} as const satisfies Readonly<Record<string, ResourceTypeFacts>>;

/** The name of a resource type of ${of}. */
export type ${typeName} = keyof typeof facts;

/** Every resource type of ${of}. */
export const ${constant}: { readonly [N in ${typeName}]: ResourceTypeFacts } = facts;
`;
}

const code = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(", ") || "–";

function pageText(types: readonly ResourceTypeFacts[]): string {
  const sections = types.map((facts) => {
    const rows = Object.entries(facts.properties).map(([name, { type }]) => {
      const marks = [
        facts.required.includes(name) && "required",
        facts.createOnly.includes(name) && "create-only",
        facts.readOnly.includes(name) && "read-only",
        facts.writeOnly.includes(name) && "write-only",
      ].filter(Boolean);
      return `| \`${name}\` | ${type} | ${marks.join(", ")} |`;
    });
    return `## ${facts.name}

Identifier: ${facts.primaryIdentifier.map((name) => `\`${name}\``).join(" \\| ")}. Attributes: ${code(facts.readOnly)}.
Verbs: ${Object.keys(facts.handlers).join(", ")}.${facts.listBy.length > 0 ? ` A listing asks for ${code(facts.listBy)}.` : ""}

| property | type | |
|---|---|---|
${rows.join("\n")}
`;
  });
  return `# Resource types

The resource types of user pools, as AWS publishes them for CloudFormation and Cloud Control. This page is written by
\`scripts/generate-resource-types.ts\`.

${sections.join("\n")}`;
}

const { values } = parseArgs({ options: { schemas: { type: "string" } } });
if (values.schemas === undefined) throw new Error("Say where the schemas are: --schemas <folder>");
const folder = values.schemas;
const schemas = readdirSync(folder)
  .filter((name) => name.endsWith(".json"))
  .map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as SourceSchema)
  .sort((a, b) => (a.typeName < b.typeName ? -1 : 1));
const types = schemas.filter(({ typeName }) => wanted.test(typeName)).map(factsOf);
const foreign = schemas.flatMap((schema) => {
  if (companions.test(schema.typeName)) return [foreignFactsOf(schema, 6)];
  return recorded.test(schema.typeName) ? [foreignFactsOf(schema, 1)] : [];
});
const root = fileURLToPath(new URL("..", import.meta.url));
const generated = (name: string): string => join(root, "src/model/generated", name);
const ours = { of: "user pools", typeName: "ResourceTypeName", constant: "resourceTypeFacts" };
writeFileSync(generated("resource-types.ts"), sourceText(types, ours));
const theirs = {
  of: "other services that stacks of user pools bring along",
  typeName: "ForeignTypeName",
  constant: "foreignTypeFacts",
};
writeFileSync(generated("foreign-resource-types.ts"), sourceText(foreign, theirs));
writeFileSync(join(root, "docs/resource-types.md"), pageText(types));
process.stdout.write(`${types.length} and ${foreign.length} resource types written.\n`);
