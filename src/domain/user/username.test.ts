import assert from "node:assert/strict";
import { test } from "node:test";
import { usernameFills, withUsernameAttribute } from "./username.js";

type Rules = Parameters<typeof usernameFills>[1];

const PLAIN: Rules = { usernameAttributes: [], aliasAttributes: [] };
const BY_EMAIL: Rules = { ...PLAIN, usernameAttributes: ["email"] };
const BY_PHONE: Rules = { ...PLAIN, usernameAttributes: ["phone_number"] };
const BY_EITHER: Rules = { ...PLAIN, usernameAttributes: ["phone_number", "email"] };
const EMAIL_ALIAS: Rules = { ...PLAIN, aliasAttributes: ["email", "preferred_username"] };
const PHONE_ALIAS: Rules = { ...PLAIN, aliasAttributes: ["phone_number"] };

const TAKEN: [string, Rules, string | undefined][] = [
  ["bob", PLAIN, undefined],
  ["bob@x.de", PLAIN, undefined],
  ["+491701", PLAIN, undefined],
  ["bob@x.de", BY_EMAIL, "email"],
  ["+491701", BY_PHONE, "phone_number"],
  ["bob@x.de", BY_EITHER, "email"],
  ["+491701", BY_EITHER, "phone_number"],
  ["bob", EMAIL_ALIAS, undefined],
  ["+491701", EMAIL_ALIAS, undefined],
  ["bob@x.de", PHONE_ALIAS, undefined],
];

const REFUSED: [string, Rules, string][] = [
  ["bob", BY_EMAIL, "Username should be an email."],
  ["+491701", BY_EMAIL, "Username should be an email."],
  ["bob@x.de", BY_PHONE, "Username should be a phone number."],
  ["bob", BY_EITHER, "Username should be either an email or a phone number."],
  ["bob@x.de", EMAIL_ALIAS, "Username cannot be of email format, since user pool is configured for email alias."],
  [
    "+491701",
    PHONE_ALIAS,
    "Username cannot be of phone number format, since user pool is configured for phone number alias.",
  ],
];

for (const [username, rules, fills] of TAKEN) {
  test(`T-08 ${username} in ${JSON.stringify(rules)} fills ${fills}`, () => {
    assert.equal(usernameFills(username, rules), fills);
  });
}

for (const [username, rules, message] of REFUSED) {
  test(`T-08 ${username} in ${JSON.stringify(rules)}: ${message}`, () => {
    assert.throws(() => usernameFills(username, rules), { name: "InvalidParameterException", message });
  });
}

test("a username that is an address becomes that attribute, once", () => {
  const folding = { caseSensitive: false };
  const name = { Name: "name", Value: "B" };
  const email = { Name: "email", Value: "bob@x.de" };
  assert.deepEqual(withUsernameAttribute([name], "bob@x.de", "email", folding), [name, email]);
  assert.deepEqual(withUsernameAttribute([email, name], "BOB@x.de", "email", folding), [
    name,
    { Name: "email", Value: "BOB@x.de" },
  ]);
  assert.deepEqual(withUsernameAttribute([email], "bob", undefined, folding), [email]);
  for (const rule of [folding, { caseSensitive: true }]) {
    assert.throws(() => withUsernameAttribute([{ ...email, Value: "eve@x.de" }], "bob@x.de", "email", rule), {
      name: "InvalidParameterException",
      message: "User email should be empty or same as username, since username attribute is email",
    });
  }
  assert.throws(() => withUsernameAttribute([email], "Bob@x.de", "email", { caseSensitive: true }));
});
