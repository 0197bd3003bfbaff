/**
 * The private folder in which functions work: unpacked packages by their hash, the bootstraps, and a home for every
 * process. It owns where things lie and that all of it is removed; nobody but this user may look into it.
 */
import { rmSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeBootstrap } from "./node-bootstrap.js";
import { pythonBootstrap } from "./python-bootstrap.js";
import { unzip } from "./unzip.js";

export interface Workplace {
  /** Path of a bootstrap. */
  bootstrap(language: "node" | "python"): Promise<string>;
  /** Folder of a package, unpacked at its first use. */
  code(sha256: string, zip: () => Promise<Buffer>): Promise<string>;
  /** A new, empty folder. */
  home(): Promise<string>;
  /** Removes everything, at once: also when the program ends. */
  remove(): void;
}

const bootstraps = {
  node: ["bootstrap.cjs", nodeBootstrap],
  python: ["bootstrap.py", pythonBootstrap],
} as const;

/** A place that comes into being at its first use. */
export function createWorkplace(): Workplace {
  let root: Promise<string> | undefined;
  let made: string | undefined;
  let homes = 0;
  const written = new Map<string, Promise<string>>();

  function folder(): Promise<string> {
    // mkdtemp makes it for this user alone.
    root ??= mkdtemp(join(tmpdir(), "poolhouse-functions-")).then((path) => {
      made = path;
      return path;
    });
    return root;
  }

  /** One making of a thing; what failed may be tried again. */
  function once(name: string, make: () => Promise<string>): Promise<string> {
    const found = written.get(name);
    if (found !== undefined) return found;
    const making = make();
    written.set(name, making);
    making.catch(() => written.delete(name));
    return making;
  }

  return {
    bootstrap(language) {
      return once(language, async () => {
        const [name, text] = bootstraps[language];
        const path = join(await folder(), name);
        await writeFile(path, text, { mode: 0o600 });
        return path;
      });
    },
    code(sha256, zip) {
      return once(`code ${sha256}`, async () => {
        const path = join(await folder(), `code-${sha256}`);
        const draft = `${path}.draft`;
        await rm(draft, { recursive: true, force: true });
        await mkdir(draft, { mode: 0o700 });
        await unzip(await zip(), draft);
        await rename(draft, path);
        return path;
      });
    },
    async home() {
      const path = join(await folder(), `home-${++homes}`);
      await mkdir(path, { mode: 0o700 });
      return path;
    },
    remove() {
      if (made !== undefined) rmSync(made, { recursive: true, force: true });
    },
  };
}
