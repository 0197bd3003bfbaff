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
  generated: "UserPool(?:Client|User)-[0-9A-Za-z]{12}",
  pool: "[a-z]{2}-[a-z]{4,9}-[0-9]_[0-9A-Za-z]{1,55}",
  distribution: "d[0-9a-z]{12,13}[.]cloudfront[.]net",
  uuid: "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
};

/** Values found by the member that holds them. */
const members: Readonly<Record<string, { readonly kind: string; readonly form: string }>> = {
  ClientSecret: { kind: "secret", form: "[a-z0-9]{30,64}" },
  CSSVersion: { kind: "version", form: "20[0-9]{12}" },
  Version: { kind: "version", form: "20[0-9]{12}" },
};

const formOfKind: Readonly<Record<string, string>> = {
  ...forms,
  ...Object.fromEntries(Object.values(members).map(({ kind, form }) => [kind, form])),
};

const found = Object.entries(forms).map(([kind, form]) => [kind, new RegExp(form, "g")] as const);
const placeholder = /<<([a-z]+)-([0-9]+)>>/g;
const date = "<<date>>";

/** Gives the values of one recording their placeholders, in the order in which they are seen. */
export class Placeholders {
  private readonly names = new Map<string, string>();
  private readonly counts = new Map<string, number>();

  /** The document with placeholders. */
  hide(value: Json, member = ""): Json {
    if (typeof value === "string") return this.hideText(value, member);
    if (typeof value === "number") return isDate(member, value) ? date : value;
    if (value === null || typeof value !== "object") return value;
    if (Array.isArray(value)) return value.map((each) => this.hide(each, member));
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, this.hide(each, name)]));
  }

  private hideText(text: string, member: string): Json {
    const inside = documentInside(text);
    if (inside !== undefined) return { $json: this.hide(inside) };
    const known = members[member];
    if (known !== undefined && new RegExp(`^${known.form}$`).test(text)) return this.nameOf(known.kind, text);
    let hidden = text;
    for (const [kind, form] of found) hidden = hidden.replace(form, (value) => this.nameOf(kind, value));
    return hidden;
  }

  private nameOf(kind: string, value: string): string {
    const known = this.names.get(value);
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
      .split(/(<<[a-z]+-[0-9]+>>)/)
      .map((piece) => {
        const kind = /^<<([a-z]+)-[0-9]+>>$/.exec(piece)?.[1];
        if (kind === undefined) return literal(piece);
        const value = this.values.get(piece);
        if (value !== undefined) return literal(value);
        const again = unbound.indexOf(piece);
        if (again >= 0) return `\\${again + 1}`;
        unbound.push(piece);
        return `(${formOfKind[kind] ?? "[^\\s]{1,200}"})`;
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
