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
