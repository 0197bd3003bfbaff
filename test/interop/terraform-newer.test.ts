/**
 * What newer versions of the AWS provider have and 5.100 has not, in the order of their calls: log delivery, styles of
 * managed login, replicas, and the look-up of a user by address. Of every answer what the provider reads is compared.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  AdminCreateUserCommand,
  AdminGetUserCommand,
  CreateManagedLoginBrandingCommand,
  CreateUserPoolReplicaCommand,
  DeleteManagedLoginBrandingCommand,
  DeleteUserPoolReplicaCommand,
  DescribeManagedLoginBrandingByClientCommand,
  DescribeManagedLoginBrandingCommand,
  GetLogDeliveryConfigurationCommand,
  ListTagsForResourceCommand,
  ListUserPoolClientsCommand,
  ListUserPoolReplicasCommand,
  ListUsersCommand,
  type LogConfigurationType,
  SetLogDeliveryConfigurationCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateManagedLoginBrandingCommand,
  UpdateUserPoolReplicaCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { startTestWorld, type TestWorld } from "../world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

test("log delivery: the answer of the call is the state, an empty list is the deletion", async () => {
  const { Id: UserPoolId } = await world.pool();
  const LogConfigurations: LogConfigurationType[] = [
    {
      EventSource: "userNotification",
      LogLevel: "ERROR",
      CloudWatchLogsConfiguration: { LogGroupArn: "arn:aws:logs:us-east-1:123456789012:log-group:pool" },
    },
  ];
  const set = await world.client.send(new SetLogDeliveryConfigurationCommand({ UserPoolId, LogConfigurations }));
  assert.deepEqual(set.LogDeliveryConfiguration, { UserPoolId, LogConfigurations });
  const read = () => world.client.send(new GetLogDeliveryConfigurationCommand({ UserPoolId }));
  assert.deepEqual((await read()).LogDeliveryConfiguration, { UserPoolId, LogConfigurations });
  await world.client.send(new SetLogDeliveryConfigurationCommand({ UserPoolId, LogConfigurations: [] }));
  assert.deepEqual((await read()).LogDeliveryConfiguration, { UserPoolId, LogConfigurations: [] });
});

test("a style of managed login: its own settings, all settings, and the client that it is for", async () => {
  const { Id: UserPoolId } = await world.pool();
  const { ClientId } = await world.appClient(UserPoolId);
  await world.appClient(UserPoolId, { ClientName: "without a style" });
  const settingsOf = (color: string) => ({
    components: { primaryButton: { lightMode: { defaults: { backgroundColor: color } } } },
  });
  const made = await world.client.send(
    new CreateManagedLoginBrandingCommand({
      UserPoolId,
      ClientId,
      UseCognitoProvidedValues: false,
      Settings: settingsOf("0972d3ff"),
    }),
  );
  const { ManagedLoginBrandingId, UseCognitoProvidedValues } = made.ManagedLoginBranding ?? {};
  assert.equal(UseCognitoProvidedValues, false);
  const describe = async (ReturnMergedResources: boolean) =>
    (
      await world.client.send(
        new DescribeManagedLoginBrandingCommand({ UserPoolId, ManagedLoginBrandingId, ReturnMergedResources }),
      )
    ).ManagedLoginBranding?.Settings as Record<string, unknown>;
  assert.deepEqual(await describe(false), settingsOf("0972d3ff"));
  assert.ok("categories" in (await describe(true)), "the merged settings are only its own");

  const { UserPoolClients = [] } = await world.client.send(new ListUserPoolClientsCommand({ UserPoolId }));
  const styled: (string | undefined)[] = [];
  for (const client of UserPoolClients) {
    const asked = { UserPoolId, ClientId: client.ClientId };
    const found = await world.client.send(new DescribeManagedLoginBrandingByClientCommand(asked)).catch((error) => {
      assert.equal(error.name, "ResourceNotFoundException");
      return undefined;
    });
    if (found?.ManagedLoginBranding?.ManagedLoginBrandingId === ManagedLoginBrandingId) styled.push(client.ClientId);
  }
  assert.deepEqual(styled, [ClientId]);

  await world.client.send(
    new UpdateManagedLoginBrandingCommand({
      UserPoolId,
      ManagedLoginBrandingId,
      UseCognitoProvidedValues: false,
      Settings: settingsOf("aa72d3ff"),
    }),
  );
  assert.deepEqual(await describe(false), settingsOf("aa72d3ff"));
  await world.client.send(new DeleteManagedLoginBrandingCommand({ UserPoolId, ManagedLoginBrandingId }));
  await assert.rejects(describe(false), { name: "ResourceNotFoundException" });
});

test("a replica: found at once, activated, tagged by its own ARN, deleted when it is inactive", async () => {
  const { Id: UserPoolId } = await world.pool({ UserPoolTags: { of: "the pool" } });
  const RegionName = "us-west-2";
  const find = async () => {
    const { UserPoolReplicas = [] } = await world.client.send(new ListUserPoolReplicasCommand({ UserPoolId }));
    return UserPoolReplicas.find((replica) => replica.Role === "SECONDARY" && replica.RegionName === RegionName);
  };
  const setStatus = (Status: "ACTIVE" | "INACTIVE") =>
    world.client.send(new UpdateUserPoolReplicaCommand({ UserPoolId, RegionName, Status }));
  const UserPoolTags = { of: "the replica", stage: "test" };
  await world.client.send(new CreateUserPoolReplicaCommand({ UserPoolId, RegionName, UserPoolTags }));
  const made = await find();
  assert.equal(made?.Status, "INACTIVE");
  const ResourceArn = made?.UserPoolArn;
  assert.equal(ResourceArn, `arn:aws:cognito-idp:${RegionName}:123456789012:userpool/${UserPoolId}`);
  await setStatus("ACTIVE");
  assert.equal((await find())?.Status, "ACTIVE");

  const tags = async () => (await world.client.send(new ListTagsForResourceCommand({ ResourceArn }))).Tags;
  assert.deepEqual(await tags(), UserPoolTags);
  await world.client.send(new UntagResourceCommand({ ResourceArn, TagKeys: ["stage"] }));
  await world.client.send(new TagResourceCommand({ ResourceArn, Tags: { of: "it" } }));
  assert.deepEqual(await tags(), { of: "it" });

  await setStatus("INACTIVE");
  await world.client.send(new DeleteUserPoolReplicaCommand({ UserPoolId, RegionName }));
  assert.equal(await find(), undefined);
});

test("a user by address: two users of one address are seen, one is read by name", async () => {
  const { Id: UserPoolId } = await world.pool();
  const find = async (address: string) =>
    (await world.client.send(new ListUsersCommand({ UserPoolId, Filter: `email = "${address}"`, Limit: 2 }))).Users;
  const create = (Username: string, Value: string) =>
    world.client.send(
      new AdminCreateUserCommand({
        UserPoolId,
        Username,
        MessageAction: "SUPPRESS",
        UserAttributes: [{ Name: "email", Value }],
      }),
    );
  await create("ann", "ann@example.com");
  await create("bob", "both@example.com");
  await create("cid", "both@example.com");
  assert.deepEqual(await find("nobody@example.com"), []);
  assert.equal((await find("both@example.com"))?.length, 2);
  const [user, ...others] = (await find("ann@example.com")) ?? [];
  assert.deepEqual(others, []);
  const read = await world.client.send(new AdminGetUserCommand({ UserPoolId, Username: user?.Username }));
  assert.equal(read.UserStatus, "FORCE_CHANGE_PASSWORD");
  assert.ok(read.UserCreateDate && read.UserLastModifiedDate);
});
