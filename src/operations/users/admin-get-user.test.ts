import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  AdminLinkProviderForUserCommand,
  AdminSetUserMFAPreferenceCommand,
  CreateIdentityProviderCommand,
} from "../../../test/clients.js";
import { createUser, getUser, recordOf } from "../../../test/users.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

test("exactly what was set, plus the sub; state and dates always, second factors only when chosen", async () => {
  const pool = await world.pool();
  const created = await createUser(world, pool.Id, "ann", { name: "Ann", email: "ann@example.com" });
  const { $metadata: _, UserAttributes, ...rest } = await getUser(world, pool.Id, "ann");
  assert.deepEqual(UserAttributes, created.Attributes);
  assert.equal(UserAttributes?.length, 3);
  assert.deepEqual(rest, {
    Username: "ann",
    UserCreateDate: created.UserCreateDate,
    UserLastModifiedDate: created.UserCreateDate,
    Enabled: true,
    UserStatus: "FORCE_CHANGE_PASSWORD",
  });
  await createUser(world, pool.Id, "bob", { phone_number: "+15555550100" });
  await world.client.send(
    new AdminSetUserMFAPreferenceCommand({
      UserPoolId: pool.Id,
      Username: "bob",
      SMSMfaSettings: { Enabled: true, PreferredMfa: true },
    }),
  );
  const bob = await getUser(world, pool.Id, "bob");
  assert.deepEqual(bob.UserMFASettingList, ["SMS_MFA"]);
  assert.equal(bob.PreferredMfaSetting, "SMS_MFA");
});

test("T-09 a user is found by username, sub and active alias", async () => {
  const pool = await world.pool({ AliasAttributes: ["email", "preferred_username"] });
  const { Attributes } = await createUser(world, pool.Id, "ann", {
    email: "ann@example.com",
    email_verified: "true",
    preferred_username: "annie",
  });
  for (const name of ["ann", "ann@example.com", "annie", recordOf(Attributes).sub ?? ""]) {
    assert.equal((await getUser(world, pool.Id, name)).Username, "ann");
  }
  await createUser(world, pool.Id, "bob", { email: "bob@example.com", email_verified: "false" });
  await assert.rejects(getUser(world, pool.Id, "bob@example.com"), { name: "UserNotFoundException" });
});

test("T-33 users of other pools, and pools that do not exist, are not found", async () => {
  const [one, other] = [await world.pool(), await world.pool()];
  const { Attributes } = await createUser(world, one.Id, "ann");
  const missing = { name: "UserNotFoundException", message: "User does not exist." };
  await assert.rejects(getUser(world, other.Id, "ann"), missing);
  await assert.rejects(getUser(world, other.Id, recordOf(Attributes).sub ?? ""), missing);
  await assert.rejects(getUser(world, "us-east-1_000000000", "ann"), {
    name: "ResourceNotFoundException",
    message: "User pool us-east-1_000000000 does not exist.",
  });
});

test("linked identities are shown as JSON text", async () => {
  const pool = await world.pool();
  await world.client.send(
    new CreateIdentityProviderCommand({
      UserPoolId: pool.Id,
      ProviderName: "Google",
      ProviderType: "Google",
      ProviderDetails: { client_id: "c", client_secret: "s", authorize_scopes: "openid" },
    }),
  );
  await createUser(world, pool.Id, "ann");
  await world.client.send(
    new AdminLinkProviderForUserCommand({
      UserPoolId: pool.Id,
      DestinationUser: { ProviderName: "Cognito", ProviderAttributeValue: "ann" },
      SourceUser: { ProviderName: "Google", ProviderAttributeName: "Cognito_Subject", ProviderAttributeValue: "g-1" },
    }),
  );
  const { identities } = recordOf((await getUser(world, pool.Id, "ann")).UserAttributes);
  const [identity] = JSON.parse(identities ?? "[]");
  assert.equal(identity.userId, "g-1");
  assert.equal(identity.providerName, "Google");
  assert.equal(identity.providerType, "Google");
  assert.equal(typeof identity.dateCreated, "number");
});
