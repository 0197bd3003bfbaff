/** Reads what the configuration maps a function to: code of the operator, a command, or an address. */
import { basename, extname, resolve } from "node:path";

/** One entry of the setting `functions`. */
export interface FunctionMapping {
  /** `./path/handler.ts#export`, `./handler.py#function`, `http://…`, or `cmd …`. */
  readonly target: string;
  /** What relative paths are meant from, and where a command runs. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** A mapping that was understood. */
export type FunctionTarget =
  | { readonly kind: "http"; readonly url: string }
  | { readonly kind: "command"; readonly words: readonly string[] }
  | {
      readonly kind: "local";
      readonly language: "node" | "python";
      readonly file: string;
      readonly member: string;
      readonly isTypeScript: boolean;
    };

const languages: Readonly<Record<string, "node" | "python">> = {
  ".js": "node",
  ".mjs": "node",
  ".cjs": "node",
  ".ts": "node",
  ".mts": "node",
  ".cts": "node",
  ".py": "python",
};

/** What a mapping means; a text says what is wrong with it. */
export function readTarget({ target, folder }: FunctionMapping): FunctionTarget | string {
  if (/^https?:\/\//.test(target)) {
    return URL.canParse(target) ? { kind: "http", url: target } : `${target} is no URL.`;
  }
  if (target === "cmd" || target.startsWith("cmd ")) {
    const words = wordsOf(target.slice(4));
    if (words === undefined || words.length === 0) return `"${target}" names no command, or leaves a quotation open.`;
    return { kind: "command", words };
  }
  const hash = target.lastIndexOf("#");
  const path = hash < 0 ? target : target.slice(0, hash);
  const extension = extname(path).toLowerCase();
  const language = Object.hasOwn(languages, extension) ? languages[extension] : undefined;
  if (language === undefined) {
    return `${basename(path)} is no file of JavaScript, TypeScript or Python; other programs are mapped as "cmd …".`;
  }
  const member = hash < 0 || hash === target.length - 1 ? "handler" : target.slice(hash + 1);
  return { kind: "local", language, file: resolve(folder, path), member, isTypeScript: extension.endsWith("ts") };
}

/** Words of a command line; blanks inside quotation marks belong to a word. Undefined when one is left open. */
function wordsOf(line: string): readonly string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quote = "";
  for (const character of line) {
    if (quote !== "") {
      if (character === quote) quote = "";
      else word = `${word ?? ""}${character}`;
    } else if (character === '"' || character === "'") {
      quote = character;
      word ??= "";
    } else if (character === " " || character === "\t") {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = `${word ?? ""}${character}`;
  }
  if (quote !== "") return undefined;
  if (word !== undefined) words.push(word);
  return words;
}

/** The mapping of an ARN or name: by the whole ARN, without its qualifier, by name with and without it. */
export function mappingOf<T>(mappings: Readonly<Record<string, T>>, named: string): T | undefined {
  for (const spelling of spellingsOf(named)) if (Object.hasOwn(mappings, spelling)) return mappings[spelling];
  return undefined;
}

function spellingsOf(named: string): readonly string[] {
  const parts = named.split(":");
  if (parts[0] !== "arn") return [named, parts[0]!];
  const [name = "", qualifier] = parts.slice(6);
  return [named, parts.slice(0, 7).join(":"), ...(qualifier === undefined ? [] : [`${name}:${qualifier}`]), name];
}

/** The name of a function in its ARN; anything else is its own name. */
export function nameOf(named: string): string {
  const parts = named.split(":");
  return (parts[0] === "arn" ? parts[6] : parts[0]) || named;
}
