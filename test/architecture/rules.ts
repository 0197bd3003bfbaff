/** The rules of the house besides the import table, each a sentence and how to find what breaks it. */

import { allowed, partOf } from "./import-table.js";
import type { SourceFile } from "./source-file.js";

/** Something that must not be in the program; `sentence` is what the author is told. */
export interface Violation {
  readonly path: string;
  readonly sentence: string;
  readonly found: string;
}

interface CodeRule {
  readonly sentence: string;
  /** Files in which it may stand. */
  readonly except: RegExp;
  readonly forbidden: RegExp;
}

const codeRules: readonly CodeRule[] = [
  {
    sentence: "SQL stands only under adapters/storage.",
    except: /^src\/adapters\/storage\//,
    forbidden:
      /["'`]\s*(SELECT\s|INSERT\s+INTO\s|DELETE\s+FROM\s|UPDATE\s+\w+\s+SET\s|(CREATE|ALTER|DROP)\s+(TABLE|INDEX)|select\s[^"'`]{1,200}\sfrom\s|insert\s+into\s|delete\s+from\s)/,
  },
  {
    sentence: "Only config.ts reads the environment.",
    except: /^src\/config\.ts$/,
    forbidden: /\bprocess\s*(\.\s*env\b|\[\s*["'`]env)/,
  },
  {
    // A command signs its requests by the machine's time, as any client does.
    sentence: "Time comes from the clock port; only adapters/time, and the client of the commands, ask the machine.",
    except: /^src\/(adapters\/time|cli\/apply)\//,
    forbidden: /\bDate\.now\b|\bnew Date\(\s*\)|\bDate\(\)|\bperformance\.now\b|\bhrtime\b/,
  },
  {
    sentence: "Randomness comes from the random port; only adapters/crypto asks the machine.",
    except: /^src\/adapters\/crypto\//,
    forbidden:
      /\bMath\.random\b|\brandomBytes\b|\brandomUUID\b|\brandomInt\b|\brandomFill(Sync)?\b|\bgetRandomValues\b|\bgenerateKey(Pair)?(Sync)?\b/,
  },
  {
    sentence: "Nothing is left to do later: no TODO, FIXME or XXX in the program.",
    except: /^$/,
    forbidden: /\b(TODO|FIXME|XXX)\b/,
  },
  {
    sentence: "T-38: no regular expression repeats a repetition without bound, because its time can explode.",
    except: /^src\/model\/generated\//,
    forbidden: /\/[^/\n]*[^\\][+*]\)[+*][^/\n]*\//,
  },
];

/** All violations in a program made of these files. */
export function violations(files: readonly SourceFile[]): Violation[] {
  return [...files.flatMap((file) => violationsIn(file, files)), ...spreadPackages(files)];
}

function violationsIn(file: SourceFile, files: readonly SourceFile[]): Violation[] {
  const found: Violation[] = [];
  const report = (sentence: string, what: string) => found.push({ path: file.path, sentence, found: what });
  for (const rule of codeRules) {
    if (rule.except.test(file.path)) continue;
    // Words about later are forbidden in comments too; everything else may be spoken of.
    const match = rule.forbidden.exec(rule.sentence.includes("TODO") ? file.text : file.code);
    if (match) report(rule.sentence, `line ${lineOf(file.text, match.index)}: ${match[0].trim()}`);
  }
  if (!/^(#![^\n]*\n)?\s*\/[*/]/.test(file.text)) {
    report("A file's header comment says what it owns.", "no comment at the top");
  }
  const name = file.path.split("/").at(-1) ?? "";
  if (/^(.*-)?(utils?|helpers?|common|managers?|misc)(-.*)?\.ts$/.test(name)) {
    report("No utils, helpers, common or manager: a noun is missing in domain/.", name);
  }
  if (!/^([a-z0-9]+(-[a-z0-9]+)*)\.ts$/.test(name)) report("Files are named in kebab-case.", name);
  violationsOfTable(file, files, report);
  return found;
}

function violationsOfTable(
  file: SourceFile,
  files: readonly SourceFile[],
  report: (sentence: string, what: string) => void,
): void {
  const part = partOf(file.path);
  if (part === undefined) {
    report("Every file belongs to a part of the house (test/architecture/import-table.ts).", "no part names this file");
    return;
  }
  for (const one of file.imports) {
    if (one.isPackage) {
      const server = /^(node:)?(http|https|http2|net|tls)$/.test(one.target) && !one.typesOnly;
      if (server && !/^src\/(surfaces|adapters\/(messaging|functions|storage))\//.test(file.path)) {
        report("HTTP is spoken only in surfaces, and outwards in adapters.", `import of ${one.target}`);
      }
    } else if (!allowed(part, file, one, (target, value) => isErrorClass(files, target, value))) {
      report(part.sentence, `import of ${one.target}${one.values.length > 0 ? ` (${one.values.join(", ")})` : ""}`);
    }
  }
}

function isErrorClass(files: readonly SourceFile[], target: string, name: string): boolean {
  const code = files.find((file) => file.path === target)?.code ?? "";
  return new RegExp(`export class ${name} extends \\w*(Error|Exception)\\b`).test(code);
}

/** A third-party package stands behind one module, so that it can be replaced there. */
function spreadPackages(files: readonly SourceFile[]): Violation[] {
  const importers = new Map<string, Set<string>>();
  for (const file of files) {
    for (const { target, isPackage } of file.imports) {
      if (!isPackage || target.startsWith("node:")) continue;
      const name = target
        .split("/")
        .slice(0, target.startsWith("@") ? 2 : 1)
        .join("/");
      importers.set(name, (importers.get(name) ?? new Set()).add(file.path));
    }
  }
  return [...importers]
    .filter(([, paths]) => paths.size > 1)
    .map(([name, paths]) => ({
      path: [...paths].sort()[0] ?? "",
      sentence: "A third-party package is imported in one wrapper module.",
      found: `${name} is imported by ${[...paths].sort().join(", ")}`,
    }));
}

function lineOf(text: string, index: number): number {
  return text.slice(0, index).split("\n").length;
}
