import assert from "node:assert/strict";
import { test } from "node:test";
import { ENTRY_BYTES, isFrequentPassword } from "./frequent-passwords.js";
import { frequentPasswords } from "./generated/frequent-passwords.js";

const list = Buffer.from(frequentPasswords, "base64");

test("the list is whole and sorted", () => {
  assert.equal(list.length % ENTRY_BYTES, 0);
  assert.ok(list.length / ENTRY_BYTES > 30_000);
  for (let at = ENTRY_BYTES; at < list.length; at += ENTRY_BYTES) {
    assert.ok(list.compare(list, at - ENTRY_BYTES, at, at, at + ENTRY_BYTES) > 0, `entry ${at / ENTRY_BYTES}`);
  }
});

for (const password of ["password", "Password1", "QWERTY123", "123456789", "letmein", "trustno1"]) {
  test(`${password} is common`, () => assert.equal(isFrequentPassword(password, list), true));
}
for (const password of ["Correct-Horse-1", "", "x7#Lq!2vPz", "passwort-des-Nachbarn"]) {
  test(`${JSON.stringify(password)} is not`, () => assert.equal(isFrequentPassword(password, list), false));
}

test("the first and the last entry are found, and nothing in an empty list", () => {
  const one = list.subarray(0, ENTRY_BYTES);
  assert.equal(isFrequentPassword("password", Buffer.alloc(0)), false);
  assert.equal(isFrequentPassword("password", one), false);
});
