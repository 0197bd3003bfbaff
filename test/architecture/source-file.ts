/**
 * One source file as the architecture rules see it: its zone, its imports, its code without comments.
 * Reads import statements by itself, because no compiler interface is at hand.
 */

import { posix } from "node:path";

/** One import, static, re-exported or dynamic. */
export interface ImportOf {
  /** Path from the root, like `src/domain/password/srp.ts`, or the name of a package. */
  readonly target: string;
  readonly isPackage: boolean;
  /** Nothing of the target exists at run time because of this import. */
  readonly typesOnly: boolean;
  /** Names that are imported as values; empty for a dynamic or bare import. */
  readonly values: readonly string[];
}

/** A file under src/ that is part of the program. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  /** The text with comments blanked; strings stay. */
  readonly code: string;
  readonly imports: readonly ImportOf[];
}

/** Reads a file's text. `path` is written from the root with forward slashes. */
export function sourceFile(path: string, text: string): SourceFile {
  const code = withoutComments(text);
  return { path, text, code, imports: importsOf(path, code) };
}

function importsOf(path: string, code: string): ImportOf[] {
  const found: ImportOf[] = [];
  const add = (specifier: string, typesOnly: boolean, values: readonly string[]) => {
    const isPackage = !specifier.startsWith(".");
    found.push({ target: isPackage ? specifier : resolveFile(path, specifier), isPackage, typesOnly, values });
  };
  // A clause holds no quote and no semicolon; that keeps one statement from reaching into the next.
  for (const match of code.matchAll(
    /^\s*(import|export)\s+(type\s+)?([^"';]{1,4000}?)\s*from\s*["']([^"'\n]{1,500})["']/gm,
  )) {
    const [, , type, clause = "", specifier = ""] = match;
    const values = type === undefined ? valueNames(clause) : [];
    add(specifier, type !== undefined || (clause.startsWith("{") && values.length === 0), values);
  }
  for (const match of code.matchAll(/^\s*import\s*["']([^"'\n]{1,500})["']/gm)) add(match[1] ?? "", false, []);
  for (const match of code.matchAll(/\b(?:import|require)\(\s*["'`]([^"'`\n]{1,500})["'`]/g))
    add(match[1] ?? "", false, []);
  return found;
}

/** `{ type A, B as C }` holds the value B; `* as x` and a default import count as one value named `*`. */
function valueNames(clause: string): string[] {
  const braces = /\{([^}]*)\}/.exec(clause);
  const named = (braces?.[1] ?? "")
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "" && !one.startsWith("type "))
    .map((one) => one.split(/\s+as\s+/)[0] ?? one);
  return clause.replace(/\{[^}]*\}/, "").replace(/[,\s]/g, "") === "" ? named : ["*", ...named];
}

function resolveFile(from: string, specifier: string): string {
  return posix.join(posix.dirname(from), specifier).replace(/\.js$/, ".ts");
}

/** Blanks comments; knows strings and templates, so that `"//"` in one stays. Regular expressions never hold a comment here. */
function withoutComments(text: string): string {
  let out = "";
  let at = 0;
  while (at < text.length) {
    const here = text[at] ?? "";
    if (text.startsWith("//", at) && text[at - 1] !== "\\" && text[at - 1] !== ":") {
      while (at < text.length && text[at] !== "\n") at++;
    } else if (text.startsWith("/*", at) && text[at - 1] !== "\\") {
      const end = text.indexOf("*/", at + 2);
      const comment = text.slice(at, end < 0 ? text.length : end + 2);
      out += comment.replace(/[^\n]/g, " ");
      at += comment.length;
    } else if (here === '"' || here === "'" || here === "`") {
      const end = endOfString(text, at, here);
      out += text.slice(at, end);
      at = end;
    } else {
      out += here;
      at++;
    }
  }
  return out;
}

/** A quote inside a regular expression opens no string: such a "string" ends at the line's end at the latest. */
function endOfString(text: string, start: number, quote: string): number {
  for (let at = start + 1; at < text.length; at++) {
    const here = text[at];
    if (here === "\\") at++;
    else if (here === quote) return at + 1;
    else if (here === "\n" && quote !== "`") return at;
  }
  return text.length;
}
