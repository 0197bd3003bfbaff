import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { processorMs } from "../../test/processor-time.js";
import { SerializationException } from "./exceptions.js";
import { InvalidParameterException } from "./generated/exceptions.js";
import { type OperationName, operations } from "./generated/operations.js";
import { shapes } from "./generated/shapes.js";
import { compilePattern } from "./pattern.js";
import type { Shape } from "./shape.js";
import { exceptionsOf, parseJsonBody, validateInput } from "./validate.js";

const operationNames = Object.keys(operations) as OperationName[];
const poolId = "eu-central-1_AbCdEf123";
const clientId = "1example23456789";

function messageOf(operation: OperationName, body: unknown): string {
  try {
    validateInput(operation, body);
  } catch (error) {
    assert.ok(error instanceof InvalidParameterException, String(error));
    return error.message;
  }
  return "accepted";
}

const passwordPattern = "Member must satisfy regular expression pattern: ^[\\S]+.*[\\S]+$";

const messages: readonly [OperationName, unknown, string][] = [
  ["DescribeUserPool", { UserPoolId: poolId }, "accepted"],
  ["CreateUserPool", { PoolName: "p", SmsAuthenticationMessage: "Your code:\n{####}\nBye" }, "accepted"],
  [
    "CreateUserPool",
    { PoolName: "p", SmsAuthenticationMessage: "Your MFA code." },
    "1 validation error detected: Value 'Your MFA code.' at 'smsAuthenticationMessage' failed to satisfy constraint: Member must satisfy regular expression pattern: (?s).*\\{####\\}(?s).*",
  ],
  [
    "DescribeUserPool",
    {},
    "1 validation error detected: Value null at 'userPoolId' failed to satisfy constraint: Member must not be null",
  ],
  [
    "DescribeUserPool",
    { UserPoolId: null },
    "1 validation error detected: Value null at 'userPoolId' failed to satisfy constraint: Member must not be null",
  ],
  [
    "DescribeUserPool",
    { UserPoolId: "nonsense" },
    "1 validation error detected: Value 'nonsense' at 'userPoolId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w-]+_[0-9a-zA-Z]+",
  ],
  [
    "DescribeUserPool",
    { UserPoolId: "" },
    "2 validation errors detected: Value '' at 'userPoolId' failed to satisfy constraint: Member must have length greater than or equal to 1; Value '' at 'userPoolId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w-]+_[0-9a-zA-Z]+",
  ],
  [
    "DescribeUserPool",
    { UserPoolId: `${poolId}\n` },
    `1 validation error detected: Value '${poolId}\n' at 'userPoolId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w-]+_[0-9a-zA-Z]+`,
  ],
  [
    "SignUp",
    { ClientId: clientId, Username: "joan", Password: "short" },
    "1 validation error detected: Value at 'password' failed to satisfy constraint: Member must have length greater than or equal to 6",
  ],
  ["SignUp", { ClientId: clientId, Username: "joan", Password: "" }, "accepted"],
  ["SignUp", { ClientId: clientId, Username: "joan", Password: "pass phrase 1" }, "accepted"],
  [
    "SignUp",
    { ClientId: clientId, Username: "joan", Password: " leading" },
    `1 validation error detected: Value at 'password' failed to satisfy constraint: ${passwordPattern}`,
  ],
  ["AdminSetUserPassword", { UserPoolId: poolId, Username: "joan", Password: "abc" }, "accepted"],
  [
    "SignUp",
    { Username: "jo an" },
    "2 validation errors detected: Value at 'clientId' failed to satisfy constraint: Member must not be null; Value at 'username' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+",
  ],
  [
    "SignUp",
    { ClientId: clientId, Username: "x".repeat(129) },
    "1 validation error detected: Value at 'username' failed to satisfy constraint: Member must have length less than or equal to 128",
  ],
  // Length counts UTF-16 units, as Java does: 65 characters outside the basic plane are 130 units.
  [
    "SignUp",
    { ClientId: clientId, Username: "😀".repeat(65) },
    "1 validation error detected: Value at 'username' failed to satisfy constraint: Member must have length less than or equal to 128",
  ],
  ["SignUp", { ClientId: clientId, Username: "😀".repeat(64) }, "accepted"],
  [
    "InitiateAuth",
    { ClientId: "eu-central-1_x", AuthFlow: "USER_SRP_AUTH" },
    "1 validation error detected: Value 'eu-central-1_x' at 'clientId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+]+",
  ],
  [
    "InitiateAuth",
    { AuthFlow: "USER_SRP_AUTH" },
    "1 validation error detected: Value null at 'clientId' failed to satisfy constraint: Member must not be null",
  ],
  [
    "SetUserPoolMfaConfig",
    { UserPoolId: poolId, MfaConfiguration: "false" },
    "1 validation error detected: Value 'false' at 'mfaConfiguration' failed to satisfy constraint: Member must satisfy enum value set: [OPTIONAL, OFF, ON]",
  ],
  [
    "CreateUserPool",
    { PoolName: "pool", Schema: [{ Name: "email" }, { Name: "phone_number_verified", Mutable: true }] },
    "1 validation error detected: Value 'phone_number_verified' at 'schema.2.member.name' failed to satisfy constraint: Member must have length less than or equal to 20",
  ],
  [
    "AdminUpdateUserAttributes",
    { UserPoolId: poolId, Username: "joan", UserAttributes: [{ Name: "email", Value: "a@b.c" }, { Value: "x" }] },
    "1 validation error detected: Value null at 'userAttributes.2.member.name' failed to satisfy constraint: Member must not be null",
  ],
  [
    "AdminUpdateUserAttributes",
    { UserPoolId: poolId, Username: "joan", UserAttributes: [null] },
    "1 validation error detected: Value null at 'userAttributes.1.member' failed to satisfy constraint: Member must not be null",
  ],
  [
    "UpdateUserPoolClient",
    { UserPoolId: poolId, ClientId: clientId, LogoutURLs: [""] },
    "1 validation error detected: Value '[]' at 'logoutURLs' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 1024, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+]",
  ],
  [
    "UpdateUserPoolClient",
    { UserPoolId: poolId, ClientId: clientId, AllowedOAuthFlows: ["code", "token"] },
    "1 validation error detected: Value '[code, token]' at 'allowedOAuthFlows' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [implicit, client_credentials, code]]",
  ],
  [
    "UpdateUserPoolClient",
    { UserPoolId: poolId, ClientId: clientId, AllowedOAuthFlows: ["code", "code", "code", "code"] },
    "1 validation error detected: Value '[code, code, code, code]' at 'allowedOAuthFlows' failed to satisfy constraint: Member must have length less than or equal to 3",
  ],
  [
    "ListUserPools",
    {},
    "1 validation error detected: Value '0' at 'maxResults' failed to satisfy constraint: Member must have value greater than or equal to 1",
  ],
  [
    "ListUserPools",
    { MaxResults: 61 },
    "1 validation error detected: Value '61' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 60",
  ],
  [
    "TagResource",
    { ResourceArn: "arn:aws:cognito-idp:eu-central-1:000000000000:userpool/x", Tags: { "": "v" } },
    "1 validation error detected: Value '{=v}' at 'tags' failed to satisfy constraint: Map keys must satisfy constraint: [Member must have length less than or equal to 128, Member must have length greater than or equal to 1]",
  ],
  [
    "TagResource",
    { ResourceArn: "arn:aws:cognito-idp:eu-central-1:000000000000:userpool/x", Tags: { k: "v".repeat(257) } },
    `1 validation error detected: Value '{k=${"v".repeat(257)}}' at 'tags' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length less than or equal to 256, Member must have length greater than or equal to 0]`,
  ],
  [
    "CreateUserPool",
    {
      PoolName: "pool",
      EmailVerificationMessage: "no placeholder",
      Policies: { PasswordPolicy: { MinimumLength: 5 } },
    },
    "2 validation errors detected: Value '5' at 'policies.passwordPolicy.minimumLength' failed to satisfy constraint: Member must have value greater than or equal to 6; Value 'no placeholder' at 'emailVerificationMessage' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\s*]*\\{####\\}[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\s*]*",
  ],
];

