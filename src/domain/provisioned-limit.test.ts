import assert from "node:assert/strict";
import { test } from "node:test";
import { type OperationName, operations } from "../model/generated/operations.js";
import { categoryOf, describeLimit, limitedCategory, provisionedRate } from "./provisioned-limit.js";

test("requests count towards the category of their operation", () => {
  const cases = [
    ["InitiateAuth", {}, "UserAuthentication"],
    ["RespondToAuthChallenge", { ChallengeName: "PASSWORD_VERIFIER" }, "UserAuthentication"],
    ["RespondToAuthChallenge", { ChallengeName: "NEW_PASSWORD_REQUIRED" }, undefined],
    ["AdminRespondToAuthChallenge", { ChallengeName: "NEW_PASSWORD_REQUIRED" }, undefined],
    ["SignUp", {}, "UserCreation"],
    ["RevokeToken", {}, "UserToken"],
    ["ListUsers", {}, undefined],
    ["CreateUserPool", {}, undefined],
  ] as const;
  for (const [operation, input, category] of cases)
    assert.equal(limitedCategory(operation, input), category, operation);
});

test("every operation whose rate can be limited may answer that there were too many requests", () => {
  for (const name of Object.keys(operations) as OperationName[]) {
    if (limitedCategory(name, {}) === undefined) continue;
    assert.ok(new Set<string>(operations[name].errors).has("TooManyRequestsException"), name);
  }
});

test("a definition names one category and nothing else", () => {
  const definition = (Attributes: Record<string, string>) => ({ LimitClass: "API_CATEGORY", Attributes }) as const;
  assert.equal(categoryOf(definition({ Category: "UserRead" })), "UserRead");
  for (const attributes of [{}, { Category: "Nothing" }, { Category: "toString" }, { Category: "UserRead", X: "y" }]) {
    assert.throws(() => categoryOf(definition(attributes as Record<string, string>)), {
      name: "InvalidParameterException",
    });
  }
});

test("a rate is provisioned from the default upwards, where the category has an adjustable one", () => {
  assert.equal(provisionedRate("UserAuthentication", 300), 300);
  assert.equal(provisionedRate("UserAuthentication", 120), undefined);
  assert.equal(provisionedRate("UserFederation", 100_000), 100_000);
  const refused = (category: "UserAuthentication" | "UserList", rate: number, name: string) =>
    assert.throws(() => provisionedRate(category, rate), { name });
  refused("UserAuthentication", 119, "InvalidParameterException");
  refused("UserAuthentication", -1, "InvalidParameterException");
  refused("UserAuthentication", 100_001, "ServiceQuotaExceededException");
  refused("UserList", 30, "InvalidParameterException");
});

test("without a provisioned rate the default is shown", () => {
  assert.deepEqual(describeLimit("UserCreation", undefined), {
    LimitDefinition: { LimitClass: "API_CATEGORY", Attributes: { Category: "UserCreation" } },
    ProvisionedLimitValue: 50,
    FreeLimitValue: 50,
  });
  assert.equal(describeLimit("UserCreation", 51).ProvisionedLimitValue, 51);
});
