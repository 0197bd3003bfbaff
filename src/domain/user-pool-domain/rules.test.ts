import assert from "node:assert/strict";
import { test } from "node:test";
import type { CreateUserPoolDomainRequest, CreateUserPoolRequest } from "../../model/generated/types.js";
import { newUserPool } from "../user-pool/new-user-pool.js";
import {
  checkDomainName,
  configurationVersion,
  describeDomain,
  newUserPoolDomain,
  withUpdatedDomain,
} from "./rules.js";

const poolOf = (request: Partial<CreateUserPoolRequest> = {}) =>
  newUserPool(
    { PoolName: "p", ...request },
    { id: "us-west-2_a", region: "us-west-2", accountId: "123456789012", now: 1_000 },
  );
const made = { now: Date.UTC(2024, 2, 5, 7, 8, 9), pickText: (_: string, count: number) => "x".repeat(count) };
const create = (request: Partial<CreateUserPoolDomainRequest> = {}, pool = poolOf()) =>
  newUserPoolDomain(pool, { UserPoolId: pool.id, Domain: "mine", ...request }, made);
const CertificateArn = "arn:aws:acm:us-east-1:123456789012:certificate/x";

test("prefixes are letters, digits and hyphens, custom domains have a parent below a top-level domain", () => {
  for (const name of ["a", "my-app-1", "my-awsome-app", "a".repeat(63)])
    assert.doesNotThrow(() => checkDomainName(name, "prefix"));
  for (const name of ["auth.example.com", "my-aws.example.com"]) {
    assert.doesNotThrow(() => checkDomainName(name, "custom"));
  }
  for (const name of ["Upper", "-a", "a-", "a.b", "a_b", "", "a".repeat(64)]) {
    assert.throws(() => checkDomainName(name, "prefix"), {
      name: "InvalidParameterException",
      message: /^The domain name contains an invalid character\. Domain names can only contain lower-case letters/,
    });
  }
  for (const name of ["a..b", "a.b-", "A.example.com"]) {
    assert.throws(() => checkDomainName(name, "custom"), { message: /invalid character/ });
  }
  for (const name of ["nodot", "example.com"]) {
    assert.throws(() => checkDomainName(name, "custom"), {
      name: "InvalidParameterException",
      message:
        "Custom domain is not a valid subdomain: Was not able to resolve a DNS A record for the parent domain or domain parent is a top-level domain.",
    });
  }
});

for (const [name, word] of [
  ["my-aws-app", "aws"],
  ["amazonian", "amazon"],
  ["newcognito", "cognito"],
] as const) {
  test(`the prefix ${name} holds a reserved word`, () => {
    assert.throws(() => create({ Domain: name }), {
      name: "InvalidParameterException",
      message: `Domain cannot contain reserved word: ${word}`,
    });
  });
}

test("a prefix domain is active at once and shows every member that clients read", () => {
  assert.deepEqual(describeDomain(create(), poolOf()), {
    UserPoolId: "us-west-2_a",
    AWSAccountId: "123456789012",
    Domain: "mine",
    S3Bucket: "aws-cognito-prod-pdx-assets",
    CloudFrontDistribution: `d${"x".repeat(13)}.cloudfront.net`,
    Version: "20240305070809",
    Status: "ACTIVE",
    CustomDomainConfig: {},
    ManagedLoginVersion: 1,
  });
});

test("a custom domain shows its certificate", () => {
  const domain = create({
    Domain: "auth.example.com",
    CustomDomainConfig: { CertificateArn },
    ManagedLoginVersion: 2,
  });
  assert.equal(domain.kind, "custom");
  const shown = describeDomain(domain, poolOf());
  assert.deepEqual(shown.CustomDomainConfig, { CertificateArn });
  assert.equal(shown.ManagedLoginVersion, 2);
});

test("managed login and routing have their limits", () => {
  assert.throws(() => create({ ManagedLoginVersion: 2 }, poolOf({ UserPoolTier: "LITE" })), {
    name: "FeatureUnavailableInTierException",
    message: "The following feature is not available for the LITE pricing tier configured: Managed Login Version 2",
  });
  assert.throws(() => create({ ManagedLoginVersion: 3 }), { message: "ManagedLoginVersion must be 1 or 2." });
  const Failover = { SecondaryRegion: "us-east-1", PrimaryRoute53HealthCheckId: "x" };
  assert.throws(() => create({ Routing: { Failover } }), { message: /not available/ });
});

test("a configuration is named by the second it was made in", () => {
  assert.equal(configurationVersion(0), "19700101000000");
});

test("an update changes certificate and managed login, never the kind", () => {
  const pool = poolOf();
  const custom = create({ Domain: "auth.example.com", CustomDomainConfig: { CertificateArn } });
  const renewed = {
    UserPoolId: pool.id,
    Domain: custom.domain,
    CustomDomainConfig: { CertificateArn: `${CertificateArn}y` },
  };
  assert.deepEqual(withUpdatedDomain(pool, custom, { ...renewed, ManagedLoginVersion: 2 }, made.now + 1_000), {
    ...custom,
    certificateArn: `${CertificateArn}y`,
    managedLoginVersion: 2,
    configurationVersion: "20240305070810",
  });
  assert.throws(() => withUpdatedDomain(pool, custom, { UserPoolId: pool.id, Domain: custom.domain }, 0), {
    name: "InvalidParameterException",
    message: "Cannot convert custom domain to prefix domain.",
  });
  assert.throws(() => withUpdatedDomain(pool, create(), { ...renewed, Domain: "mine" }, 0), {
    message: "Cannot convert prefix domain to custom domain.",
  });
});
