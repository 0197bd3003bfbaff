/** What is wrong with a model, in CloudFormation's words; and what templates may write in another form. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { resourceTypeFacts } from "../../../model/generated/resource-types.js";
import { customNameText } from "./lifecycle.js";
import { faultsOf } from "./model-check.js";
import { coerceModel } from "./model-coercion.js";
import type { ResourceModel } from "./resource-type.js";
import { resourceTypeOf } from "./resource-types.js";

const pool = resourceTypeFacts["AWS::Cognito::UserPool"];
const client = resourceTypeFacts["AWS::Cognito::UserPoolClient"];
const server = resourceTypeFacts["AWS::Cognito::UserPoolResourceServer"];

const faulty: readonly (readonly [facts: typeof pool, model: ResourceModel, faults: readonly string[]])[] = [
  [pool, {}, []],
  [pool, { UserPoolName: "" }, ["#/UserPoolName: expected minLength: 1, actual: 0"]],
  [pool, { UserPoolName: "x".repeat(129) }, ["#/UserPoolName: expected maxLength: 128, actual: 129"]],
  [pool, { UserPoolTier: "GOLD" }, ["#/UserPoolTier: GOLD is not a valid enum value"]],
  [pool, { UserPoolId: "x" }, ["#: readOnly property [UserPoolId] is not permitted"]],
  [pool, { AliasAttributes: "email" }, ["#/AliasAttributes: expected type: JSONArray, found: String"]],
  [pool, { AliasAttributes: ["email", null] }, ["#/AliasAttributes/1: expected type: String, found: Null"]],
  [pool, { UserPoolTags: { a: "b", c: 1 } }, ["#/UserPoolTags/c: expected type: String, found: Integer"]],
  [pool, { UserPoolTags: { "a\u0000b": "b" } }, ["#/UserPoolTags: extraneous key [a\u0000b] is not permitted"]],
  [
    pool,
    { Policies: { PasswordPolicy: { MinimumLength: 8.5 } } },
    ["#/Policies/PasswordPolicy/MinimumLength: expected type: Integer, found: Number"],
  ],
  [
    pool,
    { KeyConfiguration: { KmsKeyArn: "no arn" } },
    [
      "#/KeyConfiguration/KmsKeyArn: string does not match pattern arn:[\\w+=/,.@-]+:[\\w+=/,.@-]+:([\\w+=/,.@-]*)?:[0-9]+:[\\w+=/,.@-]+(:[\\w+=/,.@-]+)?(:[\\w+=/,.@-]+)?",
    ],
  ],
  [client, {}, ["#: required key [UserPoolId] not found"]],
  [client, { UserPoolId: "p", AuthSessionValidity: 2 }, ["#/AuthSessionValidity: 2 is not greater or equal to 3"]],
  [client, { UserPoolId: "p", AuthSessionValidity: 16 }, ["#/AuthSessionValidity: 16 is not less or equal to 15"]],
  [
    server,
    { UserPoolId: "p", Identifier: "i", Name: "n", Scopes: [{ ScopeName: "s" }] },
    ["#/Scopes/0: required key [ScopeDescription] not found"],
  ],
  [
    server,
    { Constructor: 1 },
    [
      "#: required key [UserPoolId] not found",
      "#: required key [Identifier] not found",
      "#: required key [Name] not found",
      "#: extraneous key [Constructor] is not permitted",
    ],
  ],
  [pool, JSON.parse('{"__proto__":{}}') as ResourceModel, ["#: extraneous key [__proto__] is not permitted"]],
  [pool, { toString: "x" } as unknown as ResourceModel, ["#: extraneous key [toString] is not permitted"]],
];

describe("a model", () => {
  for (const [facts, model, faults] of faulty) {
    test(`${facts.name} ${JSON.stringify(model).slice(0, 60)}`, () => assert.deepEqual(faultsOf(facts, model), faults));
  }

  test("of a template may hold texts for numbers and booleans, and the other way round", () => {
    const given = {
      UserPoolName: 7,
      Policies: { PasswordPolicy: { MinimumLength: "12", RequireSymbols: "False", RequireNumbers: "yes" } },
      UserPoolTags: { version: 1, live: true },
      Schema: [{ Name: "n", Mutable: "true", StringAttributeConstraints: { MaxLength: 5 } }],
      Stray: "1",
    };
    assert.deepEqual(coerceModel(pool, given), {
      UserPoolName: "7",
      Policies: { PasswordPolicy: { MinimumLength: 12, RequireSymbols: false, RequireNumbers: "yes" } },
      UserPoolTags: { version: "1", live: "true" },
      Schema: [{ Name: "n", Mutable: true, StringAttributeConstraints: { MaxLength: "5" } }],
      Stray: "1",
    });
  });
});

describe("a resource with a fixed name", () => {
  const user = resourceTypeOf("AWS::Cognito::UserPoolUser")!;
  const named = { UserPoolId: "p", Username: "ada", UserAttributes: [{ Name: "name", Value: "Ada" }] };

  test("cannot be replaced under its name", () => {
    assert.equal(
      customNameText(user, named, { ...named, UserAttributes: [] }, "ada"),
      "CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename ada and update the stack again.",
    );
  });

  test("can be replaced under another name or in another pool, and without a name of its own", () => {
    assert.equal(customNameText(user, named, { ...named, Username: "grace" }, "ada"), undefined);
    assert.equal(customNameText(user, named, { ...named, UserPoolId: "q" }, "ada"), undefined);
    const { Username: _, ...unnamed } = named;
    assert.equal(customNameText(user, unnamed, { ...unnamed, UserAttributes: [] }, "generated"), undefined);
  });

  test("is no matter when nothing needs a replacement", () => {
    assert.equal(customNameText(user, named, { ...named }, "ada"), undefined);
    const metadata = { ...named, ClientMetadata: { a: 1 } };
    assert.equal(customNameText(user, metadata, { ...named, ClientMetadata: { a: "1" } }, "ada"), undefined);
  });
});
