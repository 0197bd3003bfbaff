// Writes dist/: the split bundle, its licence texts and, on request, the type declarations of the public entry.
// Everything is bundled but the SQLite package, which carries its native binary; what is imported dynamically (the
// development surface, the PostgreSQL adapter) becomes a chunk of its own that is read only when it is needed.
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { root } from "./install.mjs";
import { joinServer } from "./join-server.mjs";

const entries = {
  main: "src/main.ts",
  index: "src/index.ts",
  "public-key-worker": "src/adapters/crypto/public-key-worker.ts",
  "password-hash-worker": "src/adapters/crypto/password-hash-worker.ts",
};

// Packages written for CommonJS ask for Node's own modules through require().
const banner = [
  'import { createRequire as createRequireOfBundle } from "node:module";',
  "const require = createRequireOfBundle(import.meta.url);",
].join("\n");

const settings = {
  absWorkingDir: root,
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20",
  external: ["@photostructure/sqlite", "pg-native", "pg-cloudflare"],
  banner: { js: banner },
  sourcemap: true,
  sourcesContent: false,
  legalComments: "none",
  metafile: true,
  logLevel: "silent",
};

/** Replaces dist/ by a fresh build; a build that fails leaves the old one in place. */
export async function writeDistribution({ types }) {
  const fresh = join(root, `dist.${process.pid}`);
  try {
    const { metafile } = await build({
      ...settings,
      entryPoints: entries,
      outdir: fresh,
      splitting: true,
      // All files lie side by side: a worker is found as ./name.js from any chunk, as it is from the sources.
      chunkNames: "[name]-[hash]",
    });
    const outputs = await joinServer({ folder: fresh, outputs: contentsOf(metafile), banner, settings });
    chmodSync(join(fresh, "main.js"), 0o755);
    writeFileSync(join(fresh, "chunks.json"), `${JSON.stringify(outputs, null, 1)}\n`);
    writeFileSync(join(fresh, "THIRD-PARTY-LICENSES.txt"), licencesOf(metafile));
    if (types) writeDeclarations(join(fresh, "types"));
    rmSync(join(root, "dist"), { recursive: true, force: true });
    renameSync(fresh, join(root, "dist"));
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    throw new Error(`The build failed.\n${error.message}`, { cause: error });
  }
}

/** Which sources went into which output and which outputs it imports: what a test needs to say what production loads. */
function contentsOf(metafile) {
  const outputs = {};
  for (const [path, output] of Object.entries(metafile.outputs)) {
    if (path.endsWith(".map")) continue;
    outputs[fileName(path)] = {
      inputs: Object.keys(output.inputs).sort(),
      exports: output.exports,
      imports: output.imports
        .filter((one) => !one.external)
        .map((one) => ({ file: fileName(one.path), kind: one.kind })),
    };
  }
  return outputs;
}

function fileName(path) {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** The licence text of each package whose code is inside the bundle. */
function licencesOf(metafile) {
  const folders = new Set();
  for (const input of Object.keys(metafile.inputs)) {
    const inside = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (inside) folders.add(inside[1]);
  }
  const parts = [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
    const file = readdirSync(join(root, folder)).find((entry) => /^(licen[sc]e|copying)/i.test(entry));
    const text = file ? readFileSync(join(root, folder, file), "utf8").trim() : "(the package ships no licence text)";
    return `${name} ${version} (${license})\n\n${text}\n`;
  });
  return `The files in this folder contain code of these packages.\n\n${parts.join(`\n${"-".repeat(80)}\n\n`)}`;
}

function writeDeclarations(folder) {
  mkdirSync(dirname(folder), { recursive: true });
  const settings = join(root, "scripts", "tsconfig.declarations.json");
  const tsc = join(root, "node_modules", ".bin", "tsc");
  const run = spawnSync(tsc, ["-p", settings, "--outDir", folder], { cwd: root, encoding: "utf8" });
  if (run.status !== 0) throw new Error(`The type declarations could not be written.\n${run.stdout}${run.stderr}`);
  if (!existsSync(join(folder, "index.d.ts"))) throw new Error("The compiler wrote no declarations of src/index.ts.");
}
