import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  CreateUserPoolDomainCommand,
  DescribeUserPoolDomainCommand,
  UpdateUserPoolDomainCommand,
} from "../../../test/clients.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const CustomDomainConfig = { CertificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/x" };
const update = (UserPoolId: string, Domain: string, input: object = {}) =>
  world.client.send(new UpdateUserPoolDomainCommand({ UserPoolId, Domain, ...input }));

test("a prefix changes its managed login", async () => {
  const { Id } = await world.pool();
  await world.client.send(new CreateUserPoolDomainCommand({ UserPoolId: Id, Domain: "changes" }));
  assert.equal((await update(Id, "changes", { ManagedLoginVersion: 2 })).ManagedLoginVersion, 2);
  const { DomainDescription } = await world.client.send(new DescribeUserPoolDomainCommand({ Domain: "changes" }));
  assert.equal(DomainDescription?.ManagedLoginVersion, 2);
});

test("a custom domain changes its certificate and never becomes a prefix", async () => {
  const { Id } = await world.pool();
  const Domain = "login.example.com";
  await world.client.send(new CreateUserPoolDomainCommand({ UserPoolId: Id, Domain, CustomDomainConfig }));
  const CertificateArn = `${CustomDomainConfig.CertificateArn}y`;
  const SecurityPolicy = "TLS_V1_2_2021";
  const { CloudFrontDomain } = await update(Id, Domain, { CustomDomainConfig: { CertificateArn, SecurityPolicy } });
  const { DomainDescription } = await world.client.send(new DescribeUserPoolDomainCommand({ Domain }));
  assert.equal(DomainDescription?.CloudFrontDistribution, CloudFrontDomain);
  assert.deepEqual(DomainDescription?.CustomDomainConfig, { CertificateArn, SecurityPolicy });
  await assert.rejects(update(Id, Domain), {
    name: "InvalidParameterException",
    message: "Cannot convert custom domain to prefix domain.",
  });
});

test("the domain of another pool is not there, and managed login is not in the Lite plan", async () => {
  const { Id } = await world.pool({ UserPoolTier: "LITE" });
  await world.client.send(new CreateUserPoolDomainCommand({ UserPoolId: Id, Domain: "lite" }));
  await assert.rejects(update(Id, "lite", { ManagedLoginVersion: 2 }), { name: "FeatureUnavailableInTierException" });
  const missing = { name: "InvalidParameterException", message: "No such domain or user pool exists." };
  await assert.rejects(update((await world.pool()).Id, "lite"), missing);
  await assert.rejects(update("us-east-1_unknown00", "lite"), missing);
});
