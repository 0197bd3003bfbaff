import assert from "node:assert/strict";
import { test } from "node:test";
import { bytes, flag, listOf, mapOf, readInput, required, structure, text, whole } from "./member-rules.js";

const rules = {
  Name: required(text({ min: 1, max: 5, pattern: "[a-z]+" })),
  Kind: text({ oneOf: ["a", "b"] }),
  Count: whole({ min: 1, max: 9 }),
  On: flag,
  Data: bytes({ max: 3 }),
  Secret: text({ max: 2, isSensitive: true }),
  Parts: listOf(structure({ Key: required(text({ max: 3 })) }), { max: 2 }),
  Map: mapOf(text({ max: 3 }), { pattern: "[a-z]+" }),
};
const one = (text: string) => ({ name: "ValidationException", message: `1 validation error detected: ${text}` });
const at = (printed: string, path: string, constraint: string) =>
  one(`Value${printed} at '${path}' failed to satisfy constraint: ${constraint}`);

test("what fits is read, what has no rule is left out", () => {
  const given = {
    Name: "abc",
    Count: "7",
    On: "true",
    Data: "AQI=",
    Parts: [{ Key: "k", More: 1 }],
    Map: { a: "b" },
    X: 1,
  };
  assert.deepEqual(readInput(rules, { ...given, Kind: null }), {
    Name: "abc",
    Count: 7,
    On: true,
    Data: Buffer.from([1, 2]),
    Parts: [{ Key: "k" }],
    Map: { a: "b" },
  });
  assert.deepEqual(readInput(rules, { Name: "a", Data: new Uint8Array([3]) }).Data, Buffer.from([3]));
});

const broken: readonly (readonly [input: Record<string, unknown>, failure: object])[] = [
  [{}, at(" null", "name", "Member must not be null")],
  [{ Name: "" }, { message: /^2 validation errors detected: Value '' at 'name' .* equal to 1; Value '' at 'name' / }],
  [{ Name: "A" }, at(" 'A'", "name", "Member must satisfy regular expression pattern: [a-z]+")],
  [{ Name: "abcdef" }, at(" 'abcdef'", "name", "Member must have length less than or equal to 5")],
  [{ Name: "a", Kind: "c" }, at(" 'c'", "kind", "Member must satisfy enum value set: [a, b]")],
  [{ Name: "a", Count: 10 }, at(" '10'", "count", "Member must have value less than or equal to 9")],
  [{ Name: "a", Data: "AQIDBA==" }, at("", "data", "Member must have length less than or equal to 3")],
  [{ Name: "a", Secret: "abc" }, at("", "secret", "Member must have length less than or equal to 2")],
  [{ Name: "a", Parts: [{}] }, at(" null", "parts.1.member.key", "Member must not be null")],
  [{ Name: "a", Parts: [1, 2, 3] }, at(" '[3 items]'", "parts", "Member must have length less than or equal to 2")],
  [
    { Name: "a", Map: { A: "secret" } },
    { message: /at 'map' failed to satisfy constraint: Map keys must satisfy constraint: \[Member must satisfy/ },
  ],
  [{ Name: 1 }, { name: "SerializationException" }],
  [{ Name: "a", Count: 1.5 }, { name: "SerializationException" }],
  [{ Name: "a", On: "yes" }, { name: "SerializationException" }],
  [{ Name: "a", Data: "no base64" }, { name: "SerializationException" }],
  [{ Name: "a", Parts: {} }, { name: "SerializationException" }],
  [{ Name: "a", Map: [] }, { name: "SerializationException" }],
];
for (const [input, failure] of broken) {
  test(`${JSON.stringify(input)} is refused`, () => {
    assert.throws(() => readInput(rules, input), failure);
  });
}

test("T-36 T-38 names mean nothing to the language, long values are told short and tried on no pattern", () => {
  const map = readInput({ Map: mapOf(text()) }, { Map: JSON.parse('{"__proto__":"x"}') }).Map ?? {};
  assert.deepEqual([Object.hasOwn(map, "__proto__"), Object.getPrototypeOf(map)], [true, Object.prototype]);
  assert.throws(
    () => readInput(rules, { Name: "a".repeat(1_000_000) }),
    (error: Error) => error.message.length < 4096,
  );
});
