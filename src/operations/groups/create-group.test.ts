import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { CreateGroupCommand } from "../../../test/clients.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const create = (UserPoolId: string, input: object = {}) =>
  world.client.send(new CreateGroupCommand({ UserPoolId, GroupName: "g", ...input }));

test("a group shows what was set and nothing else", async () => {
  const { Id } = await world.pool();
  const { Group } = await create(Id);
  assert.deepEqual(Object.keys(Group ?? {}).sort(), ["CreationDate", "GroupName", "LastModifiedDate", "UserPoolId"]);
  const full = { Description: "d", RoleArn: "arn:aws:iam::999999999999:role/other", Precedence: 0 };
  const { Group: second } = await create(Id, { GroupName: "full", ...full });
  const { GroupName, UserPoolId, LastModifiedDate, CreationDate, ...shown } = second ?? {};
  assert.deepEqual(shown, full);
  assert.deepEqual(LastModifiedDate, CreationDate);
});

test("a name is taken once, and names have no spaces", async () => {
  const { Id } = await world.pool();
  await create(Id);
  await assert.rejects(create(Id), {
    name: "GroupExistsException",
    message: "A group with the name already exists.",
  });
  await assert.rejects(create(Id, { GroupName: "two words" }), {
    name: "InvalidParameterException",
    message: /at 'groupName' failed to satisfy constraint: Member must satisfy regular expression pattern/,
  });
  await assert.rejects(create("us-east-1_unknown00"), { name: "ResourceNotFoundException" });
});

test("with strict ARNs a role of another account is refused", async () => {
  const strict = await startTestWorld({ strictArns: true });
  const { Id } = await strict.pool();
  await assert.rejects(
    strict.client.send(
      new CreateGroupCommand({ UserPoolId: Id, GroupName: "g", RoleArn: "arn:aws:iam::999999999999:role/other" }),
    ),
    { name: "InvalidParameterException", message: "Cross-account pass role is not allowed." },
  );
  await strict.close();
});
