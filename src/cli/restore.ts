/** `poolhouse restore FILE`: fills a store from a backup. */

import { resolve } from "node:path";
import { readConfig } from "../config.js";
import { type Command, exitCode } from "./command.js";
import { report } from "./report.js";

/** Restores the backup and says what is in the store now. */
export const restore: Command = async (flags, surroundings) => {
  const { config, operands, switches } = await readConfig(flags, { operands: 1, switches: ["replace"] });
  const [file] = operands;
  if (file === undefined) {
    surroundings.complain("restore needs the name of the backup: poolhouse restore FILE");
    return exitCode.misused;
  }
  const { restoreStore } = await surroundings.world();
  const found = await restoreStore(config, resolve(file), { replace: switches.has("replace") });
  return report(found, `Restored from ${file}`, surroundings);
};
