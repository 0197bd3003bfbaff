import assert from "node:assert/strict";
import { test } from "node:test";
import { groupClaims } from "./group-claims.js";

const cases: readonly [string, Parameters<typeof groupClaims>[0], ReturnType<typeof groupClaims>][] = [
  ["no groups", [], { groups: [], roles: [], preferredRole: undefined }],
  [
    "the lowest precedence first, those without one last",
    [{ name: "none" }, { name: "b", precedence: 5 }, { name: "a", precedence: 5 }, { name: "first", precedence: 0 }],
    { groups: ["first", "a", "b", "none"], roles: [], preferredRole: undefined },
  ],
  [
    "the role of the lowest precedence is preferred",
    [
      { name: "a", precedence: 2, roleArn: "two" },
      { name: "b", precedence: 1, roleArn: "one" },
    ],
    { groups: ["b", "a"], roles: ["one", "two"], preferredRole: "one" },
  ],
  [
    "a tie between different roles prefers none",
    [
      { name: "a", precedence: 1, roleArn: "one" },
      { name: "b", precedence: 1, roleArn: "two" },
    ],
    { groups: ["a", "b"], roles: ["one", "two"], preferredRole: undefined },
  ],
  [
    "a tie between equal roles prefers that role and lists it once",
    [
      { name: "a", precedence: 1, roleArn: "one" },
      { name: "b", precedence: 1, roleArn: "one" },
    ],
    { groups: ["a", "b"], roles: ["one"], preferredRole: "one" },
  ],
  [
    "groups without a role do not stand in the way",
    [
      { name: "a", precedence: 1 },
      { name: "b", roleArn: "one" },
    ],
    { groups: ["a", "b"], roles: ["one"], preferredRole: "one" },
  ],
];
for (const [name, groups, expected] of cases) {
  test(`claims: ${name}`, () => assert.deepEqual(groupClaims(groups), expected));
}
