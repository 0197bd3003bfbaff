import assert from "node:assert/strict";
import { test } from "node:test";
import { checkAttributeName, namedIdentity, usernameOf } from "./linking.js";

const google = { ProviderName: "Google", ProviderAttributeName: "Cognito_Subject", ProviderAttributeValue: "1234" };

test("users of providers are called after provider and subject, the pool's own by their username", () => {
  assert.equal(usernameOf(namedIdentity("SourceUser", google)), "Google_1234");
  const own = namedIdentity("DestinationUser", { ProviderName: "Cognito", ProviderAttributeValue: "ann" });
  assert.equal(usernameOf(own), "ann");
});

for (const missing of ["ProviderName", "ProviderAttributeName", "ProviderAttributeValue"] as const) {
  test(`an identity without ${missing} is refused`, () => {
    assert.throws(() => namedIdentity("SourceUser", { ...google, [missing]: undefined }), {
      name: "InvalidParameterException",
      message: `SourceUser.${missing} is required.`,
    });
  });
}

test("social providers name users by subject alone", () => {
  const byEmail = namedIdentity("SourceUser", { ...google, ProviderAttributeName: "email" });
  assert.throws(() => checkAttributeName("Google", byEmail), { name: "InvalidParameterException" });
  assert.doesNotThrow(() => checkAttributeName("OIDC", byEmail));
  assert.doesNotThrow(() => checkAttributeName("Google", namedIdentity("SourceUser", google)));
});
