import assert from "node:assert/strict";
import { test } from "node:test";
import { InvalidParameterException } from "../../model/generated/exceptions.js";
import type { SchemaAttributeType } from "../../model/generated/types.js";
import { schemaAtCreation, schemaAttribute, visibleSchema, withCustomAttributes } from "./schema.js";

const refusal = (message: string) => (error: unknown) => {
  assert.ok(error instanceof InvalidParameterException);
  assert.equal(error.message, message);
  return true;
};
const find = (schema: readonly SchemaAttributeType[], name: string) =>
  schema.find((attribute) => attribute.Name === name);

test("a pool without Schema has the twenty standard attributes in Cognito's order", () => {
  const schema = schemaAtCreation(undefined);
  assert.deepEqual(
    schema.map((attribute) => attribute.Name),
    "sub name given_name family_name middle_name nickname preferred_username profile picture website email email_verified gender birthdate zoneinfo locale phone_number phone_number_verified address updated_at".split(
      " ",
    ),
  );
  assert.deepEqual(find(schema, "sub"), {
    Name: "sub",
    AttributeDataType: "String",
    DeveloperOnlyAttribute: false,
    Mutable: false,
    Required: true,
    StringAttributeConstraints: { MinLength: "1", MaxLength: "2048" },
  });
  assert.deepEqual(find(schema, "birthdate")?.StringAttributeConstraints, { MinLength: "10", MaxLength: "10" });
  assert.deepEqual(find(schema, "updated_at")?.NumberAttributeConstraints, { MinValue: "0" });
  assert.ok(!("StringAttributeConstraints" in (find(schema, "email_verified") ?? {})));
});

test("standard attributes take over what Schema says, custom ones get a prefix and their constraints object", () => {
  const schema = schemaAtCreation([
    {
      Name: "email",
      AttributeDataType: "String",
      Required: true,
      Mutable: false,
      StringAttributeConstraints: { MinLength: "7", MaxLength: "15" },
    },
    { Name: "name", Required: true, StringAttributeConstraints: { MaxLength: "9" } },
    { Name: "terraform", AttributeDataType: "Boolean", Mutable: false, Required: false, DeveloperOnlyAttribute: false },
    { Name: "foo", AttributeDataType: "String", Mutable: false, Required: false, StringAttributeConstraints: {} },
    { Name: "age", AttributeDataType: "Number", DeveloperOnlyAttribute: true },
    { Name: "email_verified", AttributeDataType: "Boolean" },
  ]);
  assert.equal(find(schema, "email")?.Required, true);
  assert.equal(find(schema, "email")?.Mutable, false);
  assert.deepEqual(find(schema, "email")?.StringAttributeConstraints, { MinLength: "7", MaxLength: "15" });
  // Without the data type the constraints of a standard attribute stay as they were.
  assert.deepEqual(find(schema, "name")?.StringAttributeConstraints, { MinLength: "0", MaxLength: "2048" });
  assert.deepEqual(schema.slice(20), [
    {
      Name: "custom:terraform",
      AttributeDataType: "Boolean",
      DeveloperOnlyAttribute: false,
      Mutable: false,
      Required: false,
    },
    {
      Name: "custom:foo",
      AttributeDataType: "String",
      DeveloperOnlyAttribute: false,
      Mutable: false,
      Required: false,
      StringAttributeConstraints: {},
    },
    {
      Name: "dev:custom:age",
      AttributeDataType: "Number",
      DeveloperOnlyAttribute: true,
      Mutable: true,
      Required: false,
      NumberAttributeConstraints: {},
    },
    {
      Name: "custom:email_verified",
      AttributeDataType: "Boolean",
      DeveloperOnlyAttribute: false,
      Mutable: true,
      Required: false,
    },
  ]);
});

