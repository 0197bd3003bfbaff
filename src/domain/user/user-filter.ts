/**
 * Owns the filter of ListUsers: `attribute = "value"` or `attribute ^= "value"`, read by hand in one pass (T-35). Making
 * keys of it is `canonical-key.ts`.
 *
 * Blanks around the parts are free. The attribute may be quoted. Inside quotes a backslash takes the next quote or
 * backslash as it is and is itself anywhere else. One comparison only; an empty filter is none.
 */
import { InvalidParameterException } from "../../model/generated/exceptions.js";
import { SEARCHABLE } from "./user-keys.js";

/** One comparison, with the attribute and value as written. */
export interface UserFilter {
  readonly attribute: string;
  readonly match: "equals" | "prefix";
  readonly value: string;
}

/** What a filter asks for, or undefined if it is blank. */
export function parseFilter(text: string): UserFilter | undefined {
  const reader = new FilterReader(text);
  reader.skipBlanks();
  if (reader.atEnd()) return undefined;
  const attribute = reader.quoted() ?? reader.bareName();
  reader.skipBlanks();
  const match = reader.operator();
  reader.skipBlanks();
  const value = reader.quoted();
  reader.skipBlanks();
  // PostgreSQL knows no null character, so no value has one.
  if (!attribute || match === undefined || value === undefined || !reader.atEnd() || value.includes("\0")) {
    throw new InvalidParameterException("Error while parsing filter.");
  }
  if (!SEARCHABLE.includes(attribute)) {
    throw new InvalidParameterException(`Invalid search attribute: ${attribute}`);
  }
  return { attribute, match, value };
}

class FilterReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  atEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  skipBlanks(): void {
    while (isBlank(this.#text[this.#at])) this.#at++;
  }

  /** Text in double quotes, or undefined if there is none that is closed. */
  quoted(): string | undefined {
    if (this.#text[this.#at] !== '"') return undefined;
    let value = "";
    for (let at = this.#at + 1; at < this.#text.length; at++) {
      let character = this.#text[at] ?? "";
      if (character === '"') {
        this.#at = at + 1;
        return value;
      }
      const next = this.#text[at + 1];
      if (character === "\\" && (next === '"' || next === "\\")) {
        character = next;
        at++;
      }
      value += character;
    }
    return undefined;
  }

  /** A name without quotes: up to a blank, a quote or an operator. */
  bareName(): string {
    const start = this.#at;
    while (!this.atEnd() && !isBlank(this.#text[this.#at]) && !'"=^'.includes(this.#text[this.#at] ?? "")) this.#at++;
    return this.#text.slice(start, this.#at);
  }

  operator(): UserFilter["match"] | undefined {
    const isPrefix = this.#text[this.#at] === "^";
    const equalsAt = isPrefix ? this.#at + 1 : this.#at;
    if (this.#text[equalsAt] !== "=") return undefined;
    this.#at = equalsAt + 1;
    return isPrefix ? "prefix" : "equals";
  }
}

function isBlank(character: string | undefined): boolean {
  return character === " " || character === "\t" || character === "\n" || character === "\r";
}
