import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { shapes } from "./generated/shapes.js";
import { compilePattern } from "./pattern.js";

const message = "[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\s*]*";
const link = `${message}\\{##${message}##\\}${message}`;
const mail = "[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+@[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+";

const cases: readonly [pattern: string, value: string, matches: boolean][] = [
  ["[\\w]+", "abc_1", true],
  ["[\\w]+", "abc\n", false],
  ["[\\w]+", "ä", false],
  ["[\\S]+", "a\u00a0b", true],
  ["[\\S]+", "a b", false],
  ["[\\w\\s+=.@-]+", "a\u00a0b", false],
  ["[\\w\\s+=.@-]+", "a\tb", true],
  [".*\\{####\\}.*", "code {####}", true],
  [".*\\{####\\}.*", "{####}", true],
  [".*\\{####\\}.*", "two\nlines {####}", false],
  [".*\\{####\\}.*", "{###}", false],
  ["(?s).*", "two\nlines", true],
  [`${message}\\{####\\}${message}`, "<b>{####}</b>\n", true],
  [link, "press {##here##} now", true],
  [link, "{####}", true],
  [link, "{###}", false],
  [link, "{##a##", false],
  [link, "##}{##", false],
  [mail, "a@b", true],
  [mail, "@b", false],
  [mail, "a@", false],
  [mail, "a@@", true],
  [mail, "a@ b", false],
  ["^[0-9A-Za-z\\.\\-_]*(?<!\\.)$", "a.b", true],
  ["^[0-9A-Za-z\\.\\-_]*(?<!\\.)$", "a.", false],
  ["^(terms-of-use|privacy-policy)$", "terms-of-use-x", false],
];

describe("a pattern of the model", () => {
  for (const [pattern, value, matches] of cases) {
    it(`${pattern} ${matches ? "matches" : "does not match"} ${JSON.stringify(value)}`, () => {
      assert.equal(compilePattern(pattern)(value), matches);
    });
  }

  it("compiles, whichever it is", () => {
    for (const shape of Object.values(shapes)) {
      if (shape.type === "string" && shape.pattern !== undefined) compilePattern(shape.pattern);
    }
  });
});