const refusals: readonly [OperationName, unknown, string][] = [
  ["DescribeUserPool", { UserPoolId: 1 }, "NUMBER_VALUE can not be converted to a String"],
  ["DescribeUserPool", { UserPoolId: true }, "TRUE_VALUE can not be converted to a String"],
  ["DescribeUserPool", { UserPoolId: {} }, "Start of structure or map found where not expected"],
  ["DescribeUserPool", { UserPoolId: [] }, "Start of list found where not expected"],
  ["DescribeUserPool", [], "Start of list found where not expected"],
  ["DescribeUserPool", null, "Unexpected field type"],
  ["DescribeUserPool", "text", "Unexpected field type"],
  ["ListUserPools", { MaxResults: "10" }, "STRING_VALUE can not be converted to an Integer"],
  ["ListUserPools", { MaxResults: 1.5 }, "DECIMAL_VALUE can not be converted to an Integer"],
  ["ListUserPools", { MaxResults: 2 ** 31 }, "NUMBER_VALUE can not be converted to an Integer"],
  ["ListUserPools", parseJsonBody('{"MaxResults":1e999}'), "NUMBER_VALUE can not be converted to an Integer"],
  ["ListUserPools", { MaxResults: Number.NaN }, "NUMBER_VALUE can not be converted to an Integer"],
  ["AdminCreateUser", { ForceAliasCreation: "true" }, "STRING_VALUE can not be converted to a Boolean"],
  ["AdminCreateUser", { UserAttributes: { Name: "x" } }, "Start of structure or map found where not expected"],
  ["AdminCreateUser", { ClientMetadata: ["x"] }, "Start of list found where not expected"],
  [
    "SetUICustomization",
    { UserPoolId: poolId, ImageFile: "not base64" },
    "STRING_VALUE can not be converted to a ByteBuffer",
  ],
];

