import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  AdminListUserSessionsCommand,
  GetTokensFromRefreshTokenCommand,
  InitiateAuthCommand,
  ListUserSessionsCommand,
  SetUserPoolSessionConfigurationCommand,
} from "../../../test/clients.js";
import { goodPassword, makeUser } from "../../../test/sign-in.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

/** A pool that tracks so many sign-ins of a user, and a client of it. */
async function given(MaxPerUser: number, rotates = false) {
  const { Id: UserPoolId } = await world.pool();
  const { ClientId } = await world.appClient(UserPoolId, {
    ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", ...(rotates ? [] : (["ALLOW_REFRESH_TOKEN_AUTH"] as const))],
    ...(rotates ? { RefreshTokenRotation: { Feature: "ENABLED" as const, RetryGracePeriodSeconds: 0 } } : {}),
  });
  await world.client.send(
    new SetUserPoolSessionConfigurationCommand({
      UserPoolId,
      UserSessionTracking: "ENABLED",
      TokenSession: { MaxPerUser },
    }),
  );
  await makeUser(world, UserPoolId, "ann");
  const signIn = async () => {
    const { AuthenticationResult } = await world.client.send(
      new InitiateAuthCommand({
        ClientId,
        AuthFlow: "USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME: "ann", PASSWORD: goodPassword },
      }),
    );
    const { AccessToken = "", RefreshToken = "" } = AuthenticationResult ?? {};
    return { AccessToken, RefreshToken };
  };
  const listed = async () =>
    (await world.client.send(new AdminListUserSessionsCommand({ UserPoolId, Username: "ann" }))).Sessions ?? [];
  return { ClientId, signIn, listed };
}

test("a sign-in is listed with the place it came from", async () => {
  const { ClientId, signIn } = await given(5);
  const { AccessToken } = await signIn();
  const { Sessions } = await world.client.send(new ListUserSessionsCommand({ AccessToken }));
  assert.equal(Sessions?.length, 1);
  const { ClientId: shown, DeviceType, LastIPAddress, IsCurrentSession } = Sessions?.[0] ?? {};
  assert.deepEqual([shown, LastIPAddress, IsCurrentSession], [ClientId, "127.0.0.1", true]);
  assert.match(DeviceType ?? "", /^aws-sdk-js /);
});

test("of many sign-ins at once no more live than the pool allows", async () => {
  const { signIn, listed } = await given(3);
  await Promise.all(Array.from({ length: 10 }, signIn));
  assert.equal((await listed()).length, 3);
});

test("a refresh, also one that rotates, is the latest use", async () => {
  for (const rotates of [false, true]) {
    const { ClientId, signIn, listed } = await given(5, rotates);
    const { RefreshToken } = await signIn();
    world.clock.advance(60_000);
    await signIn();
    world.clock.advance(60_000);
    await world.client.send(
      rotates
        ? new GetTokensFromRefreshTokenCommand({ ClientId, RefreshToken })
        : (new InitiateAuthCommand({
            ClientId,
            AuthFlow: "REFRESH_TOKEN_AUTH",
            AuthParameters: { REFRESH_TOKEN: RefreshToken },
          }) as never),
    );
    const [latest, other] = await listed();
    const gap = (latest?.LastActiveDate?.getTime() ?? 0) - (latest?.CreateDate?.getTime() ?? 0);
    assert.ok(gap >= 120_000, `${gap} ms`);
    assert.ok((other?.CreateDate?.getTime() ?? 0) > (latest?.CreateDate?.getTime() ?? 0));
  }
});
