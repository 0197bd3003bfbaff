/**
 * Tables: users, the aliases that lead to them and the searchable copies of their attributes. The keys a user is stored
 * under are also kept in the user's row, so that a change touches only the keys that changed.
 */
import type { User } from "../../../domain/user.js";
import type { Keyring } from "../../../ports/keyring.js";
import { AlreadyExists, type Page, type PageRequest, Stale } from "../../../ports/store.js";
import type { UserAlias, UserKeys, UserSearch, Users } from "../../../ports/tables/users.js";
import { fromDocument, toDocument, toFlag } from "../column-values.js";
import type { Connection } from "../connection.js";
import { indexedPart, successor, uniqueKey } from "../key-range.js";
import { rowsFor, toPage } from "../pages.js";
import { read, write } from "../statement.js";
import { addresseeColumn } from "./messages.js";
import { holdPool } from "./pool-lock.js";
import type { TableContext } from "./table-context.js";
import { attributesColumn, fromUserRow, type UserRow, userColumns } from "./user-row.js";

// Users of a deleted pool are unreachable before they are removed.
const poolExists = "EXISTS (SELECT 1 FROM user_pools WHERE user_pools.id = u.pool_id)";
const getBySub = read(`SELECT ${userColumns} FROM users u WHERE u.pool_id = ? AND u.sub = ? AND ${poolExists}`);
const holdBySub = write(
  `SELECT ${userColumns} FROM users u WHERE u.pool_id = ? AND u.sub = ? AND ${poolExists} {for no key update}`,
);
const getByUsername = read(
  `SELECT ${userColumns} FROM users u WHERE u.pool_id = ? AND u.username_key = ? AND ${poolExists}`,
);
const getByOneAlias = read(
  `SELECT ${userColumns} FROM user_aliases a JOIN users u ON u.pool_id = a.pool_id AND u.sub = a.sub
   WHERE a.pool_id = ? AND a.attribute = ? AND a.alias_key = ? AND ${poolExists}`,
);
const pageOfPool = read(
  `SELECT ${userColumns} FROM users u WHERE u.pool_id = ? AND u.sub > ? AND ${poolExists} ORDER BY u.sub LIMIT ?`,
);
// The range of the indexed part finds the rows; the whole key decides where it is longer than the index.
const searched = `SELECT ${userColumns}, s.search_key FROM user_search s
   JOIN users u ON u.pool_id = s.pool_id AND u.sub = s.sub
   WHERE s.pool_id = ? AND s.attribute = ? AND (s.search_key, s.sub) > (?, ?) AND ${poolExists}`;
const inOrder = "ORDER BY s.search_key, s.sub LIMIT ?";
const searchEqual = read(`${searched} AND s.search_key <= ? AND COALESCE(s.long_key, s.search_key) = ? ${inOrder}`);
const searchPrefix = read(
  `${searched} AND s.search_key < ? AND COALESCE(s.long_key, s.search_key) >= ?
   AND COALESCE(s.long_key, s.search_key) < ? ${inOrder}`,
);
const searchFrom = read(`${searched} AND COALESCE(s.long_key, s.search_key) >= ? ${inOrder}`);