describe("the input of an operation", () => {
  for (const [operation, body, message] of messages) {
    it(`${operation} ${JSON.stringify(body).slice(0, 80)}`, () => assert.equal(messageOf(operation, body), message));
  }

  for (const [operation, body, message] of refusals) {
    it(`${operation} ${JSON.stringify(body)} is refused as ${message}`, () => {
      assert.throws(
        () => validateInput(operation, body),
        (error) => error instanceof SerializationException && error.message === message,
      );
    });
  }

  it("is told wrong types before broken constraints", () => {
    assert.throws(() => validateInput("ListUserPools", { NextToken: 1, MaxResults: 0 }), SerializationException);
  });

  it("keeps what the model knows and drops the rest", () => {
    const input = validateInput("AdminGetUser", { UserPoolId: poolId, Username: "joan", Extra: 1, username: "eve" });
    assert.deepEqual({ ...input }, { UserPoolId: poolId, Username: "joan" });
  });

  it("has no member where the body has null", () => {
    const input = validateInput("AdminCreateUser", {
      UserPoolId: poolId,
      Username: "joan",
      MessageAction: null,
      ClientMetadata: { a: "1", b: null },
    });
    assert.equal("MessageAction" in input, false);
    assert.deepEqual({ ...input.ClientMetadata }, { a: "1" });
  });

  it("tells no more than a hundred violations and repeats no more than a part of a value", () => {
    const UserAttributes = new Array(5_000).fill({ Name: "" });
    const many = messageOf("AdminUpdateUserAttributes", { UserPoolId: poolId, Username: "joan", UserAttributes });
    assert.match(many, /^100 validation errors detected: /);
    assert.ok(messageOf("DescribeUserPool", { UserPoolId: "x".repeat(500_000) }).length < 5_000);
  });

  it("keeps free-form documents to a bounded depth", () => {
    const nested = (depth: number): unknown => JSON.parse(`${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`);
    const body = { UserPoolId: poolId, ClientId: clientId, Settings: nested(20) };
    assert.deepEqual(
      JSON.stringify(validateInput("CreateManagedLoginBranding", body).Settings),
      JSON.stringify(nested(20)),
    );
    assert.throws(
      () => validateInput("CreateManagedLoginBranding", { ...body, Settings: nested(50_000) }),
      SerializationException,
    );
  });
});

describe("a JSON body", () => {
  it("that is empty reads as an empty object", () => assert.deepEqual(parseJsonBody(""), {}));
  it("that is not JSON is a SerializationException", () => {
    assert.throws(() => parseJsonBody("{"), SerializationException);
  });
  it("counts the last of two equal keys", () => {
    assert.deepEqual(parseJsonBody('{"UserPoolId":"a","UserPoolId":"b"}'), { UserPoolId: "b" });
  });
});

