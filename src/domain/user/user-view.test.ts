import assert from "node:assert/strict";
import { test } from "node:test";
import type { User } from "../user.js";
import { adminGetUserView, getUserView, identitiesText, type UserIdentity, userType } from "./user-view.js";

const USER: User = {
  poolId: "p",
  sub: "s",
  username: "bob",
  status: "CONFIRMED",
  enabled: true,
  attributes: new Map([
    ["email", "a@b"],
    ["custom:foo", "bar"],
    ["dev:custom:x", "1"],
  ]),
  mfa: { enabled: [] },
  createdAt: 1548097827716,
  modifiedAt: 1548097828000,
  version: 1,
};

const WITH_MFA: User = {
  ...USER,
  mfa: {
    enabled: ["SMS_MFA"],
    preferred: "SMS_MFA",
    options: [{ attribute: "phone_number", medium: "SMS" }],
  },
};

const IDENTITY: UserIdentity = {
  userId: "1234",
  providerName: "Google",
  providerType: "Google",
  issuer: null,
  primary: true,
  createdAt: 1548097827716,
};

const ATTRIBUTES = [
  { Name: "sub", Value: "s" },
  { Name: "email", Value: "a@b" },
  { Name: "custom:foo", Value: "bar" },
  { Name: "dev:custom:x", Value: "1" },
];

const STATE = {
  UserCreateDate: 1548097827.716,
  UserLastModifiedDate: 1548097828,
  Enabled: true,
  UserStatus: "CONFIRMED",
};

const MFA_OPTIONS = [{ DeliveryMedium: "SMS", AttributeName: "phone_number" }];

test("a user in a list", () => {
  assert.deepEqual(userType(USER), { Username: "bob", Attributes: ATTRIBUTES, ...STATE });
  assert.deepEqual(userType(WITH_MFA), { Username: "bob", Attributes: ATTRIBUTES, ...STATE, MFAOptions: MFA_OPTIONS });
});

test("a user in a list with the attributes asked for", () => {
  assert.deepEqual(userType(USER, [IDENTITY], ["email", "name"]).Attributes, [{ Name: "email", Value: "a@b" }]);
  assert.deepEqual(userType(USER, [], []).Attributes, []);
});

test("a user for an administrator: MFA members only when set", () => {
  assert.deepEqual(adminGetUserView(USER), { Username: "bob", UserAttributes: ATTRIBUTES, ...STATE });
  assert.deepEqual(adminGetUserView(WITH_MFA), {
    Username: "bob",
    UserAttributes: ATTRIBUTES,
    ...STATE,
    MFAOptions: MFA_OPTIONS,
    PreferredMfaSetting: "SMS_MFA",
    UserMFASettingList: ["SMS_MFA"],
  });
});

test("a user for the user: no state, no developer's attributes, only what the client may read", () => {
  assert.deepEqual(getUserView(USER, undefined), { Username: "bob", UserAttributes: ATTRIBUTES.slice(0, 3) });
  assert.deepEqual(getUserView(WITH_MFA, new Set(["custom:foo"]), [IDENTITY]), {
    Username: "bob",
    UserAttributes: [
      { Name: "sub", Value: "s" },
      { Name: "custom:foo", Value: "bar" },
    ],
    MFAOptions: MFA_OPTIONS,
    PreferredMfaSetting: "SMS_MFA",
    UserMFASettingList: ["SMS_MFA"],
  });
  assert.throws(() => getUserView(USER, new Set()), { name: "NotAuthorizedException" });
});

test("identities are JSON text and come first", () => {
  const text =
    '[{"userId":"1234","providerName":"Google","providerType":"Google","issuer":null,"primary":true,"dateCreated":1548097827716}]';
  assert.equal(identitiesText([IDENTITY]), text);
  assert.deepEqual(adminGetUserView(USER, [IDENTITY]).UserAttributes?.slice(0, 2), [
    { Name: "identities", Value: text },
    { Name: "sub", Value: "s" },
  ]);
  assert.deepEqual(getUserView(USER, new Set(["identities"]), [IDENTITY]).UserAttributes, [
    { Name: "identities", Value: text },
    { Name: "sub", Value: "s" },
  ]);
});
