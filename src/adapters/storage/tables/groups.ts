/** Tables: groups and group members. */
import type { Group } from "../../../domain/group.js";
import type { User } from "../../../domain/user.js";
import { AlreadyExists, type Page, type PageRequest, Stale } from "../../../ports/store.js";
import type { Groups } from "../../../ports/tables/groups.js";
import { withoutNulls } from "../column-values.js";
import type { Connection } from "../connection.js";
import { rowsFor, toPage } from "../pages.js";
import { read, write } from "../statement.js";
import { holdPool } from "./pool-lock.js";
import type { TableContext } from "./table-context.js";
import { fromUserRow, type UserRow, userColumns } from "./user-row.js";

interface GroupRow {
  readonly pool_id: string;
  readonly name: string;
  readonly description: string | null;
  readonly role_arn: string | null;
  readonly precedence: number | null;
  readonly created_at: number;
  readonly modified_at: number;
}

const columns = "g.pool_id, g.name, g.description, g.role_arn, g.precedence, g.created_at, g.modified_at";
const getByName = read(`SELECT ${columns} FROM groups g WHERE g.pool_id = ? AND g.name = ?`);
const insertGroup = write(
  `INSERT INTO groups (pool_id, name, description, role_arn, precedence, created_at, modified_at)
   VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
);
const updateGroup = write(
  `UPDATE groups SET description = ?, role_arn = ?, precedence = ?, created_at = ?, modified_at = ?
   WHERE pool_id = ? AND name = ?`,
);
const deleteGroup = write("DELETE FROM groups WHERE pool_id = ? AND name = ?");
const deleteMembers = write("DELETE FROM group_members WHERE pool_id = ? AND group_name = ?");
const pageOfPool = read(`SELECT ${columns} FROM groups g WHERE g.pool_id = ? AND g.name > ? ORDER BY g.name LIMIT ?`);
const countOfPool = read("SELECT COUNT(*) AS number FROM groups WHERE pool_id = ?");
// Holds the group, so that no membership outlives it and returns with a later group of that name.
const lockGroup = write("SELECT 1 AS found FROM groups WHERE pool_id = ? AND name = ? {for key share}");
const insertMember = write(
  "INSERT INTO group_members (pool_id, group_name, sub) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
);
const deleteMember = write("DELETE FROM group_members WHERE pool_id = ? AND group_name = ? AND sub = ?");
const pageOfMembers = read(
  `SELECT ${userColumns} FROM group_members m JOIN users u ON u.pool_id = m.pool_id AND u.sub = m.sub
   WHERE m.pool_id = ? AND m.group_name = ? AND m.sub > ?
   AND EXISTS (SELECT 1 FROM user_pools WHERE user_pools.id = m.pool_id) ORDER BY m.sub LIMIT ?`,
);
const pageOfGroups = read(
  `SELECT ${columns} FROM group_members m JOIN groups g ON g.pool_id = m.pool_id AND g.name = m.group_name
   WHERE m.pool_id = ? AND m.sub = ? AND m.group_name > ? ORDER BY m.group_name LIMIT ?`,
);

/** Repository of groups. */
export class GroupsTable implements Groups {
  readonly #connection: Connection;

  constructor({ connection }: TableContext) {
    this.#connection = connection;
  }

  async get(poolId: string, name: string): Promise<Group | undefined> {
    const row = await this.#connection.get<GroupRow>(getByName, poolId, name);
    return row && fromRow(row);
  }

  async insert(group: Group): Promise<void> {
    await this.#connection.atomic(async (connection) => {
      await holdPool(connection, group.poolId);
      const { poolId, name, createdAt, modifiedAt } = group;
      const inserted = await connection.run(insertGroup, poolId, name, ...optional(group), createdAt, modifiedAt);
      if (inserted === 0) throw new AlreadyExists("name");
    });
  }

  async update(group: Group): Promise<void> {
    const { poolId, name, createdAt, modifiedAt } = group;
    const updated = await this.#connection.run(updateGroup, ...optional(group), createdAt, modifiedAt, poolId, name);
    if (updated === 0) throw new Stale("group");
  }

  async delete(poolId: string, name: string): Promise<boolean> {
    return this.#connection.atomic(async (connection) => {
      const deleted = await connection.run(deleteGroup, poolId, name);
      await connection.run(deleteMembers, poolId, name);
      return deleted > 0;
    });
  }

  async page(poolId: string, request: PageRequest): Promise<Page<Group>> {
    const rows = await this.#connection.all<GroupRow>(pageOfPool, poolId, request.after ?? "", rowsFor(request));
    return toPage(rows, request, fromRow, (row) => row.name);
  }

  async count(poolId: string): Promise<number> {
    return (await this.#connection.get<{ number: number }>(countOfPool, poolId))?.number ?? 0;
  }

  async addMember(poolId: string, name: string, sub: string): Promise<void> {
    await this.#connection.atomic(async (connection) => {
      if (!(await connection.get(lockGroup, poolId, name))) throw new Stale("group");
      await connection.run(insertMember, poolId, name, sub);
    });
  }

  async removeMember(poolId: string, name: string, sub: string): Promise<void> {
    await this.#connection.run(deleteMember, poolId, name, sub);
  }

  async pageMembers(poolId: string, name: string, request: PageRequest): Promise<Page<User>> {
    const after = request.after ?? "";
    const rows = await this.#connection.all<UserRow>(pageOfMembers, poolId, name, after, rowsFor(request));
    return toPage(rows, request, fromUserRow, (row) => row.sub);
  }

  async pageOfUser(poolId: string, sub: string, request: PageRequest): Promise<Page<Group>> {
    const after = request.after ?? "";
    const rows = await this.#connection.all<GroupRow>(pageOfGroups, poolId, sub, after, rowsFor(request));
    return toPage(rows, request, fromRow, (row) => row.name);
  }
}

function optional({ description, roleArn, precedence }: Group) {
  return [description ?? null, roleArn ?? null, precedence ?? null] as const;
}

function fromRow(row: GroupRow): Group {
  return withoutNulls({
    poolId: row.pool_id,
    name: row.name,
    description: row.description,
    roleArn: row.role_arn,
    precedence: row.precedence,
    createdAt: row.created_at,
    modifiedAt: row.modified_at,
  });
}
