/** The pages lead where they say: every link from one of them to a file or a heading of this repository. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { test } from "node:test";
import { repository } from "./world.js";

/** Every page below a folder that people wrote. */
function pagesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return ["node_modules", "cdk.out"].includes(entry.name) ? [] : pagesBelow(path);
    return entry.name.endsWith(".md") ? [path] : [];
  });
}

const pages = [
  ...readdirSync(repository)
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(repository, name)),
  ...["docs", "examples", "bench"].flatMap((folder) => pagesBelow(join(repository, folder))),
];

/** Without what is shown as code. */
const prose = (path: string) => readFileSync(path, "utf8").replace(/^```[\s\S]*?^```/gm, "");

/** Headings as links name them. */
function anchorsOf(path: string): Set<string> {
  const headings = [...prose(path).matchAll(/^#{1,6} (.*)$/gm)].map(([, heading = ""]) => heading);
  const letters = (heading: string) => heading.replace(/\]\([^)]*\)/g, "").toLowerCase();
  return new Set(
    headings.map((heading) =>
      letters(heading)
        .replace(/[^\p{L}\p{N}_ -]/gu, "")
        .replaceAll(" ", "-"),
    ),
  );
}

test("every link of a page leads to a file that is there, and to a heading that it has", () => {
  const dead: string[] = [];
  let links = 0;
  for (const page of pages) {
    for (const [, target = ""] of prose(page).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      links += 1;
      const [file = "", anchor] = target.split("#");
      const path = file === "" ? page : join(dirname(page), file);
      const isThere = existsSync(path) && (anchor === undefined || anchorsOf(path).has(anchor));
      if (!isThere) dead.push(`${relative(repository, page)}: ${target}`);
    }
  }
  assert.deepEqual(dead, []);
  assert.ok(links > 100, "the pages link each other");
});

test("every page of docs/ is linked from the README, or from a page that is", () => {
  const linksOf = (page: string) =>
    [...prose(page).matchAll(/\]\(([^)\s#:]+\.md)(?:#[^)]*)?\)/g)].map(([, file = ""]) => join(dirname(page), file));
  const reached = new Set<string>([join(repository, "README.md")]);
  for (const page of reached) {
    for (const next of linksOf(page)) if (existsSync(next)) reached.add(next);
  }
  const alone = pages.filter((page) => dirname(page) === join(repository, "docs") && !reached.has(page));
  assert.deepEqual(
    alone.map((page) => relative(repository, page)),
    [],
  );
});
