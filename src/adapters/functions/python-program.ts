/** Finds the Python that runs a runtime on this machine: of its own version, else any Python 3. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const slowestMs = 10_000;

/**
 * Answers the path of the interpreter itself: what is found first may be a script that chooses one, and costs time at
 * every start, or a promise of one that is not installed.
 */
export function pythonPrograms(searchPath: string): (runtime: string) => Promise<string> {
  const found = new Map<string, Promise<string>>();
  return (runtime) => {
    const known = found.get(runtime);
    if (known !== undefined) return known;
    const finding = find(runtime, searchPath);
    found.set(runtime, finding);
    // It may be installed meanwhile.
    finding.catch(() => found.delete(runtime));
    return finding;
  };
}

async function find(runtime: string, searchPath: string): Promise<string> {
  const folders = searchPath.split(":").filter((folder) => folder !== "");
  for (const name of new Set([runtime, "python3"])) {
    for (const folder of folders) {
      const program = await interpreter(join(folder, name), searchPath);
      if (program !== undefined) return program;
    }
  }
  throw new Error(`This machine has neither ${runtime} nor python3 in ${searchPath}.`);
}

async function interpreter(candidate: string, searchPath: string): Promise<string | undefined> {
  try {
    const options = { env: { PATH: searchPath }, timeout: slowestMs };
    const { stdout } = await run(candidate, ["-I", "-c", "import sys; print(sys.executable)"], options);
    return stdout.trim() || undefined;
  } catch {
    // Not there, or not a Python that works.
    return undefined;
  }
}
