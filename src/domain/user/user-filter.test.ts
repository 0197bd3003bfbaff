import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { processorMs } from "../../../test/processor-time.js";
import { InvalidParameterException } from "../../model/generated/exceptions.js";
import { userSearch } from "./canonical-key.js";
import { parseFilter, type UserFilter } from "./user-filter.js";
import { SEARCHABLE } from "./user-keys.js";

function equals(attribute: string, value: string): UserFilter {
  return { attribute, match: "equals", value };
}

const READ: [string, UserFilter | undefined][] = [
  ["", undefined],
  ["  ", undefined],
  ['email = "a@b"', equals("email", "a@b")],
  ['email="a@b"', equals("email", "a@b")],
  ['  email  ^=  "a"  ', { attribute: "email", match: "prefix", value: "a" }],
  ['email^="a"', { attribute: "email", match: "prefix", value: "a" }],
  ['"family_name" = "Reddy"', equals("family_name", "Reddy")],
  ['"cognito:user_status"="CONFIRMED"', equals("cognito:user_status", "CONFIRMED")],
  ['name = "say \\"hi\\""', equals("name", 'say "hi"')],
  ['name = "a\\\\"', equals("name", "a\\")],
  ['name = "a\\b"', equals("name", "a\\b")],
  ['name = " a = b ^= c "', equals("name", " a = b ^= c ")],
  ['name = ""', equals("name", "")],
  [`name = "x' OR 1=1; --%_"`, equals("name", "x' OR 1=1; --%_")],
  ['status = "Enabled"', equals("status", "Enabled")],
  ['sub = "1"', equals("sub", "1")],
];

const UNREADABLE = [
  "email",
  "email =",
  'email "a"',
  'email ^ = "a"',
  'email == "a"',
  'email != "a"',
  'email = "a',
  "email = a",
  "email = 'a'",
  'email = "a" b',
  'email = "a" and name = "b"',
  'email = "a\\"',
  '= "a"',
  '"" = "a"',
  'email name = "a"',
  '"email = "a"',
  'name = "a\0"',
  '(email = "a")x = "',
];

for (const [text, filter] of READ) {
  test(`T-35 filter ${JSON.stringify(text)}`, () => assert.deepEqual(parseFilter(text), filter));
}

for (const text of UNREADABLE) {
  test(`T-35 no filter: ${JSON.stringify(text)}`, () => {
    assert.throws(() => parseFilter(text), {
      name: "InvalidParameterException",
      message: "Error while parsing filter.",
    });
  });
}

for (const attribute of ["custom:foo", "Email", "locale", "email_verified", "__proto__", "email'--"]) {
  test(`T-35 not searchable: ${attribute}`, () => {
    assert.throws(() => parseFilter(`"${attribute}" = "x"`), {
      name: "InvalidParameterException",
      message: `Invalid search attribute: ${attribute}`,
    });
  });
}

test("T-35 every searchable attribute is read back with any value", () => {
  const quote = (text: string): string => `"${text.replace(/["\\]/g, "\\$&")}"`;
  fc.assert(
    fc.property(
      fc.constantFrom(...SEARCHABLE),
      fc.constantFrom("=" as const, "^=" as const),
      fc.string({ unit: "binary", maxLength: 60 }).filter((value) => !value.includes("\0")),
      (attribute, operator, value) => {
        assert.deepEqual(parseFilter(`${quote(attribute)}${operator}${quote(value)}`), {
          attribute,
          match: operator === "=" ? "equals" : "prefix",
          value,
        });
      },
    ),
    { numRuns: 300 },
  );
});

test("T-35 any other text is refused as a parameter, never otherwise", () => {
  const piece = fc.constantFrom("email", "status", '"', "\\", "=", "^=", "^", " ", "\n", "'", ";", "a", "ß", "\0");
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(piece, { maxLength: 20 }).map((all) => all.join("")),
  );
  fc.assert(
    fc.property(text, (filter) => {
      try {
        parseFilter(filter);
      } catch (error) {
        assert.ok(error instanceof InvalidParameterException);
      }
    }),
    { numRuns: 1000 },
  );
});

test("T-38 a long filter is read in one pass", () => {
  const cost = processorMs(() => {
    for (const part of ['"', "\\", "=", "^", " ", "a", '\\"', '"a" = ']) {
      assert.throws(() => parseFilter(`"${part.repeat(100_000)}`), InvalidParameterException);
      assert.throws(() => parseFilter(`a${part.repeat(100_000)}`), InvalidParameterException);
    }
  });
  assert.ok(cost < 1000, `${cost} ms`);
});

test("what the store is asked", () => {
  const filter = parseFilter('"cognito:user_status" ^= "CONF"');
  assert.ok(filter);
  assert.deepEqual(userSearch(filter, { caseSensitive: true }), {
    attribute: "cognito:user_status",
    match: "prefix",
    key: "conf",
  });
});
