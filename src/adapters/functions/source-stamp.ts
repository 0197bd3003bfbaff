/** Tells whether local code changed since it was last looked at: hot reload without a watcher that could miss something. */
import { readdir, stat } from "node:fs/promises";
import { dirname, extname, join } from "node:path";

const sources = new Set([".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".tsx", ".jsx", ".py", ".json"]);
/** A handler in the middle of a large project must not make its calls slow; what lies beyond is not looked at. */
const mostFiles = 400;
const deepest = 4;

/** A text that differs when a handler, or a source in its folder or below, was changed, added or removed. */
export async function sourceStamp(handler: string): Promise<string> {
  const files: string[] = [handler];
  await collect(dirname(handler), files, 0);
  const stamps = await Promise.all(
    files.map((file) =>
      stat(file).then(
        ({ mtimeMs, size }) => `${file}\0${mtimeMs}\0${size}`,
        // Removed a moment ago.
        () => file,
      ),
    ),
  );
  return stamps.join("\n");
}

async function collect(folder: string, files: string[], depth: number): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    if (files.length >= mostFiles) return;
    if (entry.name.startsWith(".") || entry.name === "node_modules" || entry.name === "__pycache__") continue;
    const path = join(folder, entry.name);
    if (entry.isFile() && sources.has(extname(entry.name))) files.push(path);
    else if (entry.isDirectory() && depth < deepest) await collect(path, files, depth + 1);
  }
}
