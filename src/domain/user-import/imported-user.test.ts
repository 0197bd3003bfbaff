import assert from "node:assert/strict";
import { test } from "node:test";
import type { PasswordHashingAlgorithmType } from "../../model/generated/types.js";
import { standardAttributes } from "../user-pool/standard-attributes.js";
import type { UserPool } from "../user-pool.js";
import { csvHeader, isHeaderFault, PASSWORD_HASH, readCsvHeader } from "./csv-columns.js";
import { importedUser } from "./imported-user.js";

const required = standardAttributes.map((one) => (one.Name === "family_name" ? { ...one, Required: true } : one));

function aPool(settings: UserPool["settings"] = {}, members: Partial<UserPool> = {}): UserPool {
  return {
    id: "us-east-1_pool",
    region: "us-east-1",
    accountId: "123456789012",
    name: "pool",
    createdAt: 0,
    modifiedAt: 0,
    version: 1,
    schema: standardAttributes,
    settings: { AutoVerifiedAttributes: ["email"], ...settings },
    mfa: { configuration: "OFF" },
    tags: {},
    hadIdentityProvider: false,
    ...members,
  };
}

const good = { "cognito:username": "ann", email: "ann@example.com", email_verified: "TRUE" };

function outcome(pool: UserPool, row: Readonly<Record<string, string>>, hashing?: PasswordHashingAlgorithmType) {
  const columns = [...csvHeader(pool.schema), ...(hashing === undefined ? [] : [PASSWORD_HASH])];
  const cells = columns.map((name) => row[name] ?? "");
  return importedUser(pool, columns, cells, { sub: "sub", now: 5, hashing });
}

const notVerified =
  "The User Record does not set any of the auto verified attributes to verified. (Example: email_verified to true).";
const badUsername = "The username is longer than 128 characters or contains spaces or control characters.";
const badDate = "birthdate must be a date, written as mm/dd/yyyy.";

const refusals: readonly (readonly [name: string, row: Record<string, string>, failure: string, pool?: UserPool])[] = [
  ["no username", { ...good, "cognito:username": " " }, "The line has no value for cognito:username."],
  ["a space in the username", { ...good, "cognito:username": "a b" }, badUsername],
  ["T-07 a zero-width letter in it", { ...good, "cognito:username": "a\u200bb" }, badUsername],
  ["a null character in it", { ...good, "cognito:username": "a\0b" }, badUsername],
  ["a huge username", { ...good, "cognito:username": "a".repeat(129) }, badUsername],
  ["nothing verified", { ...good, email_verified: "" }, notVerified],
  ["verified to be false", { ...good, email_verified: "FALSE" }, notVerified],
  [
    "another address verified than the pool verifies",
    { ...good, email_verified: "", phone_number: "+12345550100", phone_number_verified: "true" },
    notVerified,
  ],
  [
    "a flag of no address",
    { "cognito:username": "ann", email_verified: "true" },
    "Email is required to verify/un-verify an email",
  ],
  [
    "a flag that is none",
    { ...good, email_verified: "yes" },
    "Attributes did not conform to the schema: email_verified: Boolean must be true or false",
  ],
  ["no email address", { ...good, email: "ann" }, "Invalid email address format."],
  ["no phone number", { ...good, phone_number: "12345550100" }, "Invalid phone number format."],
  [
    "a date as other countries write it",
    { ...good, birthdate: "1985-02-01" },
    "birthdate must be written as mm/dd/yyyy.",
  ],
  ["no date", { ...good, birthdate: "02/30/1985" }, badDate],
  ["no month", { ...good, birthdate: "13/01/1985" }, badDate],
  [
    "a time that is no number",
    { ...good, updated_at: "yesterday" },
    "Attributes did not conform to the schema: updated_at: Number must be a decimal number",
  ],
  [
    "a value that is too long",
    { ...good, nickname: "x".repeat(2049) },
    "Attributes did not conform to the schema: nickname: String must be no longer than 2048 characters",
  ],
  [
    "T-50 a null character in a value",
    { ...good, nickname: "a\0b" },
    "Attributes did not conform to the schema: nickname: Value must not contain a null character",
  ],
  ["T-50 what is no UTF-8", { ...good, nickname: "a\ufffdb" }, "The line is not in UTF-8."],
  ["T-50 a huge line", { ...good, nickname: "x".repeat(16_000) }, "The line is longer than 16000 characters."],
  [
    "MFA where it is off",
    { ...good, "cognito:mfa_enabled": "True" },
    "cognito:mfa_enabled must be false or blank: the user pool has MFA switched off.",
  ],
  [
    "no MFA where it is on",
    { ...good, "cognito:mfa_enabled": "false" },
    "cognito:mfa_enabled must be true or blank: the user pool requires MFA.",
    aPool({}, { mfa: { configuration: "ON" } }),
  ],
  [
    "an MFA flag that is none",
    { ...good, "cognito:mfa_enabled": "maybe" },
    "cognito:mfa_enabled must be true, false or blank.",
  ],
  ["a required attribute left out", good, "family_name: The attribute is required", aPool({}, { schema: required })],
];

for (const [name, row, failure, pool = aPool()] of refusals) {
  test(`refused: ${name}`, () => assert.deepEqual(outcome(pool, row), { failure }));
}

