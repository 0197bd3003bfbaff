/** Only what was set aside for passwords can be reached by a template. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { PasswordUnavailable } from "../../ports/declared-passwords.js";
import { declaredPasswords } from "./declared-passwords.js";

const root = mkdtempSync(join(tmpdir(), "poolhouse-passwords-"));
const folder = join(root, "secrets");
mkdirSync(join(folder, "..data"), { recursive: true });
writeFileSync(join(root, "outside"), "outside");
writeFileSync(join(folder, "..data", "ada"), "Correct-Horse-9\n");
writeFileSync(join(folder, "long"), "x".repeat(2000));
writeFileSync(join(folder, "empty"), "\n");
symlinkSync(join("..data", "ada"), join(folder, "ada"));
symlinkSync(join(root, "outside"), join(folder, "escape"));
after(() => rmSync(root, { recursive: true }));

const passwords = declaredPasswords({ POOLHOUSE_PASSWORD_ADA: "Ada-123456", HOME: "/home/ada" }, folder);
const unavailable = (text: RegExp) => (error: unknown) =>
  error instanceof PasswordUnavailable && text.test(error.message);

test("a variable with the prefix is read, no other one", async () => {
  assert.equal(await passwords.read({ environment: "POOLHOUSE_PASSWORD_ADA" }), "Ada-123456");
  await assert.rejects(passwords.read({ environment: "HOME" }), unavailable(/begin with POOLHOUSE_PASSWORD_/));
  await assert.rejects(passwords.read({ environment: "POOLHOUSE_PASSWORD_BOB" }), unavailable(/is not set/));
});

test("a file of the folder is read without its last line break, links within the folder are followed", async () => {
  assert.equal(await passwords.read({ file: "ada" }), "Correct-Horse-9");
});

for (const file of ["../outside", "escape", "nothing", "", ".", "..", join(root, "outside"), "ada\0"]) {
  test(`no file outside of the folder: ${JSON.stringify(file)}`, () =>
    assert.rejects(passwords.read({ file }), unavailable(/There is no password file/)));
}

test("a file that is too long or empty is none", async () => {
  await assert.rejects(passwords.read({ file: "long" }), unavailable(/is too long/));
  await assert.rejects(passwords.read({ file: "empty" }), unavailable(/is empty/));
});

test("without a folder no file is read", () =>
  assert.rejects(declaredPasswords({}, undefined).read({ file: "ada" }), unavailable(/--password-files/)));
