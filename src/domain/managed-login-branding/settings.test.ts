import assert from "node:assert/strict";
import { test } from "node:test";
import { defaultSettings } from "./default-settings.js";
import { checkedSettings, laidOver, mergedSettings } from "./settings.js";

const accepted: readonly [string, Record<string, unknown>][] = [
  ["nothing", {}],
  ["all defaults", defaultSettings],
  ["numbers with and without fraction", { componentClasses: { buttons: { borderRadius: 8.25 } } }],
  ["lists of any length", { categories: { auth: { authMethodOrder: [], federation: { order: ["Google"] } } } }],
  ["a look for one provider", { components: { idpButton: { custom: { Google: { lightMode: { anything: 1 } } } } } }],
  ["null", { components: { form: { borderRadius: null } } }],
];
for (const [what, document] of accepted) {
  test(`settings may hold ${what}, and are kept as they are`, () => {
    assert.deepEqual(checkedSettings(document), document);
  });
}

const refused: readonly [string, unknown, string][] = [
  [
    "a name that nothing has",
    { nonsense: true },
    "Invalid settings provided. Validation errors: [{property: $.nonsense, errorType: UnknownProperty}]",
  ],
  [
    "names in the wrong place, each by its path",
    {
      components: { form: { instructions: {} }, pageBackground: { lightMode: { backgroundColor: "ffffffff" } } },
      categories: { form: { borderRadius: 8 } },
    },
    "Invalid settings provided. Validation errors: [{property: $.components.form.instructions, errorType: UnknownProperty}, {property: $.components.pageBackground.lightMode.backgroundColor, errorType: UnknownProperty}, {property: $.categories.form.borderRadius, errorType: UnknownProperty}]",
  ],
  [
    "a name that every object of the language has",
    JSON.parse('{"components":{"toString":1,"__proto__":{"form":1}}}'),
    "Invalid settings provided. Validation errors: [{property: $.components.toString, errorType: UnknownProperty}, {property: $.components.__proto__, errorType: UnknownProperty}]",
  ],
  [
    "a value where an object belongs",
    { components: [] },
    "Invalid settings provided. Validation errors: [{property: $.components, errorType: InvalidType}]",
  ],
  [
    "a number that cannot be kept",
    { components: { idpButton: { custom: { a: [1, Number.POSITIVE_INFINITY, 2 ** 53] } } } },
    "Invalid settings provided. Validation errors: [{property: $.components.idpButton.custom.a[1], errorType: InvalidNumber}, {property: $.components.idpButton.custom.a[2], errorType: InvalidNumber}]",
  ],
  ["a text", "{}", "Invalid settings provided. They must be a JSON object."],
  ["a list", [], "Invalid settings provided. They must be a JSON object."],
  ["null", null, "Invalid settings provided. They must be a JSON object."],
];
for (const [what, document, message] of refused) {
  test(`settings may not be or hold ${what}`, () => {
    assert.throws(() => checkedSettings(document), { name: "InvalidParameterException", message });
  });
}

test("faults without end are not told without end", () => {
  const names = Array.from({ length: 5_000 }, (_, index) => [`name${index}`, 1]);
  assert.throws(
    () => checkedSettings(Object.fromEntries(names)),
    ({ message }: Error) => message.length < 2_000,
  );
});

test("one document lies over another member by member; lists and values as a whole", () => {
  const below = { a: { b: 1, c: [1, 2] }, d: { e: 1 }, f: 1 };
  assert.deepEqual(laidOver(below, { a: { c: [3], g: null }, d: 2, h: {} }), {
    a: { b: 1, c: [3], g: null },
    d: 2,
    f: 1,
    h: {},
  });
  assert.deepEqual(below, { a: { b: 1, c: [1, 2] }, d: { e: 1 }, f: 1 });
});

test("the defaults come under a style, and are all there is of one that sets nothing", () => {
  assert.deepEqual(mergedSettings(undefined), defaultSettings);
  assert.deepEqual(mergedSettings({}), defaultSettings);
  const merged = mergedSettings({ categories: { global: { colorSchemeMode: "DARK" } } }) as typeof defaultSettings;
  assert.equal(merged.categories.global.colorSchemeMode, "DARK");
  assert.equal(merged.categories.global.spacingDensity, "REGULAR");
  assert.deepEqual(merged.components, defaultSettings.components);
});
