/**
 * Owns running the real Pulumi engine with the real AWS Cloud Control provider against a test server: where they are
 * found, stacks of their own with their state in a file, and commands that end. Nothing is downloaded: the programs are
 * taken from the folder that POOLHOUSE_PULUMI names (docs/pulumi.md says what it holds).
 */
import assert from "node:assert/strict";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { repository } from "../world.js";
import { type Ending, runProgram } from "./child.js";

const variable = "POOLHOUSE_PULUMI";
const programs = ["pulumi", "pulumi-language-yaml", "pulumi-language-nodejs", "pulumi-resource-aws-native"];
const packages = ["@pulumi/aws-native", "@pulumi/pulumi", "typescript"];
const python = ["pulumi-language-python", "pulumi-language-python-exec", "venv"];

/** What the folder holds, the last three only where programs in Python are to run. */
export const needed: readonly string[] = [...programs, "node_modules", ...packages, ...python];

/** Where Pulumi is; the others are the reasons why it cannot be run, or only not in Python. */
export interface PulumiInstallation {
  readonly folder: string;
  readonly skip: string | false;
  readonly skipPython: string | false;
}

/** Looks for everything that the tests need; starts nothing. */
export function pulumiInstallation(): PulumiInstallation {
  const named = process.env[variable];
  if (named === undefined) {
    const skip = `no Pulumi: set ${variable} to a folder that holds it`;
    return { folder: "", skip, skipPython: skip };
  }
  const folder = resolve(named);
  const lacking = (paths: readonly string[]): string | false => {
    const missing = paths.filter((path) => !existsSync(join(folder, path)));
    return missing.length > 0 && `the folder of ${variable} lacks ${missing.join(", ")}`;
  };
  const skip = lacking([...programs, ...packages.map((name) => join("node_modules", name))]);
  return { folder, skip, skipPython: skip || lacking(python) };
}

/** The versions of the engine and of the provider, as a recording tells its origin. */
export async function pulumiVersions({ folder }: PulumiInstallation): Promise<Record<string, string>> {
  const { code, stdout, stderr } = await runProgram(join(folder, "pulumi"), ["version"]);
  assert.equal(code, 0, stderr);
  const manifest = readFileSync(join(folder, "node_modules", "@pulumi", "aws-native", "package.json"), "utf8");
  const { version } = JSON.parse(manifest) as { version: string };
  return { engine: `Pulumi ${stdout.trim()}`, provider: `aws-native ${version}` };
}

/** The languages of examples/pulumi. */
export type Language = "yaml" | "typescript" | "python";

/** The folder in which a program of the language looks for its packages. */
const installedFolders: Readonly<Record<Language, string | undefined>> = {
  yaml: undefined,
  typescript: "node_modules",
  python: "venv",
};

/** One stack of one program, in a folder of its own with its state. */
export interface PulumiStack {
  /** Replaces a file of the program. */
  write(path: string, content: string): void;
  read(path: string): string;
  /** Runs a command that must succeed; returns what it printed. */
  run(...words: string[]): Promise<string>;
  /** Runs a command, however it ends. */
  attempt(...words: string[]): Promise<Ending>;
  set(...words: string[]): Promise<void>;
  /** Carries the program out; returns how many resources came to what, e.g. `{ created: 3, unchanged: 1 }`. */
  up(...words: string[]): Promise<Summary>;
  /** Reads every resource anew. */
  refresh(...words: string[]): Promise<Summary>;
  /** Fails unless a preview is empty. */
  previewsNothing(): Promise<void>;
  outputs(): Promise<Record<string, string>>;
  /** The resources as the state holds them, by their names in the program. */
  resources(): Promise<Map<string, StateResource>>;
  destroy(): Promise<Summary>;
  remove(): void;
}

/** A resource of a state. */
export interface StateResource {
  readonly id: string;
  readonly type: string;
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** Numbers of resources by what became of them. */
export type Summary = Readonly<Record<string, number>>;

/** Makes a stack of the example in this language; its program speaks to the server at `url` unless told otherwise. */
export async function pulumiStack(
  { folder }: PulumiInstallation,
  language: Language,
  url: string | undefined,
): Promise<PulumiStack> {
  const home = mkdtempSync(join(tmpdir(), "poolhouse-pulumi-"));
  const program = join(home, "program");
  const state = join(home, "state");
  mkdirSync(state);
  cpSync(join(repository, "examples", "pulumi", language), program, {
    recursive: true,
    filter: (path) => !/[\\/](node_modules|venv)$/.test(path),
  });
  const installed = installedFolders[language];
  if (installed !== undefined) symlinkSync(join(folder, installed), join(program, installed), "dir");
  const variables = {
    ...(url === undefined ? {} : { AWS_ENDPOINT_URL: url }),
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    HOME: home,
    PATH: `${folder}${delimiter}${process.env["PATH"] ?? ""}`,
    PULUMI_HOME: join(home, ".pulumi"),
    PULUMI_BACKEND_URL: `file://${state}`,
    PULUMI_CONFIG_PASSPHRASE: "local",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    // Types are the compiler's business; checking them anew in every command takes longer than the rest.
    PULUMI_NODEJS_TRANSPILE_ONLY: "true",
    PULUMI_OPTION_COLOR: "never",
    PULUMI_OPTION_NON_INTERACTIVE: "true",
    DO_NOT_TRACK: "1",
  };
  const attempt: PulumiStack["attempt"] = (...words) =>
    runProgram(join(folder, "pulumi"), words, { cwd: program, variables });
  const run: PulumiStack["run"] = async (...words) => {
    const { code, stdout, stderr } = await attempt(...words);
    assert.equal(code, 0, `pulumi ${words.join(" ")}\n${stdout}\n${stderr}`);
    return stdout;
  };
  const changes = async (...words: string[]) => summaryOf(await run(...words, "--yes", "--skip-preview"));
  await run("stack", "init", "test");
  return {
    attempt,
    run,
    write: (path, content) => writeFileSync(join(program, path), content),
    read: (path) => readFileSync(join(program, path), "utf8"),
    set: async (...words) => {
      await run("config", "set", ...words);
    },
    up: (...words) => changes("up", ...words),
    refresh: (...words) => changes("refresh", ...words),
    async previewsNothing() {
      await run("preview", "--diff", "--expect-no-changes");
    },
    outputs: async () => JSON.parse(await run("stack", "output", "--json")) as Record<string, string>,
    async resources() {
      const { deployment } = JSON.parse(await run("stack", "export")) as {
        deployment: { resources: (Partial<StateResource> & { urn: string })[] };
      };
      return new Map(
        deployment.resources.flatMap(({ urn, id, type = "", outputs = {} }): [string, StateResource][] =>
          id === undefined ? [] : [[urn.split("::").at(-1) ?? "", { id, type, outputs }]],
        ),
      );
    },
    destroy: () => changes("destroy"),
    remove: () => rmSync(home, { recursive: true }),
  };
}

/** What stands below "Resources:", such as `+ 9 created` and `3 changes. 6 unchanged`. */
function summaryOf(printed: string): Summary {
  const [, after] = printed.split(/^Resources:$/m);
  assert.ok(after !== undefined, `no summary\n${printed}`);
  const counts = [...after.matchAll(/(\d{1,6}) (created|deleted|imported|replaced|unchanged|updated)$/gm)];
  return Object.fromEntries(counts.map(([, count, what]) => [what, Number(count)]));
}
