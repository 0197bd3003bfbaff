/**
 * Reads the members of an action's input for services whose failures read alike: ValidationException in the words of the
 * published constraints. It owns shapes and sizes; what values mean is the action's.
 */
import { SerializationException } from "../../model/exceptions.js";
import { CompanionException, type CompanionInput } from "../protocols/companion.js";

/** What a text must be. */
export interface TextRule {
  readonly min?: number;
  readonly max?: number;
  readonly oneOf?: readonly string[];
  readonly pattern?: RegExp;
  /** A failure does not print it. */
  readonly secret?: boolean;
}

/** Members by name. Every method throws when the member does not fit. */
export interface Members {
  text(name: string, rule?: TextRule): string | undefined;
  requiredText(name: string, rule?: TextRule): string;
  flag(name: string): boolean | undefined;
  number(name: string, least: number, most: number): number | undefined;
  texts(name: string, least: number, most: number, rule?: TextRule): readonly string[] | undefined;
  objects(name: string, most: number): readonly Members[] | undefined;
  has(name: string): boolean;
}

const longestPrinted = 256;

/** Something of the input does not fit, in the service's words. */
export function invalid(message: string): CompanionException {
  return new CompanionException("ValidationException", message);
}

function violation(name: string, shown: string, constraint: string): CompanionException {
  return invalid(
    `1 validation error detected: Value${shown === "" ? "" : ` ${shown}`} at '${name}' failed to satisfy constraint: ${constraint}`,
  );
}

/** The members of an input. */
export function membersOf(input: CompanionInput): Members {
  const given = (name: string): unknown => {
    const value = Object.hasOwn(input, name) ? input[name] : undefined;
    return value === null ? undefined : value;
  };
  const members: Members = {
    has: (name) => given(name) !== undefined,
    text: (name, rule = {}) => {
      const value = given(name);
      return value === undefined ? undefined : checkedText(spelled(name), value, rule);
    },
    requiredText(name, rule) {
      const value = members.text(name, rule);
      if (value === undefined) throw violation(spelled(name), "null", "Member must not be null");
      return value;
    },
    flag(name) {
      const value = given(name);
      if (value !== undefined && typeof value !== "boolean") throw new SerializationException();
      return value;
    },
    number(name, least, most) {
      const value = given(name);
      if (value === undefined) return undefined;
      if (typeof value !== "number" || !Number.isInteger(value)) throw new SerializationException();
      const at = spelled(name);
      if (value < least) throw violation(at, `'${value}'`, `Member must have value greater than or equal to ${least}`);
      if (value > most) throw violation(at, `'${value}'`, `Member must have value less than or equal to ${most}`);
      return value;
    },
    texts(name, least, most, rule = {}) {
      const list = listOf(name, given(name), least, most);
      return list?.map((one, index) => checkedText(`${spelled(name)}.${index + 1}.member`, one, rule));
    },
    objects(name, most) {
      return listOf(name, given(name), 0, most)?.map((one) => {
        if (typeof one !== "object" || one === null || Array.isArray(one)) throw new SerializationException();
        return membersOf(one as CompanionInput);
      });
    },
  };
  return members;
}

function listOf(name: string, value: unknown, least: number, most: number): readonly unknown[] | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) throw new SerializationException();
  const shown = `'[${value.slice(0, 20).map(String).join(", ").slice(0, longestPrinted)}]'`;
  if (value.length < least) {
    throw violation(spelled(name), shown, `Member must have length greater than or equal to ${least}`);
  }
  if (value.length > most) {
    throw violation(spelled(name), shown, `Member must have length less than or equal to ${most}`);
  }
  return value;
}

function checkedText(at: string, value: unknown, rule: TextRule): string {
  if (typeof value !== "string") throw new SerializationException();
  const shown = rule.secret === true ? "" : `'${value.slice(0, longestPrinted)}'`;
  if (rule.min !== undefined && value.length < rule.min) {
    throw violation(at, shown, `Member must have length greater than or equal to ${rule.min}`);
  }
  if (rule.max !== undefined && value.length > rule.max) {
    throw violation(at, shown, `Member must have length less than or equal to ${rule.max}`);
  }
  if (rule.oneOf !== undefined && !rule.oneOf.includes(value)) {
    throw violation(at, shown, `Member must satisfy enum value set: [${rule.oneOf.join(", ")}]`);
  }
  if (rule.pattern !== undefined && !rule.pattern.test(value)) {
    throw violation(at, shown, `Member must satisfy regular expression pattern: ${rule.pattern.source}`);
  }
  return value;
}

/** Members are named with a small letter in these failures. */
function spelled(name: string): string {
  return `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
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
