// Decides whether dist/ still fits the sources. Loads the bundler only when it does not, so that a second start is quick.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./install.mjs";

const stamp = join(root, "dist", ".built");

/** Builds dist/ if a source changed since the last build, or if type declarations are wanted and missing. */
export async function buildDistribution({ types }) {
  const wanted = fingerprint();
  if (existsSync(stamp)) {
    const [built, withTypes] = readFileSync(stamp, "utf8").split(" ");
    if (built === wanted && (withTypes === "types" || !types)) return false;
  }
  process.stdout.write("Building …\n");
  const { writeDistribution } = await import("./bundle.mjs");
  await writeDistribution({ types });
  writeFileSync(stamp, `${wanted} ${types ? "types" : "plain"}`);
  return true;
}

function fingerprint() {
  const hash = createHash("sha256");
  const names = [
    "package.json",
    "package-lock.json",
    "tsconfig.json",
    "scripts/bundle.mjs",
    "scripts/join-server.mjs",
    "scripts/build-if-changed.mjs",
  ];
  for (const name of [...names, ...sources("src")]) {
    const content = readFileSync(join(root, name));
    hash.update(`${name}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

/** All files below a folder that can end up in the bundle, sorted, as paths from the root. */
function sources(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return sources(path);
      return path.endsWith(".test.ts") ? [] : [path];
    });
}
