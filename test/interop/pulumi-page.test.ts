/** docs/pulumi.md shows what runs: its programs are parts of the examples, and the folder that it describes is the one asked for. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { repository } from "../world.js";
import { needed } from "./pulumi-runner.js";

const page = readFileSync(join(repository, "docs", "pulumi.md"), "utf8");

for (const heading of ["YAML", "TypeScript", "Python"]) {
  test(`${heading}: the program on the page is a part of the example`, () => {
    const [, file = "", code] =
      new RegExp(
        `^## ${heading}\\n\\nFrom \\[\`(examples/[\\w./-]+)\`\\]\\(\\.\\./\\1\\):\\n\\n\`\`\`\\w+\\n([^\`]+)\`\`\`$`,
        "m",
      ).exec(page) ?? [];
    assert.ok(code, `the page has no program under ${heading}`);
    assert.ok(readFileSync(join(repository, file), "utf8").includes(`\n${code}`), `${file} has no such part:\n${code}`);
  });
}

test("the page names everything that the tests ask for", () => {
  for (const name of needed) assert.ok(page.includes(`\`${name}\``), name);
});
