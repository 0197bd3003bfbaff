/**
 * Owns the removal of what nobody can reach any more: expired rows, old messages and events, rows of deleted pools; and
 * of everything, when development mode starts afresh. Every batch of a sweep is bounded and a transaction of its own; what remains is the next call's.
 */
import type { Connection } from "./connection.js";
import { read, type Statement, write } from "./statement.js";

const DAY = 24 * 60 * 60 * 1000;
const BATCH = 500;
/** Rows of an earlier pool that the insertion of a pool of the same id removes itself, in batches. */
const PURGE_BATCHES = 40;

/** A statement with two parameters, the latest time to remove and the size of the batch; and how long rows are kept. */
interface Expiry {
  readonly keptMs: number;
  readonly remove: Statement;
}

function expired(table: string, key: string, time: string, keptMs: number): Expiry {
  const some = `SELECT ${key} FROM ${table} WHERE ${time} <= ? ORDER BY ${time} LIMIT ?`;
  return { keptMs, remove: write(`DELETE FROM ${table} WHERE (${key}) IN (${some})`) };
}

function ofDeletedStacks(table: string, key: string): Expiry {
  const own = key
    .split(", ")
    .map((column) => `c.${column}`)
    .join(", ");
  const some = `SELECT ${own} FROM stacks s JOIN ${table} c ON c.stack_id = s.id WHERE s.deleted_at <= ? LIMIT ?`;
  return { keptMs: 90 * DAY, remove: write(`DELETE FROM ${table} WHERE (${key}) IN (${some})`) };
}

const expiries: readonly Expiry[] = [
  expired("codes", "pool_id, sub, purpose, target", "expires_at", 0),
  expired("challenge_states", "id", "expires_at", 0),
  expired("consumed_marks", "mark", "expires_at", 0),
  expired("attempts", "counter", "window_ends_at", 0),
  expired("token_sessions", "event_id", "expires_at", 0),
  // A quarter of an hour without a failure forgets them; unknown names are counted too and would pile up.
  expired("lockouts", "pool_id, sub", "last_failure_at", DAY / 24),
  expired("messages", "id", "sent_at", 30 * DAY),
  expired("log_entries", "id", "written_at", 3 * DAY),
  expired("auth_events", "id", "happened_at", 730 * DAY),
  expired("resource_requests", "token", "started_at", 7 * DAY),
  expired("user_import_files", "file_id, part", "expires_at", 0),
  expired("user_import_log", "job_id, entry", "written_at", 90 * DAY),
  // Deleted stacks are shown for ninety days; what belongs to one goes before it.
  ofDeletedStacks("stack_events", "id"),
  ofDeletedStacks("stack_resources", "stack_id, logical_id"),
  {
    keptMs: 90 * DAY,
    remove: write(
      `DELETE FROM stacks WHERE id IN (SELECT s.id FROM stacks s WHERE s.deleted_at <= ?
       AND NOT EXISTS (SELECT 1 FROM stack_events e WHERE e.stack_id = s.id)
       AND NOT EXISTS (SELECT 1 FROM stack_resources r WHERE r.stack_id = s.id) LIMIT ?)`,
    ),
  },
];

function ofPool(table: string, key: string): Statement {
  return write(`DELETE FROM ${table} WHERE (${key}) IN (SELECT ${key} FROM ${table} WHERE pool_id = ? LIMIT ?)`);
}

/** What hangs on the users of a pool, and the users last: each could be many. */
const rowsOfPool: readonly Statement[] = [
  ofPool("user_aliases", "pool_id, attribute, alias_key"),
  ofPool("user_search", "pool_id, attribute, search_key, sub"),
  ofPool("credentials", "pool_id, sub"),
  ofPool("devices", "pool_id, sub, device_key"),
  ofPool("password_history", "id"),
  ofPool("webauthn_credentials", "id"),
  ofPool("software_tokens", "pool_id, sub, state"),
  ofPool("group_members", "pool_id, group_name, sub"),
  ofPool("linked_identities", "id"),
  ofPool("token_sessions", "event_id"),
  ofPool("codes", "pool_id, sub, purpose, target"),
  ofPool("challenge_states", "id"),
  ofPool("lockouts", "pool_id, sub"),
  ofPool("messages", "id"),
  ofPool("log_entries", "id"),
  ofPool("log_queues", "pool_id, source"),
  ofPool("auth_events", "id"),
  ofPool("resource_declarations", "pool_id, resource"),
  ofPool("user_import_runs", "pool_id"),
  ofPool("user_import_files", "file_id, part"),
  ofPool("user_import_log", "job_id, entry"),
  ofPool("user_import_jobs", "id"),
  ofPool("users", "pool_id, sub"),
];

