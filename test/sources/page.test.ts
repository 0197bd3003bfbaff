/** docs/sources.md and the tests say the same: every row has its test or says why not, every test has its row. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { repository } from "../world.js";
import { userPoolRows, userRows } from "./all-rows.js";
import { leavesOf } from "./source-row.js";

interface PageRow {
  readonly id: string;
  readonly document: string;
  readonly statement: string;
  readonly followed: string;
  readonly proof: string;
}

const page: readonly PageRow[] = readFileSync(join(repository, "docs", "sources.md"), "utf8")
  .split("\n")
  .filter((line) => /^\| S[0-4]-/.test(line))
  .map((line) => {
    const [, id = "", document = "", statement = "", followed = "", proof = "", ...rest] = line.split("|");
    assert.deepEqual(rest, [""], `a row of five cells: ${line}`);
    return {
      id: id.trim(),
      document: document.trim(),
      statement: statement.trim(),
      followed: followed.trim(),
      proof: proof.trim(),
    };
  });

const tested = new Set([...userPoolRows, ...userRows].flatMap(({ ids }) => ids));

/** Tests of test/interop that a row may name, by tool. */
const proofsByTool: Readonly<Record<string, readonly string[]>> = {
  Terraform: ["examples", "a life", "import", "refusals"],
  CDKTF: ["synthesis", "applied", "import", "placeholders"],
  Pulumi: ["a life", "import", "refusals"],
  CDK: ["the example", "a life"],
};

test("every row of the page has a test of its id, or says what is open", () => {
  for (const { id, proof } of page) {
    if (proof.startsWith("open: ")) {
      assert.ok(!tested.has(id), `${id} is tested and not open`);
    } else {
      const [own, ...others] = proof.split("; ");
      assert.equal(own, `\`${id}\``, `the proof of ${id}`);
      assert.ok(tested.has(id), `${id} has no test`);
      for (const other of others) {
        const [tool = "", proving = ""] = other.split(": ");
        assert.ok(proofsByTool[tool]?.includes(proving), `${id}: ${other}`);
      }
    }
  }
});

test("every test has a row on the page", () => {
  const ids = new Set(page.map(({ id }) => id));
  assert.deepEqual(
    [...tested].filter((id) => !ids.has(id)),
    [],
  );
});

test("ids are unique, numbers rise, and no cell is empty", () => {
  const number = (id: string) => Number(id.slice(1, 2)) * 1000 + Number(id.slice(3));
  for (const [place, row] of page.entries()) {
    const before = page[place - 1];
    if (before !== undefined) assert.ok(number(row.id) > number(before.id), `${row.id} after ${before.id}`);
    assert.equal(row.document, `00${row.id.slice(1, 2)}`);
    assert.ok(row.statement !== "" && row.followed !== "", row.id);
  }
  assert.ok(page.length > 250);
});

test("an id with several tests tells them apart by title, and its members by path", () => {
  const names = [...userPoolRows, ...userRows].flatMap(({ ids, title }) => ids.map((id) => `${id} ${title}`));
  assert.equal(new Set(names).size, names.length);
  for (const { ids, input } of [...userPoolRows, ...userRows]) {
    for (const path of leavesOf(input)) assert.ok(!/[,/]/.test(path), `${ids[0]}: ${path}`);
  }
});
