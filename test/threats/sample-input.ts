/**
 * An input that the model accepts, for any operation: made from the shapes, with values of one's own where a member of
 * that name occurs. Owns no knowledge of what operations do with it.
 */
import { type OperationName, operations } from "../../src/model/generated/operations.js";
import { shapes } from "../../src/model/generated/shapes.js";
import { compilePattern } from "../../src/model/pattern.js";
import type { Shape, StringShape } from "../../src/model/shape.js";

/** Values by the name of the member that they stand in, at any depth. */
export type KnownValues = Readonly<Record<string, unknown>>;

export const everyOperation = Object.keys(operations) as readonly OperationName[];

/** The members of an operation's input, by name, with their shapes. */
export function membersOf(operation: OperationName): Readonly<Record<string, Shape>> {
  const shape = shapes[operations[operation].input];
  if (shape?.type !== "structure") throw new Error(`${operation} has no structure for input`);
  return Object.fromEntries(Object.entries(shape.members).map(([name, of]) => [name, shapes[of] as Shape]));
}

/** An input with everything that the model requires, and every known value besides. */
export function sampleInput(operation: OperationName, known: KnownValues = {}): Record<string, unknown> {
  return sample(operations[operation].input, "", known) as Record<string, unknown>;
}

function sample(name: string, member: string, known: KnownValues): unknown {
  if (Object.hasOwn(known, member)) return known[member];
  const shape = shapes[name];
  switch (shape?.type) {
    case "structure": {
      const wanted = Object.entries(shape.members).filter(
        ([one]) => shape.required?.includes(one) === true || Object.hasOwn(known, one),
      );
      return Object.fromEntries(wanted.map(([one, of]) => [one, sample(of, one, known)]));
    }
    case "list":
      return [sample(shape.element, "", known)];
    case "map":
      return { [String(sample(shape.key, "", known))]: sample(shape.value, "", known) };
    case "string":
      return sampleText(shape);
    case "boolean":
      return true;
    case "timestamp":
      return 1_700_000_000;
    case "document":
      return {};
    case "blob":
      return "AAAA";
    default:
      return shape?.min ?? 1;
  }
}

const candidates = [
  "Sample-1",
  "sample",
  "1",
  "a",
  "us-east-1_AAAAAAAAA",
  "us-east-1",
  "https://example.com/a",
  "arn:aws:iam::123456789012:role/sample",
  "arn:aws:lambda:us-east-1:123456789012:function:sample",
  "a@example.com",
  "00000000-0000-4000-8000-000000000000",
  "Level1",
  "a".repeat(24),
  "header.payload.signature",
  "us-east-1_0000",
  `tkn${"a".repeat(25)}`,
  "terms-of-use",
  "import-1",
];

function sampleText(shape: StringShape): string {
  if (shape.enum?.[0] !== undefined) return shape.enum[0];
  const matches = shape.pattern === undefined ? () => true : compilePattern(shape.pattern);
  const padded = candidates.map((text) => text.padEnd(shape.min ?? 0, "0").slice(0, shape.max ?? 2048));
  return padded.find((text) => matches(text)) ?? padded[0] ?? "";
}
