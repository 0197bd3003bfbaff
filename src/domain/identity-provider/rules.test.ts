import assert from "node:assert/strict";
import { test } from "node:test";
import type { CreateIdentityProviderRequest } from "../../model/generated/types.js";
import { newUserPool } from "../user-pool/new-user-pool.js";
import {
  attributeMapping,
  describeIdentityProvider,
  describeProviderInList,
  describeWrittenProvider,
  newIdentityProvider,
  providerGroup,
  withUpdatedProvider,
} from "./rules.js";

const pool = newUserPool(
  { PoolName: "p" },
  { id: "us-east-1_a", region: "us-east-1", accountId: "123456789012", now: 1_000 },
);
const oauth = { client_id: "i", client_secret: "s", authorize_scopes: "email" };
const oidc = { ...oauth, oidc_issuer: "https://idp.example.com", attributes_request_method: "GET" };
const request = (change: Partial<CreateIdentityProviderRequest>): CreateIdentityProviderRequest => ({
  UserPoolId: pool.id,
  ProviderName: "Google",
  ProviderType: "Google",
  ProviderDetails: oauth,
  ...change,
});
const create = (change: Partial<CreateIdentityProviderRequest> = {}) =>
  newIdentityProvider(pool, request(change), 1_500);

const three = "clientId, clientSecret and authorizeScopes are all required idp details.";
const refusals: readonly [string, Partial<CreateIdentityProviderRequest>][] = [
  ["Provider MyGoogle cannot be of type Google.", { ProviderName: "MyGoogle" }],
  ["Provider Google cannot be of type OIDC.", { ProviderType: "OIDC", ProviderDetails: oidc }],
  ["Provider COGNITO cannot be of type SAML.", { ProviderName: "COGNITO", ProviderType: "SAML" }],
  [three, { ProviderDetails: { client_id: "i", authorize_scopes: "email" } }],
  [three, { ProviderName: "Facebook", ProviderType: "Facebook", ProviderDetails: {} }],
  [three, { ProviderName: "LoginWithAmazon", ProviderType: "LoginWithAmazon", ProviderDetails: {} }],
  [
    "clientId, privateKey, teamId, and keyId are all required idp details.",
    { ProviderName: "SignInWithApple", ProviderType: "SignInWithApple", ProviderDetails: oauth },
  ],
  [
    "clientId, authorizeScopes, oidcIssuer and attributesRequestMethod are all required idp details.",
    { ProviderName: "idp", ProviderType: "OIDC", ProviderDetails: oauth },
  ],
  [
    "1 validation error detected: Value 'PUT' at 'providerConfiguration.oidcConfig.attributesRequestMethod' failed to satisfy constraint: Member must satisfy enum value set: [POST, GET]",
    { ProviderName: "idp", ProviderType: "OIDC", ProviderDetails: { ...oidc, attributes_request_method: "PUT" } },
  ],
  [
    "OIDC endpoint must start with https://",
    { ProviderName: "idp", ProviderType: "OIDC", ProviderDetails: { ...oidc, jwks_uri: "http://idp.example.com" } },
  ],
  [
    "At least one of the MetadataURL or MetadataFile should be provided.",
    { ProviderName: "idp", ProviderType: "SAML", ProviderDetails: {} },
  ],
  [
    "Only one of the MetadataURL or MetadataFile should be provided.",
    { ProviderName: "idp", ProviderType: "SAML", ProviderDetails: { MetadataURL: "https://x", MetadataFile: "<x/>" } },
  ],
  ["AttributeMapping contains invalid mapping: [custom:none]", { AttributeMapping: { "custom:none": "x" } }],
  ["AcrMapping is not available in this version of Poolhouse.", { AcrMapping: { Level1: "x" } }],
];
for (const [message, change] of refusals) {
  test(`an identity provider is refused: ${message} ${JSON.stringify(change)}`, () => {
    assert.throws(() => create(change), { name: "InvalidParameterException", message });
  });
}

test("Google's well-known details are filled in, and what was sent wins over them", () => {
  const shown = describeIdentityProvider(create());
  assert.deepEqual(shown, {
    UserPoolId: "us-east-1_a",
    ProviderName: "Google",
    ProviderType: "Google",
    ProviderDetails: {
      ...oauth,
      attributes_url: "https://people.googleapis.com/v1/people/me?personFields=",
      attributes_url_add_attributes: "true",
      authorize_url: "https://accounts.google.com/o/oauth2/v2/auth",
      oidc_issuer: "https://accounts.google.com",
      token_request_method: "POST",
      token_url: "https://www.googleapis.com/oauth2/v4/token",
    },
    AttributeMapping: { username: "sub" },
    IdpIdentifiers: [],
    LastModifiedDate: 1.5,
    CreationDate: 1.5,
  });
  const own = create({ ProviderDetails: { ...oauth, authorize_url: "https://example.com" } });
  assert.equal(describeIdentityProvider(own).ProviderDetails?.["authorize_url"], "https://example.com");
});

