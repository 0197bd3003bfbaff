/**
 * The master key: reading it from a file or a text, making one for a new data folder, and where it may lie (T-55).
 * It owns the key's form at rest. Which source applies is the configuration's business; that the right key is used is
 * noticed by the store, which remembers the keyring's check value.
 */
import { randomBytes } from "node:crypto";
import { link, mkdir, open, readFile, realpath, stat, unlink } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";

const KEY_BYTES = 32;
const LONGEST_FILE = 4096;

/** Name of the generated key in a data folder. */
export const MASTER_KEY_FILE = "master.key";

/** A master key and what an operator should be told about it. */
export interface MasterKey {
  readonly key: Buffer;
  readonly warnings: readonly string[];
}

/** A master key that cannot be used, with a sentence for the operator; it never quotes the key. */
class MasterKeyInvalid extends Error {
  override readonly name = "MasterKeyInvalid";
}

/** The key behind 64 hexadecimal digits or the base64 (either alphabet) of 32 bytes; `origin` names the source in errors. */
export function masterKeyFromText(text: string, origin: string): Buffer {
  const trimmed = text.trim();
  if (/^[0-9a-f]{64}$/i.test(trimmed)) return Buffer.from(trimmed, "hex");
  if (/^[A-Za-z0-9+/_-]{43}=?$/.test(trimmed)) {
    const key = Buffer.from(trimmed, "base64");
    if (key.length === KEY_BYTES) return key;
  }
  throw new MasterKeyInvalid(`${origin} holds no master key: expected 32 bytes as 64 hexadecimal digits or as base64.`);
}

/** Reads a key file. Others being able to read it is a warning, as container platforms mount secrets that way. */
export async function masterKeyFromFile(path: string): Promise<MasterKey> {
  const file = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new MasterKeyInvalid(`The master key file ${path} cannot be read (${error.code}).`, { cause: error });
  });
  if (!file.isFile() || file.size > LONGEST_FILE) throw new MasterKeyInvalid(`${path} is no master key file.`);
  const key = masterKeyFromText(await readFile(path, "utf8"), path);
  const isOpen = process.platform !== "win32" && (file.mode & 0o077) !== 0;
  return { key, warnings: isOpen ? [`The master key file ${path} can be read by others; mode 0600 would do.`] : [] };
}

/** The key of a data folder, made on first use with mode 0600. Safe when two processes start at once: one key wins. */
export async function masterKeyInFolder(folder: string): Promise<MasterKey> {
  const path = join(folder, MASTER_KEY_FILE);
  if (!(await exists(path))) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await createKeyFile(path);
  }
  return masterKeyFromFile(path);
}

/**
 * Whether a path lies in a folder, symbolic links resolved. Neither needs to exist. Production refuses a master key
 * beside the data that it protects: whoever takes the folder would have both.
 */
export async function isInsideFolder(path: string, folder: string): Promise<boolean> {
  const way = relative(await resolved(folder), await resolved(path));
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`) && resolve(way) !== way);
}

/** Writes the whole key under another name and links it into place: no reader sees half a key, no key is overwritten. */
async function createKeyFile(path: string): Promise<void> {
  const draft = `${path}.${randomBytes(8).toString("hex")}`;
  const handle = await open(draft, "wx", 0o600);
  try {
    await handle.writeFile(`${randomBytes(KEY_BYTES).toString("hex")}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    await link(draft, path);
  } catch (error) {
    // Another process was faster; its key counts.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    await unlink(draft);
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}

/** The real path of the deepest part that exists, with the rest appended. */
async function resolved(path: string): Promise<string> {
  const absolute = resolve(path);
  try {
    return await realpath(absolute);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT" || dirname(absolute) === absolute) throw error;
    return join(await resolved(dirname(absolute)), basename(absolute));
  }
}
