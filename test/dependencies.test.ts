/** What the default install brings along stays small, free to use, and able to work without running anybody's script. */

import assert from "node:assert/strict";
import { existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

interface LockedPackage {
  readonly version?: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly optional?: boolean;
  readonly link?: boolean;
  /** It lies in the package above it, whose integrity covers it. */
  readonly inBundle?: boolean;
  readonly hasInstallScript?: boolean;
}

const freeLicences = new Set([
  "MIT",
  "MIT-0",
  "ISC",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "Apache-2.0",
  "0BSD",
  "Unlicense",
  "CC0-1.0",
  "BlueOak-1.0.0",
]);

/** Why each of these may not come back is in docs/decisions/. */
const refusedPackages = [
  "better-sqlite3",
  "argon2",
  "bcrypt",
  "sharp",
  "playwright",
  "puppeteer",
  "fast-xml-parser",
  "samlify",
  "ua-parser-js",
  "fast-json-patch",
  "libphonenumber-js",
];

function locked(file: string): [string, LockedPackage][] {
  const { packages } = JSON.parse(readFileSync(file, "utf8")) as { packages: Record<string, LockedPackage> };
  return Object.entries(packages).filter(([path]) => path !== "");
}

function runtimePackages(): [string, LockedPackage][] {
  return locked("package-lock.json").filter(([, one]) => one.dev !== true && one.devOptional !== true);
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
}

/** What is wrong with a lockfile's entries; empty when nothing is. */
function lockfileProblems(packages: readonly [string, LockedPackage][]): string[] {
  return packages.flatMap(([path, one]) => {
    const problems: string[] = [];
    if (one.version === undefined) problems.push(`${path} has no version`);
    const isSealed = one.inBundle === true || /^sha512-[A-Za-z0-9+/]{86}==$/.test(one.integrity ?? "");
    if (!isSealed) problems.push(`${path} has no sha512 integrity`);
    if (one.resolved !== undefined) problems.push(`${path} names the address ${one.resolved}`);
    if (one.link === true) problems.push(`${path} is a link`);
    return problems;
  });
}

for (const file of ["package-lock.json", "test/package-lock.json"]) {
  test(`T-58 ${file}: each package has its integrity and none a download address`, () => {
    assert.deepEqual(lockfileProblems(locked(file)), []);
  });
}

test("T-58 the lockfile check finds what it should", () => {
  const integrity = `sha512-${"A".repeat(86)}==`;
  const found = lockfileProblems([
    ["node_modules/good", { version: "1.0.0", integrity }],
    ["node_modules/bare", { version: "1.0.0" }],
    ["node_modules/weak", { version: "1.0.0", integrity: "sha1-AAAA" }],
    ["node_modules/elsewhere", { version: "1.0.0", integrity, resolved: "https://example.com/x.tgz" }],
  ]);
  assert.equal(found.length, 3, found.join("\n"));
});

/** The packages that every platform needs of a family, so that a lockfile made on one platform serves all. */
test("the lockfile serves every platform: each optional package that an installed one names is in it", () => {
  const all = new Map(locked("package-lock.json"));
  const missing = [...all.keys()]
    .filter((path) => existsSync(`${path}/package.json`))
    .flatMap((path) => {
      const { optionalDependencies = {} } = JSON.parse(readFileSync(`${path}/package.json`, "utf8"));
      return Object.keys(optionalDependencies).filter(
        (name) => !all.has(`node_modules/${name}`) && !all.has(`${path}/node_modules/${name}`),
      );
    });
  assert.deepEqual(missing, []);
});

test("T-58 the runtime tree holds free licences only", () => {
  const others = runtimePackages().filter(([, one]) => !freeLicences.has(one.license ?? "none"));
  assert.deepEqual(
    others.map(([path, one]) => `${path}: ${one.license}`),
    [],
  );
});

test("the default install stays within its budget", () => {
  const { dependencies } = JSON.parse(readFileSync("package.json", "utf8")) as { dependencies: Record<string, string> };
  const packages = runtimePackages();
  assert.ok(Object.keys(dependencies).length <= 23, `${Object.keys(dependencies).length} direct packages`);
  assert.ok(packages.length <= 110, `${packages.length} packages`);
  const bytes = packages.reduce((sum, [path]) => sum + sizeOf(path), 0);
  assert.ok(bytes > 1_000_000, "the packages are not installed");
  assert.ok(bytes <= 90 * 1024 * 1024, `${(bytes / 1024 / 1024).toFixed(0)} MB`);
});

function sizeOf(path: string): number {
  if (!existsSync(path)) return 0;
  const stat = lstatSync(path);
  if (!stat.isDirectory()) return stat.size;
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(`${path}/${name}`), 0);
}

test("T-58 no package is taken that installs by download or compiling, or that was decided against", () => {
  const names = locked("package-lock.json").map(([path]) => nameOf(path));
  assert.deepEqual(
    refusedPackages.filter((name) => names.includes(name)),
    [],
  );
});

test("T-58 packages with an install script are the known ones, which work without it", () => {
  const found = locked("package-lock.json").filter(([, one]) => one.hasInstallScript === true);
  // Both carry their binary: SQLite in the package, esbuild in a package per platform.
  assert.deepEqual(found.map(([path]) => nameOf(path)).sort(), ["@photostructure/sqlite", "esbuild"]);
});

test("T-58 security-critical packages move by patch releases only", () => {
  const { dependencies } = JSON.parse(readFileSync("package.json", "utf8")) as { dependencies: Record<string, string> };
  const critical = ["jose", "@simplewebauthn/server", "@node-saml/node-saml", "xml-crypto", "@photostructure/sqlite"];
  for (const name of critical.filter((one) => one in dependencies)) assert.match(dependencies[name] ?? "", /^~/, name);
});

test("the version that the program prints is the package's", async () => {
  const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
  assert.equal((await import("../src/cli/version.js")).version, version);
});
