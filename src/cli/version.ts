/** Prints the version. The number stands here and not in a file that is read, because the program is bundled. */

import { type Command, exitCode } from "./command.js";

/** The version of this program, the same as in package.json. */
export const version = "0.1.0";

/** `poolhouse --version`. */
export const printVersion: Command = async (_flags, { print }) => {
  print(version);
  return exitCode.done;
};
