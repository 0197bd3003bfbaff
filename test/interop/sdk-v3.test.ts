/** The AWS SDK for JavaScript, version 3: calls for users carry no signature, as in a program without credentials. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import * as sdk from "../clients.js";
import { makeUser, withPassword } from "../sign-in.js";
import { startTestWorld, type TestWorld } from "../world.js";
import { type Answer, apiClient } from "./api-client.js";
import { livesThrough, type PoolKind, poolKinds, type Target } from "./journey.js";

type AnyCommand = new (input: object) => Parameters<sdk.CognitoIdentityProviderClient["send"]>[0];

describe("AWS SDK for JavaScript v3", () => {
  let world: TestWorld;
  let client: sdk.CognitoIdentityProviderClient;

  before(async () => {
    world = await startTestWorld();
    client = new sdk.CognitoIdentityProviderClient({ endpoint: world.url, region: "us-east-1" });
  });
  after(async () => {
    client.destroy();
    await world.close();
  });

  const connect = (target: Target) =>
    apiClient(target, async (operation, input) => {
      const Command = (sdk as unknown as Record<string, AnyCommand>)[`${operation}Command`];
      if (Command === undefined) throw new Error(`no command ${operation}`);
      return (await client.send(new Command(input))) as Answer;
    });

  for (const kind of Object.keys(poolKinds) as PoolKind[]) {
    for (const secret of ["with a secret", "without a secret"] as const) {
      test(`lives through everything: ${kind}, client ${secret}`, (t) => livesThrough(t, world, kind, secret, connect));
    }
  }

  test("pages of users come from the paginator", async () => {
    const pool = await world.pool();
    for (let n = 0; n < 7; n++) {
      await world.client.send(
        new sdk.AdminCreateUserCommand({ UserPoolId: pool.Id, Username: `user${n}`, MessageAction: "SUPPRESS" }),
      );
    }
    const names: (string | undefined)[] = [];
    const pages = sdk.paginateListUsers({ client: world.client, pageSize: 3 }, { UserPoolId: pool.Id });
    let count = 0;
    for await (const { Users = [] } of pages) {
      names.push(...Users.map(({ Username }) => Username));
      count++;
    }
    assert.deepEqual(
      names.sort(),
      Array.from({ length: 7 }, (_, n) => `user${n}`),
    );
    assert.equal(count, 3);
  });

  test("every paginator reads a list to its end", async () => {
    const { client } = world;
    const { Id: UserPoolId } = await world.pool({
      UserPoolTier: "PLUS",
      UserPoolAddOns: { AdvancedSecurityMode: "AUDIT" },
    });
    const { ClientId } = await world.appClient(UserPoolId, { ClientName: "client0" });
    const numbers = [0, 1, 2, 3, 4];
    for (const n of numbers) {
      if (n > 0) await world.appClient(UserPoolId, { ClientName: `client${n}` });
      await world.pool({ PoolName: `paginated${n}` });
      await makeUser(world, UserPoolId, `user${n}`);
      await client.send(new sdk.CreateGroupCommand({ UserPoolId, GroupName: `group${n}` }));
      const [Username, GroupName] = ["user0", `group${n}`];
      await client.send(new sdk.AdminAddUserToGroupCommand({ UserPoolId, Username, GroupName }));
      if (n > 0) {
        const member = { UserPoolId, Username: `user${n}`, GroupName: "group0" };
        await client.send(new sdk.AdminAddUserToGroupCommand(member));
      }
      await client.send(
        new sdk.CreateResourceServerCommand({ UserPoolId, Identifier: `https://api${n}.example.com`, Name: `api${n}` }),
      );
      await withPassword({ world, poolId: UserPoolId, clientId: ClientId }, "user0");
    }
    for (const n of numbers) {
      await client.send(
        new sdk.CreateIdentityProviderCommand({
          UserPoolId,
          ProviderName: `Provider${n}`,
          ProviderType: "OIDC",
          ProviderDetails: {
            client_id: "us",
            client_secret: "secret",
            attributes_request_method: "GET",
            oidc_issuer: "https://idp.example.com",
            authorize_scopes: "openid",
            authorize_url: "https://idp.example.com/authorize",
            token_url: "https://idp.example.com/token",
            attributes_url: "https://idp.example.com/userinfo",
            jwks_uri: "https://idp.example.com/jwks",
          },
        }),
      );
    }

    /** The names in pages of two, in order; more pages than one must have come. */
    async function namesIn<Page>(
      pages: AsyncIterable<Page>,
      names: (page: Page) => (string | undefined)[] | undefined,
    ) {
      const found: (string | undefined)[] = [];
      let count = 0;
      for await (const page of pages) {
        const here = names(page) ?? [];
        assert.ok(here.length <= 2, `a page of ${here.length}`);
        found.push(...here);
        count++;
      }
      assert.ok(count >= 3, `${count} pages`);
      return found.sort();
    }

    const by = { client, pageSize: 2 };
    const of = (name: string) => numbers.map((n) => `${name}${n}`);
    // Paginators write their token into the input that they are given.
    const user0 = () => ({ UserPoolId, Username: "user0" });
    assert.deepEqual(
      await namesIn(sdk.paginateAdminListGroupsForUser(by, user0()), (p) => p.Groups?.map((g) => g.GroupName)),
      of("group"),
    );
    // A provider comes with a group of its own.
    assert.deepEqual(
      await namesIn(sdk.paginateListGroups(by, { UserPoolId }), (p) => p.Groups?.map((g) => g.GroupName)),
      [...of("group"), ...of(`${UserPoolId}_Provider`)],
    );
    assert.deepEqual(
      await namesIn(sdk.paginateListIdentityProviders(by, { UserPoolId }), (p) =>
        p.Providers?.map((provider) => provider.ProviderName),
      ),
      of("Provider"),
    );
    assert.deepEqual(
      await namesIn(sdk.paginateListResourceServers(by, { UserPoolId, MaxResults: 2 }), (p) =>
        p.ResourceServers?.map((server) => server.Name),
      ),
      of("api"),
    );
    assert.deepEqual(
      await namesIn(sdk.paginateListUserPoolClients(by, { UserPoolId }), (p) =>
        p.UserPoolClients?.map((one) => one.ClientName),
      ),
      of("client"),
    );
    assert.deepEqual(
      await namesIn(sdk.paginateListUsersInGroup(by, { UserPoolId, GroupName: "group0" }), (p) =>
        p.Users?.map((user) => user.Username),
      ),
      of("user"),
    );
    const pools = await namesIn(sdk.paginateListUserPools(by, { MaxResults: 2 }), (p) =>
      p.UserPools?.map((one) => one.Name),
    );
    assert.deepEqual(
      pools.filter((name) => name?.startsWith("paginated")),
      of("paginated"),
    );
    const events = await namesIn(sdk.paginateAdminListUserAuthEvents(by, user0()), (p) =>
      p.AuthEvents?.map((event) => event.EventId),
    );
    assert.equal(new Set(events).size, numbers.length);
  });
});
