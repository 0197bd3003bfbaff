/** What production loads of the built program, judged by the bundle itself. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

interface Output {
  readonly inputs: readonly string[];
  readonly imports: readonly { readonly file: string; readonly kind: string }[];
}

const outputs = JSON.parse(readFileSync("dist/chunks.json", "utf8")) as Record<string, Output>;

/** The outputs that are loaded together with these, because they are imported statically. */
function loadedWith(files: readonly string[]): Set<string> {
  const loaded = new Set<string>();
  const visit = (file: string) => {
    if (loaded.has(file)) return;
    loaded.add(file);
    for (const one of outputs[file]?.imports ?? []) if (one.kind === "import-statement") visit(one.file);
  };
  for (const file of files) visit(file);
  return loaded;
}

function outputWith(input: string): string {
  const found = Object.keys(outputs).find((file) => outputs[file]?.inputs.includes(input));
  assert.ok(found, `${input} is in no chunk`);
  return found;
}

function inputsOf(files: Iterable<string>): string[] {
  return [...files].flatMap((file) => outputs[file]?.inputs ?? []);
}

test("T-54 the development surface is in chunks that only a development server imports", () => {
  const development = "src/surfaces/development/";
  const mount = outputWith(`${development}mount.ts`);
  const all = Object.keys(outputs).filter((file) => outputs[file]?.inputs.some((one) => one.startsWith(development)));
  const always = loadedWith([...new Set(["main.js", "index.js", "public-key-worker.js", outputWith("src/world.ts")])]);
  assert.ok(!always.has(mount));
  for (const file of all) assert.ok(!always.has(file), `${file} is loaded by every server`);
  // The world imports the chunk, and only dynamically.
  const importers = Object.entries(outputs).filter(([, one]) => one.imports.some(({ file }) => file === mount));
  assert.deepEqual(
    importers.flatMap(([, one]) => one.imports.filter(({ file }) => file === mount).map(({ kind }) => kind)),
    ["dynamic-import"],
  );
});

test("PostgreSQL, YAML, passkeys and password hashes are read only by those who use them", () => {
  const always = inputsOf(loadedWith(["main.js", "public-key-worker.js", outputWith("src/world.ts")]));
  for (const name of ["pg", "yaml", "@simplewebauthn/server", "hash-wasm"]) {
    assert.deepEqual(always.filter((one) => one.startsWith(`node_modules/${name}/`)).slice(0, 3), []);
  }
});

const server = ["main.js", outputWith("src/cli/serve.ts"), outputWith("src/world.ts")];

test("other services, their resource types and the import of users are read only by those who use them", () => {
  const always = inputsOf(loadedWith(server));
  const all = inputsOf(Object.keys(outputs));
  for (const start of [
    "node_modules/csv-parse/",
    "src/surfaces/companions/iam/iam.ts",
    "src/surfaces/companions/kms/kms.ts",
    "src/surfaces/companions/lambda/lambda.ts",
    "src/surfaces/companions/lambda/deployed-function.ts",
    "src/surfaces/companions/s3/object.ts",
    "src/surfaces/companions/ssm/ssm.ts",
    "src/surfaces/provisioning/resources/",
    "src/surfaces/provisioning/stacks/deployment.ts",
  ]) {
    const found = (inputs: readonly string[]) => inputs.filter((one) => one.startsWith(start)).slice(0, 3);
    assert.deepEqual(found(always), []);
    assert.notEqual(found(all).length, 0, `${start} is nowhere`);
  }
});

test("a server reads few files, and no command or thread reads a server's", () => {
  const files = [...loadedWith(server)];
  assert.ok(files.length <= 8, files.join(" "));
  for (const part of ["src/cli/apply.ts", "src/cli/backup.ts", "src/adapters/crypto/public-key-worker.ts"]) {
    const inputs = inputsOf(loadedWith(["main.js", outputWith(part)]));
    assert.ok(!inputs.includes("src/world.ts"), `${part} reads the server`);
  }
});

test("--version and --help do not load the server", () => {
  const first = inputsOf(loadedWith(["main.js"]));
  assert.deepEqual(
    first.filter((one) => one.startsWith("src/operations/") || one.startsWith("src/adapters/")),
    [],
  );
});

test("every package inside the bundle has its licence text beside it", () => {
  const names = new Set<string>();
  for (const input of inputsOf(Object.keys(outputs))) {
    const name = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
    if (name !== undefined) names.add(name);
  }
  assert.ok(names.size > 3);
  const text = readFileSync("dist/THIRD-PARTY-LICENSES.txt", "utf8");
  for (const name of names) assert.match(text, new RegExp(`^${name.replace(/[/.]/g, "\\$&")} \\d`, "m"));
});

test("the built program holds no path of the machine that built it", () => {
  for (const name of readdirSync("dist").filter((one) => one.endsWith(".js") || one.endsWith(".map"))) {
    assert.ok(!readFileSync(`dist/${name}`, "utf8").includes(process.cwd()), name);
  }
});
