/** JSON patches: the examples of RFC 6902's appendix by their rule, and what a hostile patch tries. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { PatchError, patched, patchedProperties } from "./json-patch.js";

const applies: readonly (readonly [what: string, document: unknown, patch: unknown, after: unknown])[] = [
  ["adds a member", { a: 1 }, [{ op: "add", path: "/b", value: 2 }], { a: 1, b: 2 }],
  ["adds over a member", { a: 1 }, [{ op: "add", path: "/a", value: null }], { a: null }],
  ["adds an element in its place", { l: [1, 3] }, [{ op: "add", path: "/l/1", value: 2 }], { l: [1, 2, 3] }],
  ["adds an element at the end", { l: [1] }, [{ op: "add", path: "/l/-", value: [2] }], { l: [1, [2]] }],
  ["removes a member", { a: 1, b: 2 }, [{ op: "remove", path: "/a" }], { b: 2 }],
  ["removes an element", { l: [1, 2, 3] }, [{ op: "remove", path: "/l/1" }], { l: [1, 3] }],
  ["replaces a value", { a: { b: 1 } }, [{ op: "replace", path: "/a/b", value: "x" }], { a: { b: "x" } }],
  ["replaces an element", { l: [1, 2] }, [{ op: "replace", path: "/l/0", value: 9 }], { l: [9, 2] }],
  ["replaces the document", { a: 1 }, [{ op: "replace", path: "", value: { b: 2 } }], { b: 2 }],
  ["moves a value", { a: { x: 1 }, b: {} }, [{ op: "move", from: "/a/x", path: "/b/y" }], { a: {}, b: { y: 1 } }],
  ["moves an element", { l: [1, 2, 3] }, [{ op: "move", from: "/l/0", path: "/l/2" }], { l: [2, 3, 1] }],
  ["copies a value", { a: [1] }, [{ op: "copy", from: "/a", path: "/b" }], { a: [1], b: [1] }],
  [
    "tests and goes on",
    { a: { b: [1], c: 2 } },
    [{ op: "test", path: "/a", value: { c: 2, b: [1] } }],
    { a: { b: [1], c: 2 } },
  ],
  [
    "reads escaped names",
    { "a/b": 1, "m~n": 2 },
    [
      { op: "remove", path: "/a~1b" },
      { op: "remove", path: "/m~0n" },
    ],
    {},
  ],
  ["knows that ~01 is ~1", { "~1": 1 }, [{ op: "test", path: "/~01", value: 1 }], { "~1": 1 }],
  ["takes the empty name", { "": 1 }, [{ op: "replace", path: "/", value: 2 }], { "": 2 }],
  ["ignores members it does not know", { a: 1 }, [{ op: "add", path: "/b", value: 2, xyz: 3 }], { a: 1, b: 2 }],
  ["does nothing for an empty patch", { a: 1 }, [], { a: 1 }],
];

const refuses: readonly (readonly [what: string, patch: unknown])[] = [
  ["what is no list", { op: "add" }],
  ["what is no operation", [null]],
  ["an unknown operation", [{ op: "merge", path: "/a" }]],
  ["a missing path", [{ op: "remove" }]],
  ["a path that is no pointer", [{ op: "remove", path: "a" }]],
  ["a wrong escape", [{ op: "remove", path: "/a~2" }]],
  ["an addition without value", [{ op: "add", path: "/b" }]],
  ["a copy without source", [{ op: "copy", path: "/b" }]],
  ["removing what is not there", [{ op: "remove", path: "/none" }]],
  ["replacing what is not there", [{ op: "replace", path: "/none", value: 1 }]],
  ["adding below what is not there", [{ op: "add", path: "/none/b", value: 1 }]],
  ["adding below a text", [{ op: "add", path: "/text/b", value: 1 }]],
  ["an index beyond the end", [{ op: "add", path: "/list/3", value: 1 }]],
  ["an index with a leading zero", [{ op: "remove", path: "/list/01" }]],
  ["removing behind the end", [{ op: "remove", path: "/list/-" }]],
  ["a failing test", [{ op: "test", path: "/text", value: "b" }]],
  ["a test that takes a number for a text", [{ op: "test", path: "/list/0", value: "1" }]],
  ["moving into itself", [{ op: "move", from: "/map", path: "/map/x" }]],
  ["members that objects inherit", [{ op: "replace", path: "/constructor", value: 1 }]],
  ["the way to a prototype", [{ op: "add", path: "/__proto__/polluted", value: 1 }]],
];

describe("a JSON patch", () => {
  for (const [what, document, patch, after] of applies) {
    test(what, () => {
      const before = structuredClone(document);
      assert.deepEqual(patched(document, patch), after);
      assert.deepEqual(document, before);
    });
  }
  for (const [what, patch] of refuses) {
    test(`refuses ${what}`, () => {
      const document = { text: "a", list: [1, 2], map: { x: 1 } };
      assert.throws(() => patched(document, patch), PatchError);
    });
  }

  test("makes a member of __proto__ and nothing else (T-36)", () => {
    const after = patched({ a: 1 }, [{ op: "add", path: "/__proto__", value: { polluted: true } }]);
    assert.deepEqual(Object.keys(after as object), ["a", "__proto__"]);
    assert.equal((after as { polluted?: unknown }).polluted, undefined);
    assert.equal(({} as { polluted?: unknown }).polluted, undefined);
  });

  test("does not let a document double for ever (T-37)", () => {
    const doubling = Array.from({ length: 40 }, (_, n) => ({ op: "copy", from: "", path: `/copy${n}` }));
    assert.throws(() => patched({ text: "x".repeat(100) }, doubling), PatchError);
    assert.throws(
      () =>
        patched(
          {},
          Array.from({ length: 5001 }, () => ({ op: "test", path: "", value: {} })),
        ),
      PatchError,
    );
  });

  test("says which properties it touches", () => {
    const patch = [
      { op: "replace", path: "/A/b", value: 1 },
      { op: "test", path: "/B", value: 1 },
      { op: "move", from: "/C", path: "/D" },
      { op: "copy", from: "/E", path: "/F" },
    ];
    assert.deepEqual(patchedProperties(patch), ["A", "D", "C", "F"]);
  });
});
