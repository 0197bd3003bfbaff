/**
 * A folder of somebody who uses Poolhouse: outside the repository, with a package.json and the packages that they would
 * have installed. Examples run in it as they stand.
 */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { repository } from "../world.js";

/** Such a folder. */
export interface Project {
  readonly path: string;
  remove(): void;
}

/** Makes one with copies of these files of the repository. `poolhouse` among the packages is this one, as it was built. */
export function makeProject(files: readonly string[], packages: readonly string[]): Project {
  const path = mkdtempSync(join(tmpdir(), "poolhouse-project-"));
  writeFileSync(join(path, "package.json"), '{ "private": true, "type": "module" }\n');
  for (const file of files) copyFileSync(join(repository, file), join(path, basename(file)));
  for (const name of packages) {
    const link = join(path, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(placeOf(name), link, "dir");
  }
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

function placeOf(name: string): string {
  if (name === "poolhouse") return repository;
  const places = ["test/node_modules", "node_modules"].map((folder) => join(repository, folder, name));
  const found = places.find((place) => existsSync(place));
  if (found === undefined) throw new Error(`${name} is not installed`);
  return found;
}
