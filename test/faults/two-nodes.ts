/** Owns opening two servers over one PostgreSQL database, with the one master key that they share. */
import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { openTestDatabase } from "../postgres-server.js";
import { startTestWorld } from "../world.js";
import type { Nodes } from "./races.js";
import { temporaryFolder } from "./server-process.js";

/** Opens both nodes at the same moment: the schema is made in a race too. */
export async function openTwoNodes(
  openDatabase: typeof openTestDatabase,
): Promise<Nodes & { readonly database: string }> {
  const folder = temporaryFolder();
  const masterKey = join(folder.path, "master.key");
  writeFileSync(masterKey, randomBytes(32).toString("hex"), { mode: 0o600 });
  const database = await openDatabase();
  const open = () => startTestWorld({ database: database.url, masterKey, publicUrl: "http://localhost:9229" });
  const worlds = await Promise.all([open(), open()]);
  return {
    worlds,
    database: database.url,
    async close() {
      for (const world of worlds) await world.close();
      await database.close();
      folder.remove();
    },
  };
}
