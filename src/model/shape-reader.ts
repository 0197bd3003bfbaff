/**
 * Readers of the model's shapes: each copies out of parsed JSON what its shape knows, and tells where a value falls
 * short of the shape, in the grammar of the service's messages. Built once per shape, when first needed.
 *
 * The order in which the service tells several violations comes from a hash table; here it is the model's order of
 * members and, for one value, minimum, maximum, pattern, set of values.
 */
import { brokenSize, type Constraints, constraintsOf } from "./constraints.js";
import { type CorrectionRule, rulesOf } from "./corrections.js";
import { type OperationName, operations } from "./generated/operations.js";
import { shapes } from "./generated/shapes.js";
import { copyDocument, isJsonObject, misplaced, readSingle, type SingleType } from "./json-values.js";
import type { ListShape, MapShape, Shape, StructureShape } from "./shape.js";

/** Violations told at most: a body of thousands of bad elements must not make an answer of megabytes. */
const maxViolations = 100;
/** Characters of a value that a message repeats at most, for the same reason. */
const maxPrinted = 2_048;

/** One walk over a body: the names on the way to the current value, and what was found. */
export interface Walk {
  readonly path: string[];
  readonly violations: string[];
}

/** A shape made ready for walking. */
export interface Reader {
  /** Copies what the shape knows out of a value that is not null, telling violations under the walk's path. */
  read(value: unknown, walk: Walk): unknown;
  /** Whether the shape itself is marked, so that messages leave out even that it is null. */
  readonly marked: boolean;
  /** Whether the value holds anything that messages must not repeat. */
  readonly sensitive: boolean;
  /** The value as messages print it. */
  print(value: unknown): string;
  /** For single values: reading and checking apart, because lists and maps word an element's violation otherwise. */
  readonly single?: { convert(value: unknown): string | number | boolean; readonly constraints: Constraints };
}

type MemberRule = Extract<CorrectionRule, { kind: "member" }>;

/**
 * The class of every structure that is read: its prototype has no members and cannot get any, so a request inherits
 * nothing and reaches nothing (T-36). Unlike the result of Object.create(null) it is as fast as an ordinary object.
 */
const Structure = function Structure() {} as unknown as new () => Record<string, unknown>;
Structure.prototype = Object.freeze(Object.create(null));

const readers = new Map<string, Reader>();

/** Makes the reader of an operation's request, with the limits that hold for this operation only. */
export function inputReader(operation: OperationName): Reader {
  const name = operations[operation].input;
  const shape = shapeOf(name);
  if (shape.type !== "structure") throw new Error(`The input of ${operation} is not a structure.`);
  const own = rulesOf("member").filter((rule) => rule.operation === operation);
  return structureReader(name, shape, own);
}

function shapeOf(name: string): Shape {
  const shape = shapes[name];
  if (shape === undefined) throw new Error(`The model has no shape ${name}.`);
  return shape;
}

function readerOf(name: string): Reader {
  let reader = readers.get(name);
  if (reader === undefined) {
    reader = makeReader(name, shapeOf(name));
    readers.set(name, reader);
  }
  return reader;
}

function makeReader(name: string, shape: Shape): Reader {
  switch (shape.type) {
    case "structure":
      return structureReader(name, shape, []);
    case "list":
      return listReader(shape);
    case "map":
      return mapReader(shape);
    case "document":
      return { read: (value) => copyDocument(value), marked: false, sensitive: false, print: () => "document" };
    default:
      return singleReader(shape.type, constraintsOf(name, shape), "sensitive" in shape && shape.sensitive === true);
  }
}

function singleReader(type: SingleType, constraints: Constraints, sensitive: boolean): Reader {
  const reader: Reader = {
    marked: sensitive,
    sensitive,
    print: String,
    single: { convert: (value) => readSingle(type, value), constraints },
    read(value, walk) {
      const result = readSingle(type, value);
      for (const text of constraints.broken(result)) tell(walk, reader, result, text);
      return result;
    },
  };
  return reader;
}

/** Notes that the value under the walk's path falls short of a constraint, behind the violations told before `at`. */
function tell(walk: Walk, reader: Reader, value: unknown, text: string, at = walk.violations.length): void {
  if (walk.violations.length >= maxViolations) return;
  const printed = reader.sensitive ? "" : ` '${printedValue(reader, value)}'`;
  walk.violations.splice(at, 0, `Value${printed} at '${walk.path.join(".")}' failed to satisfy constraint: ${text}`);
}

function tellNull(walk: Walk, reader: Reader): void {
  if (walk.violations.length >= maxViolations) return;
  const printed = reader.marked ? "" : " null";
  walk.violations.push(
    `Value${printed} at '${walk.path.join(".")}' failed to satisfy constraint: Member must not be null`,
  );
}

function printedValue(reader: Reader, value: unknown): string {
  const printed = reader.print(value);
  return printed.length <= maxPrinted ? printed : `${printed.slice(0, maxPrinted)}...`;
}

interface Member {
  readonly name: string;
  readonly label: string;
  readonly reader: Reader;
  readonly required: boolean;
  readonly whenAbsent: number | undefined;
  readonly emptyIsAbsent: boolean;
}

