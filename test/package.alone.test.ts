/** The packed program: what is in it, and that it installs and runs where nothing else of the repository is. */

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

const folder = mkdtempSync(join(tmpdir(), "poolhouse-package-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const environment = { ...process.env, NODE_OPTIONS: "" };

function run(command: string, words: readonly string[], cwd: string): string {
  const done = spawnSync(command, [...words], { cwd, encoding: "utf8", env: environment });
  assert.equal(done.status, 0, `${command} ${words.join(" ")}\n${done.stdout}\n${done.stderr}`);
  return done.stdout;
}

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

function pack(): Packed {
  const printed = JSON.parse(run("npm", ["pack", "--json", "--silent", "--pack-destination", folder], process.cwd()));
  // npm prints a list of packages, or, since version 12, an object by package name.
  const packed = (Array.isArray(printed) ? printed : Object.values(printed))[0] as Packed;
  assert.ok(packed.files.length > 0);
  return packed;
}

test("the package holds the program, its types and its licences, and no sources or tests", () => {
  const paths = pack().files.map(({ path }) => path);
  for (const wanted of [
    "dist/main.js",
    "dist/index.js",
    "dist/public-key-worker.js",
    "dist/password-hash-worker.js",
    "dist/types/index.d.ts",
    "LICENSE",
    "NOTICE",
  ]) {
    assert.ok(paths.includes(wanted), `${wanted} is missing`);
  }
  const others = paths.filter(
    (path) => !/^(dist\/|LICENSE$|NOTICE$|README\.md$|SECURITY\.md$|package\.json$)/.test(path),
  );
  assert.deepEqual(others, []);
});

test("poolhouse runs from the packed tarball", async () => {
  const { filename } = pack();
  writeFileSync(join(folder, "package.json"), '{"private": true, "type": "module"}');
  const options = ["--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--silent"];
  run("npm", ["install", ...options, join(folder, filename)], folder);
  assert.ok(existsSync(join(folder, "node_modules", "poolhouse", "LICENSE")));
  assert.match(run("npx", ["--no-install", "poolhouse", "--version"], folder), /^\d+\.\d+\.\d+\n$/);
  assert.match(
    run("node", ["--input-type=module", "-e", 'console.log(Object.keys(await import("poolhouse")))'], folder),
    /createServer/,
  );

  const server = spawn(
    join(folder, "node_modules", ".bin", "poolhouse"),
    ["serve", "--port", "0", "--data", join(folder, "data")],
    {
      cwd: folder,
      env: environment,
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const ended = once(server, "exit");
  try {
    let printed = "";
    const url = await new Promise<string>((resolve, reject) => {
      const read = (part: Buffer) => {
        printed += part.toString();
        const found = /Endpoint\s+(http:\/\/\S+)/.exec(printed)?.[1];
        if (found !== undefined) resolve(found);
      };
      server.stdout.on("data", read);
      server.stderr.on("data", read);
      server.once("exit", (code) => reject(new Error(`ended with ${code}:\n${printed}`)));
    });
    assert.equal((await fetch(`${url}/health/live`)).status, 200);
  } finally {
    server.kill("SIGTERM");
    const [code] = await ended;
    assert.equal(code, 0);
  }
});