const insertUser = write(
  `INSERT INTO users (pool_id, sub, username, username_key, status, enabled, attributes, mfa, lookup_keys, created_at,
   modified_at, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
);
const updateUser = write(
  `UPDATE users SET username = ?, username_key = ?, status = ?, enabled = ?, attributes = ?, mfa = ?, lookup_keys = ?,
   modified_at = ?, version = version + 1 WHERE pool_id = ? AND sub = ?`,
);
const getHeld = write(
  "SELECT username_key, lookup_keys, version FROM users WHERE pool_id = ? AND sub = ? {for update}",
);
const deleteUser = write("DELETE FROM users WHERE pool_id = ? AND sub = ? RETURNING username, lookup_keys");
const usernameIsTaken = write("SELECT 1 AS found FROM users WHERE pool_id = ? AND username_key = ?");
const insertAlias = write(
  "INSERT INTO user_aliases (pool_id, attribute, alias_key, sub) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
);
const deleteAlias = write("DELETE FROM user_aliases WHERE pool_id = ? AND attribute = ? AND alias_key = ? AND sub = ?");
const insertSearch = write(
  `INSERT INTO user_search (pool_id, attribute, search_key, sub, long_key) VALUES (?, ?, ?, ?, ?)
   ON CONFLICT (pool_id, attribute, search_key, sub) DO UPDATE SET long_key = excluded.long_key`,
);
const deleteSearch = write(
  "DELETE FROM user_search WHERE pool_id = ? AND attribute = ? AND search_key = ? AND sub = ?",
);
const countUser = write(
  `INSERT INTO user_counts (pool_id, shard, users) VALUES (?, ?, ?)
   ON CONFLICT (pool_id, shard) DO UPDATE SET users = user_counts.users + excluded.users`,
);
/** What belongs to a user and goes with it. Events stay under the sub, which is then nobody's (T-57). */
const deleteDependents = [
  // Before the credential, as sign-ins hold the two: in another order each would wait for the other.
  write("DELETE FROM lockouts WHERE pool_id = ? AND sub = ?"),
  write("DELETE FROM credentials WHERE pool_id = ? AND sub = ?"),
  write("DELETE FROM devices WHERE pool_id = ? AND sub = ?"),
  write("DELETE FROM password_history WHERE pool_id = ? AND sub = ?"),
  write("DELETE FROM webauthn_credentials WHERE pool_id = ? AND sub = ?"),
  write("DELETE FROM software_tokens WHERE pool_id = ? AND sub = ?"),
  write("DELETE FROM group_members WHERE pool_id = ? AND sub = ?"),
  write("DELETE FROM linked_identities WHERE pool_id = ? AND sub = ?"),
  write("DELETE FROM token_sessions WHERE pool_id = ? AND sub = ?"),
  write("DELETE FROM codes WHERE pool_id = ? AND sub = ?"),
  write("DELETE FROM challenge_states WHERE pool_id = ? AND sub = ?"),
];
const deleteMessages = write("DELETE FROM messages WHERE pool_id = ? AND addressee = ?");

/** Pairs of attribute and key. */
type KeyList = readonly (readonly [attribute: string, key: string])[];
/** How the keys of a user look in the user's row. */
interface LookupKeys {
  readonly aliases: KeyList;
  readonly search: KeyList;
}
const noKeys: LookupKeys = { aliases: [], search: [] };

/** Repository of users. */
export class UsersTable implements Users {
  readonly #connection: Connection;
  readonly #keyring: Keyring;

  constructor({ connection, keyring }: TableContext) {
    this.#connection = connection;
    this.#keyring = keyring;
  }

  async getBySub(poolId: string, sub: string): Promise<User | undefined> {
    const row = await this.#connection.get<UserRow>(getBySub, poolId, sub);
    return row && fromUserRow(row);
  }

  async hold(poolId: string, sub: string): Promise<User | undefined> {
    const row = await this.#connection.get<UserRow>(holdBySub, poolId, sub);
    return row && fromUserRow(row);
  }

  async getByUsernameKey(poolId: string, usernameKey: string): Promise<User | undefined> {
    const row = await this.#connection.get<UserRow>(getByUsername, poolId, usernameKey);
    return row && fromUserRow(row);
  }

  async getByAlias(poolId: string, aliases: readonly UserAlias[]): Promise<User | undefined> {
    for (const { attribute, key } of aliases) {
      const row = await this.#connection.get<UserRow>(getByOneAlias, poolId, attribute, uniqueKey(key));
      if (row) return fromUserRow(row);
    }
    return undefined;
  }

  async insert(user: User, keys: UserKeys): Promise<void> {
    const lookup = toLookupKeys(keys);
    await this.#connection.atomic(async (connection) => {
      await holdPool(connection, user.poolId);
      const inserted = await connection.run(
        insertUser,
        user.poolId,
        user.sub,
        ...settingColumns(user, keys, lookup),
        user.createdAt,
        user.modifiedAt,
        user.version,
      );
      if (inserted === 0) throw new AlreadyExists("username");
      await changeKeys(connection, user, noKeys, lookup);
      await connection.run(countUser, user.poolId, shardOf(user.sub), 1);
    });
  }

  async update(user: User, keys: UserKeys): Promise<void> {
    const lookup = toLookupKeys(keys);
    const { poolId, sub } = user;
    await this.#connection.atomic(async (connection) => {
      const held = await connection.get<{ username_key: string; lookup_keys: string; version: number }>(
        getHeld,
        poolId,
        sub,
      );
      if (held?.version !== user.version) throw new Stale("user");
      if (held.username_key !== keys.usernameKey && (await connection.get(usernameIsTaken, poolId, keys.usernameKey))) {
        throw new AlreadyExists("username");
      }
      await connection.run(updateUser, ...settingColumns(user, keys, lookup), user.modifiedAt, poolId, sub);
      await changeKeys(connection, user, fromDocument<LookupKeys>(held.lookup_keys), lookup);
    });
  }

  async delete(poolId: string, sub: string): Promise<void> {
    await this.#connection.atomic(async (connection) => {
      const user = await connection.get<{ username: string; lookup_keys: string }>(deleteUser, poolId, sub);
      if (!user) return;
      await changeKeys(connection, { poolId, sub }, fromDocument<LookupKeys>(user.lookup_keys), noKeys);
      for (const statement of deleteDependents) await connection.run(statement, poolId, sub);
      await connection.run(deleteMessages, poolId, addresseeColumn(this.#keyring, poolId, user.username));
      await connection.run(countUser, poolId, shardOf(sub), -1);
    });
  }

  async page(poolId: string, request: PageRequest): Promise<Page<User>> {
    const rows = await this.#connection.all<UserRow>(pageOfPool, poolId, request.after ?? "", rowsFor(request));
    return toPage(rows, request, fromUserRow, (row) => row.sub);
  }

  async search(poolId: string, search: UserSearch, request: PageRequest): Promise<Page<User>> {
    const rows = await this.#searchRows(poolId, search, request);
    return toPage(rows, request, fromUserRow, (row) => `${row.sub} ${row.search_key}`);
  }

  async #searchRows(poolId: string, { attribute, match, key }: UserSearch, request: PageRequest) {
    const part = indexedPart(key);
    // No sub is empty: the smallest position includes every row of the key.
    const start = request.after === undefined ? [part, ""] : splitPosition(request.after);
    const values = [poolId, attribute, ...start] as const;
    const limit = rowsFor(request);
    if (match === "equals") return this.#connection.all<SearchRow>(searchEqual, ...values, part, key, limit);
    const [partEnd, end] = [successor(part), successor(key)];
    return partEnd === undefined || end === undefined
      ? this.#connection.all<SearchRow>(searchFrom, ...values, key, limit)
      : this.#connection.all<SearchRow>(searchPrefix, ...values, partEnd, key, end, limit);
  }
}

interface SearchRow extends UserRow {
  readonly search_key: string;
}

/** A position in a search is the sub, which holds no space, a space, and the indexed key. */
function splitPosition(after: string): readonly [searchKey: string, sub: string] {
  const space = after.indexOf(" ");
  return [after.slice(space + 1), after.slice(0, space)];
}

function settingColumns(user: User, { usernameKey }: UserKeys, lookup: LookupKeys) {
  return [
    user.username,
    usernameKey,
    user.status,
    toFlag(user.enabled),
    attributesColumn(user),
    toDocument(user.mfa),
    toDocument(lookup),
  ] as const;
}

function toLookupKeys({ aliases, search }: UserKeys): LookupKeys {
  return {
    aliases: aliases.map(({ attribute, key }) => [attribute, key] as const),
    search: search.map(({ attribute, key }) => [attribute, key] as const),
  };
}

/** Removes the keys that are no more before it adds new ones, so that a user may swap its own. */
async function changeKeys(
  connection: Connection,
  { poolId, sub }: Pick<User, "poolId" | "sub">,
  before: LookupKeys,
  after: LookupKeys,
): Promise<void> {
  for (const [attribute, key] of without(before.aliases, after.aliases)) {
    await connection.run(deleteAlias, poolId, attribute, uniqueKey(key), sub);
  }
  for (const [attribute, key] of without(after.aliases, before.aliases)) {
    const taken = await connection.run(insertAlias, poolId, attribute, uniqueKey(key), sub);
    if (taken === 0) throw new AlreadyExists(`alias:${attribute}`);
  }
  for (const [attribute, key] of without(before.search, after.search)) {
    await connection.run(deleteSearch, poolId, attribute, indexedPart(key), sub);
  }
  for (const [attribute, key] of without(after.search, before.search)) {
    const part = indexedPart(key);
    await connection.run(insertSearch, poolId, attribute, part, sub, part === key ? null : key);
  }
}

/** The keys of the first list that the second has not, each once. */
function without(keys: KeyList, others: KeyList): KeyList {
  const isSame =
    ([attribute, key]: KeyList[number]) =>
    (other: KeyList[number]) =>
      other[0] === attribute && other[1] === key;
  return keys.filter((key, at) => !others.some(isSame(key)) && keys.findIndex(isSame(key)) === at);
}

/** Which of the sixteen counters of its pool a user is counted in: always the same, so that none runs below zero. */
function shardOf(sub: string): number {
  return sub.charCodeAt(sub.length - 1) & 15;
}
