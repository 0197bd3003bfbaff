/** The races on the embedded store, both as it lies in memory and as a file. */
import { startTestWorld } from "../world.js";
import { describeRaces } from "./races.js";
import { temporaryFolder } from "./server-process.js";

describeRaces("one node on SQLite in memory", async () => {
  const world = await startTestWorld();
  return { worlds: [world, world], close: () => world.close() };
});

describeRaces("one node on SQLite in a folder", async () => {
  const folder = temporaryFolder();
  const world = await startTestWorld({ data: folder.path });
  return {
    worlds: [world, world],
    async close() {
      await world.close();
      folder.remove();
    },
  };
});
