/**
 * Proves that the rows of docs/sources.md test what they say: drops each member of each row's input in turn and demands
 * that the row's test then fails. One wave of tests drops the first member of every row, the next wave the second, and
 * so on. Run it with `node --import tsx scripts/prove-sources.ts [id …]`.
 */
import { join } from "node:path";
import { run } from "node:test";
import { fileURLToPath } from "node:url";
import { userPoolRows, userRows } from "../test/sources/all-rows.js";
import { leavesOf, type SourceRow } from "../test/sources/source-row.js";

interface Drop {
  readonly id: string;
  readonly title: string;
  readonly member: string;
}

const root = fileURLToPath(new URL("..", import.meta.url));
const suites: readonly (readonly [string, readonly SourceRow[]])[] = [
  ["test/sources/user-pools.test.ts", userPoolRows],
  ["test/sources/users.test.ts", userRows],
];

/** Every drop of a row, under its first id; the others run the same body. */
function dropsOf({ ids, title, input }: SourceRow): Drop[] {
  return leavesOf(input).map((member) => ({ id: ids[0] ?? "", title, member }));
}

/** Runs the tests of these drops, each without its member; returns the names of those that failed. */
async function failuresOf(file: string, drops: readonly Drop[]): Promise<Set<string>> {
  const failed = new Set<string>();
  const judged = new Set<string>();
  process.env["POOLHOUSE_TEST_DROP"] = drops.map(({ id, member }) => `${id}/${member}`).join(",");
  const testNamePatterns = drops.map(({ id, title }) => new RegExp(`^${literal(`${id} ${title}`)}$`));
  const stream = run({ files: [join(root, file)], testNamePatterns, timeout: 300_000 });
  stream.on("test:pass", ({ name, skip }) => {
    if (skip === undefined) judged.add(name);
  });
  stream.on("test:fail", ({ name }) => {
    judged.add(name);
    failed.add(name);
  });
  stream.resume();
  await new Promise((resolve, reject) => stream.on("end", resolve).on("error", reject));
  for (const { id, title } of drops) {
    if (!judged.has(`${id} ${title}`)) throw new Error(`the test "${id} ${title}" of ${file} did not run`);
  }
  return failed;
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}

const wanted = process.argv.slice(2);
let proved = 0;
const unproved: string[] = [];
for (const [file, rows] of suites) {
  const chosen = rows.filter(({ ids }) => wanted.length === 0 || ids.some((id) => wanted.includes(id)));
  const perRow = chosen.map(dropsOf);
  for (let wave = 0; ; wave++) {
    // Rows of one id with several values are told apart by their title, but a drop names only the id and the member.
    const drops = perRow.flatMap((all) => all.slice(wave, wave + 1));
    if (drops.length === 0) break;
    const failed = await failuresOf(file, drops);
    for (const { id, title, member } of drops) {
      const holds = failed.has(`${id} ${title}`);
      console.log(`${holds ? "fails as it must" : "STILL PASSES    "}  ${id} without ${member}: ${title}`);
      if (holds) proved++;
      else unproved.push(`${id}/${member}`);
    }
  }
}
console.log(
  `\n${proved} members proved, ${unproved.length} not${unproved.length > 0 ? `: ${unproved.join(", ")}` : ""}`,
);
process.exitCode = unproved.length > 0 ? 1 : 0;
