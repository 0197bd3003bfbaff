/**
 * What an action of a companion demands of its input, written down once: types of members, and the limits that the
 * service's model sets. What falls short is told as these services tell it, in one ValidationException. Rules between
 * members are the actions' own.
 */
import { isJsonObject, misplaced, readSingle } from "../../model/json-values.js";
import { compilePattern } from "../../model/pattern.js";
import { CompanionException, type CompanionInput } from "../protocols/companion.js";

/** Texts beyond this are told as too long and tried on no pattern (T-38). */
const maxMatched = 16_384;
/** Values that messages repeat are cut here. */
const maxPrinted = 1_024;
/** Violations told at most. */
const maxViolations = 20;

/** The input falls short of the model. */
export class ValidationException extends CompanionException {
  constructor(message: string) {
    super("ValidationException", message);
  }
}

/** What reads one member: its value, or violations under its path. Values of another type throw. */
export interface Rule<T> {
  read(value: unknown, path: string, violations: string[]): T;
  readonly isRequired?: true;
}

type Members = Readonly<Record<string, Rule<unknown>>>;
type ValueOf<R> = R extends Rule<infer T> ? T : never;
type RequiredNames<M extends Members> = { [K in keyof M]: M[K] extends { isRequired: true } ? K : never }[keyof M];

/** What a set of rules reads: required members are there. */
export type Read<M extends Members> = { readonly [K in RequiredNames<M>]: ValueOf<M[K]> } & {
  readonly [K in Exclude<keyof M, RequiredNames<M>>]?: ValueOf<M[K]> | undefined;
};

/** Reads an input. Throws ValidationException or SerializationException; members without a rule are left out. */
export function readInput<M extends Members>(rules: M, input: CompanionInput): Read<M> {
  const violations: string[] = [];
  const result = structure(rules).read(input, "", violations);
  if (violations.length === 0) return result;
  const told = violations.slice(0, maxViolations);
  const count = `${told.length} validation error${told.length === 1 ? "" : "s"} detected`;
  throw new ValidationException(`${count}: ${told.join("; ")}`);
}

/** The member must be there. */
export function required<T>(rule: Rule<T>): Rule<T> & { readonly isRequired: true } {
  return { read: rule.read, isRequired: true };
}

/** What a text must be. */
export interface TextLimits {
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly oneOf?: readonly string[];
  /** A failure does not repeat it. */
  readonly isSensitive?: true;
}

/** Text within limits. */
export function text(limits: TextLimits = {}): Rule<string> {
  const { min, max, pattern, oneOf, isSensitive } = limits;
  const matches = pattern === undefined ? undefined : compilePattern(pattern);
  return {
    read(value, path, violations) {
      const given = readSingle("string", value) as string;
      const tell = (constraint: string): void => {
        violations.push(violation(isSensitive ? undefined : given, path, constraint));
      };
      if (min !== undefined && given.length < min) tell(`Member must have length greater than or equal to ${min}`);
      if (max !== undefined && given.length > max) tell(`Member must have length less than or equal to ${max}`);
      if (matches !== undefined && (given.length > maxMatched || !matches(given))) {
        tell(`Member must satisfy regular expression pattern: ${pattern}`);
      }
      if (oneOf !== undefined && !oneOf.includes(given)) {
        tell(`Member must satisfy enum value set: [${oneOf.join(", ")}]`);
      }
      return given;
    },
  };
}

/** A whole number within limits; texts of digits count, because query strings hold nothing else. */
export function whole(limits: { readonly min?: number; readonly max?: number } = {}): Rule<number> {
  const { min, max } = limits;
  return {
    read(value, path, violations) {
      const number = typeof value === "string" && /^-?[0-9]{1,9}$/.test(value) ? Number(value) : value;
      const given = readSingle("integer", number) as number;
      const tell = (constraint: string): void => {
        violations.push(violation(String(given), path, constraint));
      };
      if (min !== undefined && given < min) tell(`Member must have value greater than or equal to ${min}`);
      if (max !== undefined && given > max) tell(`Member must have value less than or equal to ${max}`);
      return given;
    },
  };
}

/** A number. */
export const decimal: Rule<number> = { read: (value) => readSingle("double", value) as number };

