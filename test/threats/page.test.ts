/** docs/threats.md and the tests tell the same: every id has its row, and every file that a row names has tests of that id. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const page = readFileSync("docs/threats.md", "utf8");

/** The ids of a row's first cell; `T-18a … T-18e` stands for all between. */
function idsOf(cell: string): string[] {
  const named = (text: string) => text.match(/[TR]-\d+[a-z]?/g) ?? [];
  return cell.split(",").flatMap((part) => {
    const [first, last] = named(part);
    if (first === undefined || last === undefined) return named(part);
    const letters = [first, last].map((id) => id.at(-1) ?? "");
    if (/[a-z]/.test(letters[0] ?? ""))
      return between(letters[0] ?? "", letters[1] ?? "").map((one) => first.slice(0, -1) + one);
    const numbers = [first, last].map((id) => Number(id.slice(2)));
    const count = (numbers[1] ?? 0) - (numbers[0] ?? 0) + 1;
    return Array.from({ length: count }, (_, at) => `${first.slice(0, 2)}${(numbers[0] ?? 0) + at}`);
  });
}

const between = (low: string, high: string) =>
  [..."abcdefghijklmnopqrstuvwxyz"].filter((letter) => letter >= low && letter <= high);

const rows = page
  .split("\n")
  .filter((line) => /^\| [TR]-\d/.test(line))
  .map((line) => line.split("|").map((cell) => cell.trim()))
  .map(([, ids = "", , where = ""]) => ({ ids: idsOf(ids), where }));

function testFiles(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".test.ts") && !name.includes("node_modules"))
    .map((name) => join(path, name));
}

test("every id of the checklist has one row", () => {
  const numbered = (letter: string, from: number, to: number, pad: number) =>
    Array.from({ length: to - from + 1 }, (_, at) => `${letter}-${String(from + at).padStart(pad, "0")}`);
  const lettered: Record<string, string> = { "T-17": "c", "T-18": "i", "T-19": "d", "T-20": "d" };
  const wanted = [...numbered("T", 1, 59, 2), ...numbered("R", 1, 10, 1)].flatMap((id) => {
    const last = lettered[id];
    return last === undefined ? [id] : between("a", last).map((letter) => id + letter);
  });
  assert.deepEqual(rows.flatMap(({ ids }) => ids).sort(), wanted.sort());
});

test("every row names tests of its id, or says with what it comes", () => {
  const wrong: string[] = [];
  for (const { ids, where } of rows) {
    const paths = [...where.matchAll(/`((?:src|test)\/[^`]+)`/g)].map((match) => match[1] ?? "");
    if (paths.length === 0 && !/later: \w|^with \w/.test(where)) wrong.push(`${ids.join()}: neither test nor reason`);
    for (const path of paths) {
      if (!existsSync(path)) wrong.push(`${path} does not exist`);
      else if (where.startsWith("with ")) continue;
      else {
        const texts = testFiles(path).map((file) => readFileSync(file, "utf8"));
        for (const id of ids) {
          if (!texts.some((text) => new RegExp(`\\b${id}\\b`).test(text))) wrong.push(`${path} has no test of ${id}`);
        }
      }
    }
  }
  assert.deepEqual(wrong, []);
});
