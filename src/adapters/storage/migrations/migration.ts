/** Owns the shape of a migration. */

/** One step of the schema. Once released it never changes. */
export interface Migration {
  /** 1, 2, 3 … without gaps. */
  readonly version: number;
  readonly name: string;
  /** In the words of `dialect.ts`; all of them happen in one transaction, or none. */
  readonly statements: readonly string[];
}
