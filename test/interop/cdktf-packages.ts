/**
 * Owns where CDKTF, its successor and their AWS bindings are, and running programs of examples/cdktf with them. They are
 * too large to be installed with the tests (a gigabyte): POOLHOUSE_CDKTF names a folder that has them in node_modules and
 * in a Python environment named venv; docs/cdktf.md says how to make it.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { repository } from "../world.js";
import { cleanEnvironment } from "./child.js";

/** CDKTF, or the project that took it over. */
export type Kit = "cdktf" | "cdktn";

/** What a program of one kit needs to run, or why tests of it are skipped. */
interface Packages {
  readonly command: string;
  readonly skip: string | false;
}

const named = process.env["POOLHOUSE_CDKTF"] ?? "";
const names: Readonly<Record<Kit, { npm: string; python: string }>> = {
  cdktf: { npm: "@cdktf/provider-aws", python: "cdktf_cdktf_provider_aws" },
  cdktn: { npm: "@cdktn/provider-aws", python: "cdktn_provider_aws" },
};

/** Node packages of the kit. */
export function nodeKit(kit: Kit): Packages {
  const { npm } = names[kit];
  const there = named !== "" && [kit, npm, "constructs"].every((name) => existsSync(join(named, "node_modules", name)));
  return { command: process.execPath, skip: there ? false : absent(npm) };
}

/** Python packages of the kit. */
export function pythonKit(kit: Kit): Packages {
  const { python } = names[kit];
  const library = join(named, "venv", "lib");
  const there =
    named !== "" &&
    existsSync(library) &&
    readdirSync(library).some((version) => existsSync(join(library, version, "site-packages", python)));
  return { command: join(named, "venv", "bin", "python"), skip: there ? false : absent(python) };
}

function absent(name: string): string {
  return `no ${name}: set POOLHOUSE_CDKTF to a folder that has it (docs/cdktf.md)`;
}

/** The node_modules of that folder. */
export const nodeModules = join(named, "node_modules");

/** Reads a program as the other kit has it: nothing but the names of packages differs. */
export function inKit(program: string, kit: Kit): string {
  if (kit === "cdktf") return program;
  return program
    .replaceAll("cdktf_cdktf_provider_aws", names.cdktn.python)
    .replaceAll("@cdktf/provider-aws", names.cdktn.npm)
    .replaceAll("cdktf", "cdktn");
}

/** Runs a program in a folder; Python's bindings take most of a minute to load. Fails unless it succeeds. */
export async function runInFolder(command: string, words: readonly string[], folder: string): Promise<void> {
  const child = spawn(command, [...words], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    // The bridge between Python and Node warns of every Node that is not its newest; checks for updates call out.
    env: cleanEnvironment({
      CHECKPOINT_DISABLE: "1",
      JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: "1",
      JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION: "1",
    }),
    timeout: 300_000,
    killSignal: "SIGKILL",
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const [code, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  assert.equal(code, 0, `${words.join(" ")}\n${stdout}\n${stderr}`);
}

/** The configurations that programs have left in a folder, by stack; the folder's output is removed. */
export function takeSynthesised(folder: string): Record<string, unknown> {
  const stacks = join(folder, "cdktf.out", "stacks");
  const found = readdirSync(stacks).map((name): [string, unknown] => [
    name,
    portable(JSON.parse(readFileSync(join(stacks, name, "cdk.tf.json"), "utf8"))),
  ]);
  rmSync(join(folder, "cdktf.out"), { recursive: true });
  return Object.fromEntries(found);
}

/** Without what differs between machines and kits: comments, the path of the state, the bindings' exact version. */
function portable(configuration: unknown): unknown {
  const copy = withoutComments(configuration) as {
    terraform: { backend?: unknown; required_providers: Record<string, { source: string; version?: string }> };
  };
  delete copy.terraform.backend;
  const { aws } = copy.terraform.required_providers;
  if (aws?.version !== undefined && /^\d/.test(aws.version)) delete aws.version;
  // Terraform reads the short source as the long one.
  if (aws?.source === "aws") aws.source = "hashicorp/aws";
  return copy;
}

function withoutComments(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutComments);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== "//")
      .map(([name, member]) => [name, withoutComments(member)]),
  );
}

/** The configurations that lie in the repository, by stack. */
export const synthesisedFolder = join(repository, "test", "interop", "cdktf-synthesised");
