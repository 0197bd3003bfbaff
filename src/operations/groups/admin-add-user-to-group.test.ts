import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminListGroupsForUserCommand,
  CreateGroupCommand,
} from "../../../test/clients.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const person = async (UserPoolId: string, Username = "ann") => {
  await world.client.send(new AdminCreateUserCommand({ UserPoolId, Username, MessageAction: "SUPPRESS" }));
};
const groupOf = async (UserPoolId: string, GroupName = "g") => {
  await world.client.send(new CreateGroupCommand({ UserPoolId, GroupName }));
};
const join = (UserPoolId: string, Username = "ann", GroupName = "g") =>
  world.client.send(new AdminAddUserToGroupCommand({ UserPoolId, Username, GroupName }));

test("adding may be repeated, and works by an alias", async () => {
  const { Id } = await world.pool({ AliasAttributes: ["email"] });
  await world.client.send(
    new AdminCreateUserCommand({
      UserPoolId: Id,
      Username: "ann",
      MessageAction: "SUPPRESS",
      UserAttributes: [
        { Name: "email", Value: "ann@example.com" },
        { Name: "email_verified", Value: "true" },
      ],
    }),
  );
  await groupOf(Id);
  await join(Id);
  await join(Id, "ann@example.com");
  const { Groups } = await world.client.send(new AdminListGroupsForUserCommand({ UserPoolId: Id, Username: "ann" }));
  assert.deepEqual(
    Groups?.map((group) => group.GroupName),
    ["g"],
  );
});

test("user and group must exist", async () => {
  const { Id } = await world.pool();
  await person(Id);
  await groupOf(Id);
  await assert.rejects(join(Id, "nobody"), { name: "UserNotFoundException", message: "User does not exist." });
  await assert.rejects(join(Id, "ann", "unknown"), {
    name: "ResourceNotFoundException",
    message: "Group not found.",
  });
});
