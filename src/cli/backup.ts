/** `poolhouse backup FILE`: a consistent copy of the store while servers go on. */

import { resolve } from "node:path";
import { readConfig } from "../config.js";
import { type Command, exitCode } from "./command.js";
import { report } from "./report.js";

/** Writes the backup and says what is in it. */
export const backup: Command = async (flags, surroundings) => {
  const { config, operands } = await readConfig(flags, { operands: 1 });
  const [file] = operands;
  if (file === undefined) {
    surroundings.complain("backup needs the name of the file to write: poolhouse backup FILE");
    return exitCode.misused;
  }
  const { backupStore } = await surroundings.world();
  const code = report(await backupStore(config, resolve(file)), `Backup written to ${file}`, surroundings);
  surroundings.print(
    "The master key is not in the backup. Keep a copy of it elsewhere: without it the backup is unreadable.",
  );
  return code;
};
