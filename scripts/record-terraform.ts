/**
 * Makes the recordings in test/interop/terraform-replay/ anew: runs the Terraform tests with a recorder before each test
 * server, and keeps what it recorded if all of them pass. Needs the Terraform CLI and the providers, as those tests do; a
 * recording whose provider is missing stays as it is. Run it with
 * `node --import tsx scripts/record-terraform.ts [part of a file name …]`.
 */
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const interop = fileURLToPath(new URL("../test/interop", import.meta.url));
const wanted = process.argv.slice(2);
const files = readdirSync(interop)
  .filter((file) => /^terraform.*\.test\.ts$/.test(file))
  .filter((file) => readFileSync(join(interop, file), "utf8").includes('terraformScene("'))
  .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
  .map((file) => join(interop, file));
const drafts = mkdtempSync(join(tmpdir(), "poolhouse-recordings-"));
const { status } = spawnSync(process.execPath, ["--import", "tsx", "--test", "--test-concurrency=1", ...files], {
  cwd: join(interop, "..", ".."),
  stdio: "inherit",
  env: { ...process.env, POOLHOUSE_TERRAFORM_RECORD: drafts },
});
if (status === 0) {
  for (const file of readdirSync(drafts)) copyFileSync(join(drafts, file), join(interop, "terraform-replay", file));
}
rmSync(drafts, { recursive: true });
process.exitCode = status ?? 1;
