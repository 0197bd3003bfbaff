/**
 * Owns what is different in every run of the same calls: ids, secrets, dates. A recording holds a placeholder for each,
 * `<<pool-1>>`; a replay binds it where an answer first brings the value, and demands the same value from then on.
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";

/** Anything that JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** Values found by their form, wherever they stand in a text. */
const forms = {
  client: "(?<![0-9A-Za-z-])[0-9a-z]{26}(?![0-9A-Za-z])",
  server: "https?://127[.]0[.]0[.]1:[0-9]{2,5}",
  generated: "UserPool(?:Client|User)-[0-9A-Za-z]{12}",
  pool: "[a-z]{2}-[a-z]{4,9}-[0-9]_[0-9A-Za-z]{1,55}",
  distribution: "d[0-9a-z]{12,13}[.]cloudfront[.]net",
  identity: "(?<![0-9A-Z])A[GIKNRS][A-Z]{2}[0-9A-Z]{12,17}(?![0-9A-Z])",
  material: "(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])",
  uuid: "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
};

/** Moments that stand in texts: compared by their form alone, since a replay has its own. */
const moments = {
  version: "(?<![0-9A-Za-z])20[0-9]{12}(?![0-9A-Za-z])",
  time: "20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:[.][0-9]{1,6})?(?:Z|[+]0000)",
};

/** Values that only the member tells. */
const secretMember = "ClientSecret";
const secretForm = "[a-z0-9]{30,64}";

const formOfKind: Readonly<Record<string, string>> = { ...forms, ...moments, secret: secretForm };

const found = Object.entries(forms).map(([kind, form]) => [kind, new RegExp(form, "g")] as const);
const placeholder = /<<([a-z]+)-([0-9]+)>>/g;
const date = "<<date>>";

/** Gives the values of one recording their placeholders, in the order in which they are seen. */
export class Placeholders {
  private readonly names = new Map<string, string>();
  private readonly counts = new Map<string, number>();
  /** What the caller chose. */
  private readonly asked = new Set<string>();

  /** An input with placeholders for what answers brought; ids that it asks for itself stay, then and later. */
  hideInput(input: Json): Json {
    const text = JSON.stringify(input);
    for (const [kind, form] of found) {
      if (kind === "uuid") continue;
      for (const [value] of text.matchAll(form)) if (!this.names.has(value)) this.asked.add(value);
    }
    return this.hidden(input, "", false);
  }

  /** An answer with placeholders; moments are gone. */
  hideAnswer(answer: Json): Json {
    return this.hidden(answer, "", true);
  }

  private hidden(value: Json, member: string, moved: boolean): Json {
    if (typeof value === "string") return this.hiddenText(value, member, moved);
    if (typeof value === "number") return moved && isDate(member, value) ? date : value;
    if (value === null || typeof value !== "object") return value;
    if (Array.isArray(value)) return value.map((each) => this.hidden(each, member, moved));
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, this.hidden(each, name, moved)]));
  }

  private hiddenText(text: string, member: string, moved: boolean): Json {
    const inside = documentInside(text);
    if (inside !== undefined) return { $json: this.hidden(inside, "", moved) };
    if (member === secretMember && new RegExp(`^${secretForm}$`).test(text)) return this.nameOf("secret", text);
    let hidden = text;
    for (const [kind, form] of found) hidden = hidden.replace(form, (value) => this.nameOf(kind, value));
    if (!moved) return hidden;
    for (const [kind, form] of Object.entries(moments)) hidden = hidden.replace(new RegExp(form, "g"), `<<${kind}>>`);
    return hidden;
  }

  private nameOf(kind: string, value: string): string {
    const known = this.asked.has(value) ? value : this.names.get(value);
    if (known !== undefined) return known;
    const count = (this.counts.get(kind) ?? 0) + 1;
    this.counts.set(kind, count);
    const name = `<<${kind}-${count}>>`;
    this.names.set(value, name);
    return name;
  }
}

