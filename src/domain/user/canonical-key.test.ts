import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { aliasCandidates, aliasOf, emailKey, searchKey, usernameKey } from "./canonical-key.js";

const FOLDING = { caseSensitive: false };
const EXACT = { caseSensitive: true };

const ONE_NAME: [string, string, string][] = [
  ["case", "Bob", "bOB"],
  ["German sharp s", "Straße", "STRASSE"],
  ["German capital sharp s", "STRAẞE", "strasse"],
  ["German umlaut", "MÜLLER", "müller"],
  ["combining mark", "M\u0075\u0308ller", "Müller"],
  ["Turkish capital dotted i", "İzmir", "i\u0307zmir"],
  ["Greek final sigma", "ΟΔΥΣΣΕΥΣ", "οδυσσευς"],
  ["Kelvin sign", "\u212aelvin", "kelvin"],
  ["long s", "ſam", "Sam"],
  ["ligature", "oﬀice", "OFFICE"],
  ["Cherokee", "ᎠᏂ", "ꭰꮒ"],
];

const TWO_NAMES: [string, string, string][] = [
  ["Turkish dotless i", "ırmak", "irmak"],
  ["Turkish dotted capital against i", "İrem", "irem"],
  ["full width", "ｂob", "bob"],
  ["plus tag", "bob+a@example.com", "bob@example.com"],
  ["dots", "b.ob@example.com", "bob@example.com"],
  ["look-alike", "\u0440aypal", "paypal"],
  ["accent", "jose", "josé"],
  ["unicode and punycode domain", "a@bücher.example", "a@xn--bcher-kva.example"],
];

for (const [what, one, other] of ONE_NAME) {
  test(`T-07 ${what}: one name where case does not matter, two where it does unless canonically equal`, () => {
    assert.equal(usernameKey(one, FOLDING), usernameKey(other, FOLDING));
    assert.equal(emailKey(`${one}@x.de`, FOLDING), emailKey(`${other}@x.de`, FOLDING));
    const same = one.normalize("NFC") === other.normalize("NFC");
    assert.equal(usernameKey(one, EXACT) === usernameKey(other, EXACT), same);
  });
}

for (const [what, one, other] of TWO_NAMES) {
  test(`T-07 ${what}: two names in every pool`, () => {
    assert.notEqual(usernameKey(one, FOLDING), usernameKey(other, FOLDING));
    assert.notEqual(usernameKey(one, EXACT), usernameKey(other, EXACT));
  });
}

test("T-07 a key is its own key, and normal forms never matter", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 30 }), fc.boolean(), (name, caseSensitive) => {
      const key = usernameKey(name, { caseSensitive });
      assert.equal(usernameKey(key, { caseSensitive }), key);
      assert.equal(usernameKey(name.normalize("NFD"), { caseSensitive }), key);
      assert.equal(Buffer.from(key).toString(), key, "survives a database");
    }),
    { numRuns: 500 },
  );
});

test("T-07 exact keys are equal only for canonically equivalent names", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 8 }), fc.string({ unit: "binary", maxLength: 8 }), (a, b) => {
      assert.equal(usernameKey(a, EXACT) === usernameKey(b, EXACT), a.normalize("NFC") === b.normalize("NFC"));
    }),
    { numRuns: 300 },
  );
});

test("T-07 folding joins what changing case joins, character by character", () => {
  for (let code = 0; code < 0x20000; code++) {
    if (code >= 0xd800 && code < 0xe000) continue;
    const character = String.fromCodePoint(code);
    const key = usernameKey(character, FOLDING);
    assert.equal(usernameKey(character.toLowerCase(), FOLDING), key, code.toString(16));
    if (character !== "ı") assert.equal(usernameKey(character.toUpperCase(), FOLDING), key, code.toString(16));
  }
});

test("a lone surrogate counts as the replacement character", () => {
  assert.equal(usernameKey("a\ud800", EXACT), "a\ufffd");
  assert.equal(usernameKey("a\ud800", FOLDING), "a\ufffd");
});

test("alias candidates follow the shape of the typed name and the pool's attributes", () => {
  const all = ["phone_number", "email", "preferred_username"];
  assert.deepEqual(aliasCandidates("Bob@Example.com", all, FOLDING), [
    { attribute: "email", key: "bob@example.com" },
    { attribute: "preferred_username", key: "bob@example.com" },
  ]);
  assert.deepEqual(aliasCandidates("+491701234", all, EXACT), [
    { attribute: "phone_number", key: "+491701234" },
    { attribute: "preferred_username", key: "+491701234" },
  ]);
  assert.deepEqual(aliasCandidates("Bob", all, EXACT), [{ attribute: "preferred_username", key: "Bob" }]);
  assert.deepEqual(aliasCandidates("bob@example.com", ["phone_number"], EXACT), []);
  assert.deepEqual(aliasCandidates("bob", [], EXACT), []);
});

test("a value too long to be typed as a username is no alias", () => {
  assert.ok(aliasOf("preferred_username", "a".repeat(128), EXACT));
  assert.equal(aliasOf("preferred_username", "a".repeat(129), EXACT), undefined);
  assert.equal(aliasOf("email", "", EXACT), undefined);
});

test("search keys: addresses and names as the pool compares them, status without case, the rest exactly", () => {
  assert.equal(searchKey("email", "Bob@X.de", FOLDING), "bob@x.de");
  assert.equal(searchKey("email", "Bob@X.de", EXACT), "Bob@X.de");
  assert.equal(searchKey("username", "Bob", FOLDING), "bob");
  assert.equal(searchKey("username", "Bob", EXACT), "Bob");
  assert.equal(searchKey("cognito:user_status", "CONFIRMED", EXACT), "confirmed");
  assert.equal(searchKey("status", "Enabled", FOLDING), "Enabled");
  assert.equal(searchKey("given_name", "Bob", FOLDING), "Bob");
});

test("search keys fit into an index entry and stay well formed", () => {
  const key = searchKey("name", `a${"😀".repeat(600)}`, EXACT);
  assert.equal(key.length, 511);
  assert.equal(Buffer.from(key).toString(), key);
  assert.ok(Buffer.byteLength(searchKey("name", "€".repeat(2048), EXACT)) < 2000);
});
