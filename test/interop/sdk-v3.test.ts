/** The AWS SDK for JavaScript, version 3: calls for users carry no signature, as in a program without credentials. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import * as sdk from "../clients.js";
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
});
