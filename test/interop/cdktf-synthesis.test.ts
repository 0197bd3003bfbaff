/**
 * examples/cdktf synthesised by CDKTF and by its successor, in TypeScript and in Python: each program's configuration is
 * the one in cdktf-synthesised/, which cdktf.test.ts applies with Terraform and test/sources by the provider's calls. With
 * POOLHOUSE_CDKTF_RECORD set, those files are written from the TypeScript programs.
 */
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { repository } from "../world.js";
import {
  inKit,
  type Kit,
  nodeKit,
  nodeModules,
  pythonKit,
  runInFolder,
  synthesisedFolder,
  takeSynthesised,
} from "./cdktf-packages.js";

const examples = join(repository, "examples", "cdktf");
const programsOf = (folder: string, ending: string) =>
  readdirSync(join(examples, folder))
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length));
const recorded = () =>
  Object.fromEntries(
    readdirSync(synthesisedFolder).map((name) => [
      name.slice(0, -".json".length),
      JSON.parse(readFileSync(join(synthesisedFolder, name), "utf8")) as unknown,
    ]),
  );

test("every program exists in both languages, and its configuration is there", () => {
  const names = programsOf("typescript", ".ts").sort();
  assert.ok(names.length >= 12);
  assert.deepEqual(
    programsOf("python", ".py")
      .map((name) => name.replaceAll("_", "-"))
      .sort(),
    names,
  );
  assert.deepEqual(Object.keys(recorded()).sort(), names);
});

/** Runs programs in a folder of their own; returns what they synthesised. */
async function synthesise(kit: Kit, programs: Readonly<Record<string, string>>): Promise<Record<string, unknown>> {
  const folder = mkdtempSync(join(tmpdir(), "poolhouse-cdktf-"));
  try {
    for (const [name, program] of Object.entries(programs)) writeFileSync(join(folder, name), program);
    const files = Object.keys(programs);
    if (files.every((name) => name.endsWith(".py"))) {
      const runner = join(repository, "test", "interop", "cdktf_programs.py");
      await runInFolder(pythonKit(kit).command, [runner, ...files], folder);
    } else {
      symlinkSync(nodeModules, join(folder, "node_modules"), "dir");
      const tsx = fileURLToPath(import.meta.resolve("tsx"));
      for (const name of files) await runInFolder(nodeKit(kit).command, ["--import", tsx, name], folder);
    }
    return takeSynthesised(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const read = (folder: string, ending: string, kit: Kit) =>
  Object.fromEntries(
    programsOf(folder, ending).map((name) => [
      `${name}${ending}`,
      inKit(readFileSync(join(examples, folder, `${name}${ending}`), "utf8"), kit),
    ]),
  );

for (const kit of ["cdktf", "cdktn"] as const) {
  test(`the TypeScript programs by ${kit}`, { skip: nodeKit(kit).skip }, async () => {
    const made = await synthesise(kit, read("typescript", ".ts", kit));
    if (kit === "cdktf" && process.env["POOLHOUSE_CDKTF_RECORD"] !== undefined) {
      for (const [name, configuration] of Object.entries(made)) {
        writeFileSync(join(synthesisedFolder, `${name}.json`), `${JSON.stringify(configuration, null, 2)}\n`);
      }
    }
    assert.deepEqual(made, recorded());
  });

  test(`the Python programs by ${kit}`, { skip: pythonKit(kit).skip }, async () => {
    assert.deepEqual(await synthesise(kit, read("python", ".py", kit)), recorded());
  });
}

test("the successor's own example in TypeScript", { skip: nodeKit("cdktn").skip }, async () => {
  const made = await synthesise("cdktn", read("cdktn", ".ts", "cdktf"));
  assert.deepEqual(made, { "user-attributes": recorded()["user-attributes"] });
});

test("the successor's own example in Python", { skip: pythonKit("cdktn").skip }, async () => {
  const made = await synthesise("cdktn", read("cdktn", ".py", "cdktf"));
  assert.deepEqual(made, { "user-attributes": recorded()["user-attributes"] });
});
