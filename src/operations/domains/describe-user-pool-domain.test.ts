import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { CreateUserPoolDomainCommand, DescribeUserPoolDomainCommand } from "../../../test/clients.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const describe = async (Domain: string) =>
  (await world.client.send(new DescribeUserPoolDomainCommand({ Domain }))).DomainDescription;

test("a prefix is active at once and shows every member that clients read", async () => {
  const { Id } = await world.pool();
  await world.client.send(new CreateUserPoolDomainCommand({ UserPoolId: Id, Domain: "shown" }));
  const { CloudFrontDistribution, Version, AWSAccountId, ...shown } = (await describe("shown")) ?? {};
  assert.deepEqual(shown, {
    UserPoolId: Id,
    Domain: "shown",
    S3Bucket: "aws-cognito-prod-iad-assets",
    Status: "ACTIVE",
    CustomDomainConfig: {},
    ManagedLoginVersion: 1,
  });
  assert.match(CloudFrontDistribution ?? "", /^d[0-9a-z]{13}\.cloudfront\.net$/);
  assert.match(Version ?? "", /^\d{14}$/);
  assert.match(AWSAccountId ?? "", /^\d{12}$/);
});

test("a domain that nobody has is an empty description", async () => {
  assert.deepEqual(await describe("nobody"), {});
});
