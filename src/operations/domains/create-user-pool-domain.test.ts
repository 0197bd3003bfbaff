import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { CreateUserPoolDomainCommand, DescribeUserPoolCommand } from "../../../test/clients.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const create = async (UserPoolId: string, Domain: string, input: object = {}) => {
  const { $metadata, ...answer } = await world.client.send(
    new CreateUserPoolDomainCommand({ UserPoolId, Domain, ...input }),
  );
  return answer;
};
const CustomDomainConfig = { CertificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/x" };

test("a prefix answers nothing, or the managed login version that was asked for", async () => {
  assert.deepEqual(await create((await world.pool()).Id, "first"), {});
  assert.deepEqual(await create((await world.pool()).Id, "second", { ManagedLoginVersion: 2 }), {
    ManagedLoginVersion: 2,
  });
});

test("a custom domain answers its distribution, and may stand beside a prefix", async () => {
  const { Id } = await world.pool();
  await create(Id, "beside");
  const { CloudFrontDomain } = await create(Id, "auth.example.com", { CustomDomainConfig });
  assert.match(CloudFrontDomain ?? "", /^d[0-9a-z]{13}\.cloudfront\.net$/);
  const { UserPool } = await world.client.send(new DescribeUserPoolCommand({ UserPoolId: Id }));
  assert.equal(UserPool?.Domain, "beside");
  assert.equal(UserPool?.CustomDomain, "auth.example.com");
});

test("a name is taken once in the installation, and a pool has one prefix", async () => {
  const { Id } = await world.pool();
  await create(Id, "taken");
  const name = "InvalidParameterException";
  await assert.rejects(create((await world.pool()).Id, "taken"), {
    name,
    message: "Domain already associated with another user pool.",
  });
  await assert.rejects(create(Id, "another"), { name, message: "User pool already has a domain configured." });
});

test("of pools that ask for one name at once, one gets it", async () => {
  const pools = await Promise.all(Array.from({ length: 4 }, () => world.pool()));
  const tries = await Promise.allSettled(pools.map(({ Id }) => create(Id, "wanted-by-all")));
  assert.equal(tries.filter((outcome) => outcome.status === "fulfilled").length, 1);
});

for (const [word, prefix] of [
  ["aws", "my-aws"],
  ["amazon", "amazonas"],
  ["cognito", "newcognito"],
] as const) {
  test(`the word ${word} is reserved`, async () => {
    await assert.rejects(create((await world.pool()).Id, prefix), {
      name: "InvalidParameterException",
      message: `Domain cannot contain reserved word: ${word}`,
    });
  });
}

test("managed login is not in the Lite plan, and an unknown pool does not exist", async () => {
  const { Id } = await world.pool({ UserPoolTier: "LITE" });
  await assert.rejects(create(Id, "lite", { ManagedLoginVersion: 2 }), {
    name: "FeatureUnavailableInTierException",
    message: "The following feature is not available for the LITE pricing tier configured: Managed Login Version 2",
  });
  await assert.rejects(create("us-east-1_unknown00", "nowhere"), { name: "ResourceNotFoundException" });
});
