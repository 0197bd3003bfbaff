import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import {
  isInsideFolder,
  MASTER_KEY_FILE,
  masterKeyFromFile,
  masterKeyFromText,
  masterKeyInFolder,
} from "./master-key.js";

const folder = await mkdtemp(join(tmpdir(), "poolhouse-key-"));
after(() => rm(folder, { recursive: true }));

const KEY = Buffer.from("00fbff1032547698badcfe0123456789abcdef00112233445566778899aabbcc", "hex");

test("a key is 32 bytes in hexadecimal or base64 of either alphabet", () => {
  const base64 = KEY.toString("base64");
  for (const text of [KEY.toString("hex"), KEY.toString("hex").toUpperCase(), base64, KEY.toString("base64url")]) {
    assert.deepEqual(masterKeyFromText(text, "the flag"), KEY);
    assert.deepEqual(masterKeyFromText(` ${text}\n`, "the flag"), KEY);
  }
});

test("anything else is refused without quoting it", () => {
  const rows = [
    "",
    "secret",
    "a".repeat(63),
    "a".repeat(65),
    KEY.toString("hex").slice(2),
    `${KEY.toString("base64")}=`,
  ];
  for (const text of [
    ...rows,
    Buffer.alloc(33, 1).toString("base64"),
    Buffer.alloc(16).toString("hex"),
    "é".repeat(43),
  ]) {
    assert.throws(
      () => masterKeyFromText(text, "the flag"),
      (error: Error) => error.name === "MasterKeyInvalid" && error.message.startsWith("the flag holds no master key"),
    );
  }
});

test("a key file is read; one that others can read brings a warning", async () => {
  const path = join(folder, "given.key");
  await writeFile(path, KEY.toString("base64"), { mode: 0o600 });
  assert.deepEqual(await masterKeyFromFile(path), { key: KEY, warnings: [] });
  await chmod(path, 0o640);
  const { key, warnings } = await masterKeyFromFile(path);
  assert.deepEqual([key, warnings.length], [KEY, 1]);
});

test("a missing, empty or huge key file and a folder are refused", async () => {
  await writeFile(join(folder, "empty.key"), "");
  await writeFile(join(folder, "huge.key"), "0".repeat(5000));
  for (const name of ["missing.key", "empty.key", "huge.key", "."]) {
    await assert.rejects(masterKeyFromFile(join(folder, name)), { name: "MasterKeyInvalid" }, name);
  }
});

test("T-55: a new data folder gets a key of its own, readable by its owner only, and keeps it", async () => {
  const data = join(folder, "new", "data");
  const first = await masterKeyInFolder(data);
  assert.deepEqual([first.key.length, first.warnings], [32, []]);
  assert.equal((await stat(join(data, MASTER_KEY_FILE))).mode & 0o777, 0o600);
  assert.deepEqual(await masterKeyInFolder(data), first);
  assert.notDeepEqual((await masterKeyInFolder(join(folder, "other"))).key, first.key);
});

test("processes that start together agree on one key and leave no drafts", async () => {
  const data = join(folder, "race");
  const keys = await Promise.all(Array.from({ length: 8 }, () => masterKeyInFolder(data)));
  assert.equal(new Set(keys.map(({ key }) => key.toString("hex"))).size, 1);
  assert.deepEqual(await readdir(data), [MASTER_KEY_FILE]);
});

test("a damaged key is never replaced", async () => {
  const data = join(folder, "damaged");
  await mkdir(data);
  await writeFile(join(data, MASTER_KEY_FILE), "abc");
  await assert.rejects(masterKeyInFolder(data), { name: "MasterKeyInvalid" });
});

test("a path inside a folder is recognised through dots and symbolic links", async () => {
  const data = join(folder, "store");
  await mkdir(data);
  await symlink(data, join(folder, "link"));
  const rows: [string, boolean][] = [
    [join(data, "master.key"), true],
    [join(data, "deep", "er", "master.key"), true],
    [data, true],
    [join(folder, "link", "master.key"), true],
    [join(folder, "x", "..", "store", "key"), true],
    [join(data, "..hidden"), true],
    [join(folder, "store-2", "key"), false],
    [join(data, "..", "key"), false],
    ["/", false],
  ];
  for (const [path, inside] of rows) assert.equal(await isInsideFolder(path, data), inside, path);
  assert.equal(await isInsideFolder(join(data, "key"), join(folder, "link")), true);
  assert.equal(await isInsideFolder("/etc", "/"), true);
});