/** A document that stands in a text, as Cloud Control has it: kept as a document, because its order does not count. */
function documentInside(text: string): Json | undefined {
  return /^\s*[[{]\s*["{}\]]/.test(text) ? (JSON.parse(text) as Json) : undefined;
}

function jsonIn(value: Json): Json | undefined {
  return (value as Readonly<Record<string, Json>> | null)?.["$json"];
}

function isDate(member: string, value: number): boolean {
  return /(Date|Time|RetryAfter)$/.test(member) && value > 1_000_000_000;
}

/** What the placeholders of one recording stand for in one replay. */
export class Bindings {
  private readonly values = new Map<string, string>();

  /** The document with values; an id that the caller chooses is made up. */
  fill(value: Json): Json {
    if (typeof value === "string") return value.replace(placeholder, (name) => this.valueOf(name));
    if (value === null || typeof value !== "object") return value;
    if (Array.isArray(value)) return value.map((each) => this.fill(each));
    const inside = jsonIn(value);
    if (inside !== undefined) return JSON.stringify(this.fill(inside));
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, this.fill(each)]));
  }

  private valueOf(name: string): string {
    const known = this.values.get(name);
    if (known !== undefined) return known;
    assert.ok(name.startsWith("<<uuid"), `${name} is used before any answer brought it`);
    const made = randomUUID();
    this.values.set(name, made);
    return made;
  }

  /** Fails, naming the place, unless the answer is the recorded one; binds what it brings. */
  expect(recorded: Json, actual: Json | undefined, place: string): void {
    if (recorded === date) {
      assert.ok(typeof actual === "number" && actual > 1_000_000_000, `${place} is no date: ${JSON.stringify(actual)}`);
    } else if (typeof recorded === "string" && typeof actual === "string") {
      this.expectText(recorded, actual, place);
    } else if (Array.isArray(recorded)) {
      assert.ok(Array.isArray(actual), `${place} is no list: ${JSON.stringify(actual)}`);
      assert.equal(actual.length, recorded.length, `${place}: the number of entries`);
      recorded.forEach((each, at) => {
        this.expect(each, this.sameEntry(each, actual) ?? actual[at], `${place}[${at}]`);
      });
    } else if (typeof actual === "string" && jsonIn(recorded) !== undefined) {
      this.expect(jsonIn(recorded) ?? null, documentInside(actual), place);
    } else if (recorded !== null && typeof recorded === "object") {
      assert.ok(actual !== null && typeof actual === "object", `${place} is no object: ${JSON.stringify(actual)}`);
      const [wanted, given] = [recorded, actual] as Record<string, Json>[];
      assert.deepEqual(Object.keys(given ?? {}).sort(), Object.keys(wanted ?? {}).sort(), `${place}: the members`);
      for (const [name, each] of Object.entries(wanted ?? {})) this.expect(each, given?.[name], `${place}.${name}`);
    } else {
      assert.deepEqual(actual, recorded, place);
    }
  }

  /** The entry of the same id: lists of pools and clients come in the order of ids, which are made up. */
  private sameEntry(recorded: Json, actual: readonly Json[]): Json | undefined {
    for (const member of ["Id", "ClientId"]) {
      const id = (recorded as Readonly<Record<string, Json>> | null)?.[member];
      if (typeof id !== "string") continue;
      const value = this.known(id);
      return actual.find((each) => (each as Readonly<Record<string, Json>> | null)?.[member] === value);
    }
    return undefined;
  }

  private expectText(recorded: string, actual: string, place: string): void {
    const unbound: string[] = [];
    const pattern = recorded
      .split(/(<<[a-z]+(?:-[0-9]+)?>>)/)
      .map((piece) => {
        const [, kind, count] = /^<<([a-z]+)(-[0-9]+)?>>$/.exec(piece) ?? [];
        if (kind === undefined) return literal(piece);
        if (count === undefined) return `(?:${formOfKind[kind]})`;
        const value = this.values.get(piece);
        if (value !== undefined) return literal(value);
        const again = unbound.indexOf(piece);
        if (again >= 0) return `\\${again + 1}`;
        unbound.push(piece);
        return `(${formOfKind[kind]})`;
      })
      .join("");
    const match = new RegExp(`^${pattern}$`, "s").exec(actual);
    if (match === null) assert.equal(actual, this.known(recorded), place);
    unbound.forEach((name, at) => {
      this.values.set(name, match?.[at + 1] ?? "");
    });
  }

  private known(text: string): string {
    return text.replace(placeholder, (name) => this.values.get(name) ?? name);
  }
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
}
