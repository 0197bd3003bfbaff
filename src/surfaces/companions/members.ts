/**
 * The members of an action's input for actions that read them one by one: each is read by its rule (`member-rules.ts`) when it
 * is asked for, and the first that falls short is told. What values mean is the action's.
 */
import { isJsonObject, misplaced } from "../../model/json-values.js";
import type { CompanionException, CompanionInput } from "../protocols/companion.js";
import {
  flag,
  listOf,
  type Rule,
  readInput,
  required,
  type TextLimits,
  text,
  ValidationException,
  whole,
} from "./member-rules.js";

/** Members by name. Every method throws when the member does not fit. */
export interface Members {
  text(name: string, limits?: TextLimits): string | undefined;
  requiredText(name: string, limits?: TextLimits): string;
  flag(name: string): boolean | undefined;
  number(name: string, least?: number, most?: number): number | undefined;
  texts(name: string, least: number, most: number, limits?: TextLimits): readonly string[] | undefined;
  objects(name: string, most: number): readonly Members[] | undefined;
  has(name: string): boolean;
}

/** Something of the input does not fit, in the service's words. */
export function invalid(message: string): CompanionException {
  return new ValidationException(message);
}

/** A structure whose members are read by whoever asked for it. */
const object: Rule<CompanionInput> = {
  read(value) {
    if (!isJsonObject(value)) throw misplaced(value);
    return value;
  },
};

/** The members of an input. */
export function membersOf(input: CompanionInput): Members {
  const read = <T>(name: string, rule: Rule<T>): T | undefined => readInput({ [name]: rule }, input)[name];
  return {
    has: (name) => Object.hasOwn(input, name) && input[name] !== undefined && input[name] !== null,
    text: (name, limits) => read(name, text(limits)),
    // A rule that is required answers a value, or throws.
    requiredText: (name, limits) => read(name, required(text(limits))) ?? "",
    flag: (name) => read(name, flag),
    number: (name, min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER) => read(name, whole({ min, max })),
    texts: (name, min, max, limits) => read(name, listOf(text(limits), { min, max })),
    objects: (name, max) => read(name, listOf(object, { max }))?.map(membersOf),
  };
}

/** A tag, as most services spell it. */
export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** The tags of an input. */
export function tagsOf(members: Members, name: string, most: number): readonly Tag[] | undefined {
  return members.objects(name, most)?.map((one) => ({
    Key: one.requiredText("Key", { min: 1, max: 128 }),
    Value: one.text("Value", { max: 256 }) ?? "",
  }));
}

/** Tags with others set over them, and without the keys given. */
export function retagged(before: readonly Tag[], set: readonly Tag[], without: readonly string[]): readonly Tag[] {
  const tags = new Map(before.map(({ Key, Value }) => [Key, Value]));
  for (const key of without) tags.delete(key);
  for (const { Key, Value } of set) tags.set(Key, Value);
  return [...tags].map(([Key, Value]) => ({ Key, Value }));
}
