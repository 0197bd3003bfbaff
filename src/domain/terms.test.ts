import assert from "node:assert/strict";
import { test } from "node:test";
import { describeTerms, describeTermsInList, newTermsDocument, termsClaim, withUpdatedTerms } from "./terms.js";

const request = {
  UserPoolId: "us-east-1_a",
  ClientId: "c",
  TermsName: "terms-of-use",
  TermsSource: "LINK",
  Enforcement: "NONE",
  Links: { "cognito:default": "https://example.com/terms", "cognito:french": "https://example.com/fr" },
} as const;

test("terms are shown as they were made; a listing leaves out client and links", () => {
  const terms = {
    id: "t",
    poolId: "us-east-1_a",
    document: newTermsDocument(request),
    createdAt: 1_500,
    modifiedAt: 2_500,
  };
  assert.deepEqual(describeTerms(terms), { TermsId: "t", ...request, CreationDate: 1.5, LastModifiedDate: 2.5 });
  assert.deepEqual(describeTermsInList(terms), {
    TermsId: "t",
    TermsName: "terms-of-use",
    Enforcement: "NONE",
    CreationDate: 1.5,
    LastModifiedDate: 2.5,
  });
});

test("an update replaces what it names, and the links as a whole", () => {
  const before = newTermsDocument(request);
  const ids = { TermsId: "t", UserPoolId: "us-east-1_a" };
  assert.deepEqual(withUpdatedTerms(before, ids), before);
  const Links = { "cognito:default": "http://example.com/new" };
  assert.deepEqual(withUpdatedTerms(before, { ...ids, TermsName: "privacy-policy", Links }), {
    ...before,
    name: "privacy-policy",
    links: Links,
  });
});

test("one client has each document once", () => {
  assert.notEqual(
    termsClaim({ clientId: "a", name: "terms-of-use" }),
    termsClaim({ clientId: "a", name: "privacy-policy" }),
  );
  assert.notEqual(
    termsClaim({ clientId: "a", name: "terms-of-use" }),
    termsClaim({ clientId: "b", name: "terms-of-use" }),
  );
});

for (const [Links, message] of [
  [undefined, "Links must contain a link for cognito:default."],
  [{ "cognito:german": "https://example.com" }, "Links must contain a link for cognito:default."],
  [{ "cognito:default": "javascript:alert(1)" }, "The link for cognito:default is not a valid URL."],
  [
    { "cognito:default": "https://example.com", "cognito:dutch": "terms.html" },
    "The link for cognito:dutch is not a valid URL.",
  ],
] as const) {
  test(`links are refused: ${JSON.stringify(Links)}`, () => {
    const { Links: _, ...rest } = request;
    assert.throws(() => newTermsDocument(Links === undefined ? rest : { ...rest, Links }), {
      name: "InvalidParameterException",
      message,
    });
  });
}