test("refused: more or fewer cells than columns", () => {
  const columns = csvHeader(standardAttributes);
  const count = columns.length;
  for (const cells of [[], Array(count - 1).fill(""), Array(count + 1).fill("")]) {
    assert.deepEqual(importedUser(aPool(), columns, cells, { sub: "sub", now: 5 }), {
      failure: `The line has ${cells.length} columns, the header has ${count}.`,
    });
  }
});

test("T-50 formulas are text", () => {
  const judged = outcome(aPool(), {
    ...good,
    "cognito:username": "=1+1",
    nickname: "@SUM(A1:A9)",
    name: "+cmd|' /C calc'!A0",
  });
  assert.ok("user" in judged);
  assert.equal(judged.user.username, "=1+1");
  assert.equal(judged.user.attributes.get("nickname"), "@SUM(A1:A9)");
  assert.equal(judged.user.attributes.get("name"), "+cmd|' /C calc'!A0");
});

test("a user is made with what the line says and nothing else", () => {
  assert.deepEqual(outcome(aPool(), { ...good, nickname: "  x  ", birthdate: "02/29/1984" }), {
    user: {
      poolId: "us-east-1_pool",
      sub: "sub",
      username: "ann",
      status: "RESET_REQUIRED",
      enabled: true,
      attributes: new Map([
        ["nickname", "x"],
        ["email", "ann@example.com"],
        ["email_verified", "true"],
        ["birthdate", "1984-02-29"],
      ]),
      mfa: { enabled: [] },
      createdAt: 5,
      modifiedAt: 5,
      version: 1,
    },
  });
});

const smsPool = (configuration: "ON" | "OPTIONAL") =>
  aPool({}, { mfa: { configuration, sms: { SmsAuthenticationMessage: "{####}" } } });

for (const [configuration, flag, phone, enabled] of [
  ["OPTIONAL", "TRUE", true, ["SMS_MFA"]],
  ["OPTIONAL", "", true, []],
  ["OPTIONAL", "false", true, []],
  ["OPTIONAL", "true", false, []],
  ["ON", "", true, ["SMS_MFA"]],
  ["ON", "", false, []],
] as const) {
  test(`MFA ${configuration}, flag "${flag}", ${phone ? "a" : "no"} phone number: ${enabled.join() || "no factor"}`, () => {
    const row = { ...good, "cognito:mfa_enabled": flag, ...(phone ? { phone_number: "+12345550100" } : {}) };
    const judged = outcome(smsPool(configuration), row);
    assert.ok("user" in judged);
    assert.deepEqual(judged.user.mfa.enabled, enabled);
  });
}

test("a header has every column once, in any order, and no other", () => {
  const expected = csvHeader(standardAttributes);
  assert.deepEqual(expected.slice(-3), ["updated_at", "cognito:mfa_enabled", "cognito:username"]);
  assert.equal(expected.includes("sub"), false);
  const turned = [...expected].reverse();
  assert.deepEqual(
    readCsvHeader(
      standardAttributes,
      turned.map((name) => ` ${name} `),
      { withHashes: false },
    ),
    turned,
  );
  const faults: readonly (readonly [cells: string[], fault: string])[] = [
    [expected.slice(1), "These columns are missing: name."],
    [[...expected, "custom:unknown"], "The user pool has no attributes for 1 of the columns."],
    [[...expected, "email"], "These columns appear more than once: email."],
  ];
  for (const [cells, fault] of faults) {
    const header = readCsvHeader(standardAttributes, cells, { withHashes: false });
    assert.ok(isHeaderFault(header));
    assert.equal(header.fault, fault);
  }
});

test("a file of a job with hashes has their column, and no other file has it", () => {
  const without = csvHeader(standardAttributes);
  const columns = [...without, PASSWORD_HASH];
  assert.deepEqual(readCsvHeader(standardAttributes, columns, { withHashes: true }), columns);
  assert.deepEqual(readCsvHeader(standardAttributes, without, { withHashes: true }), {
    fault: "These columns are missing: cognito:password_hash.",
  });
  assert.deepEqual(readCsvHeader(standardAttributes, columns, { withHashes: false }), {
    fault: "The user pool has no attributes for 1 of the columns.",
  });
});

const bcryptHash = "$2b$04$YvQKUtrLmUKnsN6OS/dU1ueUl3bzhtq/KrNsXBJ7hQNiV85kJ6tye";

test("whoever has a hash is confirmed, in the same file as those who have none", () => {
  const withHash = outcome(aPool(), { ...good, [PASSWORD_HASH]: ` ${bcryptHash} ` }, "BCRYPT");
  assert.ok("user" in withHash);
  assert.equal(withHash.user.status, "CONFIRMED");
  assert.equal(withHash.user.attributes.has(PASSWORD_HASH), false);
  assert.deepEqual(withHash.hash, { algorithm: "BCRYPT", text: bcryptHash });
  const without = outcome(aPool(), good, "BCRYPT");
  assert.ok("user" in without);
  assert.equal(without.user.status, "RESET_REQUIRED");
  assert.equal(without.hash, undefined);
});

test("a hash that is none fails its line and is not quoted; everything else is judged as without", () => {
  assert.deepEqual(outcome(aPool(), { ...good, [PASSWORD_HASH]: bcryptHash }, "ARGON2ID"), {
    failure: "The password hash is no ARGON2ID hash in a form that is known.",
  });
  assert.deepEqual(outcome(aPool(), { ...good, email_verified: "", [PASSWORD_HASH]: bcryptHash }, "BCRYPT"), {
    failure: notVerified,
  });
});