test("Facebook's details follow the version of its interface", () => {
  const details = (api_version?: string) =>
    describeIdentityProvider(
      create({
        ProviderName: "Facebook",
        ProviderType: "Facebook",
        ProviderDetails: { ...oauth, ...(api_version ? { api_version } : {}) },
      }),
    ).ProviderDetails;
  assert.equal(details()?.["attributes_url"], "https://graph.facebook.com/me?fields=");
  assert.equal(details("v17.0")?.["authorize_url"], "https://www.facebook.com/v17.0/dialog/oauth");
  assert.equal(details("v17.0")?.["token_url"], "https://graph.facebook.com/v17.0/oauth/access_token");
});

test("Apple's private key is stored and never shown", () => {
  const provider = create({
    ProviderName: "SignInWithApple",
    ProviderType: "SignInWithApple",
    ProviderDetails: { client_id: "i", team_id: "t", key_id: "k", private_key: "secret", authorize_scopes: "email" },
  });
  assert.equal(provider.details["private_key"], "secret");
  assert.ok(!("private_key" in (describeIdentityProvider(provider).ProviderDetails ?? {})));
});

test("SAML metadata tells its redirect endpoints", () => {
  const MetadataFile = `<md:IDPSSODescriptor>
    <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://idp/post"/>
    <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp/sso?a=1&amp;b=2"/>
    <md:SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp/slo"/>
  </md:IDPSSODescriptor>`;
  const provider = create({ ProviderName: "idp", ProviderType: "SAML", ProviderDetails: { MetadataFile } });
  const shown = describeIdentityProvider(provider).ProviderDetails;
  assert.equal(shown?.["SSORedirectBindingURI"], "https://idp/sso?a=1&b=2");
  assert.equal(shown?.["SLORedirectBindingURI"], "https://idp/slo");
  assert.deepEqual(attributeMapping(provider), {});
});

const claims = [
  ["Facebook", "id"],
  ["LoginWithAmazon", "user_id"],
  ["SignInWithApple", "sub"],
  ["OIDC", "sub"],
] as const;
for (const [type, claim] of claims) {
  test(`the username of ${type} comes from ${claim} unless it is mapped`, () => {
    assert.deepEqual(attributeMapping({ type }), { username: claim });
    assert.deepEqual(attributeMapping({ type, attributeMapping: { username: "x", email: "mail" } }), {
      username: "x",
      email: "mail",
    });
  });
}

test("an update keeps what it omits and replaces what it sends", () => {
  const before = create({ AttributeMapping: { email: "email" }, IdpIdentifiers: ["one"] });
  const same = withUpdatedProvider(pool, before, { UserPoolId: pool.id, ProviderName: "Google" }, 2_000);
  assert.deepEqual(same, { ...before, modifiedAt: 2_000 });
  const cleared = withUpdatedProvider(
    pool,
    before,
    { UserPoolId: pool.id, ProviderName: "Google", AttributeMapping: {}, IdpIdentifiers: [] },
    2_000,
  );
  assert.deepEqual(cleared.attributeMapping, {});
  assert.deepEqual(cleared.identifiers, []);
  assert.throws(
    () =>
      withUpdatedProvider(pool, before, { UserPoolId: pool.id, ProviderName: "Google", ProviderDetails: {} }, 2_000),
    { message: three },
  );
});

test("identifiers are echoed by a write only if it sent them", () => {
  const provider = create({ IdpIdentifiers: ["one"] });
  assert.deepEqual(describeWrittenProvider(provider, { IdpIdentifiers: ["one"] }).IdpIdentifiers, ["one"]);
  assert.ok(!("IdpIdentifiers" in describeWrittenProvider(provider, {})));
  assert.deepEqual(describeProviderInList(provider), {
    ProviderName: "Google",
    ProviderType: "Google",
    LastModifiedDate: 1.5,
    CreationDate: 1.5,
  });
});

test("a provider brings a group", () => {
  const group = providerGroup(pool.id, "Google", 1_000);
  assert.equal(group.name, "us-east-1_a_Google");
  assert.equal(group.description, "Autogenerated group for users who sign in using Google");
});
