/**
 * Unpacks deployment packages (PKZIP 2.0: stored and deflated entries) into an empty folder. A package is hostile input:
 * no entry leaves the folder, by name or by link, and count and sizes are bounded, whatever the headers claim (T-37, T-49).
 */
import { chmod, mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join, posix } from "node:path";
import { promisify } from "node:util";
import { crc32, inflateRaw } from "node:zlib";

const inflate = promisify(inflateRaw);

/** Lambda's own limit on unpacked code. */
const largestWhole = 250 * 1024 * 1024;
const mostEntries = 50_000;
const longestName = 1024;
const endLength = 22;
const longestComment = 0xffff;

/** The package cannot be unpacked; the message says why. */
export class BadPackage extends Error {
  override readonly name = "BadPackage";
}

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly mode: number;
  readonly offset: number;
}

const linkType = 0o120000;

/** Unpacks a zip into an existing, empty folder. Throws BadPackage. */
export async function unzip(zip: Buffer, folder: string): Promise<void> {
  const entries = readDirectory(zip);
  let whole = 0;
  for (const { size } of entries) whole += size;
  if (whole > largestWhole) throw new BadPackage(`The package is larger than ${largestWhole} bytes when unpacked.`);
  const links = new Map<string, string>();
  for (const entry of entries) {
    const path = safePath(entry.name);
    if (path === undefined) continue;
    const at = join(folder, path);
    if (entry.name.endsWith("/")) {
      await mkdir(at, { recursive: true });
      continue;
    }
    const content = await contentOf(zip, entry);
    if ((entry.mode & 0o170000) === linkType) {
      if (links.has(path)) throw new BadPackage(`The package holds ${path} twice.`);
      links.set(path, insideLink(path, content.toString()));
      continue;
    }
    await mkdir(dirname(at), { recursive: true });
    await writeFile(at, content, { flag: "wx" });
    await chmod(at, (entry.mode & 0o755) | 0o600);
  }
  // Last, so that nothing is ever written through a link.
  for (const [path, to] of links) {
    checkOwnPlace(path, links);
    const at = join(folder, path);
    await mkdir(dirname(at), { recursive: true });
    await symlink(to, at);
  }
}

/** What lies behind another link would be somewhere else than its name says, and so would all that it leads to. */
function checkOwnPlace(path: string, links: ReadonlyMap<string, string>): void {
  for (let above = posix.dirname(path); above !== "."; above = posix.dirname(above)) {
    if (links.has(above)) throw new BadPackage("A link in the package lies behind another one.");
  }
}

function readDirectory(zip: Buffer): readonly Entry[] {
  const end = endOfDirectory(zip);
  const count = zip.readUInt16LE(end + 10);
  let at = zip.readUInt32LE(end + 16);
  if (count === 0xffff || at === 0xffffffff) throw new BadPackage("The package is a ZIP64, which is not supported.");
  if (count > mostEntries) throw new BadPackage(`The package has more than ${mostEntries} entries.`);
  const entries = new Map<string, Entry>();
  for (let left = count; left > 0; left--) {
    if (at + 46 > zip.length || zip.readUInt32LE(at) !== 0x02014b50) throw damaged();
    const nameLength = zip.readUInt16LE(at + 28);
    if (nameLength > longestName) throw new BadPackage("A name in the package is too long.");
    if ((zip.readUInt16LE(at + 8) & 1) !== 0) throw new BadPackage("The package is encrypted.");
    // The upper half holds Unix rights where the package was made on Unix; elsewhere it is zero.
    const mode = zip.readUInt16LE(at + 40);
    const entry: Entry = {
      name: zip.toString("utf8", at + 46, at + 46 + nameLength),
      method: zip.readUInt16LE(at + 10),
      crc: zip.readUInt32LE(at + 16),
      packed: zip.readUInt32LE(at + 20),
      size: zip.readUInt32LE(at + 24),
      mode: mode === 0 ? 0o755 : mode,
      offset: zip.readUInt32LE(at + 42),
    };
    if (entries.has(entry.name)) throw new BadPackage(`The package holds ${entry.name} twice.`);
    entries.set(entry.name, entry);
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return [...entries.values()];
}

function endOfDirectory(zip: Buffer): number {
  const lowest = Math.max(0, zip.length - endLength - longestComment);
  for (let at = zip.length - endLength; at >= lowest; at--) if (zip.readUInt32LE(at) === 0x06054b50) return at;
  throw new BadPackage("The package is no zip.");
}

async function contentOf(zip: Buffer, { name, method, crc, packed, size, offset }: Entry): Promise<Buffer> {
  if (offset + 30 > zip.length || zip.readUInt32LE(offset) !== 0x04034b50) throw damaged();
  const start = offset + 30 + zip.readUInt16LE(offset + 26) + zip.readUInt16LE(offset + 28);
  const raw = zip.subarray(start, start + packed);
  if (raw.length !== packed) throw damaged();
  if (method !== 0 && method !== 8) throw new BadPackage(`${name} is compressed in a way that is not supported.`);
  const content = method === 0 ? raw : await inflated(raw, size);
  if (content.length !== size || crc32(content) !== crc) throw damaged();
  return content;
}

/** Never inflates more than the directory announced: the sum of that was checked. */
async function inflated(raw: Buffer, size: number): Promise<Buffer> {
  try {
    return await inflate(raw, { maxOutputLength: Math.max(1, size) });
  } catch {
    throw damaged();
  }
}

function damaged(): BadPackage {
  return new BadPackage("The package is damaged.");
}

/** The path below the folder, or BadPackage; undefined for the folder itself. */
function safePath(name: string): string | undefined {
  const bad = name.includes("\0") || name.includes("\\") || name.startsWith("/") || /^[A-Za-z]:/.test(name);
  const path = posix.normalize(name);
  if (bad || path === ".." || path.startsWith("../")) throw new BadPackage("A name in the package leads out of it.");
  return path === "." || path === "./" ? undefined : path;
}

/** The text of a link as it is kept: without detours, which would lead elsewhere where they go through another link. */
function insideLink(from: string, to: string): string {
  const target = posix.normalize(posix.join(posix.dirname(from), to));
  if (to.startsWith("/") || to.includes("\0") || target === ".." || target.startsWith("../")) {
    throw new BadPackage("A link in the package leads out of it.");
  }
  return posix.normalize(to);
}
