/** The schema as a whole: upgrades are all or nothing, a newer store and a foreign key are refused (R-5, T-51). */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { migrations } from "./migrations/index.js";
import { prepareSchema, readSchemaState } from "./schema.js";
import { schemaConnection } from "./sqlite.js";
import { SqliteSession } from "./sqlite-session.js";

const next = migrations.length + 1;

describe("migrations", () => {
  it("are numbered without gaps", () => {
    assert.deepEqual(
      migrations.map((one) => one.version),
      migrations.map((_, n) => n + 1),
    );
  });

  it("run once, and a further one runs alone", async () => {
    const connection = schemaConnection(new SqliteSession(undefined));
    await prepareSchema(connection, "key");
    await prepareSchema(connection, "key");
    const further = { version: next, name: "further", statements: ["CREATE TABLE further (id {int})"] };
    await prepareSchema(connection, "key", [...migrations, further]);
    assert.deepEqual(await readSchemaState(connection), { version: next, keyCheck: "key" });
    await connection.query("SELECT id FROM further");
  });

  it("interrupted leave the earlier schema, and resume", async () => {
    const session = new SqliteSession(undefined);
    const connection = schemaConnection(session);
    await prepareSchema(connection, "key");
    const statements = ["CREATE TABLE further (id {int})", "CREATE TABLE further (id {int})"];
    session.execute("BEGIN");
    await assert.rejects(
      prepareSchema(connection, "key", [...migrations, { version: next, name: "broken", statements }]),
    );
    session.execute("ROLLBACK");
    assert.equal((await readSchemaState(connection)).version, next - 1);
    const mended = { version: next, name: "mended", statements: statements.slice(1) };
    await prepareSchema(connection, "key", [...migrations, mended]);
    assert.equal((await readSchemaState(connection)).version, next);
  });
});