const someDeletedPools = read("SELECT pool_id FROM deleted_pools ORDER BY pool_id LIMIT 10");
const holdDeletedPool = write("SELECT 1 AS found FROM deleted_pools WHERE pool_id = ? {for update}");
const forgetPool = write("DELETE FROM deleted_pools WHERE pool_id = ?");

/** Every table but the store's description of itself and the spare key pairs, which belong to nobody yet. */
const everyRow: readonly Statement[] = [
  "user_pools",
  "deleted_pools",
  "user_counts",
  "app_clients",
  "client_secrets",
  "users",
  "user_aliases",
  "user_search",
  "credentials",
  "devices",
  "password_history",
  "webauthn_credentials",
  "software_tokens",
  "groups",
  "group_members",
  "resource_servers",
  "identity_providers",
  "identity_provider_identifiers",
  "linked_identities",
  "user_pool_domains",
  "pool_settings",
  "signing_keys",
  "token_sessions",
  "codes",
  "challenge_states",
  "consumed_marks",
  "attempts",
  "provisioned_limits",
  "lockouts",
  "messages",
  "log_entries",
  "log_queues",
  "auth_events",
  "audit_events",
  "resource_requests",
  "resource_declarations",
  "stacks",
  "stack_resources",
  "stack_events",
  "change_sets",
  "stack_exports",
  "stack_imports",
  "companion_records",
  "companion_contents",
  "function_events",
  "user_import_jobs",
  "user_import_runs",
  "user_import_files",
  "user_import_log",
].map((table) => write(`DELETE FROM ${table}`));

/** Removes every row in one transaction: the fresh start of development mode. */
export async function clear(connection: Connection): Promise<void> {
  await connection.atomic(async (atomic) => {
    for (const statement of everyRow) await atomic.run(statement);
  });
}

/** Removes a bounded batch of everything that may go at `now`; answers how many rows went. */
export async function sweep(connection: Connection, now: number): Promise<number> {
  let removed = 0;
  for (const { keptMs, remove } of expiries) removed += await connection.run(remove, now - keptMs, BATCH);
  for (const { pool_id } of await connection.all<{ pool_id: string }>(someDeletedPools)) {
    removed += await connection.atomic((atomic) => sweepPool(atomic, pool_id));
  }
  return removed;
}

async function sweepPool(connection: Connection, poolId: string): Promise<number> {
  // Whoever creates a pool of that id again holds this row too, removes all the others and then it: its rows must stay.
  if (!(await connection.get(holdDeletedPool, poolId))) return 0;
  const removed = await removeBatch(connection, poolId);
  if (removed === 0) await connection.run(forgetPool, poolId);
  return removed;
}

/** Removes all rows of a deleted pool; false when there are too many to do so at once. */
export async function purgePool(connection: Connection, poolId: string): Promise<boolean> {
  for (let batch = 0; batch < PURGE_BATCHES; batch += 1) {
    if ((await removeBatch(connection, poolId)) > 0) continue;
    await connection.run(forgetPool, poolId);
    return true;
  }
  return false;
}

/** Removes at most one batch of rows in all, so that nobody waits long for its transaction. */
async function removeBatch(connection: Connection, poolId: string): Promise<number> {
  let removed = 0;
  for (const statement of rowsOfPool) {
    removed += await connection.run(statement, poolId, BATCH - removed);
    if (removed === BATCH) break;
  }
  return removed;
}
