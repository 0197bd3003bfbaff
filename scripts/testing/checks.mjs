// Runs one program that judges the sources (formatter, compiler, unused code); its output is the failure's text.
import { spawn } from "node:child_process";

/** Resolves when the program is content, rejects with what it printed when it is not. */
export function runCheck(command, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, options, {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, NO_COLOR: "1" },
    });
    const printed = [];
    child.stdout.on("data", (part) => printed.push(part));
    child.stderr.on("data", (part) => printed.push(part));
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve();
      else reject(new Error(Buffer.concat(printed).toString().trim() || `${command} ended with ${code}`));
    });
  });
}
