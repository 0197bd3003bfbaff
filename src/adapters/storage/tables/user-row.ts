/** Owns the row of a user and its converters; the tables of users and of groups read it. */
import type { User, UserMfa, UserStatus } from "../../../domain/user.js";
import { fromDocument, fromFlag, toDocument } from "../column-values.js";

export interface UserRow {
  readonly pool_id: string;
  readonly sub: string;
  readonly username: string;
  readonly status: string;
  readonly enabled: number;
  readonly attributes: string;
  readonly mfa: string;
  readonly created_at: number;
  readonly modified_at: number;
  readonly version: number;
}

/** The columns of `UserRow`, of a table called `u`. */
export const userColumns =
  "u.pool_id, u.sub, u.username, u.status, u.enabled, u.attributes, u.mfa, u.created_at, u.modified_at, u.version";

/** Attributes as a list of pairs: it keeps their order and has no names with a meaning of their own. */
export function attributesColumn(user: User): string {
  return toDocument([...user.attributes]);
}

export function fromUserRow(row: UserRow): User {
  return {
    poolId: row.pool_id,
    sub: row.sub,
    username: row.username,
    status: row.status as UserStatus,
    enabled: fromFlag(row.enabled),
    attributes: new Map(fromDocument<[string, string][]>(row.attributes)),
    mfa: fromDocument<UserMfa>(row.mfa),
    createdAt: row.created_at,
    modifiedAt: row.modified_at,
    version: row.version,
  };
}
