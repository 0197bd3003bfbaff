/** Attributes from every door: creation, update, deletion, NEW_PASSWORD_REQUIRED, reading. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { AttributeType, SchemaAttributeType } from "../../model/generated/types.js";
import { attributesAtCreation, type CreationRules } from "./attributes-at-creation.js";
import { attributesDeletion, attributesUpdate, type UpdateRules, withVerified } from "./attributes-update.js";
import { attributesInResponses, missingRequiredAttributes, newPasswordAttributes } from "./new-password-attributes.js";
import { readableAttributes } from "./readable-attributes.js";

function attribute(Name: string, change: Partial<SchemaAttributeType> = {}): SchemaAttributeType {
  return { Name, AttributeDataType: "String", Mutable: true, Required: false, ...change };
}

const SCHEMA: SchemaAttributeType[] = [
  attribute("sub", { Mutable: false, Required: true }),
  attribute("name"),
  attribute("preferred_username"),
  attribute("email"),
  attribute("email_verified", { AttributeDataType: "Boolean" }),
  attribute("birthdate", { StringAttributeConstraints: { MinLength: "10", MaxLength: "10" } }),
  attribute("phone_number"),
  attribute("phone_number_verified", { AttributeDataType: "Boolean" }),
  attribute("identities", { StringAttributeConstraints: {} }),
  attribute("custom:foo"),
  attribute("custom:terraform", { AttributeDataType: "Boolean", Mutable: false }),
  attribute("dev:custom:x", { DeveloperOnlyAttribute: true }),
];

const ADMIN = { selfService: false };
const SIGN_UP = { selfService: true };
const RESERVED = ["sub", "identities", "email_verified", "phone_number_verified", "cognito:x", "dev:custom:x"];
const UNAUTHORIZED = {
  name: "NotAuthorizedException",
  message: "A client attempted to write unauthorized attribute",
};

function requiring(...names: string[]): SchemaAttributeType[] {
  return SCHEMA.map((one) => (names.includes(one.Name ?? "") ? { ...one, Required: true } : one));
}

function list(values: Record<string, string | undefined>): AttributeType[] {
  return Object.entries(values).map(([Name, Value]) => ({ Name, Value }));
}

function map(values: Record<string, string>): Map<string, string> {
  return new Map(Object.entries(values));
}

function invalid(message: string): object {
  return { name: "InvalidParameterException", message };
}

const CREATED: [string, Record<string, string | undefined>, CreationRules, Record<string, string>][] = [
  [
    "the administrator's example, in the schema's order",
    { "custom:terraform": "true", "custom:foo": "bar", email: "no-reply@hashicorp.com", email_verified: "True" },
    ADMIN,
    { email: "no-reply@hashicorp.com", email_verified: "true", "custom:foo": "bar", "custom:terraform": "true" },
  ],
  ["an administrator's address has no flag unless sent", { email: "a@b" }, ADMIN, { email: "a@b" }],
  ["an address at sign-up is unproven", { email: "a@b" }, SIGN_UP, { email: "a@b", email_verified: "false" }],
  [
    "a phone number at sign-up is unproven",
    { phone_number: "+1" },
    SIGN_UP,
    { phone_number: "+1", phone_number_verified: "false" },
  ],
  ["blank is no value", { name: "", "custom:foo": undefined }, SIGN_UP, {}],
  ["developer attributes by signed operations", { "dev:custom:x": "1" }, ADMIN, { "dev:custom:x": "1" }],
  ["immutable attributes at sign-up", { "custom:terraform": "false" }, SIGN_UP, { "custom:terraform": "false" }],
  ["within the client's list", { name: "B" }, { selfService: true, writable: new Set(["name"]) }, { name: "B" }],
];

for (const [what, given, rules, expected] of CREATED) {
  test(`creation: ${what}`, () => {
    assert.deepEqual([...attributesAtCreation(SCHEMA, list(given), rules)], Object.entries(expected));
  });
}

const MISMATCH = "Attributes did not conform to the schema: ";

const NOT_CREATED: [string, Record<string, string>, CreationRules, SchemaAttributeType[], object][] = [
  ["required", {}, SIGN_UP, requiring("email"), invalid(`${MISMATCH}email: The attribute is required\n`)],
  [
    "required but blank",
    { email: "" },
    SIGN_UP,
    requiring("email"),
    invalid(`${MISMATCH}email: The attribute is required\n`),
  ],
  [
    "required name",
    {},
    SIGN_UP,
    requiring("name"),
    invalid(`${MISMATCH}name.formatted: The attribute name.formatted is required\n`),
  ],
  [
    "a custom attribute that the pool lacks, told before anything else",
    { birthdate: "1990", bar: "1", "custom:bar": "1", "custom:other": "1" },
    ADMIN,
    SCHEMA,
    invalid(`${MISMATCH}Type for attribute {custom:bar} could not be determined`),
  ],
  [
    "several faults",
    { bar: "1", birthdate: "1990" },
    SIGN_UP,
    requiring("email"),
    invalid(
      `${MISMATCH}bar: Attribute does not exist in the schema.\n` +
        "birthdate: String must be no shorter than 10 characters\nemail: The attribute is required\n",
    ),
  ],
  [
    "identities are never written",
    { identities: "[]" },
    ADMIN,
    SCHEMA,
    invalid(`${MISMATCH}identities: Attribute does not exist in the schema.\n`),
  ],
  ["sub by an administrator", { sub: "1" }, ADMIN, SCHEMA, invalid("Cannot modify the non-mutable attribute sub")],
  ["email address", { email: "x" }, SIGN_UP, SCHEMA, invalid("Invalid email address format.")],
  ["phone number", { phone_number: "1" }, ADMIN, SCHEMA, invalid("Invalid phone number format.")],
  [
    "flag without email",
    { email_verified: "true" },
    ADMIN,
    SCHEMA,
    invalid("Email is required to verify/un-verify an email"),
  ],
  [
    "flag without phone number",
    { phone_number_verified: "false" },
    ADMIN,
    SCHEMA,
    invalid("Phone Number is required to verify/un-verify a phone number"),
  ],
  [
    "T-30 outside the client's list",
    { name: "B" },
    { selfService: true, writable: new Set(["email"]) },
    SCHEMA,
    UNAUTHORIZED,
  ],
  [
    "a preferred username that is an alias, at sign-up",
    { preferred_username: "b" },
    { selfService: true, preferredUsernameIsAlias: true },
    SCHEMA,
    invalid("preferred_username cannot be set before the user is confirmed."),
  ],
];

for (const [what, given, rules, schema, error] of NOT_CREATED) {
  test(`creation refused: ${what}`, () => {
    assert.throws(() => attributesAtCreation(schema, list(given), rules), error);
  });
}

test("required attributes may be absent when an administrator creates the user", () => {
  assert.equal(attributesAtCreation(requiring("email", "name"), [], ADMIN).size, 0);
});

for (const name of RESERVED) {
  test(`T-30 ${name} is written by users at no door, whatever the client may write`, () => {
    const writable = new Set([...RESERVED, "name"]);
    const given = list({ [name]: "true" });
    assert.throws(() => attributesAtCreation(SCHEMA, given, { selfService: true, writable }), UNAUTHORIZED);
    assert.throws(() => attributesUpdate(SCHEMA, new Map(), given, { by: "user", writable }), UNAUTHORIZED);
    assert.throws(() => attributesDeletion(SCHEMA, new Map(), [name], { by: "user", writable }), UNAUTHORIZED);
    assert.throws(() => newPasswordAttributes(SCHEMA, new Map(), given, { writable }), UNAUTHORIZED);
  });
}

const USER: UpdateRules = { by: "user" };
const BY_ADMIN: UpdateRules = { by: "admin" };
const KEEPING = { keepUntilVerified: ["email"] };
const PROVEN = { email: "old@x", email_verified: "true" };

const UPDATED: [
  string,
  Record<string, string>,
  Record<string, string>,
  UpdateRules,
  { attributes: Record<string, string>; unproven?: Record<string, string>; pending?: Record<string, string> },
][] = [
  ["a new value", { name: "A" }, { name: "B" }, USER, { attributes: { name: "B" } }],
  ["blank deletes", { name: "A" }, { name: "" }, USER, { attributes: {} }],
  [
    "a new address is unproven",
    PROVEN,
    { email: "new@x" },
    USER,
    { attributes: { email: "new@x", email_verified: "false" }, unproven: { email: "new@x" } },
  ],
  ["the same address keeps its flag", PROVEN, { email: "old@x" }, USER, { attributes: PROVEN }],
  ["a deleted address takes its flag along", PROVEN, { email: "" }, USER, { attributes: {} }],
  [
    "an address kept until the new one is proven",
    PROVEN,
    { email: "new@x", name: "B" },
    { ...USER, ...KEEPING },
    { attributes: { ...PROVEN, name: "B" }, unproven: { email: "new@x" }, pending: { email: "new@x" } },
  ],
  [
    "a first address that has to be proven before",
    {},
    { email: "new@x" },
    { ...USER, ...KEEPING },
    { attributes: {}, unproven: { email: "new@x" }, pending: { email: "new@x" } },
  ],
  [
    "an administrator's address, flagged",
    PROVEN,
    { email: "new@x", email_verified: "true" },
    { ...BY_ADMIN, ...KEEPING },
    { attributes: { email: "new@x", email_verified: "true" } },
  ],
  [
    "an administrator's address, not flagged",
    PROVEN,
    { email: "new@x" },
    BY_ADMIN,
    { attributes: { email: "new@x", email_verified: "false" }, unproven: { email: "new@x" } },
  ],
  [
    "an administrator's address, flagged false, with the old one kept",
    PROVEN,
    { email: "new@x", email_verified: "false" },
    { ...BY_ADMIN, ...KEEPING },
    { attributes: PROVEN, unproven: { email: "new@x" }, pending: { email: "new@x" } },
  ],
  [
    "an administrator's flag alone",
    { email: "a@x" },
    { email_verified: "TRUE" },
    BY_ADMIN,
    { attributes: { email: "a@x", email_verified: "true" } },
  ],
  [
    "developer attributes by an administrator",
    {},
    { "dev:custom:x": "1" },
    BY_ADMIN,
    { attributes: { "dev:custom:x": "1" } },
  ],
  [
    "the last of two values counts",
    {},
    { "custom:foo": "2" },
    { by: "user", writable: new Set(["custom:foo"]) },
    { attributes: { "custom:foo": "2" } },
  ],
];

for (const [what, current, changes, rules, expected] of UPDATED) {
  test(`update: ${what}`, () => {
    const result = attributesUpdate(SCHEMA, map(current), list(changes), rules);
    assert.deepEqual(result.attributes, map(expected.attributes));
    assert.deepEqual(result.unproven, map(expected.unproven ?? {}));
    assert.deepEqual(result.pending, map(expected.pending ?? {}));
  });
}

const REFUSED: [string, Record<string, string>, Record<string, string>, UpdateRules, object][] = [
  [
    "unknown and immutable in one message",
    {},
    { "custom:x": "1", "custom:terraform": "true" },
    BY_ADMIN,
    invalid(
      "Invalid user attributes: user.custom:x: Attribute does not exist in the schema.\n" +
        "user.custom:terraform: Attribute cannot be updated.\n",
    ),
  ],
  [
    "a value of the wrong length",
    {},
    { birthdate: "1990-01-011" },
    USER,
    invalid("user.birthdate: String must be no longer than 10 characters\n"),
  ],
  ["a misshapen address", {}, { email: "x" }, USER, invalid("Invalid email address format.")],
  ["sub by an administrator", {}, { sub: "1" }, BY_ADMIN, invalid("Cannot modify the non-mutable attribute sub")],
  [
    "a flag without address",
    {},
    { email_verified: "true" },
    BY_ADMIN,
    invalid("Email is required to verify/un-verify an email"),
  ],
  [
    "a flag for an address that goes",
    PROVEN,
    { email: "", email_verified: "true" },
    BY_ADMIN,
    invalid("Email is required to verify/un-verify an email"),
  ],
  [
    "deletion of the username",
    PROVEN,
    { email: "" },
    { by: "admin", usernameAttributes: ["email"] },
    invalid("Invalid user attributes: user.email: The attribute is required\n"),
  ],
  ["T-30 outside the client's list", {}, { name: "B" }, { by: "user", writable: new Set(["email"]) }, UNAUTHORIZED],
];

for (const [what, current, changes, rules, error] of REFUSED) {
  test(`update refused: ${what}`, () => {
    assert.throws(() => attributesUpdate(SCHEMA, map(current), list(changes), rules), error);
  });
}

test("a required attribute cannot be deleted, one that is missing anyway can be named", () => {
  const schema = requiring("name");
  assert.throws(
    () => attributesDeletion(schema, map({ name: "B" }), ["name"], BY_ADMIN),
    invalid("Invalid user attributes: user.name: The attribute is required\n"),
  );
  assert.deepEqual(attributesDeletion(schema, new Map(), ["name", "custom:foo"], BY_ADMIN), new Map());
});

test("proving an address stores the value that the code went to", () => {
  assert.deepEqual(withVerified(map(PROVEN), "email", "new@x"), map({ email: "new@x", email_verified: "true" }));
});

test("NEW_PASSWORD_REQUIRED: what is missing must come, once", () => {
  const schema = requiring("name", "email");
  assert.deepEqual(missingRequiredAttributes(schema, map({ email: "a@b" })), ["name"]);
  const given = attributesInResponses({ USERNAME: "b", NEW_PASSWORD: "x", "userAttributes.name": "B" });
  assert.deepEqual(newPasswordAttributes(schema, map({ email: "a@b" }), given, {}), map({ email: "a@b", name: "B" }));
  assert.throws(
    () => newPasswordAttributes(schema, map({ email: "a@b" }), [], {}),
    invalid("Invalid attributes given, name is missing"),
  );
  assert.throws(() => newPasswordAttributes(schema, map({ email: "a@b" }), list({ email: "a@b", name: "B" }), {}), {
    name: "NotAuthorizedException",
    message: "Cannot modify an already provided email",
  });
});

test("NEW_PASSWORD_REQUIRED: an address given now is unproven, an immutable required one can still come", () => {
  const schema = SCHEMA.map((one) => (one.Name === "name" ? { ...one, Required: true, Mutable: false } : one));
  assert.deepEqual(
    newPasswordAttributes(schema, new Map(), list({ name: "B", email: "a@b" }), {}),
    map({ name: "B", email: "a@b", email_verified: "false" }),
  );
});

test("reading: the client's list, never the developer's attributes, nothing at all is refused", () => {
  const attributes = map({ name: "B", "custom:foo": "1", "dev:custom:x": "1" });
  assert.deepEqual(readableAttributes(attributes, undefined), map({ name: "B", "custom:foo": "1" }));
  assert.deepEqual(readableAttributes(attributes, new Set(["name", "dev:custom:x", "email"])), map({ name: "B" }));
  assert.throws(() => readableAttributes(attributes, new Set()), {
    name: "NotAuthorizedException",
    message: "A client attempted to read unauthorized attribute",
  });
});
