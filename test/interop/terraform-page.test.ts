/** docs/terraform.md shows what runs: its configurations are parts of the examples and of the tests. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { repository } from "../world.js";
import { printed } from "./terraform-stages.js";

const page = readFileSync(join(repository, "docs", "terraform.md"), "utf8");
const examples = [
  "terraform-awscc",
  ...readdirSync(join(repository, "examples", "terraform")).map((name) => join("terraform", name)),
];
const known = examples
  .map((folder) => readFileSync(join(repository, "examples", folder, "main.tf"), "utf8"))
  .concat(printed("us-west-2", "us-west-2_abc123", ""))
  .join("\n");

test("every configuration of a resource is part of an example or of a test", () => {
  const blocks = [...page.matchAll(/```hcl\n(resource [^`]*)```/g)].map(([, block]) => block ?? "");
  assert.equal(blocks.length, 2);
  for (const block of blocks) assert.ok(known.includes(block), block);
});

test("every resource that the tests use has its line", () => {
  const used = readFileSync(join(repository, "test", "interop", "terraform-arguments.ts"), "utf8");
  for (const [, type] of used.matchAll(/^resource "(aws_cognito_[a-z_]+)"/gm)) {
    assert.ok(page.includes(`\`${type}\``), `no line for ${type}`);
  }
});
