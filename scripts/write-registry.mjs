/**
 * Writes src/operations/registry.ts: one line for every operation of the model, bound to the file that declares it with
 * `operation("Name", …)`, or pending where no file does. Run it after adding an operation; a test holds the file to it.
 */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = new URL("..", import.meta.url).pathname;
const folder = join(root, "src/operations");
const model = readFileSync(join(root, "src/model/generated/operations.ts"), "utf8");
const names = [...model.matchAll(/^ {2}"?(\w+)"?: \{"input"/gm)].map((match) => match[1]);
if (names.length < 100) throw new Error(`found only ${names.length} operations in the model`);

/** Operation name to its export and file. */
const found = new Map();
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !entry.name.endsWith(".ts") || entry.name.endsWith(".test.ts")) continue;
  const path = join(entry.parentPath ?? entry.path, entry.name);
  if (path === join(folder, "operation.ts") || path === join(folder, "registry.ts")) continue;
  for (const match of readFileSync(path, "utf8").matchAll(/export const (\w+) = operation\(\s*"(\w+)"/g)) {
    if (found.has(match[2])) throw new Error(`${match[2]} is declared twice`);
    found.set(match[2], { name: match[1], file: path.slice(folder.length + 1).replace(/\.ts$/, ".js") });
  }
}
for (const name of found.keys()) if (!names.includes(name)) throw new Error(`${name} is no operation of the model`);

const imports = [...found.values()]
  .sort((a, b) => (a.file < b.file ? -1 : 1))
  .map(({ name, file }) => `import { ${name} } from "./${file}";`);
const lines = names.map((name) => `  ${name}: ${found.get(name)?.name ?? `pending("${name}")`},`);
// Where every operation is written, nothing is left to be pending.
const values = lines.some((line) => line.includes("pending(")) ? 'import { pending } from "./operation.js";\n' : "";
const draft = `/**
 * The index of the API: every operation of the published model, by name. Written by scripts/write-registry.mjs.
 */
import type { OperationName } from "../model/generated/operations.js";
${imports.join("\n")}
import type { Operation } from "./operation.js";
${values}
export const registry: { readonly [O in OperationName]: Operation<O> } = {
${lines.join("\n")}
};
`;
// In the formatter's own order and form, so that both checks agree.
const biome = join(root, "node_modules", ".bin", "biome");
const text = execFileSync(biome, ["check", "--write", "--stdin-file-path=src/operations/registry.ts"], {
  cwd: root,
  input: draft,
  encoding: "utf8",
});

if (process.argv.includes("--check")) {
  if (readFileSync(join(folder, "registry.ts"), "utf8") !== text) {
    console.error("src/operations/registry.ts is not what scripts/write-registry.mjs writes: run it");
    process.exit(1);
  }
} else writeFileSync(join(folder, "registry.ts"), text);
