/** Owns how values of the domain look in columns that both databases share: booleans, absent members, documents. */

/** Drops members that are null in the row: what is absent in the domain is absent, not undefined. */
export function withoutNulls<T extends object>(
  members: T,
): { [K in keyof T as null extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as null extends T[K] ? K : never]?: Exclude<T[K], null>;
} {
  const present = Object.entries(members).filter(([, value]) => value !== null);
  return Object.fromEntries(present) as ReturnType<typeof withoutNulls<T>>;
}

export function toFlag(value: boolean): 0 | 1 {
  return value ? 1 : 0;
}

export function fromFlag(value: number): boolean {
  return value !== 0;
}

export function toDocument(value: unknown): string {
  return JSON.stringify(value);
}

/** The document behind a column; the type is the word of the table that wrote it. */
export function fromDocument<T>(text: string): T {
  return JSON.parse(text) as T;
}

/** Rows whose documents are kept parsed. */
const REMEMBERED = 200;

/**
 * Reads documents of rows that nearly every request asks for: parsed again only when the text of the row has changed. They
 * are shared between requests and therefore frozen.
 */
export function rememberedDocuments<T>(): (id: string, text: string) => T {
  // A Map remembers insertion: re-inserting on change keeps its first entry the oldest.
  const parsed = new Map<string, { readonly text: string; readonly document: T }>();
  return (id, text) => {
    const known = parsed.get(id);
    if (known?.text === text) return known.document;
    const document = JSON.parse(text, (_, member) => Object.freeze(member)) as T;
    parsed.delete(id);
    const oldest = parsed.size >= REMEMBERED ? parsed.keys().next().value : undefined;
    if (oldest !== undefined) parsed.delete(oldest);
    parsed.set(id, { text, document });
    return document;
  };
}
