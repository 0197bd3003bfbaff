/** The user resource as a whole, its examples, required arguments, attributes, exports and import. */
import assert from "node:assert/strict";
import {
  AdminCreateUserCommand,
  AdminGetUserCommand,
  AdminSetUserMFAPreferenceCommand,
  AdminUpdateUserAttributesCommand,
  ListUsersCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { password } from "../scene.js";
import { row, type SourceRow, statement } from "../source-row.js";
import { schemaEntry } from "../standard-attributes.js";
import { email, userRow, verifiedEmail } from "./user-row.js";

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const invalid = (message: string | RegExp) => ({ name: "InvalidParameterException", message });

export const userIdentity: readonly SourceRow[] = [
  statement("S0-01", "the resource: create, read, update, read, delete", async ({ users, plainPool }) => {
    const poolId = await plainPool();
    const settings = { attributes: verifiedEmail };
    const state = await users.create(poolId, "ann", settings);
    assert.deepEqual(await users.read(state.id, settings), state);
    // A new address alone would lose its email_verified, as on Cognito.
    const attributes = { ...verifiedEmail, name: "Ann" };
    const changed = await users.update(state, { attributes, enabled: false });
    assert.deepEqual(await users.read(state.id, changed.settings), changed);
    await users.remove(changed);
  }),

  row(
    "S0-02",
    "example: a pool and a user without attributes",
    { PoolName: "MyExamplePool", Username: "example" },
    async ({ pools, users, world }, { PoolName, Username }) => {
      const { id, pool } = await pools.create({ PoolName });
      assert.equal(pool.Name, "MyExamplePool");
      const state = await users.create(id, Username, {});
      assert.deepEqual([state.status, state.attributes], ["FORCE_CHANGE_PASSWORD", {}]);
      assert.deepEqual(await world.messages({ userPoolId: id }), []);
      await users.read(`${id}/example`, {});
    },
  ),

  row(
    "S0-03",
    "example: two custom attributes and a user that sets them",
    {
      schema: [
        { Name: "terraform", AttributeDataType: "Boolean", Mutable: false },
        { Name: "foo", AttributeDataType: "String", Mutable: false },
      ],
      attributes: { email: "no-reply@hashicorp.com", email_verified: "true", foo: "bar", terraform: "true" },
    },
    async ({ pools, users, world }, { schema, attributes }) => {
      const common = { DeveloperOnlyAttribute: false, Required: false };
      const { id, pool } = await pools.create({
        Schema: schema.map((entry) => ({
          ...common,
          ...(entry as { AttributeDataType: "String" }),
          ...(entry.Name === "foo" ? { StringAttributeConstraints: {} } : {}),
        })),
      });
      assert.deepEqual(schemaEntry(pool, "custom:terraform"), {
        ...common,
        AttributeDataType: "Boolean",
        Mutable: false,
        Name: "custom:terraform",
      });
      assert.deepEqual(schemaEntry(pool, "custom:foo"), {
        ...common,
        AttributeDataType: "String",
        Mutable: false,
        Name: "custom:foo",
        StringAttributeConstraints: {},
      });
      const state = await users.create(id, "example", { attributes });
      assert.deepEqual(state.attributes, {
        email: "no-reply@hashicorp.com",
        email_verified: "true",
        foo: "bar",
        terraform: "true",
      });
      assert.equal((await world.lastMessage("no-reply@hashicorp.com")).userPoolId, id);
    },
  ),

  row(
    "S0-07 S2-03 S4-19",
    "user_pool_id: required, the pool that gets the user",
    { here: true },
    async ({ world, plainPool }, { here }) => {
      const [UserPoolId, other] = [await plainPool(), await plainPool()];
      const request = { ...(here ? { UserPoolId } : {}), Username: "ann" } as { UserPoolId: string; Username: string };
      await world.client.send(new AdminCreateUserCommand(request));
      const { Users } = await world.client.send(new ListUsersCommand({ UserPoolId: other }));
      assert.deepEqual(Users, []);
      await world.client.send(new AdminGetUserCommand({ UserPoolId, Username: "ann" }));
    },
  ),
  row("S0-08", "username: required", { Username: "ann" }, async ({ world, plainPool }, { Username }) => {
    const { User } = await world.client.send(new AdminCreateUserCommand({ UserPoolId: await plainPool(), Username }));
    assert.equal(User?.Username, "ann");
  }),
  statement("S0-09 S2-27 S3-15 S4-07", "username: unique within the pool", async ({ users, plainPool }) => {
    const [one, other] = [await plainPool(), await plainPool()];
    await users.create(one, "ann", {});
    await assert.rejects(users.create(one, "ann", {}), {
      name: "UsernameExistsException",
      message: "User account already exists",
    });
    await users.create(other, "ann", {});
  }),
  statement("S0-10 S4-08", "username: a UTF-8 text of 1 to 128 characters", async ({ users, plainPool }) => {
    const poolId = await plainPool();
    for (const name of ["a", "x".repeat(128), "ünïcødé-名前-🙂"]) {
      const state = await users.create(poolId, name, {});
      await users.remove(state);
    }
    await assert.rejects(
      users.create(poolId, "x".repeat(129), {}),
      invalid(
        "1 validation error detected: Value at 'username' failed to satisfy constraint: Member must have length less than or equal to 128",
      ),
    );
    await assert.rejects(
      users.create(poolId, "", {}),
      invalid(/Value at 'username' failed to satisfy constraint: Member must have length greater than or equal to 1/),
    );
  }),
  statement(
    "S0-11 S2-28 S3-16 S4-09",
    "username: cannot be changed afterwards",
    async ({ users, world, plainPool }) => {
      const poolId = await plainPool();
      const state = await users.create(poolId, "ann", {});
      const change = (Name: string) =>
        world.client.send(
          new AdminUpdateUserAttributesCommand({
            UserPoolId: poolId,
            Username: "ann",
            UserAttributes: [{ Name, Value: "bob" }],
          }),
        );
      await assert.rejects(change("username"), { name: "InvalidParameterException" });
      await assert.rejects(change("sub"), { name: "InvalidParameterException" });
      // A new name is a new resource: another user beside the first, or in its place.
      const other = await users.create(poolId, "bob", {});
      assert.notEqual(other.sub, state.sub);
    },
  ),

  userRow(
    "S0-12",
    "attributes: the user has what is set, and nothing else",
    { attributes: { email: "ann@example.com", name: "Ann", locale: "en" } },
    async ({ users, plainPool }, settings) => {
      const state = await users.create(await plainPool(), "ann", settings);
      assert.deepEqual(state.attributes, { email: "ann@example.com", locale: "en", name: "Ann" });
    },
  ),
  userRow(
    "S0-13 S2-20 S3-11",
    "attributes: those that are not standard bear the prefix custom:",
    { attributes: { level: "9" } },
    async ({ pools, users, world }, settings) => {
      const { id } = await pools.create({ Schema: [{ Name: "level", AttributeDataType: "String" }] });
      const state = await users.create(id, "ann", settings);
      assert.deepEqual(state.attributes, { level: "9" });
      const { UserAttributes } = await world.client.send(new AdminGetUserCommand({ UserPoolId: id, Username: "ann" }));
      assert.deepEqual(
        UserAttributes?.filter(({ Name }) => Name !== "sub"),
        [{ Name: "custom:level", Value: "9" }],
      );
      await assert.rejects(
        world.client.send(
          new AdminCreateUserCommand({
            UserPoolId: id,
            Username: "bob",
            UserAttributes: [{ Name: "level", Value: "9" }],
          }),
        ),
        invalid("Attributes did not conform to the schema: level: Attribute does not exist in the schema.\n"),
      );
    },
  ),
  statement("S0-14", "attributes: those removed from the configuration are removed from the user", async (scene) => {
    const { id } = await scene.pools.create({ Schema: [{ Name: "foo", AttributeDataType: "String" }] });
    const state = await scene.users.create(id, "ann", { attributes: { ...email, name: "Ann", foo: "bar" } });
    const less = await scene.users.update(state, { attributes: { name: "Ann" } });
    assert.deepEqual(less.attributes, { name: "Ann" });
    assert.deepEqual((await scene.users.update(less, {})).attributes, {});
  }),

  statement("S0-49", "exports status: the user's status now", async ({ users, plainPool }) => {
    const poolId = await plainPool();
    const state = await users.create(poolId, "ann", {});
    assert.equal(state.status, "FORCE_CHANGE_PASSWORD");
    const confirmed = await users.update(state, { password });
    assert.equal(confirmed.status, "CONFIRMED");
  }),
  statement("S0-50", "exports sub: never given to another user", async ({ users, plainPool }) => {
    const poolId = await plainPool();
    const subs = new Set<string>();
    for (let round = 0; round < 3; round++) {
      const state = await users.create(poolId, "ann", {});
      assert.match(state.sub, uuid);
      assert.equal((await users.read(`${poolId}/${state.sub}`, {})).sub, state.sub);
      subs.add(state.sub);
      await users.remove(state);
    }
    assert.equal(subs.size, 3);
  }),
  row(
    "S0-51",
    "exports mfa_preference: the factors that are on and the preferred one",
    { SMSMfaSettings: { Enabled: true, PreferredMfa: true } },
    async ({ pools, users, world }, preference) => {
      const { id } = await pools.create({
        MfaConfiguration: "OPTIONAL",
        SmsConfiguration: { ExternalId: "x", SnsCallerArn: "arn:aws:iam::123456789012:role/sms" },
      });
      const attributes = { phone_number: "+15555550100", phone_number_verified: "true" };
      const before = await users.create(id, "ann", { attributes, message_action: "SUPPRESS" });
      assert.deepEqual([before.mfa_setting_list, before.preferred_mfa_setting], [[], undefined]);
      await world.client.send(new AdminSetUserMFAPreferenceCommand({ UserPoolId: id, Username: "ann", ...preference }));
      const after = await users.read(before.id, before.settings);
      assert.deepEqual([after.mfa_setting_list, after.preferred_mfa_setting], [["SMS_MFA"], "SMS_MFA"]);
    },
  ),
  statement("S0-52", "import: pool id and username, joined by a slash", async ({ users, plainPool }) => {
    const poolId = await plainPool();
    const state = await users.create(poolId, "user", {});
    assert.equal(state.id, `${poolId}/user`);
    assert.deepEqual(await users.read(`${poolId}/user`, {}), state);
    await assert.rejects(users.read(`${poolId}/nobody`, {}), { name: "UserNotFoundException" });
  }),
  statement(
    "S0-53",
    "import: the line as printed is well formed and names no pool here",
    async ({ users, plainPool }) => {
      assert.match(await plainPool(), /^us-east-1_[0-9A-Za-z]{9}$/);
      assert.match("us-east-1_vG78M4goG", /^us-east-1_[0-9A-Za-z]{9}$/);
      await assert.rejects(users.read("us-east-1_vG78M4goG/user", {}), {
        name: "ResourceNotFoundException",
        message: "User pool us-east-1_vG78M4goG does not exist.",
      });
    },
  ),

  // The AWS::Cognito::UserPoolUser documents, as far as they speak of the API.
  row(
    "S2-18",
    "a user needs nothing but a username",
    { Username: "ann" },
    async ({ world, plainPool }, { Username }) => {
      const { User } = await world.client.send(new AdminCreateUserCommand({ UserPoolId: await plainPool(), Username }));
      assert.deepEqual(
        User?.Attributes?.map(({ Name }) => Name),
        ["sub"],
      );
    },
  ),
  userRow(
    "S2-23 S3-12 S4-10",
    "email_verified can be set to True",
    { attributes: { email: "ann@example.com", email_verified: "True" } },
    async ({ world, plainPool }, { attributes = {} }) => {
      const UserPoolId = await plainPool();
      const UserAttributes = Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
      const { User } = await world.client.send(
        new AdminCreateUserCommand({ UserPoolId, Username: "ann", UserAttributes, MessageAction: "SUPPRESS" }),
      );
      assert.equal(User?.Attributes?.find(({ Name }) => Name === "email_verified")?.Value, "true");
    },
  ),
  userRow(
    "S2-24 S3-13 S4-11",
    "phone_number_verified can be set to True",
    { attributes: { phone_number: "+15555550100", phone_number_verified: "True" } },
    async ({ world, plainPool }, { attributes = {} }) => {
      const UserPoolId = await plainPool();
      const UserAttributes = Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
      const { User } = await world.client.send(
        new AdminCreateUserCommand({ UserPoolId, Username: "ann", UserAttributes, MessageAction: "SUPPRESS" }),
      );
      assert.equal(User?.Attributes?.find(({ Name }) => Name === "phone_number_verified")?.Value, "true");
    },
  ),
  userRow(
    "S3-14 S4-12",
    "both flags can also be set by AdminUpdateUserAttributes",
    { attributes: { email_verified: "true", phone_number_verified: "true" } },
    async ({ users, plainPool }, { attributes = {} }) => {
      const plain = { ...email, phone_number: "+15555550100" };
      const state = await users.create(await plainPool(), "ann", { attributes: plain, message_action: "SUPPRESS" });
      const after = await users.update(state, { attributes: { ...plain, ...attributes } });
      assert.deepEqual(
        [after.attributes["email_verified"], after.attributes["phone_number_verified"]],
        ["true", "true"],
      );
    },
  ),
  statement(
    "S2-25 S3-17 S4-13",
    "email: required with email_verified or the medium EMAIL",
    async ({ users, plainPool }) => {
      const poolId = await plainPool();
      await assert.rejects(
        users.create(poolId, "ann", { attributes: { email_verified: "true" } }),
        invalid("Email is required to verify/un-verify an email"),
      );
      await assert.rejects(
        users.create(poolId, "ann", { desired_delivery_mediums: ["EMAIL"] }),
        invalid("No email provided but desired delivery medium was Email"),
      );
    },
  ),
  statement(
    "S2-26 S3-18 S4-14",
    "phone_number: required with phone_number_verified or the medium SMS",
    async (scene) => {
      const poolId = await scene.plainPool();
      await assert.rejects(
        scene.users.create(poolId, "ann", { attributes: { phone_number_verified: "true" } }),
        invalid("Phone Number is required to verify/un-verify a phone number"),
      );
      await assert.rejects(
        scene.users.create(poolId, "ann", { desired_delivery_mediums: ["SMS"] }),
        invalid("No phone number provided but desired delivery medium was SMS"),
      );
    },
  ),
  row(
    "S2-29 S3-19",
    "username: generated where only email addresses or phone numbers are usernames",
    { UsernameAttributes: ["email"] },
    async ({ pools, world }, settings) => {
      const { id } = await pools.create(settings as { UsernameAttributes: ["email"] });
      const { User } = await world.client.send(
        new AdminCreateUserCommand({ UserPoolId: id, Username: "ann@example.com", MessageAction: "SUPPRESS" }),
      );
      assert.match(User?.Username ?? "", uuid);
      const { Username, UserAttributes } = await world.client.send(
        new AdminGetUserCommand({ UserPoolId: id, Username: "ann@example.com" }),
      );
      assert.equal(Username, User?.Username);
      assert.ok(UserAttributes?.some(({ Name, Value }) => Name === "email" && Value === "ann@example.com"));
    },
  ),
  row(
    "S3-20",
    "UserPoolId: required, 1 to 55 characters of one pattern",
    { UserPoolId: "us-east-1_x" },
    async ({ world }, { UserPoolId }) => {
      const read = (id: string) => world.client.send(new AdminGetUserCommand({ UserPoolId: id, Username: "ann" }));
      await assert.rejects(read(UserPoolId), { name: "ResourceNotFoundException" });
      await assert.rejects(read(""), invalid(/at 'userPoolId'.*Member must have length greater than or equal to 1/));
      await assert.rejects(
        read(`us-east-1_${"a".repeat(46)}`),
        invalid(/at 'userPoolId' failed to satisfy constraint: Member must have length less than or equal to 55/),
      );
      await assert.rejects(
        read("nonsense"),
        invalid(
          "1 validation error detected: Value 'nonsense' at 'userPoolId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w-]+_[0-9a-zA-Z]+",
        ),
      );
    },
  ),
  row(
    "S2-34",
    "attribute type: a name with a value",
    { Name: "name", Value: "Ann" },
    async ({ world, plainPool }, attribute) => {
      const { User } = await world.client.send(
        new AdminCreateUserCommand({ UserPoolId: await plainPool(), Username: "ann", UserAttributes: [attribute] }),
      );
      assert.deepEqual(User?.Attributes?.[1], { Name: "name", Value: "Ann" });
    },
  ),
];
