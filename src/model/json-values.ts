/**
 * Reads single values out of parsed JSON, as strictly as the service: a value of another JSON type is never converted
 * but refused with SerializationException, in the words that services of AWS's JSON protocol use.
 */
import { SerializationException } from "./exceptions.js";
import type { Shape } from "./shape.js";

/** How deep a free-form document may nest. */
const maxDocumentDepth = 64;
const maxInteger = 2_147_483_647;

/** Shapes that are one value on the wire, not a collection of others. */
export type SingleType = Exclude<Shape["type"], "structure" | "list" | "map" | "document">;

/** Reads a value of a type; throws SerializationException when the JSON is of another type. */
export function readSingle(type: SingleType, value: unknown): string | number | boolean {
  switch (type) {
    case "string":
      return typeof value === "string" ? value : refuse(value, "a String");
    case "boolean":
      return typeof value === "boolean" ? value : refuse(value, "a Boolean");
    case "integer":
      return isWhole(value) && Math.abs(value) <= maxInteger ? value : refuse(value, "an Integer");
    case "long":
      return isWhole(value) ? value : refuse(value, "a Long");
    case "float":
    case "double":
      return isFiniteNumber(value) ? value : refuse(value, "a Double");
    case "timestamp":
      return isFiniteNumber(value) ? value : refuse(value, "milliseconds since epoch");
    case "blob":
      return isBase64(value) ? value : refuse(value, "a ByteBuffer");
  }
}

/** Whether a JSON value is an object, as opposed to a list, a single value or null. */
export function isJsonObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The exception for a list or a structure where something else belongs, or a single value where they belong. */
export function misplaced(value: unknown): SerializationException {
  if (Array.isArray(value)) return new SerializationException("Start of list found where not expected");
  if (isJsonObject(value)) return new SerializationException("Start of structure or map found where not expected");
  return new SerializationException("Unexpected field type");
}

/**
 * Copies free-form JSON into objects without a prototype, so that no key of it means anything to the language. Nesting
 * is bounded because whoever walks the document later may do so by recursion.
 */
export function copyDocument(value: unknown, depth = 0): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (depth >= maxDocumentDepth) throw new SerializationException("The document nests too deep");
  if (Array.isArray(value)) return value.map((item) => copyDocument(item, depth + 1));
  const copy: Record<string, unknown> = Object.create(null);
  for (const [key, item] of Object.entries(value)) copy[key] = copyDocument(item, depth + 1);
  return copy;
}

function refuse(value: unknown, wanted: string): never {
  if (typeof value === "object") throw misplaced(value);
  throw new SerializationException(`${tokenOf(value)} can not be converted to ${wanted}`);
}

/** The name of a JSON token, as the service's parser calls it. */
function tokenOf(value: unknown): string {
  if (typeof value === "string") return "STRING_VALUE";
  if (typeof value === "boolean") return value ? "TRUE_VALUE" : "FALSE_VALUE";
  return Number.isFinite(value) && !Number.isInteger(value) ? "DECIMAL_VALUE" : "NUMBER_VALUE";
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function isFiniteNumber(value: unknown): value is number {
  return Number.isFinite(value);
}

function isBase64(value: unknown): value is string {
  return typeof value === "string" && value.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(value);
}