describe("T-36: keys that mean something to the language", () => {
  const hostileKeys = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty"];
  const hostile = `{${hostileKeys.map((key) => `"${key}":{"polluted":"yes"}`).join(",")}}`;

  it("never reach the input or any prototype, in any operation", () => {
    const members = Object.getOwnPropertyNames(Object.prototype).sort();
    for (const operation of operationNames) {
      for (const body of bodiesOf(operation)) {
        try {
          const input = validateInput(operation, body) as object;
          for (const key of hostileKeys) assert.equal(key in input, false, `${operation} ${key}`);
        } catch (error) {
          const modeled = error instanceof SerializationException || error instanceof InvalidParameterException;
          assert.ok(modeled, `${operation}: ${String(error)}`);
        }
      }
    }
    assert.deepEqual(Object.getOwnPropertyNames(Object.prototype).sort(), members);
    assert.equal(({} as Record<string, unknown>)["polluted"], undefined);
  });

  it("are ordinary keys of a map", () => {
    const tags = JSON.parse('{"__proto__":"a","constructor":"b"}');
    const input = validateInput("TagResource", { ResourceArn: "arn:aws:cognito-idp:x:0:userpool/x", Tags: tags });
    assert.deepEqual(Object.entries(input.Tags), [
      ["__proto__", "a"],
      ["constructor", "b"],
    ]);
    assert.equal(Object.getPrototypeOf(input.Tags), null);
  });

  it("cannot add members to what all structures share", () => {
    const input = validateInput("DescribeUserPool", { UserPoolId: poolId });
    assert.throws(() => Object.assign(Object.getPrototypeOf(input), { polluted: "yes" }), TypeError);
  });

  /** A body with every member of the operation, in several wrong ways and a few right ones. */
  function bodiesOf(operation: OperationName): unknown[] {
    const values: ((shape: Shape) => unknown)[] = [
      () => JSON.parse(hostile),
      () => [JSON.parse(hostile)],
      () => "__proto__",
      () => 42,
      () => true,
      () => null,
      (shape) => sample(shape, 0),
    ];
    return values.map((value) => {
      const body: Record<string, unknown> = JSON.parse(hostile);
      for (const [member, name] of Object.entries(membersOf(operation))) body[member] = value(shapes[name] as Shape);
      return body;
    });
  }

  /** A value of the right type with hostile keys wherever there are keys. */
  function sample(shape: Shape, depth: number): unknown {
    switch (shape.type) {
      case "structure": {
        const result: Record<string, unknown> = JSON.parse(hostile);
        for (const [member, name] of Object.entries(shape.members))
          result[member] = sample(shapes[name] as Shape, depth + 1);
        return result;
      }
      case "list":
        return [sample(shapes[shape.element] as Shape, depth + 1)];
      case "map":
        return { ...JSON.parse('{"__proto__":"x"}'), key: sample(shapes[shape.value] as Shape, depth + 1) };
      case "document":
        return JSON.parse(hostile);
      case "boolean":
        return false;
      case "string":
        return shape.enum?.[0] ?? "x".repeat(Math.max(shape.min ?? 1, 1));
      case "blob":
        return "AAAA";
      default:
        return "min" in shape ? shape.min : 1;
    }
  }
});

describe("T-38: long and nasty texts", () => {
  it("cost no more than their length, in every pattern of the model", () => {
    const nasty = ["{##", "##}", "{####}", "@", "a:", "arn:a:", "_", "-", "a", ".", " "].map(
      (part) => `${part.repeat(Math.floor(131_000 / part.length))}\u0000`,
    );
    const patterns = Object.entries(shapes).flatMap(([name, shape]) =>
      shape.type === "string" && shape.pattern !== undefined ? [[name, shape] as const] : [],
    );
    assert.ok(patterns.length > 40);
    for (const [name, shape] of patterns) {
      const matches = compilePattern(shape.pattern ?? "");
      const longest = shape.max === undefined ? 131_072 : Math.max(shape.max, 1_024);
      for (const text of nasty) {
        const cost = processorMs(() => void matches(`${text.slice(0, longest - 1)}\u0000`));
        assert.ok(cost < 250, `${name} took ${cost} ms for ${text.slice(0, 8)}`);
      }
    }
  });

  it("are answered within a second by every operation", () => {
    for (const operation of operationNames) {
      const body: Record<string, unknown> = {};
      for (const member of Object.keys(membersOf(operation))) body[member] = `{##${"{####}@_-a:".repeat(20_000)}\u0000`;
      const cost = processorMs(() => assert.throws(() => validateInput(operation, body)));
      assert.ok(cost < 1_000, `${operation}: ${cost} ms`);
    }
  });
});

describe("the exceptions of an operation", () => {
  it("are the model's and the corrections'", () => {
    assert.ok(exceptionsOf("AdminGetUser").has("UserNotFoundException"));
    assert.ok(!exceptionsOf("AdminGetUser").has("AliasExistsException"));
    assert.ok(exceptionsOf("AdminCreateUser").has("AliasExistsException"));
  });

  it("always include the one that validation throws", () => {
    for (const operation of operationNames)
      assert.ok(exceptionsOf(operation).has("InvalidParameterException"), operation);
  });
});

function membersOf(operation: OperationName): Readonly<Record<string, string>> {
  const shape = shapes[operations[operation].input];
  assert.ok(shape?.type === "structure");
  return shape.members;
}
