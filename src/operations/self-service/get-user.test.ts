import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  AddCustomAttributesCommand,
  AdminDisableUserCommand,
  DeleteUserCommand,
  GetUserCommand,
  InitiateAuthCommand,
} from "../../../test/clients.js";
import { given, password, refusal } from "../../../test/self-service.js";
import { getUser as adminGetUser, recordOf, setAttributes } from "../../../test/users.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const whoAmI = async (AccessToken: string) => {
  const { $metadata: _, ...answer } = await world.client.send(new GetUserCommand({ AccessToken }));
  return answer;
};
const leave = async (AccessToken: string) => {
  const { $metadata: _, ...answer } = await world.client.send(new DeleteUserCommand({ AccessToken }));
  return answer;
};

test("a user is shown by name and attributes, the sub first, without state or dates", async () => {
  const pool = await given(world);
  await pool.confirmed("ann", { email: "ann@example.com", name: "Ann" });
  const answer = await whoAmI(await pool.accessToken("ann"));
  assert.deepEqual(Object.keys(answer).sort(), ["UserAttributes", "Username"]);
  assert.equal(answer.Username, "ann");
  assert.equal(answer.UserAttributes?.[0]?.Name, "sub");
  const { sub: _, ...rest } = recordOf(answer.UserAttributes);
  assert.deepEqual(rest, { email: "ann@example.com", email_verified: "true", name: "Ann" });
});

test("the client sees what it may read, and never what is the developer's own", async () => {
  const pool = await given(world, {}, { ReadAttributes: ["name"] });
  await world.client.send(
    new AddCustomAttributesCommand({
      UserPoolId: pool.poolId,
      CustomAttributes: [{ Name: "note", AttributeDataType: "String", DeveloperOnlyAttribute: true, Mutable: true }],
    }),
  );
  await pool.confirmed("ann", { email: "ann@example.com", name: "Ann" });
  await setAttributes(world, pool.poolId, "ann", { "dev:custom:note": "unreliable" });
  const answer = await whoAmI(await pool.accessToken("ann"));
  assert.deepEqual(
    answer.UserAttributes?.map(({ Name }) => Name),
    ["sub", "name"],
  );
});

test("T-17 neither an ID token nor the token of a disabled user opens the door", async () => {
  const pool = await given(world);
  await pool.confirmed("ann");
  const { AuthenticationResult } = await world.client.send(
    new InitiateAuthCommand({
      ClientId: pool.clientId,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: "ann", PASSWORD: password },
    }),
  );
  await assert.rejects(
    whoAmI(AuthenticationResult?.IdToken ?? ""),
    refusal("NotAuthorizedException", "Invalid Access Token"),
  );
  await world.client.send(new AdminDisableUserCommand({ UserPoolId: pool.poolId, Username: "ann" }));
  await assert.rejects(
    whoAmI(AuthenticationResult?.AccessToken ?? ""),
    refusal("NotAuthorizedException", /^(User is disabled\.|Access Token has been revoked)$/),
  );
});

test("whoever deletes the account is gone with the tokens, and the name is free at once", async () => {
  const pool = await given(world);
  await pool.confirmed("ann");
  const token = await pool.accessToken("ann");
  const before = await adminGetUser(world, pool.poolId, "ann");
  assert.deepEqual(await leave(token), {});
  const gone = refusal("UserNotFoundException", "User does not exist.");
  await assert.rejects(adminGetUser(world, pool.poolId, "ann"), gone);
  await assert.rejects(whoAmI(token), gone);
  await assert.rejects(leave(token), gone);
  await pool.confirmed("ann");
  const after = await adminGetUser(world, pool.poolId, "ann");
  assert.notEqual(recordOf(after.UserAttributes)["sub"], recordOf(before.UserAttributes)["sub"]);
  await assert.rejects(whoAmI(token), gone);
});
