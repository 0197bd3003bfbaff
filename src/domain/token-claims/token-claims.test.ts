import assert from "node:assert/strict";
import { test } from "node:test";
import { attributeClaims } from "./attribute-claims.js";
import { isReservedClaim } from "./reserved-claims.js";
import { accessTokenClaims, identityClaim, idTokenClaims, type TokenFacts } from "./token-claims.js";

const facts: TokenFacts = {
  issuer: "https://idp.example.com/us-east-1_Example01",
  clientId: "1example23456789",
  sub: "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee",
  username: "jane",
  eventId: "64f513be-32db-42b0-b78e-b02127b4f463",
  authTime: 1_676_312_777_900,
  now: 1_676_313_851_999,
  originJti: "0f2f5f8b-5e19-4ab2-9a0e-7f1a8b1b7a11",
  groups: {
    groups: ["admins"],
    roles: ["arn:aws:iam::111122223333:role/r"],
    preferredRole: "arn:aws:iam::111122223333:role/r",
  },
};

test("an ID token has exactly the claims of the published sample", () => {
  const attributes = attributeClaims(
    new Map([
      ["email_verified", "true"],
      ["email", "jane@example.com"],
      ["custom:tenant", "7"],
    ]),
    () => true,
  );
  assert.deepEqual(idTokenClaims(facts, { jti: "j", validitySeconds: 3600, attributes, identities: [] }), {
    sub: facts.sub,
    email_verified: true,
    iss: facts.issuer,
    "cognito:username": "jane",
    "cognito:groups": ["admins"],
    "cognito:roles": ["arn:aws:iam::111122223333:role/r"],
    "cognito:preferred_role": "arn:aws:iam::111122223333:role/r",
    "custom:tenant": "7",
    origin_jti: facts.originJti,
    aud: "1example23456789",
    event_id: facts.eventId,
    token_use: "id",
    auth_time: 1_676_312_777,
    exp: 1_676_317_451,
    iat: 1_676_313_851,
    jti: "j",
    email: "jane@example.com",
  });
});

test("an access token has exactly the claims of the published sample, and no attribute of the user", () => {
  assert.deepEqual(
    accessTokenClaims(facts, { jti: "j", validitySeconds: 3600, scopes: ["aws.cognito.signin.user.admin"] }),
    {
      sub: facts.sub,
      "cognito:groups": ["admins"],
      iss: facts.issuer,
      client_id: "1example23456789",
      origin_jti: facts.originJti,
      event_id: facts.eventId,
      token_use: "access",
      scope: "aws.cognito.signin.user.admin",
      auth_time: 1_676_312_777,
      exp: 1_676_317_451,
      iat: 1_676_313_851,
      jti: "j",
      username: "jane",
    },
  );
});

test("without groups and revocation there are no such claims", () => {
  const bare = { ...facts, originJti: undefined, groups: { groups: [], roles: [] } };
  const id = idTokenClaims(bare, { jti: "j", validitySeconds: 1, attributes: {}, identities: [] });
  const access = accessTokenClaims(bare, { jti: "j", validitySeconds: 1, scopes: [] });
  for (const name of ["jti", "origin_jti", "cognito:groups", "cognito:roles", "cognito:preferred_role", "identities"]) {
    assert.ok(!(name in id), name);
    assert.ok(!(name in access), name);
  }
});

test("attributes have the types of OpenID Connect; custom ones are text", () => {
  const attributes = new Map([
    ["email_verified", "false"],
    ["phone_number_verified", "true"],
    ["address", "1 Main St"],
    ["updated_at", "1676313851"],
    ["custom:number", "42"],
    ["name", "Jane"],
    ["nickname", ""],
  ]);
  assert.deepEqual(
    attributeClaims(attributes, () => true),
    {
      email_verified: false,
      phone_number_verified: true,
      address: { formatted: "1 Main St" },
      updated_at: 1_676_313_851,
      "custom:number": "42",
      name: "Jane",
    },
  );
});

test("an attribute that the client may not read is no claim", () => {
  assert.deepEqual(
    attributeClaims(
      new Map([
        ["email", "a@example.com"],
        ["name", "A"],
      ]),
      (name) => name === "name",
    ),
    { name: "A" },
  );
});

test("identities are told with every value as text", () => {
  const identity = {
    userId: "123",
    providerName: "Acme",
    providerType: "OIDC",
    issuer: null,
    primary: false,
    createdAt: 1_676_313_851_999,
  } as const;
  assert.deepEqual(identityClaim(identity), {
    userId: "123",
    providerName: "Acme",
    providerType: "OIDC",
    issuer: null,
    primary: "false",
    dateCreated: "1676313851999",
  });
});

test("T-17c no attribute can take the place of a claim of the service", () => {
  const names = Object.keys(idTokenClaims(facts, { jti: "j", validitySeconds: 1, attributes: {}, identities: [] }));
  const attributes = attributeClaims(new Map(names.map((name) => [name, "forged"])), () => true);
  const claims = idTokenClaims(facts, { jti: "j", validitySeconds: 1, attributes, identities: [] });
  assert.deepEqual(
    Object.values(claims).filter((value) => value === "forged"),
    [],
  );
});

test("T-17c every claim that is not an attribute is reserved from triggers", () => {
  const own = [
    ...Object.keys(idTokenClaims(facts, { jti: "j", validitySeconds: 1, attributes: {}, identities: [] })),
    ...Object.keys(accessTokenClaims(facts, { jti: "j", validitySeconds: 1, scopes: [], deviceKey: "d" })),
  ];
  // Scopes have a way of their own in a trigger's answer.
  for (const name of own.filter((one) => one !== "scope")) assert.ok(isReservedClaim(name), name);
  for (const name of ["nonce", "at_hash", "acr", "amr", "azp", "nbf", "identities", "cognito:anything"]) {
    assert.ok(isReservedClaim(name), name);
  }
  for (const name of ["email", "custom:tenant", "department"]) assert.ok(!isReservedClaim(name), name);
});
