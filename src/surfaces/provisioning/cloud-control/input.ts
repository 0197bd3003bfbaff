/** Owns reading inputs of the Cloud Control API: which members may stand there and how long they may be. */
import { isJsonObject, readSingle } from "../../../model/json-values.js";
import type { ResourceModel } from "../resources/resource-type.js";
import { validation } from "./exceptions.js";

type Input = Readonly<Record<string, unknown>>;

interface TextRule {
  readonly min: number;
  readonly max: number;
  readonly pattern?: RegExp;
}

const token = /^[-A-Za-z0-9+/=]+$/;
const rules = {
  TypeName: { min: 10, max: 196, pattern: /^[A-Za-z0-9]{2,64}::[A-Za-z0-9]{2,64}::[A-Za-z0-9]{2,64}$/ },
  Identifier: { min: 1, max: 1024 },
  ClientToken: { min: 1, max: 128, pattern: token },
  RequestToken: { min: 1, max: 128, pattern: token },
  DesiredState: { min: 1, max: 262_144 },
  PatchDocument: { min: 1, max: 262_144 },
  ResourceModel: { min: 1, max: 262_144 },
  NextToken: { min: 1, max: 4096 },
} as const satisfies Record<string, TextRule>;

/** A text member that must be there. */
export function requiredText(input: Input, name: keyof typeof rules): string {
  const value = optionalText(input, name);
  if (value === undefined) throw invalid(name, "null", "Member must not be null");
  return value;
}

/** A text member that may be there. */
export function optionalText(input: Input, name: keyof typeof rules): string | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  const text = readSingle("string", value) as string;
  const { min, max, pattern }: TextRule = rules[name];
  // Values are not quoted: desired states hold secrets.
  if (text.length < min) throw invalid(name, "", `Member must have length greater than or equal to ${min}`);
  if (text.length > max) throw invalid(name, "", `Member must have length less than or equal to ${max}`);
  if (pattern !== undefined && !pattern.test(text)) {
    throw invalid(name, "", `Member must satisfy regular expression pattern: ${pattern.source.slice(1, -1)}`);
  }
  return text;
}

/** `MaxResults`, 100 unless given. */
export function pageLimit(input: Input): number {
  const value = input["MaxResults"];
  if (value === undefined || value === null) return 100;
  const limit = readSingle("integer", value) as number;
  if (limit < 1) throw invalid("MaxResults", "", "Member must have value greater than or equal to 1");
  if (limit > 100) throw invalid("MaxResults", "", "Member must have value less than or equal to 100");
  return limit;
}

/** The values of a list that are among these; all of them when the list is not there. */
export function choiceOf<T extends string>(list: unknown, all: readonly T[]): readonly T[] {
  if (list === undefined || list === null) return all;
  const asked = Array.isArray(list) ? list : [list];
  return all.filter((one) => asked.includes(one));
}

/** A model in a text member. The parser's own message would quote it. */
export function modelOfText(text: string, name: string): ResourceModel {
  const value = jsonOfText(text, name);
  if (!isJsonObject(value)) throw validation(`${name} is not a JSON object.`);
  return value;
}

/** JSON in a text member. */
export function jsonOfText(text: string, name: string): unknown {
  if (nestsTooDeep(text)) throw validation(`${name} nests too deep.`);
  try {
    return JSON.parse(text);
  } catch {
    throw validation(`${name} is not valid JSON.`);
  }
}

const maxNesting = 64;

/** Whoever walks a model does so by recursion. */
function nestsTooDeep(text: string): boolean {
  let depth = 0;
  let deepest = 0;
  let inText = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (inText) {
      if (character === "\\") at++;
      else if (character === '"') inText = false;
    } else if (character === '"') inText = true;
    else if (character === "{" || character === "[") deepest = Math.max(deepest, ++depth);
    else if (character === "}" || character === "]") depth--;
  }
  return deepest > maxNesting;
}

function invalid(name: string, value: string, constraint: string): Error {
  const member = name.charAt(0).toLowerCase() + name.slice(1);
  const found = value === "null" ? "Value null" : "Value";
  return validation(`1 validation error detected: ${found} at '${member}' failed to satisfy constraint: ${constraint}`);
}
