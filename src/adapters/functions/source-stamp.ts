/** Tells whether local code changed since it was last looked at: hot reload without a watcher that could miss something. */
import { type Dirent, readdirSync, statSync } from "node:fs";
import { dirname, extname, join } from "node:path";

const sources = new Set([".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".tsx", ".jsx", ".py", ".json"]);
/** A handler in the middle of a large project must not make its calls slow; what lies beyond is not looked at. */
const mostFiles = 400;
const deepest = 4;

/**
 * A text that differs when a handler, or a source in its folder or below, was changed, added or removed. It is asked for
 * before every call, and asks the system directly: through the pool of threads, each file would cost ten times as much and
 * wait behind the cryptography.
 */
export function sourceStamp(handler: string): string {
  const files: string[] = [handler];
  collect(dirname(handler), files, 0);
  return files.map(stampOf).join("\n");
}

function stampOf(file: string): string {
  try {
    const { mtimeMs, size } = statSync(file);
    return `${file}\0${mtimeMs}\0${size}`;
  } catch {
    // Removed a moment ago.
    return file;
  }
}

function collect(folder: string, files: string[], depth: number): void {
  for (const entry of entriesOf(folder)) {
    if (files.length >= mostFiles) return;
    if (entry.name.startsWith(".") || entry.name === "node_modules" || entry.name === "__pycache__") continue;
    const path = join(folder, entry.name);
    if (entry.isFile() && sources.has(extname(entry.name))) files.push(path);
    else if (entry.isDirectory() && depth < deepest) collect(path, files, depth + 1);
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    // Not there, or not for us: the handler itself tells why when it is loaded.
    return [];
  }
}
