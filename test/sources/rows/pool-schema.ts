/** schema: types, limits, and what may change. */
import assert from "node:assert/strict";
import {
  AddCustomAttributesCommand,
  AdminCreateUserCommand,
  ListUsersCommand,
  RespondToAuthChallengeCommand,
  type SchemaAttributeType,
  UpdateUserPoolCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { password } from "../scene.js";
import { type SourceRow, statement } from "../source-row.js";
import { namesInState, schemaEntry, schemaInState, standardAttributes } from "../standard-attributes.js";
import { poolRow } from "./pool-row.js";

const text = (Name: string, more: Partial<SchemaAttributeType> = {}): SchemaAttributeType => ({
  Name,
  AttributeDataType: "String",
  ...more,
});

/** A row about one type: how it comes back, one value that it takes and one that it refuses. */
function ofType(id: string, entry: SchemaAttributeType, good: readonly string[], bad: readonly string[]): SourceRow {
  const name = String(entry.Name);
  const title = `schema.attribute_data_type: ${entry.AttributeDataType}`;
  return poolRow(id, title, { Schema: [entry] }, async ({ pools, users }, settings) => {
    const { id, pool } = await pools.create(settings);
    const { DeveloperOnlyAttribute, Required, ...shown } = schemaEntry(pool, `custom:${name}`) ?? {};
    assert.deepEqual([DeveloperOnlyAttribute, Required], [false, false]);
    const kind = String(entry.AttributeDataType);
    const limits = kind === "String" || kind === "Number" ? { [`${kind}AttributeConstraints`]: {} } : {};
    assert.deepEqual(shown, { ...entry, Name: `custom:${name}`, ...limits });
    for (const [place, value] of good.entries()) {
      await users.create(id, `good-${place}`, { attributes: { [name]: value }, message_action: "SUPPRESS" });
    }
    for (const value of bad) {
      await assert.rejects(users.create(id, "bad", { attributes: { [name]: value } }), {
        name: "InvalidParameterException",
        message: new RegExp(`^Attributes did not conform to the schema: custom:${name}: `),
      });
    }
  });
}

/** A row about one limit of a custom attribute. */
function limited(id: string, title: string, entry: SchemaAttributeType, good: string, bad: string): SourceRow {
  return poolRow(id, title, { Schema: [entry] }, async ({ pools, users }, settings) => {
    const { id, pool } = await pools.create(settings);
    const shown = schemaEntry(pool, `custom:${entry.Name}`);
    assert.deepEqual(shown?.StringAttributeConstraints, entry.StringAttributeConstraints);
    assert.deepEqual(shown?.NumberAttributeConstraints, entry.NumberAttributeConstraints);
    await users.create(id, "good", { attributes: { [String(entry.Name)]: good }, message_action: "SUPPRESS" });
    await assert.rejects(users.create(id, "bad", { attributes: { [String(entry.Name)]: bad } }), {
      name: "InvalidParameterException",
      message: /^Attributes did not conform to the schema: /,
    });
  });
}

export const poolSchema: readonly SourceRow[] = [
  statement(
    "S1-87",
    "schema NOTE: String and Number carry their constraints block, given or not",
    async ({ pools }) => {
      const { pool } = await pools.create({
        Schema: [
          { Name: "word", AttributeDataType: "String", Mutable: true },
          { Name: "count", AttributeDataType: "Number", Mutable: true },
          { Name: "email", AttributeDataType: "String", Mutable: true, Required: true },
        ],
      });
      assert.deepEqual(schemaEntry(pool, "custom:word")?.StringAttributeConstraints, {});
      assert.deepEqual(schemaEntry(pool, "custom:count")?.NumberAttributeConstraints, {});
      const limits = { MinLength: "0", MaxLength: "2048" };
      assert.deepEqual(schemaEntry(pool, "email")?.StringAttributeConstraints, limits);
    },
  ),

  poolRow(
    "S1-88",
    "schema: a standard attribute needs an entry only where it differs",
    {
      Schema: [
        {
          Name: "email",
          AttributeDataType: "String",
          Mutable: false,
          Required: true,
          StringAttributeConstraints: { MinLength: "3", MaxLength: "100" },
        },
      ],
    },
    async ({ pools }, settings) => {
      const { pool } = await pools.create(settings);
      assert.deepEqual(schemaInState(pool), [
        {
          AttributeDataType: "String",
          DeveloperOnlyAttribute: false,
          Mutable: false,
          Name: "email",
          Required: true,
          StringAttributeConstraints: { MinLength: "3", MaxLength: "100" },
        },
      ]);
      assert.equal(pool.SchemaAttributes?.length, standardAttributes.length);
    },
  ),

  poolRow(
    "S1-89",
    "schema: attributes can be added",
    { Schema: [text("first"), text("second")] },
    async (scene, settings) => {
      const state = await scene.pools.create({ Schema: settings.Schema?.slice(0, 1) });
      const { pool } = await scene.pools.update(state, settings);
      assert.deepEqual(
        schemaInState(pool).map(({ Name }) => Name),
        ["custom:first", "custom:second"],
      );
    },
  ),

  statement("S1-90", "schema: attributes can be neither modified nor removed", async ({ pools, world }) => {
    const { id, pool, settings } = await pools.create({ Schema: [text("first")] });
    const again = { UserPoolId: id, CustomAttributes: [text("first", { Mutable: false })] };
    await assert.rejects(world.client.send(new AddCustomAttributesCommand(again)), {
      name: "InvalidParameterException",
      message: "custom:first: Existing attribute already has name custom:first.",
    });
    await world.client.send(new UpdateUserPoolCommand({ UserPoolId: id, ...{ Schema: [] } }));
    assert.deepEqual((await pools.read(id, settings)).pool.SchemaAttributes, pool.SchemaAttributes);
  }),

  statement("S1-91", "schema: at most 50 attributes", async ({ pools, world }) => {
    const many = (count: number) => Array.from({ length: count }, (_, place) => text(`a${place}`));
    await assert.rejects(pools.create({ Schema: many(51) }), {
      name: "InvalidParameterException",
      message: /at 'schema' failed to satisfy constraint: Member must have length less than or equal to 50$/,
    });
    const { id } = await pools.create({ Schema: many(50) });
    const oneMore = { UserPoolId: id, CustomAttributes: [text("another")] };
    await assert.rejects(world.client.send(new AddCustomAttributesCommand(oneMore)), {
      name: "InvalidParameterException",
    });
  }),

  ofType("S1-92", { Name: "flag", AttributeDataType: "Boolean", Mutable: false }, ["true", "false"], ["yes"]),
  ofType("S1-93", { Name: "count", AttributeDataType: "Number", Mutable: false }, ["7", "-7"], ["seven"]),
  ofType("S1-94", { Name: "word", AttributeDataType: "String", Mutable: false }, ["seven", "x".repeat(2048)], []),
  ofType("S1-95", { Name: "since", AttributeDataType: "DateTime", Mutable: false }, ["2026-01-02T03:04:05Z"], ["soon"]),
  statement("S1-96", "schema.attribute_data_type: no other values", async ({ pools }) => {
    await assert.rejects(pools.create({ Schema: [text("word", { AttributeDataType: "Text" as "String" })] }), {
      name: "InvalidParameterException",
      message: /Member must satisfy enum value set: \[Boolean, Number, String, DateTime\]$/,
    });
  }),

  poolRow(
    "S1-97",
    "schema.developer_only_attribute: written by administrators, never by the user's app",
    { Schema: [text("level", { DeveloperOnlyAttribute: true })] },
    async (scene, settings) => {
      const { id, pool } = await scene.pools.create(settings);
      const entry = schemaEntry(pool, "dev:custom:level");
      assert.equal(entry?.DeveloperOnlyAttribute, true);
      assert.deepEqual(entry?.StringAttributeConstraints, {});
      const record = { "dev:custom:level": "9" };
      await assert.rejects(scene.signUp(id, "ann", record), { name: "NotAuthorizedException" });
      const { User } = await scene.world.client.send(
        new AdminCreateUserCommand({
          UserPoolId: id,
          Username: "ann",
          UserAttributes: [{ Name: "dev:custom:level", Value: "9" }],
        }),
      );
      assert.deepEqual(User?.Attributes?.[1], { Name: "dev:custom:level", Value: "9" });
    },
  ),

  poolRow(
    "S1-98",
    "schema.mutable: false admits a value at creation and no other later",
    { Schema: [text("origin", { Mutable: false })] },
    async ({ pools, users }, settings) => {
      const { id, pool } = await pools.create(settings);
      assert.equal(schemaEntry(pool, "custom:origin")?.Mutable, false);
      const state = await users.create(id, "ann", { attributes: { origin: "here" }, message_action: "SUPPRESS" });
      await assert.rejects(users.update(state, { attributes: { origin: "there" } }), {
        name: "InvalidParameterException",
        message: "Invalid user attributes: user.custom:origin: Attribute cannot be updated.\n",
      });
    },
  ),

  poolRow(
    "S1-99",
    "schema.name: the name that users' attributes bear",
    { Schema: [text("favourite")] },
    async (scene, settings) => {
      const { id, pool } = await scene.pools.create(settings);
      assert.deepEqual(
        namesInState(settings.Schema ?? []),
        schemaInState(pool).map(({ Name }) => Name),
      );
      await scene.users.create(id, "ann", { attributes: { favourite: "blue" }, message_action: "SUPPRESS" });
      const { Users } = await scene.world.client.send(new ListUsersCommand({ UserPoolId: id }));
      assert.equal(Users?.[0]?.Attributes?.find(({ Name }) => Name === "custom:favourite")?.Value, "blue");
    },
  ),

  limited(
    "S1-100",
    "number_attribute_constraints.max_value",
    { Name: "count", AttributeDataType: "Number", NumberAttributeConstraints: { MaxValue: "9" } },
    "9",
    "10",
  ),
  limited(
    "S1-101",
    "number_attribute_constraints.min_value",
    { Name: "count", AttributeDataType: "Number", NumberAttributeConstraints: { MinValue: "3" } },
    "3",
    "2",
  ),
  statement("S1-102", "number_attribute_constraints: the block of a Number, never of a String", async ({ pools }) => {
    const { pool } = await pools.create({ Schema: [{ Name: "count", AttributeDataType: "Number" }, text("word")] });
    assert.deepEqual(schemaEntry(pool, "custom:count")?.NumberAttributeConstraints, {});
    assert.equal(schemaEntry(pool, "custom:count")?.StringAttributeConstraints, undefined);
    assert.equal(schemaEntry(pool, "custom:word")?.NumberAttributeConstraints, undefined);
  }),

  poolRow(
    "S1-103",
    "schema.required: sign-up without the value fails",
    { Schema: [{ Name: "nickname", Required: true }] },
    async ({ pools, signUp }, settings) => {
      const { id, pool } = await pools.create(settings);
      assert.equal(schemaEntry(pool, "nickname")?.Required, true);
      await assert.rejects(signUp(id, "ann"), {
        name: "InvalidParameterException",
        message: "Attributes did not conform to the schema: nickname: The attribute is required\n",
      });
      await signUp(id, "ann", { nickname: "nan" });
    },
  ),
  poolRow(
    "S1-104 S2-19 S3-10",
    "schema.required: the first sign-in asks the user for a value that the administrator left out",
    { Schema: [{ Name: "nickname", Required: true }] },
    async ({ pools, users, world, signIn }, settings) => {
      const { id } = await pools.create(settings);
      await users.create(id, "ann", { temporary_password: password, message_action: "SUPPRESS" });
      const { ChallengeName, ChallengeParameters, Session } = await signIn(id, "ann", password);
      assert.equal(ChallengeName, "NEW_PASSWORD_REQUIRED");
      assert.deepEqual(JSON.parse(ChallengeParameters?.["requiredAttributes"] ?? ""), ["userAttributes.nickname"]);
      const { ClientId } = await world.appClient(id);
      await assert.rejects(
        world.client.send(
          new RespondToAuthChallengeCommand({
            ClientId,
            ChallengeName,
            Session,
            ChallengeResponses: { USERNAME: "ann", NEW_PASSWORD: "Another-Horse-2" },
          }),
        ),
      );
    },
  ),

  limited(
    "S1-105",
    "string_attribute_constraints.max_length",
    text("word", { StringAttributeConstraints: { MaxLength: "3" } }),
    "abc",
    "abcd",
  ),
  limited(
    "S1-106",
    "string_attribute_constraints.min_length",
    text("word", { StringAttributeConstraints: { MinLength: "3" } }),
    "abc",
    "ab",
  ),
  statement("S1-107", "string_attribute_constraints: the block of a String, never of a Number", async ({ pools }) => {
    const { pool } = await pools.create({ Schema: [{ Name: "word", AttributeDataType: "String" }] });
    assert.deepEqual(schemaEntry(pool, "custom:word")?.StringAttributeConstraints, {});
    assert.equal(schemaEntry(pool, "updated_at")?.StringAttributeConstraints, undefined);
  }),
  statement("S1-108", "schema: the defaults of all standard attributes", async ({ pools }) => {
    const { pool } = await pools.create({});
    const byName = (entries: readonly SchemaAttributeType[] = []) =>
      entries.toSorted((a, b) => String(a.Name).localeCompare(String(b.Name)));
    assert.deepEqual(byName(pool.SchemaAttributes), byName(standardAttributes));
  }),
  statement("S1-109", "schema: on import, attributes with their defaults stay out of the state", async ({ pools }) => {
    const { id } = await pools.create({ Schema: [text("word")] });
    // An import knows nothing but the id.
    const { pool } = await pools.read(id, { Schema: [text("word")] });
    assert.deepEqual(
      schemaInState(pool).map(({ Name }) => Name),
      ["custom:word"],
    );
  }),
];
