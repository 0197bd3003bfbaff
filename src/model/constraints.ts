/**
 * What the model demands of single values and of the sizes of collections, and the words in which the service says that
 * a value falls short. Where in a request a value stands is not known here.
 */
import { rulesOf } from "./corrections.js";
import { compilePattern } from "./pattern.js";
import type { Shape, StringShape } from "./shape.js";

/** Values longer than this are never tried on the pattern of a shape without a maximum (T-38). */
const maxMatched = 131_072;
/** Values up to this length are tried on a pattern even when they are too long, so that both violations are told. */
const alwaysMatched = 1_024;

/** One demand: its words, and whether a value falls short of it. */
interface Demand {
  readonly text: string;
  broken(value: string | number | boolean): boolean;
}

/** The demands of a single value's shape. */
export interface Constraints {
  /** The words of every demand that the value falls short of: minimum, maximum, pattern, set of values. */
  broken(value: string | number | boolean): readonly string[];
  /** The words of all demands, in the order in which messages about lists and maps print them. */
  readonly all: readonly string[];
}

const none: readonly string[] = [];

/** Compiles the demands of a single value's shape; `least` overrides the minimum length of the model. */
export function constraintsOf(name: string, shape: Shape, least?: number): Constraints {
  const [min, max, others] = demandsOf(name, shape, least);
  const demands = [...(min ? [min] : []), ...(max ? [max] : []), ...others];
  return {
    all: [...(max ? [max] : []), ...(min ? [min] : []), ...others].map((demand) => demand.text),
    broken(value) {
      if (demands.every((demand) => !demand.broken(value))) return none;
      return demands.filter((demand) => demand.broken(value)).map((demand) => demand.text);
    },
  };
}

/** The words of the limits that a collection's size is outside of. */
export function brokenSize(size: number, shape: { readonly min?: number; readonly max?: number }): readonly string[] {
  if (shape.min !== undefined && size < shape.min) return [atLeast("length", shape.min)];
  if (shape.max !== undefined && size > shape.max) return [atMost("length", shape.max)];
  return none;
}

type Demands = readonly [min: Demand | undefined, max: Demand | undefined, others: readonly Demand[]];

function demandsOf(name: string, shape: Shape, least: number | undefined): Demands {
  switch (shape.type) {
    case "string":
      return [
        ...limits("length", least ?? shape.min, shape.max, (value) => String(value).length),
        [...patternDemand(name, shape), ...enumDemand(name, shape)],
      ];
    case "blob":
      return [...limits("length", shape.min, shape.max, (value) => Buffer.byteLength(String(value), "base64")), []];
    case "integer":
    case "long":
    case "float":
    case "double":
      return [...limits("value", shape.min, shape.max, Number), []];
    default:
      return [undefined, undefined, []];
  }
}

function limits(
  what: "length" | "value",
  min: number | undefined,
  max: number | undefined,
  measure: (value: string | number | boolean) => number,
): [Demand | undefined, Demand | undefined] {
  return [
    // A length is never below 0, and the service prints such a minimum in brackets all the same.
    min === undefined ? undefined : { text: atLeast(what, min), broken: (value) => measure(value) < min },
    max === undefined ? undefined : { text: atMost(what, max), broken: (value) => measure(value) > max },
  ];
}

function patternDemand(name: string, shape: StringShape): Demand[] {
  const rule = rulesOf("pattern").find((candidate) => candidate.shape === name);
  const pattern = rule?.pattern ?? shape.pattern;
  if (pattern === undefined) return [];
  const matches = compilePattern(rule?.testedAs ?? pattern);
  const longest = shape.max === undefined ? maxMatched : Math.max(shape.max, alwaysMatched);
  const tooLongIsToldAnyway = shape.max !== undefined;
  return [
    {
      text: `Member must satisfy regular expression pattern: ${pattern}`,
      broken(value) {
        const text = String(value);
        return text.length > longest ? !tooLongIsToldAnyway : !matches(text);
      },
    },
  ];
}

function enumDemand(name: string, shape: StringShape): Demand[] {
  if (shape.enum === undefined) return [];
  const added = rulesOf("enum-value").filter((rule) => rule.shape === name);
  const all = [...shape.enum, ...added.map(({ value }) => value)];
  const values: ReadonlySet<unknown> = new Set(all);
  return [
    {
      text: `Member must satisfy enum value set: [${printedOrder(name, all).join(", ")}]`,
      broken: (value) => !values.has(value),
    },
  ];
}

function printedOrder(name: string, values: readonly string[]): string[] {
  const rule = rulesOf("enum-order").find((candidate) => candidate.shape === name);
  const observed = rule?.values.filter((value) => values.includes(value)) ?? [];
  return [...observed, ...values.filter((value) => !observed.includes(value))];
}

function atLeast(what: "length" | "value", limit: number): string {
  return `Member must have ${what} greater than or equal to ${limit}`;
}

function atMost(what: "length" | "value", limit: number): string {
  return `Member must have ${what} less than or equal to ${limit}`;
}
