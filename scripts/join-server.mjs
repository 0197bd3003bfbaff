// Joins the chunks that every server loads into one file. The bundler makes a chunk of whatever two parts share, down to
// ten lines, and each file costs a start as much as some hundred lines do. Nobody loads more than before: what commands and
// worker threads load without a server stays apart.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

/** Joins them in the folder of a build, and in what the build says of its outputs. */
export async function joinServer({ folder, outputs, banner, settings }) {
  const world = Object.keys(outputs).find((file) => file.startsWith("world-"));
  const commands = dynamicImports(outputs["main.js"]).filter((file) => file !== world);
  const apart = loadedWith(outputs, ["main.js", "public-key-worker.js", ...commands]);
  const members = [...loadedWith(outputs, [world])].filter((file) => !apart.has(file));
  const others = Object.keys(outputs).filter((file) => !members.includes(file));

  const list = join(folder, "server.js");
  writeFileSync(list, members.map((file) => `export * from "./${file}";\n`).join(""));
  const { metafile } = await build({
    ...settings,
    entryPoints: [list],
    outdir: folder,
    entryNames: "[name]-[hash]",
    splitting: false,
    external: [...settings.external, ...others.map((file) => `./${file}`)],
    plugins: [withoutBanner(banner)],
  });
  const server = Object.keys(metafile.outputs)
    .map((path) => path.slice(path.lastIndexOf("/") + 1))
    .find((file) => file.endsWith(".js"));

  const kept = new Set(Object.values(metafile.outputs).flatMap((output) => output.exports));
  const lost = members.flatMap((file) => outputs[file].exports).filter((name) => !kept.has(name));
  // `export *` drops a name that two files give to different things, and says nothing.
  if (lost.length > 0) throw new Error(`Chunks of the server export different things as ${lost.join(", ")}.`);

  for (const file of [list, ...members.flatMap((one) => [join(folder, one), join(folder, `${one}.map`)])]) rmSync(file);
  const renamed = (file) => (members.includes(file) ? server : file);
  for (const file of others) {
    const path = join(folder, file);
    const text = readFileSync(path, "utf8");
    writeFileSync(
      path,
      text.replace(/"\.\/([\w-]+\.js)"/g, (_whole, name) => `"./${renamed(name)}"`),
    );
  }
  const joined = { inputs: [], exports: [...kept], imports: [] };
  const result = { [server]: joined };
  for (const [file, { inputs, exports, imports }] of Object.entries(outputs)) {
    const seen = imports.map((one) => ({ ...one, file: renamed(one.file) }));
    if (others.includes(file)) result[file] = { inputs, exports, imports: seen };
    else {
      joined.inputs.push(...inputs);
      joined.imports.push(...seen.filter((one) => one.file !== server));
    }
  }
  joined.inputs.sort();
  return result;
}

/** The outputs that are loaded together with these. */
function loadedWith(outputs, files) {
  const loaded = new Set();
  const visit = (file) => {
    if (loaded.has(file)) return;
    loaded.add(file);
    for (const one of outputs[file].imports) if (one.kind === "import-statement") visit(one.file);
  };
  for (const file of files) visit(file);
  return loaded;
}

function dynamicImports({ imports }) {
  return imports.filter(({ kind }) => kind === "dynamic-import").map(({ file }) => file);
}

/** What stands at the head of each chunk is wanted once; its lines stay, for the source maps. */
function withoutBanner(banner) {
  const blank = banner.replace(/[^\n]/g, "");
  return {
    name: "without-banner",
    setup(plugins) {
      plugins.onLoad({ filter: /\.js$/ }, ({ path }) => ({
        contents: readFileSync(path, "utf8").replace(banner, blank),
        loader: "js",
      }));
    },
  };
}