const text = (Name: string, MinLength?: string, MaxLength?: string): SchemaAttributeType => ({
  Name,
  AttributeDataType: "String",
  StringAttributeConstraints: { MinLength, MaxLength },
});
const refusals: readonly [string, SchemaAttributeType[]][] = [
  ["Required custom attributes are not supported currently.", [{ ...text("x"), Required: true }]],
  ["Invalid AttributeDataType input, consider using the provided AttributeDataType enum.", [{ Name: "x" }]],
  [
    "You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute email",
    [{ Name: "email", AttributeDataType: "Number" }],
  ],
  [
    "You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute name",
    [{ Name: "name", DeveloperOnlyAttribute: true }],
  ],
  ["Duplicate custom attribute names custom:x are not allowed in a user pool schema.", [text("x"), text("x")]],
  [
    "Duplicate custom attribute names custom:x are not allowed in a user pool schema.",
    [text("x"), { ...text("x"), DeveloperOnlyAttribute: true }],
  ],
  ["Attribute custom:x cannot have a max length shorter than it's min length", [text("x", "5", "4")]],
  [
    "Attribute custom:x cannot have a max value smaller than it's min value",
    [{ Name: "x", AttributeDataType: "Number", NumberAttributeConstraints: { MinValue: "5", MaxValue: "-4" } }],
  ],
  ["user.custom:x: String attributes cannot have a length of more than 2048", [text("x", "0", "2049")]],
  ["Invalid StringAttributeConstraints for schema attribute custom:x", [text("x", "many")]],
  [
    "Invalid NumberAttributeConstraints for schema attribute email",
    [{ Name: "email", AttributeDataType: "String", NumberAttributeConstraints: { MinValue: "1" } }],
  ],
  [
    "Invalid StringAttributeConstraints for schema attribute updated_at",
    [{ Name: "updated_at", AttributeDataType: "Number", StringAttributeConstraints: { MinLength: "1" } }],
  ],
  ["The attribute sub is required and immutable in every user pool.", [{ Name: "sub", Mutable: true }]],
];
for (const [message, schema] of refusals) {
  test(`Schema is refused: ${message}`, () => {
    assert.throws(() => schemaAtCreation(schema), refusal(message));
  });
}

test("custom attributes are added behind the others, and a standard name may be used again", () => {
  const before = schemaAtCreation([text("x")]);
  const after = withCustomAttributes(before, [text("email"), { Name: "seen", AttributeDataType: "DateTime" }]);
  assert.deepEqual(
    after.slice(20).map((attribute) => attribute.Name),
    ["custom:x", "custom:email", "custom:seen"],
  );
  assert.equal(before.length, 21);
});

test("a custom name that is taken is refused, developer-only or not", () => {
  const schema = schemaAtCreation([text("x"), { ...text("y"), DeveloperOnlyAttribute: true }]);
  assert.throws(
    () => withCustomAttributes(schema, [text("z"), text("x")]),
    refusal("custom:x: Existing attribute already has name custom:x."),
  );
  assert.throws(
    () => withCustomAttributes(schema, [text("y")]),
    refusal("custom:y: Existing attribute already has name dev:custom:y."),
  );
});

test("a pool has at most fifty custom attributes", () => {
  const fifty = Array.from({ length: 50 }, (_, index) => text(`a${index}`));
  const schema = schemaAtCreation(fifty);
  assert.throws(() => withCustomAttributes(schema, [text("one_more")]), InvalidParameterException);
});

test("identities appears behind the standard attributes once a provider has existed", () => {
  const schema = schemaAtCreation([text("x")]);
  assert.equal(visibleSchema({ schema, hadIdentityProvider: false }).length, 21);
  const names = visibleSchema({ schema, hadIdentityProvider: true }).map((attribute) => attribute.Name);
  assert.deepEqual(names.slice(19), ["updated_at", "identities", "custom:x"]);
  assert.deepEqual(
    schemaAttribute({ schema, hadIdentityProvider: true }, "identities")?.StringAttributeConstraints,
    {},
  );
});
