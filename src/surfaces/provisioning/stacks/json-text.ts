/**
 * Reads JSON templates. Unlike the language's own reader it refuses duplicate keys and deep nesting, makes objects without
 * prototype, and knows the place of a mistake (T-36, T-49).
 */
import { type TemplateValue, templateObject } from "./template-value.js";

/** The text is not JSON as templates may be; line and column count from one. */
export class JsonTextError extends Error {
  override readonly name = "JsonTextError";

  constructor(
    readonly line: number,
    readonly column: number,
  ) {
    super(`line ${line}, column ${column}`);
  }
}

const maxDepth = 64;

/** The value that the text spells. Throws JsonTextError. */
export function readJsonText(text: string): TemplateValue {
  let at = 0;

  function fail(place = at): never {
    const before = text.slice(0, place).split("\n");
    throw new JsonTextError(before.length, (before.at(-1)?.length ?? 0) + 1);
  }
  function skipSpace(): void {
    while (at < text.length && " \t\r\n".includes(text[at]!)) at++;
  }
  function expect(character: string): void {
    if (text[at] !== character) fail();
    at++;
  }

  function readString(): string {
    const start = at;
    expect('"');
    while (text[at] !== '"') {
      if (at >= text.length) fail(start);
      at += text[at] === "\\" ? 2 : 1;
    }
    at++;
    try {
      return JSON.parse(text.slice(start, at)) as string;
    } catch {
      return fail(start);
    }
  }

  function readValue(depth: number): TemplateValue {
    if (depth > maxDepth) fail();
    skipSpace();
    const first = text[at];
    if (first === '"') return readString();
    if (first === "{") return readObject(depth);
    if (first === "[") return readList(depth);
    const start = at;
    while (at < text.length && !" \t\r\n,]}:".includes(text[at]!)) at++;
    try {
      return JSON.parse(text.slice(start, at)) as number | boolean | null;
    } catch {
      return fail(start);
    }
  }

  function readObject(depth: number): TemplateValue {
    const members = templateObject();
    expect("{");
    skipSpace();
    while (text[at] !== "}") {
      const place = at;
      const key = readString();
      if (Object.hasOwn(members, key)) fail(place);
      skipSpace();
      expect(":");
      members[key] = readValue(depth + 1);
      skipSpace();
      if (text[at] === "}") break;
      expect(",");
      skipSpace();
      if (text[at] === "}") fail();
    }
    at++;
    return members;
  }

  function readList(depth: number): TemplateValue {
    const items: TemplateValue[] = [];
    expect("[");
    skipSpace();
    while (text[at] !== "]") {
      items.push(readValue(depth + 1));
      skipSpace();
      if (text[at] === "]") break;
      expect(",");
      skipSpace();
      if (text[at] === "]") fail();
    }
    at++;
    return items;
  }

  const value = readValue(0);
  skipSpace();
  if (at < text.length) fail();
  return value;
}
