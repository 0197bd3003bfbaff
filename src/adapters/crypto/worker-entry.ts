/** Owns where the files of worker threads lie, and how one that is still TypeScript is started. */

/** The worker beside this module, whether that is source, compiled output or a chunk of the bundle. */
export function workerFile(name: string): URL {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  return new URL(`./${name}.${extension}`, import.meta.url);
}

/** What a thread from a build gets for JavaScript's own values: what it works with lies elsewhere. */
export const smallHeap = { resourceLimits: { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 32 } } as const;

/**
 * An entry that loads TypeScript: a thread does not inherit the loader of the main thread, and takes none by flag on
 * Node 20. Addresses are resolved here because a data URL has no place to resolve names from.
 */
export function sourceEntry(workerUrl: URL): URL {
  const loader = JSON.stringify(import.meta.resolve("tsx/esm/api"));
  const code = `import { register } from ${loader}; register(); await import(${JSON.stringify(workerUrl.href)});`;
  return new URL(`data:text/javascript,${encodeURIComponent(code)}`);
}
