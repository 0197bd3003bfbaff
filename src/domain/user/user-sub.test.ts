import assert from "node:assert/strict";
import { test } from "node:test";
import { newSub } from "./user-sub.js";

test("a sub is the random UUID with version nibble 7", () => {
  assert.equal(newSub("f81d4fae-7dec-41d0-a765-00a0c91e6bf6"), "f81d4fae-7dec-71d0-a765-00a0c91e6bf6");
});
