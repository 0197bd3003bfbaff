/**
 * Owns every difference between the SQL of the two databases. A statement is written once; words in braces stand for
 * what differs, `?` for a parameter. Statements hold no question mark or brace otherwise, not even in a literal.
 */

export type Dialect = "sqlite" | "postgres";

const words: Readonly<Record<string, Readonly<Record<Dialect, string>>>> = {
  // Keys compare by bytes of UTF-8, which is SQLite's habit and PostgreSQL's only in the collation "C".
  key: { sqlite: "TEXT", postgres: 'TEXT COLLATE "C"' },
  text: { sqlite: "TEXT", postgres: "TEXT" },
  int: { sqlite: "INTEGER", postgres: "BIGINT" },
  blob: { sqlite: "BLOB", postgres: "BYTEA" },
  // A number that grows with every insertion.
  sequence: { sqlite: "INTEGER PRIMARY KEY", postgres: "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY" },
  "rows by number": { sqlite: "STRICT", postgres: "" },
  // Small rows that are found by their whole key live in the key's own tree.
  "rows by key": { sqlite: "STRICT, WITHOUT ROWID", postgres: "" },
  // SQLite has one writer: a row read by a writing transaction is held already.
  "for update": { sqlite: "", postgres: "FOR UPDATE" },
  // Writers one after the other, while others may still hold the row against its deletion.
  "for no key update": { sqlite: "", postgres: "FOR NO KEY UPDATE" },
  "for key share": { sqlite: "", postgres: "FOR KEY SHARE" },
  "skip locked": { sqlite: "", postgres: "FOR UPDATE SKIP LOCKED" },
};

/** The statement as this database spells it. */
export function spell(text: string, dialect: Dialect): string {
  let parameter = 0;
  return text.replace(/\{([^{}]{1,20})\}|(?:LIMIT )?\?/g, (found: string, word: string | undefined) => {
    if (word === undefined) {
      parameter += 1;
      if (dialect === "postgres") return found.replace("?", `$${parameter}`);
      // SQLite looks at a number behind LIMIT while it plans, and so plans a statement anew whenever the number is bound,
      // which costs ten times as much as the statement. It does not look into a sum.
      return found === "?" ? found : `${found} + 0`;
    }
    const meaning = words[word];
    if (!meaning) throw new Error(`the dialect has no word {${word}}`);
    return meaning[dialect];
  });
}
