import assert from "node:assert/strict";
import { test } from "node:test";
import type { User } from "../user.js";
import { keysOfUser, SEARCHABLE, type UserKeyRules } from "./user-keys.js";

const PLAIN: UserKeyRules = { caseSensitive: false, aliasAttributes: [], usernameAttributes: [] };
const ALIASES: UserKeyRules = { ...PLAIN, aliasAttributes: ["email", "phone_number", "preferred_username"] };
const BY_EMAIL: UserKeyRules = { ...PLAIN, usernameAttributes: ["email"] };

function aUser(change: Partial<User> & { readonly with?: Record<string, string> } = {}): User {
  const { with: attributes = {}, ...rest } = change;
  return {
    poolId: "p",
    sub: "5b0c1c4e-0000-4000-8000-000000000001",
    username: "Bob",
    status: "CONFIRMED",
    enabled: true,
    attributes: new Map(Object.entries(attributes)),
    mfa: { enabled: [] },
    createdAt: 0,
    modifiedAt: 0,
    version: 1,
    ...rest,
  };
}

const EMAIL = { attribute: "email", key: "bob@x.de" };

const CASES: [string, User, UserKeyRules, object[]][] = [
  ["plain pool: none", aUser({ with: { email: "Bob@x.de", email_verified: "true" } }), PLAIN, []],
  ["alias pool, unverified: none", aUser({ with: { email: "Bob@x.de", email_verified: "false" } }), ALIASES, []],
  ["alias pool, no flag: none", aUser({ with: { email: "Bob@x.de" } }), ALIASES, []],
  ["alias pool, verified", aUser({ with: { email: "Bob@x.de", email_verified: "true" } }), ALIASES, [EMAIL]],
  [
    "alias pool, verified but not confirmed: none",
    aUser({ status: "UNCONFIRMED", with: { email: "Bob@x.de", email_verified: "true" } }),
    ALIASES,
    [],
  ],
  [
    "alias pool, invited and verified",
    aUser({ status: "FORCE_CHANGE_PASSWORD", with: { email: "Bob@x.de", email_verified: "true" } }),
    ALIASES,
    [EMAIL],
  ],
  [
    "alias pool, phone number",
    aUser({ with: { phone_number: "+49", phone_number_verified: "true" } }),
    ALIASES,
    [{ attribute: "phone_number", key: "+49" }],
  ],
  [
    "alias pool without email alias: none",
    aUser({ with: { email: "Bob@x.de", email_verified: "true" } }),
    { ...PLAIN, aliasAttributes: ["phone_number"] },
    [],
  ],
  [
    "preferred username: at once",
    aUser({ with: { preferred_username: "BOBBY" } }),
    ALIASES,
    [{ attribute: "preferred_username", key: "bobby" }],
  ],
  ["email pool, unverified", aUser({ status: "UNCONFIRMED", with: { email: "Bob@x.de" } }), BY_EMAIL, [EMAIL]],
  [
    "email pool, phone number is only an attribute",
    aUser({ with: { email: "Bob@x.de", phone_number: "+49", phone_number_verified: "true" } }),
    BY_EMAIL,
    [EMAIL],
  ],
  [
    "signs in at a provider: none",
    aUser({ status: "EXTERNAL_PROVIDER", with: { email: "Bob@x.de", email_verified: "true" } }),
    ALIASES,
    [],
  ],
];

for (const [what, user, rules, aliases] of CASES) {
  test(`T-08 aliases: ${what}`, () => assert.deepEqual(keysOfUser(user, rules).aliases, aliases));
}

test("the username's key follows the pool's rule about case", () => {
  assert.equal(keysOfUser(aUser(), PLAIN).usernameKey, "bob");
  assert.equal(keysOfUser(aUser(), { ...PLAIN, caseSensitive: true }).usernameKey, "Bob");
});

test("search keys: what every user has, and the searchable attributes that are set", () => {
  const user = aUser({ enabled: false, with: { email: "Bob@x.de", name: "Bob B", "custom:x": "1", locale: "de" } });
  assert.deepEqual(keysOfUser(user, PLAIN).search, [
    { attribute: "username", key: "bob" },
    { attribute: "sub", key: user.sub },
    { attribute: "cognito:user_status", key: "confirmed" },
    { attribute: "status", key: "Disabled" },
    { attribute: "email", key: "bob@x.de" },
    { attribute: "name", key: "Bob B" },
  ]);
});

test("every search key is of an attribute that a filter may name", () => {
  const names = ["email", "phone_number", "name", "given_name", "family_name", "preferred_username"];
  const user = aUser({ with: Object.fromEntries(names.map((name) => [name, "x"])) });
  const stored = keysOfUser(user, PLAIN).search.map(({ attribute }) => attribute);
  assert.deepEqual([...stored].sort(), [...SEARCHABLE].sort());
});
