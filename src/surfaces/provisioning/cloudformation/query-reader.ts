/** Reads the parameters of a call by name and form; what is there but empty counts as an empty list (as the CDK sends it). */

import type { QueryValue } from "../../protocols/aws-query.js";
import { ValidationError } from "../stacks/exceptions.js";

/** The parameters of one call. */
export interface QueryReader {
  /** Undefined also when it is empty. */
  text(name: string, most?: number): string | undefined;
  has(name: string): boolean;
  required(name: string, most?: number): string;
  flag(name: string): boolean | undefined;
  number(name: string): number | undefined;
  oneOf<T extends string>(name: string, values: readonly T[]): T | undefined;
  texts(name: string): readonly string[] | undefined;
  readers(name: string): readonly QueryReader[] | undefined;
  /** The map behind `Name.entry.N.key` and `.value`. */
  map(name: string): Readonly<Record<string, string>>;
}

/** A reader over the tree of a call. Each method throws ValidationError on another form. */
export function queryReader(tree: { readonly [name: string]: QueryValue }): QueryReader {
  function text(name: string, most = 1_048_576): string | undefined {
    const value = tree[name];
    if (value === undefined || value === "") return undefined;
    if (typeof value !== "string") throw new ValidationError(`${name} must be a string`);
    if (value.length > most) throw tooLong(name, value, most);
    return value;
  }

  function list(name: string): readonly QueryValue[] | undefined {
    const value = tree[name];
    if (value === undefined) return undefined;
    if (value === "") return [];
    if (!Array.isArray(value)) throw new ValidationError(`${name} must be a list`);
    return value;
  }

  return {
    text,
    has: (name: string): boolean => tree[name] !== undefined,
    required(name: string, most?: number): string {
      const value = text(name, most);
      if (value === undefined) {
        throw new ValidationError(
          `1 validation error detected: Value null at '${camel(name)}' failed to satisfy constraint: Member must not be null`,
        );
      }
      return value;
    },
    flag(name: string): boolean | undefined {
      const value = text(name);
      if (value === undefined) return undefined;
      if (value !== "true" && value !== "false") throw new ValidationError(`${name} must be true or false`);
      return value === "true";
    },
    number(name: string): number | undefined {
      const value = text(name);
      if (value === undefined) return undefined;
      if (!/^\d{1,9}$/.test(value)) throw new ValidationError(`${name} must be a number`);
      return Number(value);
    },
    oneOf<T extends string>(name: string, values: readonly T[]): T | undefined {
      const value = text(name);
      if (value === undefined || values.includes(value as T)) return value as T | undefined;
      throw new ValidationError(
        `1 validation error detected: Value '${value.slice(0, 128)}' at '${camel(name)}' failed to satisfy constraint: Member must satisfy enum value set: [${values.join(", ")}]`,
      );
    },
    texts(name: string): readonly string[] | undefined {
      const items = list(name);
      if (items?.some((item) => typeof item !== "string"))
        throw new ValidationError(`${name} must be a list of strings`);
      return items as readonly string[] | undefined;
    },
    readers(name: string): readonly QueryReader[] | undefined {
      return list(name)?.map((item): QueryReader => {
        if (typeof item === "string" || Array.isArray(item))
          throw new ValidationError(`${name} must be a list of structures`);
        return queryReader(item);
      });
    },
    map(name: string): Readonly<Record<string, string>> {
      const value = tree[name];
      const entries = typeof value === "object" && !Array.isArray(value) ? value["entry"] : undefined;
      const found: Record<string, string> = Object.create(null);
      if (typeof entries !== "object") return found;
      for (const item of Object.values(entries)) {
        if (typeof item !== "object" || Array.isArray(item)) continue;
        const { key, value: one } = item;
        if (typeof key === "string" && typeof one === "string") found[key] = one;
      }
      return found;
    },
  };
}

function tooLong(name: string, value: string, most: number): ValidationError {
  return new ValidationError(
    `1 validation error detected: Value '${value.slice(0, 64)}...' at '${camel(name)}' failed to satisfy constraint: Member must have length less than or equal to ${most}`,
  );
}

/** Constraint texts name members in camel case. */
function camel(name: string): string {
  return name === "TemplateURL" ? "templateURL" : `${name[0]?.toLowerCase() ?? ""}${name.slice(1)}`;
}