/** True or false. */
export const flag: Rule<boolean> = {
  read: (value) => (value === "true" ? true : value === "false" ? false : (readSingle("boolean", value) as boolean)),
};

/** Bytes: base64 text on the wire, bytes themselves from inside the program. Never repeated. */
export function bytes(limits: { readonly min?: number; readonly max?: number } = {}): Rule<Buffer> {
  const { min, max } = limits;
  return {
    read(value, path, violations) {
      const given =
        value instanceof Uint8Array
          ? Buffer.from(value.buffer, value.byteOffset, value.byteLength)
          : Buffer.from(readSingle("blob", value) as string, "base64");
      const tell = (constraint: string): void => {
        violations.push(violation(undefined, path, constraint));
      };
      if (min !== undefined && given.length < min) tell(`Member must have length greater than or equal to ${min}`);
      if (max !== undefined && given.length > max) tell(`Member must have length less than or equal to ${max}`);
      return given;
    },
  };
}

/** A list of what the rule reads. */
export function listOf<T>(
  rule: Rule<T>,
  limits: { readonly min?: number; readonly max?: number } = {},
): Rule<readonly T[]> {
  const { min, max } = limits;
  return {
    read(value, path, violations) {
      if (!Array.isArray(value)) throw misplaced(value);
      const size = value.length;
      const printed = `[${size} items]`;
      if (min !== undefined && size < min) {
        violations.push(violation("[]", path, `Member must have length greater than or equal to ${min}`));
      }
      if (max !== undefined && size > max) {
        violations.push(violation(printed, path, `Member must have length less than or equal to ${max}`));
        return [];
      }
      return value.map((item, index) => rule.read(item, `${path}.${index + 1}.member`, violations));
    },
  };
}

/** A map from texts; a key that falls short is told in the words for maps, and no value is repeated. */
export function mapOf<T>(
  rule: Rule<T>,
  keys: { readonly pattern?: string; readonly max?: number } = {},
): Rule<Readonly<Record<string, T>>> {
  const { pattern, max } = keys;
  const matches = pattern === undefined ? undefined : compilePattern(pattern);
  const words = [
    ...(max === undefined ? [] : [`Member must have length less than or equal to ${max}`]),
    ...(pattern === undefined ? [] : [`Member must satisfy regular expression pattern: ${pattern}`]),
  ];
  const fits = (key: string): boolean =>
    (max === undefined || key.length <= max) && (matches === undefined || (key.length <= maxMatched && matches(key)));
  return {
    read(value, path, violations) {
      if (!isJsonObject(value)) throw misplaced(value);
      const entries = Object.entries(value).filter(([, item]) => item !== null);
      if (!entries.every(([key]) => fits(key))) {
        violations.push(violation(undefined, path, `Map keys must satisfy constraint: [${words.join(", ")}]`));
      }
      // `fromEntries` defines each name as a member of its own, `__proto__` too (T-36).
      return Object.fromEntries(
        entries.map(([key, item]) => [key, rule.read(item, `${path}.${key.slice(0, 128)}.member`, violations)]),
      );
    },
  };
}

/** A structure of members. */
export function structure<M extends Members>(rules: M): Rule<Read<M>> {
  return {
    read(value, path, violations) {
      if (!isJsonObject(value)) throw misplaced(value);
      const result: Record<string, unknown> = {};
      for (const [name, rule] of Object.entries(rules)) {
        const label = `${path === "" ? "" : `${path}.`}${name.charAt(0).toLowerCase()}${name.slice(1)}`;
        const item = Object.hasOwn(value, name) ? value[name] : undefined;
        if (item !== undefined && item !== null) result[name] = rule.read(item, label, violations);
        else if (rule.isRequired) violations.push(violation("null", label, "Member must not be null", false));
      }
      return result as Read<M>;
    },
  };
}

function violation(value: string | undefined, path: string, constraint: string, isQuoted = true): string {
  const cut = value === undefined ? "" : value.length > maxPrinted ? `${value.slice(0, maxPrinted)}...` : value;
  const printed = value === undefined ? "" : isQuoted ? ` '${cut}'` : ` ${cut}`;
  return `Value${printed} at '${path}' failed to satisfy constraint: ${constraint}`;
}
