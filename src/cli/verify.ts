/** `poolhouse verify [FILE]`: reads everything in a store or a backup and checks it. */

import { resolve } from "node:path";
import { readConfig } from "../config.js";
import type { Command } from "./command.js";
import { report } from "./report.js";

/** Checks and says what is wrong, if anything. */
export const verify: Command = async (flags, surroundings) => {
  const { config, operands } = await readConfig(flags, { operands: 1 });
  const file = operands[0] === undefined ? undefined : resolve(operands[0]);
  const { verifyStore } = await surroundings.world();
  return report(await verifyStore(config, file), `Verified ${file ?? "the store"}`, surroundings);
};
