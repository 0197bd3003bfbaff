/**
 * Patterns of the model as tests on a value. The model writes them for Java, where the whole value must match and
 * \s, \S and \w mean ASCII only; this file says the same to JavaScript, in time that grows with the length of the value.
 * How long a value may be before a pattern is tried at all is decided in validate.ts.
 */

/** What Java's \s stands for, as the inside of a character class. */
const space = " \\t\\n\\v\\f\\r";
/** What a dot does not match in Java. */
const lineEnd = "\\n\\r\\u0085\\u2028\\u2029";

/** A piece of a pattern: a character class or a single character, with the quantifier behind it. */
interface Piece {
  readonly set: string | null;
  readonly text: string;
  readonly quantifier: string;
}

/** Compiles a pattern of the model into a test that holds when the whole value matches. */
export function compilePattern(source: string): (value: string) => boolean {
  const dotAll = source.startsWith("(?s)");
  const pattern = (dotAll ? source.slice("(?s)".length) : source).replace(/^\^/, "").replace(/\$$/, "");
  const translated = translate(pattern, dotAll);
  const gaps = gapTest(translated);
  if (gaps !== undefined) return gaps;
  const expression = new RegExp(`^(?:${translated})$`, "u");
  return (value) => expression.test(value);
}

/** Writes a Java pattern, of the constructs that the model uses, in JavaScript's words. */
function translate(pattern: string, dotAll: boolean): string {
  let result = "";
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] ?? "";
    if (character === "[") {
      const end = classEnd(pattern, at);
      result += translateClass(pattern.slice(at, end));
      at = end - 1;
    } else if (character === ".") {
      result += dotAll ? "[\\s\\S]" : `[^${lineEnd}]`;
    } else if (character === "\\") {
      result += character + (pattern[++at] ?? "");
    } else {
      result += character;
    }
  }
  return result;
}

/** Position behind the bracket that closes the class beginning at `start`. */
function classEnd(pattern: string, start: number): number {
  for (let at = start + 1; at < pattern.length; at++) {
    if (pattern[at] === "\\") at++;
    else if (pattern[at] === "]") return at + 1;
  }
  throw new Error(`The pattern ${pattern} does not close a character class.`);
}

function translateClass(source: string): string {
  if (source === "[\\S]") return `[^${space}]`;
  if (source.includes("\\S") || source.includes("&&") || source.slice(1).includes("[")) {
    throw new Error(`The character class ${source} means something in Java that is not written down here.`);
  }
  return source.replaceAll("\\s", space);
}

/**
 * Tests patterns like `C*{####}C*`, where every run is of the same class and the class contains the literals between.
 * A backtracking engine needs time that grows with the square or cube of a message's length for them; looking for the
 * literals from left to right gives the same answer in one pass. Undefined for patterns of another form.
 */
function gapTest(pattern: string): ((value: string) => boolean) | undefined {
  const pieces = split(pattern);
  const set = pieces?.[0]?.set;
  if (pieces === undefined || set === undefined || set === null) return undefined;
  const minimums: number[] = [];
  const literals: string[] = [];
  for (const piece of pieces) {
    if (piece.set === null) {
      if (piece.quantifier !== "") return undefined;
      if (literals.length < minimums.length) literals.push(piece.text);
      else literals[literals.length - 1] += piece.text;
    } else {
      if (piece.set !== set || piece.quantifier === "" || literals.length < minimums.length) return undefined;
      minimums.push(piece.quantifier === "+" ? 1 : 0);
    }
  }
  const last = minimums.at(-1);
  if (literals.length === 0 || literals.length !== minimums.length - 1 || last === undefined) return undefined;
  const everyCharacter = new RegExp(`^${set}*$`, "u");
  if (!literals.every((literal) => everyCharacter.test(literal))) return undefined;
  return (value) => {
    if (!everyCharacter.test(value)) return false;
    let at = 0;
    for (const [index, literal] of literals.entries()) {
      const found = value.indexOf(literal, at + (minimums[index] ?? 0));
      if (found < 0) return false;
      at = found + literal.length;
    }
    return value.length - at >= last;
  };
}

/** Splits a pattern into classes and single characters; undefined when it has groups or anything else. */
function split(pattern: string): Piece[] | undefined {
  const pieces: Piece[] = [];
  for (let at = 0; at < pattern.length; ) {
    const character = pattern[at] ?? "";
    let end = at + 1;
    let set: string | null = null;
    let text = character;
    if (character === "[") {
      end = classEnd(pattern, at);
      set = pattern.slice(at, end);
    } else if (character === "\\") {
      end = at + 2;
      text = pattern[at + 1] ?? "";
      if (/[A-Za-z0-9]/.test(text)) return undefined;
    } else if ("(){}|?*+^$".includes(character)) {
      return undefined;
    }
    const quantifier = "*+".includes(pattern[end] ?? " ") ? (pattern[end] ?? "") : "";
    pieces.push({ set, text, quantifier });
    at = end + quantifier.length;
  }
  return pieces;
}
