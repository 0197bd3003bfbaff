/** One text, two spellings. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { spell } from "./dialect.js";

test("parameters are numbered for PostgreSQL, words become what each database says", () => {
  const text = "SELECT a FROM b WHERE c = ? AND d > ? {for update}";
  assert.equal(spell(text, "sqlite"), "SELECT a FROM b WHERE c = ? AND d > ? ");
  assert.equal(spell(text, "postgres"), "SELECT a FROM b WHERE c = $1 AND d > $2 FOR UPDATE");
  assert.equal(spell("a {key}", "postgres"), 'a TEXT COLLATE "C"');
});

test("SQLite does not see how many rows are asked for while it plans", () => {
  const text = "SELECT a FROM b WHERE c = ? LIMIT ?";
  assert.equal(spell(text, "sqlite"), "SELECT a FROM b WHERE c = ? LIMIT ? + 0");
  assert.equal(spell(text, "postgres"), "SELECT a FROM b WHERE c = $1 LIMIT $2");
});

test("an unknown word is a mistake", () => {
  assert.throws(() => spell("{for ever}", "sqlite"), /no word/);
});
