/**
 * Owns running the Terraform CLI with the real AWS provider against a test server: where both are found, folders of
 * their own, and commands that end. The provider is never downloaded: it is taken from the folder that
 * POOLHOUSE_TERRAFORM_PLUGINS names, or from one that Terraform itself looks into.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Ending, runProgram } from "./child.js";

/** The folders that Terraform looks into unasked. */
const impliedFolders = [
  join(homedir(), ".terraform.d", "plugins"),
  join(homedir(), ".local", "share", "terraform", "plugins"),
  "/usr/local/share/terraform/plugins",
  "/usr/share/terraform/plugins",
];

/** Whether Terraform and the providers are here; `skip` is the reason when they are not. */
export interface TerraformInstallation {
  readonly plugins: string;
  readonly skip: string | false;
  /** Which versions would make the calls. */
  readonly origin: Readonly<Record<string, string>>;
}

/** Looks for Terraform, the AWS provider and others of HashiCorp; starts nothing but `terraform version`. */
export function terraformInstallation(...others: readonly string[]): TerraformInstallation {
  const providers = ["aws", ...others];
  const missing = (skip: string) => ({ plugins: "", skip, origin: {} });
  const named = process.env["POOLHOUSE_TERRAFORM_PLUGINS"];
  const folders = named === undefined ? impliedFolders : [named];
  const placeOf = (folder: string, provider: string) => join(folder, "registry.terraform.io", "hashicorp", provider);
  const plugins = folders.find((folder) => providers.every((provider) => existsSync(placeOf(folder, provider))));
  const { status, stdout } = spawnSync("terraform", ["version", "-json"], { encoding: "utf8", timeout: 60_000 });
  if (status !== 0) return missing("the Terraform CLI is not on the PATH");
  if (plugins === undefined) {
    const wanted = providers.map((provider) => `hashicorp/${provider}`).join(" and ");
    return missing(`no ${wanted}: set POOLHOUSE_TERRAFORM_PLUGINS to a folder that mirrors what Terraform needs`);
  }
  const { terraform_version: terraform } = JSON.parse(stdout) as { terraform_version: string };
  const versions = providers.map((one) => `hashicorp/${one} ${readdirSync(placeOf(plugins, one)).join(" ")}`);
  return { plugins, skip: false, origin: { terraform, provider: versions.join(", ") } };
}

/** One root module in a folder of its own, with its state. */
export interface TerraformFolder {
  /** Replaces a file of the folder. */
  write(path: string, content: string): void;
  /** Copies a folder into this one. */
  copy(from: string, to: string): void;
  init(): Promise<void>;
  /** Runs a command that must succeed; returns what it printed. */
  run(...words: string[]): Promise<string>;
  /** Runs a command, however it ends. */
  attempt(...words: string[]): Promise<Ending>;
  apply(): Promise<string>;
  /** Fails unless the plan is empty. */
  plansNothing(): Promise<void>;
  outputs(): Promise<Record<string, string>>;
  remove(): void;
}

const quiet = ["-no-color", "-input=false"];

/**
 * A new, empty folder whose commands speak to the server at `url`, unless other variables lead them elsewhere; one of
 * these that is empty is not set at all.
 */
export function terraformFolder(
  { plugins }: TerraformInstallation,
  url: string,
  others: Readonly<Record<string, string>> = {},
): TerraformFolder {
  const folder = mkdtempSync(join(tmpdir(), "poolhouse-terraform-"));
  const emptyFile = join(folder, "empty.tfrc");
  const given = {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    CHECKPOINT_DISABLE: "1",
    TF_CLI_CONFIG_FILE: emptyFile,
    TF_IN_AUTOMATION: "1",
    ...others,
  };
  const variables = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ""));
  writeFileSync(emptyFile, "");
  const attempt: TerraformFolder["attempt"] = (...words) => runProgram("terraform", words, { cwd: folder, variables });
  const run: TerraformFolder["run"] = async (...words) => {
    const { code, stdout, stderr } = await attempt(...words);
    assert.equal(code, 0, `terraform ${words.join(" ")}\n${stdout}\n${stderr}`);
    return stdout;
  };
  return {
    attempt,
    run,
    write(path, content) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    },
    copy: (from, to) => cpSync(from, join(folder, to), { recursive: true }),
    init: async () => {
      await run("init", ...quiet, `-plugin-dir=${plugins}`);
    },
    apply: () => run("apply", ...quiet, "-auto-approve"),
    async plansNothing() {
      const { code, stdout, stderr } = await attempt("plan", ...quiet, "-detailed-exitcode");
      assert.equal(code, 0, `the plan is not empty\n${stdout}\n${stderr}`);
    },
    async outputs() {
      const printed = JSON.parse(await run("output", "-json")) as Record<string, { value: string }>;
      return Object.fromEntries(Object.entries(printed).map(([name, { value }]) => [name, value]));
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}
