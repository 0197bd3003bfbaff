import assert from "node:assert/strict";
import { test } from "node:test";
import { type FunctionTarget, mappingOf, nameOf, readTarget } from "./function-target.js";

const local = (file: string, member = "handler", language: "node" | "python" = "node"): FunctionTarget => ({
  kind: "local",
  language,
  file,
  member,
  isTypeScript: file.endsWith("ts"),
});
const cases: [string, FunctionTarget | RegExp][] = [
  ["./a.js", local("/base/a.js")],
  ["hooks/b.ts#greet", local("/base/hooks/b.ts", "greet")],
  ["/abs/c.mjs#x.y", local("/abs/c.mjs", "x.y")],
  ["d.py#greet", local("/base/d.py", "greet", "python")],
  ["with#hash/e.cjs#f", local("/base/with#hash/e.cjs", "f")],
  [
    "http://127.0.0.1:9000/2015-03-31/functions/function/invocations",
    { kind: "http", url: "http://127.0.0.1:9000/2015-03-31/functions/function/invocations" },
  ],
  ["cmd go run .", { kind: "command", words: ["go", "run", "."] }],
  [`cmd "/opt/my tool/run" --name='a "b"' ''`, { kind: "command", words: ["/opt/my tool/run", '--name=a "b"', ""] }],
  ["cmd", /names no command/],
  [`cmd "open`, /leaves a quotation open/],
  ["./a.rb", /a\.rb is no file of JavaScript/],
  ["https://[", /is no URL/],
];
for (const [target, expected] of cases) {
  test(`the mapping ${target}`, () => {
    const found = readTarget({ target, folder: "/base", environment: {} });
    if (expected instanceof RegExp) assert.match(String(found), expected);
    else assert.deepEqual(found, expected);
  });
}

test("a mapping is found by the whole ARN first, then without qualifier, then by name", () => {
  const arn = "arn:aws:lambda:us-east-1:123456789012:function:greet";
  const all = { [`${arn}:live`]: 1, [arn]: 2, "greet:live": 3, greet: 4 };
  const { [`${arn}:live`]: _, ...second } = all;
  const { [arn]: __, ...third } = second;
  assert.equal(mappingOf(all, `${arn}:live`), 1);
  assert.equal(mappingOf(second, `${arn}:live`), 2);
  assert.equal(mappingOf(third, `${arn}:live`), 3);
  assert.equal(mappingOf({ greet: 4 }, `${arn}:live`), 4);
  assert.equal(mappingOf({ greet: 4 }, "greet"), 4);
  assert.equal(mappingOf({ greet: 4 }, "arn:aws:lambda:us-east-1:123456789012:function:other"), undefined);
  assert.equal(mappingOf({}, "toString"), undefined);
  assert.deepEqual([nameOf(`${arn}:live`), nameOf("greet:1"), nameOf("greet")], ["greet", "greet", "greet"]);
});
