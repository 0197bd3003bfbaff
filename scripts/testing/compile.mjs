// Compiles sources and tests file by file into build/, which mirrors the tree: tests then start without a loader, and
// workers and fixtures are found beside the file that names them. Types are judged elsewhere.
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { root } from "../install.mjs";

const folders = ["src", "test", "bench", "scripts"];
const target = join(root, "build");

/** Brings build/ up to date and returns the test files, as paths from the root. */
export async function compileTests() {
  const files = folders.flatMap(listFiles);
  const wanted = new Set();
  for (const file of files) for (const output of await write(file)) wanted.add(output);
  for (const folder of folders) {
    for (const file of listFiles(`build/${folder}`)) {
      if (!wanted.has(file)) rmSync(join(root, file));
    }
  }
  linkTestPackages();
  return files.filter((file) => file.endsWith(".test.ts")).sort();
}

async function write(file) {
  const source = readFileSync(join(root, file));
  if (!file.endsWith(".ts") || file.endsWith(".d.ts")) {
    replaceIfChanged(`build/${file}`, source);
    return [`build/${file}`];
  }
  const output = `build/${file.slice(0, -3)}.js`;
  // Only now: this file is read before the packages of a fresh clone are installed.
  const { transform } = await import("esbuild");
  const { code } = await transform(source, {
    loader: "ts",
    format: "esm",
    target: "node20",
    sourcemap: "inline",
    sourcesContent: false,
    sourcefile: join(root, file),
  });
  replaceIfChanged(output, Buffer.from(code));
  return [output];
}

/** By rename: another run in the same checkout never reads half a file. */
function replaceIfChanged(path, content) {
  const full = join(root, path);
  if (existsSync(full) && readFileSync(full).equals(content)) return;
  mkdirSync(dirname(full), { recursive: true });
  const fresh = `${full}.${process.pid}`;
  writeFileSync(fresh, content);
  renameSync(fresh, full);
}

function listFiles(folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === "node_modules" || entry.isSymbolicLink()) return [];
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? listFiles(path) : [path];
  });
}

/** The packages that only tests use lie in test/node_modules; the compiled tests must find them too. */
function linkTestPackages() {
  const link = join(target, "test", "node_modules");
  mkdirSync(dirname(link), { recursive: true });
  if (!lstatSync(link, { throwIfNoEntry: false })) symlinkSync("../../test/node_modules", link, "dir");
}
