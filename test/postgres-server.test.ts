/** The PostgreSQL that tests use really is one, and each database stands alone. */

import assert from "node:assert/strict";
import { test } from "node:test";
import pg from "pg";
import { openTestDatabase } from "./postgres-server.js";

test("each test database is empty and its own", async () => {
  const [first, second] = [await openTestDatabase(), await openTestDatabase()];
  try {
    assert.notEqual(first.url, second.url);
    const [one, two] = [new pg.Client(first.url), new pg.Client(second.url)];
    await Promise.all([one.connect(), two.connect()]);
    await one.query("CREATE TABLE only_here (id integer)");
    const { rows } = await two.query("SELECT to_regclass('only_here') AS found");
    assert.equal(rows[0].found, null);
    await Promise.all([one.end(), two.end()]);
  } finally {
    await Promise.all([first.close(), second.close()]);
  }
});
