/**
 * Owns whether a model fits the schema of its type: what is wrong, in the words in which CloudFormation reports it.
 * It changes nothing; turning texts into numbers and booleans, as templates are allowed to hold, is `model-coercion.ts`.
 */
import { compilePattern } from "../../../model/pattern.js";
import type { ObjectSchema, ResourceTypeFacts, ValueSchema } from "../../../model/resource-type-facts.js";
import type { ResourceModel } from "./resource-type.js";

/** Names of maps are short everywhere; longer ones are refused before an expression looks at them (T-38). */
const maxEntryName = 1024;
/** No published shape has a pattern on anything longer. */
const maxPatternText = 4096;

/** Everything wrong with a model; empty when it fits. Properties that only the service sets are refused as well. */
export function faultsOf(facts: ResourceTypeFacts, model: ResourceModel): readonly string[] {
  const faults: string[] = [];
  checkObject({ type: "object", properties: facts.properties, required: facts.required }, model, "#", faults);
  for (const name of facts.readOnly) {
    if (Object.hasOwn(model, name)) faults.push(`#: readOnly property [${name}] is not permitted`);
  }
  return faults;
}

function checkValue(schema: ValueSchema, value: unknown, at: string, faults: string[]): void {
  if (schema.type === "any") return;
  const found = typeOf(value);
  const fits = found === schema.type || (schema.type === "number" && found === "integer");
  if (!fits) {
    faults.push(`${at}: expected type: ${titles[schema.type]}, found: ${titles[found]}`);
    return;
  }
  switch (schema.type) {
    case "string":
      checkText(schema, value as string, at, faults);
      break;
    case "integer":
    case "number": {
      const { minimum, maximum } = schema;
      if (minimum !== undefined && (value as number) < minimum) {
        faults.push(`${at}: ${value} is not greater or equal to ${minimum}`);
      }
      if (maximum !== undefined && (value as number) > maximum) {
        faults.push(`${at}: ${value} is not less or equal to ${maximum}`);
      }
      break;
    }
    case "array":
      checkArray(schema, value as readonly unknown[], at, faults);
      break;
    case "object":
      checkObject(schema, value as ResourceModel, at, faults);
      break;
  }
}

function checkText(schema: ValueSchema & { type: "string" }, value: string, at: string, faults: string[]): void {
  const { minLength, maxLength, pattern } = schema;
  if (minLength !== undefined && value.length < minLength) {
    faults.push(`${at}: expected minLength: ${minLength}, actual: ${value.length}`);
  }
  if (maxLength !== undefined && value.length > maxLength) {
    faults.push(`${at}: expected maxLength: ${maxLength}, actual: ${value.length}`);
  }
  if (schema.enum !== undefined && !schema.enum.includes(value))
    faults.push(`${at}: ${value} is not a valid enum value`);
  if (pattern !== undefined && (value.length > maxPatternText || !matches(pattern, value))) {
    faults.push(`${at}: string does not match pattern ${pattern}`);
  }
}

function checkArray(
  { items, minItems, maxItems }: ValueSchema & { type: "array" },
  value: readonly unknown[],
  at: string,
  faults: string[],
): void {
  if (minItems !== undefined && value.length < minItems) {
    faults.push(`${at}: expected minimum item count: ${minItems}, found: ${value.length}`);
  }
  if (maxItems !== undefined && value.length > maxItems) {
    faults.push(`${at}: expected maximum item count: ${maxItems}, found: ${value.length}`);
    return;
  }
  for (const [index, item] of value.entries()) checkValue(items, item, `${at}/${index}`, faults);
}

function checkObject(schema: ObjectSchema, value: ResourceModel, at: string, faults: string[]): void {
  const { properties, entries, required = [] } = schema;
  for (const name of required) if (!Object.hasOwn(value, name)) faults.push(`${at}: required key [${name}] not found`);
  // Neither members nor entries: a free-form document.
  if (properties === undefined && entries === undefined) return;
  for (const [name, member] of Object.entries(value)) {
    if (properties !== undefined && Object.hasOwn(properties, name)) {
      checkValue(properties[name]!, member, `${at}/${name}`, faults);
    } else if (entries !== undefined && isEntryName(name, entries.pattern)) {
      checkValue(entries.value, member, `${at}/${name}`, faults);
    } else faults.push(`${at}: extraneous key [${name}] is not permitted`);
  }
}

function isEntryName(name: string, pattern: string | undefined): boolean {
  return name.length <= maxEntryName && (pattern === undefined || matches(pattern, name));
}

type Found = Exclude<ValueSchema["type"], "any"> | "null";

const titles: Readonly<Record<Found, string>> = {
  string: "String",
  integer: "Integer",
  number: "Number",
  boolean: "Boolean",
  array: "JSONArray",
  object: "JSONObject",
  null: "Null",
};

function typeOf(value: unknown): Found {
  if (value === null || value === undefined) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value as "string" | "boolean" | "object";
}

const compiled = new Map<string, (text: string) => boolean>();

function matches(pattern: string, text: string): boolean {
  let test = compiled.get(pattern);
  if (test === undefined) {
    test = compilePattern(pattern);
    compiled.set(pattern, test);
  }
  return test(text);
}
