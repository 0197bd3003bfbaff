/**
 * Passwords for declared users out of what the operator set aside: variables that begin with `POOLHOUSE_PASSWORD_`, and
 * files under one folder.
 */
import { readFile, realpath, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { type DeclaredPasswords, PasswordUnavailable } from "../../ports/declared-passwords.js";

const prefix = "POOLHOUSE_PASSWORD_";
/** A password has 256 characters at most, of four bytes at most, and perhaps a line break. */
const maxBytes = 1026;

/** The passwords among these variables and in this folder. */
export function declaredPasswords(
  variables: Readonly<Record<string, string | undefined>>,
  folder: string | undefined,
): DeclaredPasswords {
  return {
    async read(source) {
      if ("environment" in source) return fromVariable(variables, source.environment);
      if (folder === undefined) {
        throw new PasswordUnavailable(
          "No folder for password files is configured: start the server with --password-files.",
        );
      }
      return fromFile(folder, source.file);
    },
  };
}

function fromVariable(variables: Readonly<Record<string, string | undefined>>, name: string): string {
  if (!name.startsWith(prefix)) {
    throw new PasswordUnavailable(`Variables for passwords begin with ${prefix}; ${name.slice(0, 64)} does not.`);
  }
  const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
  if (value === undefined || value === "")
    throw new PasswordUnavailable(`The variable ${name.slice(0, 64)} is not set.`);
  return value;
}

async function fromFile(folder: string, name: string): Promise<string> {
  const unavailable = new PasswordUnavailable(
    `There is no password file ${name.slice(0, 64)} in the configured folder.`,
  );
  if (name.includes("\0")) throw unavailable;
  let text: string;
  try {
    // Secrets of an orchestrator are links within their folder: what counts is where a link ends.
    const [root, path] = [await realpath(folder), await realpath(join(folder, name))];
    const inside = relative(root, path);
    if (inside === "" || inside === ".." || inside.startsWith(`..${sep}`)) throw unavailable;
    const { size } = await stat(path);
    if (size > maxBytes) throw new PasswordUnavailable(`The password file ${name.slice(0, 64)} is too long.`);
    text = await readFile(path, "utf8");
  } catch (error) {
    throw error instanceof PasswordUnavailable ? error : unavailable;
  }
  const password = text.replace(/\r?\n$/, "");
  if (password === "") throw new PasswordUnavailable(`The password file ${name.slice(0, 64)} is empty.`);
  return password;
}
