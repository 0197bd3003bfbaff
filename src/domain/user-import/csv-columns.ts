/**
 * Owns the columns of a file of users: which ones a pool's attributes make (the answer of GetCSVHeader), and whether the
 * first line of a file names them all, with the one of password hashes in jobs that have them.
 */
import type { SchemaAttributeType } from "../../model/generated/types.js";
import { schemaAttribute } from "../attributes/attribute-names.js";

/** The two columns that are no attributes. */
export const MFA_ENABLED = "cognito:mfa_enabled";
export const USERNAME = "cognito:username";

/** The column of jobs with password hashes. GetCSVHeader is asked of a pool, not of a job, and does not name it. */
export const PASSWORD_HASH = "cognito:password_hash";

/** The names of all columns: the attributes in the order of the schema, and the two others behind them. */
export function csvHeader(schema: readonly SchemaAttributeType[]): string[] {
  const attributes = schema.flatMap(({ Name }) =>
    Name === undefined || Name === "sub" || schemaAttribute(schema, Name) === undefined ? [] : [Name],
  );
  return [...attributes, MFA_ENABLED, USERNAME];
}

/** Which cell of a line belongs to which column. */
export type CsvColumns = readonly string[];

/** Why the first line of a file is no header of a pool. It quotes nothing of the file, which could be anybody's data. */
export interface HeaderFault {
  readonly fault: string;
}

/** Every column once, in any order, and no other. */
export function readCsvHeader(
  schema: readonly SchemaAttributeType[],
  cells: readonly string[],
  { withHashes }: { readonly withHashes: boolean },
): CsvColumns | HeaderFault {
  const columns = cells.map((cell) => cell.trim());
  const expected = [...csvHeader(schema), ...(withHashes ? [PASSWORD_HASH] : [])];
  const missing = expected.filter((name) => !columns.includes(name));
  if (missing.length > 0) return { fault: `These columns are missing: ${missing.join(", ")}.` };
  const unknown = columns.filter((name) => !expected.includes(name)).length;
  if (unknown > 0) return { fault: `The user pool has no attributes for ${unknown} of the columns.` };
  const repeated = [...new Set(columns.filter((name, at) => columns.indexOf(name) !== at))];
  if (repeated.length > 0) return { fault: `These columns appear more than once: ${repeated.join(", ")}.` };
  return columns;
}

/** Whether a first line is no header. */
export function isHeaderFault(header: CsvColumns | HeaderFault): header is HeaderFault {
  return "fault" in header;
}
