import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { CreateUserPoolCommand, DescribeUserPoolCommand } from "../../../test/clients.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

test("CreateUserPool answers what DescribeUserPool answers", async () => {
  const { UserPool } = await world.client.send(new CreateUserPoolCommand({ PoolName: "mypool" }));
  assert.match(UserPool?.Id ?? "", /^us-east-1_[0-9A-Za-z]{9}$/);
  const described = await world.client.send(new DescribeUserPoolCommand({ UserPoolId: UserPool?.Id }));
  assert.deepEqual(described.UserPool, UserPool);
});

test("a pool belongs to the region that the request is signed for", async () => {
  const oregon = world.clientFor({ region: "us-west-2" });
  const { UserPool } = await oregon.send(new CreateUserPoolCommand({ PoolName: "mypool" }));
  assert.match(UserPool?.Arn ?? "", /^arn:aws:cognito-idp:us-west-2:\d{12}:userpool\/us-west-2_/);
  oregon.destroy();
});
