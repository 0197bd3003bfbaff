/**
 * Owns what it means that a resource is no longer as its template declares it: everything declared is compared with what
 * is there, nothing else. It reads; it keeps nothing.
 */
import { foreignTypeOf } from "../foreign/foreign-types.js";
import { normalised, type ResourceAccess, readResource } from "../resources/lifecycle.js";
import { coerceModel } from "../resources/model-coercion.js";
import { only, without } from "../resources/model-comparison.js";
import type { ResourceModel } from "../resources/resource-type.js";
import { resourceTypeOf } from "../resources/resource-types.js";
import type { MadeResource } from "./stack.js";
import { isList, isObject, sameValue, scalarText, type TemplateValue } from "./template-value.js";

/** One property that is not as declared. */
export interface PropertyDifference {
  /** `/Policies/PasswordPolicy/MinimumLength` */
  readonly path: string;
  readonly expected: string;
  readonly actual: string;
  readonly kind: "ADD" | "REMOVE" | "NOT_EQUAL";
}

/** How a resource compares with its declaration. */
export interface ResourceDrift {
  readonly status: "IN_SYNC" | "MODIFIED" | "DELETED";
  /** Declared properties that can be read, and the same as they are. */
  readonly expected: ResourceModel;
  readonly actual: ResourceModel;
  readonly differences: readonly PropertyDifference[];
}

/** Members that tell the items of a list apart. */
const names = ["Name", "Key", "ScopeName", "EventSource"] as const;

/** Compares a resource; undefined where its type cannot be read, because it is only recorded. Throws HandlerError. */
export async function driftOf(made: MadeResource, access: ResourceAccess): Promise<ResourceDrift | undefined> {
  const type = resourceTypeOf(made.type) ?? foreignTypeOf(made.type);
  if (type === undefined) return undefined;
  const hidden = [...type.schema.writeOnly, ...type.schema.readOnly];
  const declared = normalised(type, without(coerceModel(type.schema, made.properties), hidden));
  const expected = only(declared, Object.keys(type.schema.properties));
  const read = await readResource(type, access, made.identifier);
  if (read === undefined) return { status: "DELETED", expected, actual: {}, differences: [] };
  const actual = only(normalised(type, read.model), Object.keys(expected));
  const differences = [...differencesOf(expected as TemplateValue, actual as TemplateValue, "")];
  return { status: differences.length === 0 ? "IN_SYNC" : "MODIFIED", expected, actual, differences };
}

function* differencesOf(
  expected: TemplateValue,
  actual: TemplateValue | undefined,
  path: string,
): Generator<PropertyDifference> {
  if (isUnresolved(expected) || sameValue(expected, actual) || isNothing(expected, actual)) return;
  if (isObject(expected) && isObject(actual)) {
    for (const [name, value] of Object.entries(expected)) yield* differencesOf(value, actual[name], `${path}/${name}`);
  } else if (isList(expected) && isList(actual)) yield* listDifferences(expected, actual, path);
  else {
    const kind = actual === undefined ? "REMOVE" : "NOT_EQUAL";
    yield { path, expected: textOf(expected), actual: textOf(actual), kind };
  }
}

/** Lists are compared as sets: what is declared must be there, and a list that was declared must hold no more. */
function* listDifferences(
  expected: readonly TemplateValue[],
  actual: readonly TemplateValue[],
  path: string,
): Generator<PropertyDifference> {
  const rest = [...actual];
  for (const [at, item] of expected.entries()) {
    const place = rest.findIndex((one) => isSameItem(item, one));
    if (place < 0) yield { path: `${path}/${at}`, expected: textOf(item), actual: textOf(undefined), kind: "REMOVE" };
    else yield* differencesOf(item, rest.splice(place, 1)[0], `${path}/${at}`);
  }
  for (const [at, item] of rest.entries()) {
    yield { path: `${path}/${expected.length + at}`, expected: textOf(undefined), actual: textOf(item), kind: "ADD" };
  }
}

function isSameItem(one: TemplateValue, other: TemplateValue): boolean {
  if (!isObject(one) || !isObject(other)) return sameValue(one, other);
  const name = names.find((each) => one[each] !== undefined);
  return name === undefined ? sameValue(one, other) : sameValue(one[name], other[name]);
}

/** A secret is looked up when the resource is made; the declaration only names it. */
function isUnresolved(value: TemplateValue): boolean {
  return typeof value === "string" && value.includes("{{resolve:");
}

/** An empty list or mapping and none are the same. */
function isNothing(expected: TemplateValue, actual: TemplateValue | undefined): boolean {
  const isEmpty = (value: TemplateValue | undefined) =>
    value === undefined || (typeof value === "object" && value !== null && Object.keys(value).length === 0);
  return isEmpty(expected) && isEmpty(actual);
}

function textOf(value: TemplateValue | undefined): string {
  return value === undefined ? "null" : (scalarText(value) ?? JSON.stringify(value));
}
