/**
 * The writing queue under faults: nobody is told of a success that is not kept, and nothing is kept of a failure, whatever
 * call of the database fails.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { SqliteSession } from "./sqlite-session.js";
import { SqliteWriter, type WritingSession } from "./sqlite-writer.js";
import { read, write } from "./statement.js";
import { TransactionCutOff } from "./transaction-connection.js";

const insert = write("INSERT INTO notes (id, body) VALUES (?, ?)");
const list = read("SELECT id FROM notes ORDER BY id");
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function openNotes(t: TestContext): SqliteSession {
  const folder = mkdtempSync(join(tmpdir(), "poolhouse-writer-"));
  const session = new SqliteSession(join(folder, "notes.db"));
  session.execute("PRAGMA journal_mode = WAL; CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT)");
  t.after(() => {
    session.close();
    rmSync(folder, { recursive: true });
  });
  return session;
}

const ids = (session: SqliteSession) => session.all<{ id: number }>(list, []).map((row) => row.id);

/** Which of the writes were acknowledged. */
async function acknowledged(writes: readonly Promise<unknown>[]): Promise<number[]> {
  const results = await Promise.allSettled(writes);
  return results.flatMap((result, n) => (result.status === "fulfilled" ? [n] : []));
}

test("transactions that wait share a commit", async (t) => {
  const session = openNotes(t);
  let commits = 0;
  const counting: WritingSession = {
    get inTransaction() {
      return session.inTransaction;
    },
    get: (statement, values) => session.get(statement, values),
    all: (statement, values) => session.all(statement, values),
    run(statement, values) {
      if (statement.sqlite === "COMMIT") commits += 1;
      return session.run(statement, values);
    },
  };
  const writer = new SqliteWriter(counting, { groupLimit: 8 });
  const writes = Array.from({ length: 20 }, (_, n) => writer.transaction((tx) => tx.run(insert, n, "x")));
  assert.equal((await acknowledged(writes)).length, 20);
  assert.equal(commits, 3);
});

/** A session whose calls fail from one to the other; counts all. */
function failing(session: SqliteSession, from: number, calls: number): WritingSession & { made: number } {
  return {
    made: 0,
    get inTransaction() {
      return session.inTransaction;
    },
    get: (statement, values) => session.get(statement, values),
    all: (statement, values) => session.all(statement, values),
    run(statement, values) {
      this.made += 1;
      if (this.made >= from && this.made < from + calls) throw new Error("disk I/O error");
      return session.run(statement, values);
    },
  };
}

test("whichever calls fail, what was acknowledged is kept and nothing else", async (t) => {
  const session = openNotes(t);
  const attempt = async (broken: WritingSession, what: string) => {
    session.execute("DELETE FROM notes");
    const writer = new SqliteWriter(broken, { groupLimit: 4 });
    const writes = Array.from({ length: 10 }, (_, n) =>
      writer.transaction(async (tx) => {
        await tx.run(insert, n, "x");
        if (n === 5) throw new Error("its own");
      }),
    );
    const kept = await acknowledged(writes);
    // A transaction that could not even be rolled back is not committed by anybody later.
    const again = () => writer.transaction((tx) => tx.run(insert, 100, "x"));
    await again().catch(again);
    assert.deepEqual(ids(session), [...kept, 100], what);
    return kept.length;
  };
  const whole = failing(session, 0, 0);
  assert.equal(await attempt(whole, "nothing fails"), 9);
  let harmed = 0;
  for (const calls of [1, 2]) {
    for (let from = 1; from <= whole.made - 5; from += 1) {
      const kept = await attempt(failing(session, from, calls), `${calls} calls fail from ${from}`);
      if (kept < 9) harmed += 1;
    }
  }
  // All but those that hit the statement of the member that fails anyway.
  assert.ok(harmed > whole.made, `${harmed} runs were harmed`);
});

test("SQLite giving up the transaction takes the whole group with it", async (t) => {
  const session = openNotes(t);
  const writer = new SqliteWriter(session, { groupLimit: 8 });
  const writes = [0, 1, 2, 3].map((n) =>
    writer.transaction(async (tx) => {
      await tx.run(insert, n, "x");
      // As SQLite itself does after some errors.
      if (n === 2) session.execute("ROLLBACK");
      if (n === 2) throw new Error("disk I/O error");
    }),
  );
  assert.deepEqual(await acknowledged(writes), [3]);
  assert.deepEqual(ids(session), [3]);
  for (const lost of writes.slice(0, 3)) await assert.rejects(lost, /disk I\/O error/);
});

for (const groupLimit of [1, 8]) {
  test(`a full disk refuses and goes on when there is room again (${groupLimit} per commit)`, async (t) => {
    const session = openNotes(t);
    const writer = new SqliteWriter(session, { groupLimit });
    session.execute("PRAGMA max_page_count = 20");
    const big = "x".repeat(20_000);
    const writes = Array.from({ length: 12 }, (_, n) => writer.transaction((tx) => tx.run(insert, n, big)));
    const kept = await acknowledged(writes);
    assert.ok(kept.length < 12, `${kept.length} fit`);
    if (groupLimit === 1) assert.ok(kept.length > 0);
    assert.deepEqual(ids(session), kept);
    session.execute("PRAGMA max_page_count = 2000");
    await writer.transaction((tx) => tx.run(insert, 50, big));
    assert.deepEqual(ids(session), [...kept, 50]);
  });
}

test("a commit that fails fails for everybody", async (t) => {
  const session = openNotes(t);
  session.execute(
    "PRAGMA foreign_keys = ON; CREATE TABLE replies (note INTEGER REFERENCES notes (id) DEFERRABLE INITIALLY DEFERRED)",
  );
  const reply = write("INSERT INTO replies (note) VALUES (?)");
  const writer = new SqliteWriter(session, { groupLimit: 8 });
  const writes = [
    writer.transaction((tx) => tx.run(insert, 0, "x")),
    writer.transaction((tx) => tx.run(reply, 999)),
    writer.transaction(async () => {
      throw new Error("its own error, decided on what is not kept");
    }),
  ];
  const results = await Promise.allSettled(writes);
  for (const result of results) assert.match(String((result as PromiseRejectedResult).reason), /FOREIGN KEY/);
  assert.deepEqual(ids(session), []);
});

test("a transaction that hangs is cut off, and its handle is dead", async (t) => {
  const session = openNotes(t);
  const writer = new SqliteWriter(session, { groupLimit: 8, limitMs: 50 });
  let late: unknown;
  const hanging = writer.transaction(async (tx) => {
    await tx.run(insert, 1, "x");
    await wait(120);
    late = await tx.run(insert, 2, "x").catch((error) => error);
  });
  const next = writer.transaction((tx) => tx.run(insert, 3, "x"));
  await assert.rejects(hanging, TransactionCutOff);
  await next;
  await wait(120);
  assert.match(String(late), /has ended/);
  assert.deepEqual(ids(session), [3]);
});

test("closing lets what waits end and accepts no more", async (t) => {
  const session = openNotes(t);
  const writer = new SqliteWriter(session, { groupLimit: 1 });
  const writes = [0, 1, 2].map((n) => writer.transaction((tx) => tx.run(insert, n, "x")));
  const closing = writer.close();
  await assert.rejects(async () => writer.transaction((tx) => tx.run(insert, 9, "x")), /closed/);
  await closing;
  assert.deepEqual(await acknowledged(writes), [0, 1, 2]);
});
