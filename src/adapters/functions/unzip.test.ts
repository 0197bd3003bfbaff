/** Packages as tools make them, and packages as attackers do. */
import assert from "node:assert/strict";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { crc32, deflateRawSync } from "node:zlib";
import { storedZip } from "../../../test/zip.js";
import { BadPackage, unzip } from "./unzip.js";

const folder = mkdtempSync(join(tmpdir(), "poolhouse-unzip-"));
after(() => rmSync(folder, { recursive: true, force: true }));
let packages = 0;

interface Part {
  readonly name: string;
  readonly content?: string | Buffer;
  readonly mode?: number;
  readonly method?: number;
  /** What the directory says, where it lies. */
  readonly size?: number;
  readonly crc?: number;
  readonly flags?: number;
}

/** A zip as Unix tools write it: deflated, with rights. */
function zipOf(parts: readonly Part[]): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content = "", mode = 0o100644, method = 8, size, crc, flags = 0 } of parts) {
    const data = Buffer.from(content);
    const packed = method === 8 ? deflateRawSync(data) : data;
    const title = Buffer.from(name);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(method, 8);
    local.writeUInt16LE(title.length, 26);
    files.push(local, title, packed);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(flags, 8);
    entry.writeUInt16LE(method, 10);
    entry.writeUInt32LE(crc ?? crc32(data), 16);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt32LE(size ?? data.length, 24);
    entry.writeUInt16LE(title.length, 28);
    entry.writeUInt16LE(mode, 40);
    entry.writeUInt32LE(offset, 42);
    directory.push(entry, title);
    offset += 30 + title.length + packed.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...files, list, end]);
}

async function unpacked(zip: Buffer): Promise<string> {
  const place = join(folder, String(++packages), "inside");
  mkdirSync(place, { recursive: true });
  await unzip(zip, place);
  return place;
}

const large = "all work and no play\n".repeat(10_000);

test("files come out with their content, folders, rights and links", async () => {
  const place = await unpacked(
    zipOf([
      { name: "node_modules/", mode: 0o40755 },
      { name: "node_modules/a/index.js", content: large },
      { name: "bootstrap", content: "#!/bin/sh\n", mode: 0o100755 },
      { name: "empty" },
      { name: "ünï.txt", content: "x", method: 0 },
      { name: "node_modules/.bin/a", content: "../a/index.js", mode: 0o120777 },
      { name: "setuid", mode: 0o104777 },
    ]),
  );
  assert.equal(readFileSync(join(place, "node_modules/a/index.js"), "utf8"), large);
  assert.equal(lstatSync(join(place, "bootstrap")).mode & 0o7777, 0o755);
  assert.equal(lstatSync(join(place, "empty")).size, 0);
  assert.equal(readFileSync(join(place, "ünï.txt"), "utf8"), "x");
  assert.equal(readlinkSync(join(place, "node_modules/.bin/a")), "../a/index.js");
  assert.equal(lstatSync(join(place, "setuid")).mode & 0o7022, 0);
});

test("a package without Unix rights can be run all the same", async () => {
  const place = await unpacked(storedZip({ "sub/index.js": "1", bootstrap: "2" }));
  assert.equal(readFileSync(join(place, "sub/index.js"), "utf8"), "1");
  assert.equal(lstatSync(join(place, "bootstrap")).mode & 0o777, 0o755);
});

const whole = zipOf([{ name: "index.js", content: large }]);
const hostile: [string, Buffer, RegExp][] = [
  ["T-49 a name that climbs", zipOf([{ name: "../outside", content: "x" }]), /leads out of it/],
  ["T-49 a name that climbs later", zipOf([{ name: "a/../../outside", content: "x" }]), /leads out of it/],
  ["T-49 an absolute name", zipOf([{ name: "/tmp/poolhouse-outside", content: "x" }]), /leads out of it/],
  ["T-49 a name with backslashes", zipOf([{ name: "..\\outside", content: "x" }]), /leads out of it/],
  ["T-49 a name with a drive", zipOf([{ name: "C:outside", content: "x" }]), /leads out of it/],
  ["T-49 a link that climbs", zipOf([{ name: "a/b", content: "../../outside", mode: 0o120777 }]), /link .* leads out/],
  ["T-49 an absolute link", zipOf([{ name: "a", content: "/etc", mode: 0o120777 }]), /link .* leads out/],
  ["T-49 a name that comes twice", zipOf([{ name: "a" }, { name: "a" }]), /holds a twice/],
  [
    "T-49 a link that comes twice",
    zipOf([
      { name: "a", content: "b", mode: 0o120777 },
      { name: "./a", content: "c", mode: 0o120777 },
    ]),
    /holds a twice/,
  ],
  ["T-37 more content than announced", zipOf([{ name: "a", content: large, size: 10 }]), /damaged/],
  ["T-37 an announced bomb", zipOf([{ name: "a", size: 0x7fffffff }]), /larger than \d+ bytes when unpacked/],
  ["a wrong checksum", zipOf([{ name: "a", content: "x", crc: 1 }]), /damaged/],
  ["another compression", zipOf([{ name: "a", content: "x", method: 9 }]), /not supported/],
  ["encryption", zipOf([{ name: "a", content: "x", flags: 1 }]), /encrypted/],
  ["a cut end", whole.subarray(0, -30), /no zip/],
  ["a cut beginning", whole.subarray(100), /damaged/],
  ["something else", Buffer.from("not a zip at all, but long enough to look"), /no zip/],
  ["nothing", Buffer.alloc(0), /no zip/],
];
for (const [what, zip, message] of hostile) {
  test(`is refused: ${what}`, async () => {
    await assert.rejects(unpacked(zip), (error: unknown) => {
      assert.ok(error instanceof BadPackage, String(error));
      assert.match(error.message, message);
      return true;
    });
    assert.deepEqual(readdirSync(join(folder, String(packages))), ["inside"]);
    assert.equal(existsSync("/tmp/poolhouse-outside"), false);
  });
}

test("T-49 nothing is written through a link of the package", async () => {
  // The link stays inside by its text and would lead a file below it elsewhere.
  const parts = [
    { name: "a", content: "b", mode: 0o120777 },
    { name: "a/c", content: "x" },
  ];
  await assert.rejects(unpacked(zipOf(parts)), { code: "EEXIST" });
});

test("T-49 no link lies behind a link, where its text would be read from another place", async () => {
  const link = (name: string, content: string): Part => ({ name, content, mode: 0o120777 });
  // Each stays inside by its text; `a/up` is the folder itself, so that what lies behind it climbs one level further.
  const parts = [link("a/up", ".."), link("a/up/out", "../.."), link("a/up/out/evil", "x")];
  await assert.rejects(unpacked(zipOf(parts)), BadPackage);
  assert.equal(readdirSync(folder).includes("evil"), false);
});

test("T-49 a link that goes on upwards behind another one is read as it was judged", async () => {
  const parts: Part[] = [
    { name: "a/up", content: "..", mode: 0o120777 },
    { name: "b", content: "a/up/..", mode: 0o120777 },
  ];
  const place = await unpacked(zipOf(parts));
  assert.equal(readlinkSync(join(place, "b")), "a");
});
