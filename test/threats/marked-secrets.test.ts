/** Marked secrets sent through real servers: neither their output nor their stores hold any of them (T-45, T-05, T-51). */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import pg from "pg";
import { runProgram, startServer, temporaryFolder } from "../faults/server-process.js";
import { anyCredentials, post } from "../faults/wire.js";
import { openTestDatabase } from "../postgres-server.js";
import { markedTraffic, type Secrets } from "./marked-traffic.js";

const production = { accessKeyId: "AKIDMARKED", secretAccessKey: `SECRET-key-${randomBytes(20).toString("hex")}` };

function masterKeyFile(folder: string): { path: string; key: string } {
  const path = join(folder, "key");
  const key = randomBytes(32).toString("hex");
  writeFileSync(path, key, { mode: 0o600 });
  return { path, key };
}

const inboxOf = (url: string) => async (to: string) => {
  const path = `/_poolhouse/messages?to=${encodeURIComponent(to)}`;
  return (await post(url, "", {}, undefined, { method: "GET", path })).body.messages;
};

/** The bytes of a data folder but for the master key, which lies there in development. */
function filesOf(folder: string): Map<string, Buffer> {
  const names = readdirSync(folder).filter((name) => name !== "master.key");
  return new Map(names.map((name) => [name, readFileSync(join(folder, name))]));
}

/** Fails with the names of the secrets that a place holds, in clear, hexadecimal or base64. */
function assertClean(place: string, bytes: Buffer, secrets: Secrets): void {
  const found: string[] = [];
  for (const [name, secret] of secrets) {
    const raw = Buffer.isBuffer(secret) ? secret : Buffer.from(secret, "utf8");
    if (/^\d{6}$/.test(raw.toString("latin1"))) {
      if (new RegExp(`(?<![0-9a-f.])${raw.toString("latin1")}(?![0-9a-f])`).test(bytes.toString("latin1")))
        found.push(name);
      continue;
    }
    const forms = [
      raw,
      Buffer.from(raw.toString("hex")),
      Buffer.from(raw.toString("base64")),
      Buffer.from(encodeURIComponent(raw.toString("utf8"))),
    ];
    if (forms.some((form) => bytes.includes(form))) found.push(name);
  }
  assert.deepEqual(found, [], `${place} holds secrets`);
}

/** Everything in every table, as bytes. */
async function dumpOf(url: string): Promise<Buffer> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const tables = await client.query<{ name: string }>(
    "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'",
  );
  const parts: Buffer[] = [];
  for (const { name } of tables.rows) {
    for (const row of (await client.query(`SELECT * FROM ${client.escapeIdentifier(name)}`)).rows) {
      for (const value of Object.values(row as Record<string, unknown>)) {
        parts.push(Buffer.isBuffer(value) ? value : Buffer.from(`${String(value)}\n`, "utf8"));
      }
    }
  }
  await client.end();
  assert.ok(parts.length > 200, "the dump is too small to be one");
  return Buffer.concat(parts);
}

test("T-45 T-05 T-51 a development server on SQLite: log, store while running, store after the end, backup", async () => {
  const folder = temporaryFolder();
  const data = join(folder.path, "data");
  const server = await startServer(["--data", data, "--log-level", "trace"]);
  const secrets = await markedTraffic({ url: server.url, credentials: anyCredentials, inbox: inboxOf(server.url) });
  secrets.set("master key", readFileSync(join(data, "master.key"), "utf8").trim());
  assert.ok(
    [...secrets.keys()].some((name) => name.endsWith(" code")),
    "no code was seen",
  );
  for (const [name, bytes] of filesOf(data)) assertClean(`${name} of the running server`, bytes, secrets);
  const backup = join(folder.path, "backup");
  assert.equal((await runProgram(["backup", backup, "--data", data])).code, 0);
  assertClean("the backup", readFileSync(backup), secrets);
  assert.equal(await server.stop(), 0);
  for (const [name, bytes] of filesOf(data)) assertClean(`${name} of the stopped server`, bytes, secrets);
  assert.ok(server.printed().includes('"operation":"ConfirmForgotPassword"'), "the log is too short to prove anything");
  assertClean("the log", Buffer.from(server.printed()), secrets);
  // The scan finds what is there: a username is stored in clear.
  assert.throws(() => assertClean("the store", filesOf(data).get("poolhouse.db")!, new Map([["name", "invited"]])));
});

test("T-45 T-05 T-51 a production server on SQLite", async () => {
  const folder = temporaryFolder();
  const data = join(folder.path, "data");
  const masterKey = masterKeyFile(folder.path);
  const flags = ["--mode", "production", "--public-url", "https://login.example.com", "--master-key", masterKey.path];
  const server = await startServer([...flags, "--data", data, "--log-level", "trace", "--allow-host", "127.0.0.1"], {
    environment: {
      POOLHOUSE_ACCESS_KEY_ID: production.accessKeyId,
      POOLHOUSE_SECRET_ACCESS_KEY: production.secretAccessKey,
    },
  });
  const secrets = await markedTraffic({ url: server.url, credentials: production, inbox: undefined });
  secrets.set("master key", masterKey.key);
  secrets.set("access key", production.secretAccessKey);
  await server.kill();
  for (const [name, bytes] of filesOf(data)) assertClean(`${name} of the killed server`, bytes, secrets);
  assertClean("the log", Buffer.from(server.printed()), secrets);
});

test("T-45 T-05 T-51 a server on PostgreSQL: log and every table", async () => {
  const folder = temporaryFolder();
  const database = await openTestDatabase();
  const masterKey = masterKeyFile(folder.path);
  const flags = ["--mode", "development", "--database", database.url, "--master-key", masterKey.path];
  const server = await startServer([...flags, "--log-level", "trace"]);
  const secrets = await markedTraffic({ url: server.url, credentials: anyCredentials, inbox: inboxOf(server.url) });
  secrets.set("master key", masterKey.key);
  const dump = await dumpOf(database.url);
  assertClean("the database", dump, secrets);
  assert.throws(() => assertClean("the database", dump, new Map([["name", "invited"]])));
  assert.equal(await server.stop(), 0);
  assertClean("the log", Buffer.from(server.printed()), secrets);
  await database.close();
});