function structureReader(name: string, shape: StructureShape, rules: readonly MemberRule[]): Reader {
  const members = Object.entries(shape.members).map(([member, of]): Member => {
    const rule = rules.find((candidate) => candidate.member === member);
    return {
      name: member,
      label: member.charAt(0).toLowerCase() + member.slice(1),
      reader: rule === undefined ? readerOf(of) : ruledReader(of, rule),
      required: shape.required?.includes(member) ?? false,
      whenAbsent: rulesOf("absent-value").find((candidate) => candidate.shape === of)?.value,
      emptyIsAbsent: rule?.emptyIsAbsent ?? false,
    };
  });
  const marked = shape.sensitive === true;
  return {
    marked,
    sensitive: marked || members.some((member) => member.reader.sensitive),
    print(value) {
      const given = value as Record<string, unknown>;
      const parts = members.map(({ name: member, label, reader }) => {
        const item = given[member];
        return `${label}=${item === undefined ? "null" : reader.print(item)}`;
      });
      return `${name}(${parts.join(", ")})`;
    },
    read(value, walk) {
      if (!isJsonObject(value)) throw misplaced(value);
      const result = new Structure();
      for (const member of members) {
        const given = Object.hasOwn(value, member.name) ? value[member.name] : undefined;
        const item = given ?? member.whenAbsent;
        const absent = item === undefined || (item === "" && member.emptyIsAbsent);
        if (absent && !member.required) continue;
        walk.path.push(member.label);
        if (absent) tellNull(walk, member.reader);
        else result[member.name] = member.reader.read(item, walk);
        walk.path.pop();
      }
      return result;
    },
  };
}

/** The reader of a member for which one operation has limits of its own. */
function ruledReader(of: string, rule: MemberRule): Reader {
  const shape = shapeOf(of);
  if (shape.type !== "string") throw new Error(`The correction of ${rule.operation} ${rule.member} is for text only.`);
  const sensitive = shape.sensitive === true && rule.printed !== true;
  return singleReader("string", constraintsOf(of, shape, rule.min), sensitive);
}

function listReader(shape: ListShape): Reader {
  const element = readerOf(shape.element);
  const marked = shape.sensitive === true;
  const reader: Reader = {
    marked,
    sensitive: marked || element.sensitive,
    print: (value) =>
      `[${(value as unknown[]).map((item) => (item === null ? "null" : element.print(item))).join(", ")}]`,
    read(value, walk) {
      if (!Array.isArray(value)) throw misplaced(value);
      const before = walk.violations.length;
      const result =
        element.single === undefined
          ? value.map((item, index) => readElement(element, item, String(index + 1), walk))
          : readSingles(reader, element.single, value, walk);
      for (const text of brokenSize(value.length, shape)) tell(walk, reader, result, text, before);
      return result;
    },
  };
  return reader;
}

/** Reads an element of a list, or a value of a map, that has violations of its own. */
function readElement(element: Reader, item: unknown, position: string, walk: Walk): unknown {
  walk.path.push(position, "member");
  let result: unknown = null;
  if (item === null) tellNull(walk, element);
  else result = element.read(item, walk);
  walk.path.length -= 2;
  return result;
}

/** Reads a list of single values: one bad element makes the whole list bad, in one violation. */
function readSingles(
  list: Reader,
  element: NonNullable<Reader["single"]>,
  items: readonly unknown[],
  walk: Walk,
): unknown[] {
  let broken = false;
  const result = items.map((item) => {
    if (item === null) {
      broken = true;
      return null;
    }
    const value = element.convert(item);
    broken ||= element.constraints.broken(value).length > 0;
    return value;
  });
  const wording = element.constraints.all.length === 0 ? ["Member must not be null"] : element.constraints.all;
  if (broken) tell(walk, list, result, `Member must satisfy constraint: [${wording.join(", ")}]`);
  return result;
}

function mapReader(shape: MapShape): Reader {
  const key = readerOf(shape.key).single;
  const value = readerOf(shape.value);
  if (key === undefined) throw new Error(`A map has ${shape.key} as its key, which is not a single value.`);
  const marked = shape.sensitive === true;
  const reader: Reader = {
    marked,
    sensitive: marked || readerOf(shape.key).sensitive || value.sensitive,
    print: (entries) =>
      `{${Object.entries(entries as object)
        .map(([name, item]) => `${name}=${value.print(item)}`)
        .join(", ")}}`,
    read(entries, walk) {
      if (!isJsonObject(entries)) throw misplaced(entries);
      const before = walk.violations.length;
      const result: Record<string, unknown> = Object.create(null);
      let badKey = false;
      let badValue = false;
      let size = 0;
      for (const [name, item] of Object.entries(entries)) {
        if (item === null) continue;
        size++;
        badKey ||= key.constraints.broken(name).length > 0;
        if (value.single === undefined) {
          result[name] = readElement(value, item, name, walk);
        } else {
          const converted = value.single.convert(item);
          badValue ||= value.single.constraints.broken(converted).length > 0;
          result[name] = converted;
        }
      }
      const texts = [
        ...brokenSize(size, shape),
        ...(badKey ? [`Map keys must satisfy constraint: [${key.constraints.all.join(", ")}]`] : []),
        ...(badValue ? [`Map value must satisfy constraint: [${value.single?.constraints.all.join(", ")}]`] : []),
      ];
      for (const [index, text] of texts.entries()) tell(walk, reader, result, text, before + index);
      return result;
    },
  };
  return reader;
}
