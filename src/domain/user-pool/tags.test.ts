import assert from "node:assert/strict";
import { test } from "node:test";
import { tagProblem, withoutTags, withTags } from "./tags.js";

test("fifty tags are fine, fifty-one are not", () => {
  const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, "v"]));
  assert.equal(tagProblem(many(50)), undefined);
  assert.equal(tagProblem(many(51)), "A user pool cannot have more than 50 tags.");
});

test("keys of AWS's own are reserved, whatever their case", () => {
  assert.match(tagProblem({ "AWS:x": "y" }) ?? "", /reserved/);
});

test("tags are added, replaced and removed by key", () => {
  const tags = withTags({ a: "1", b: "2" }, { b: "3", c: "4" });
  assert.deepEqual(tags, { a: "1", b: "3", c: "4" });
  assert.deepEqual(withoutTags(tags, ["a", "unknown"]), { b: "3", c: "4" });
});

test("T-36 a tag named like a member of Object.prototype is a tag like any other", () => {
  const tags = withTags({}, JSON.parse('{"__proto__":"x","constructor":"y"}'));
  assert.deepEqual(Object.keys(tags), ["__proto__", "constructor"]);
});
