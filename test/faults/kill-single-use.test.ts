/** A server killed while codes, sessions and tokens are redeemed: mark of use and effect survive or vanish together. */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { chance, seedOfRun } from "./chance.js";
import { isCut, type Place, signIn } from "./diary.js";
import { type ServerProcess, startServer, temporaryFolder } from "./server-process.js";
import { type Answer, post, send, succeed } from "./wire.js";

const rounds = 16;
const perRound = 3;
const password = "Correct-Horse-1";
const nextPassword = "Another-Horse-2";

const seed = seedOfRun();
const dice = chance(seed);
const folder = temporaryFolder();
let server: ServerProcess | undefined;
after(async () => {
  await server?.kill();
  folder.remove();
});

interface Redemption {
  readonly what: string;
  /** Sends the request; may be repeated. */
  redeem(place: Place): Promise<Answer>;
  /** Whether the effect is there; undefined when only another try can tell. */
  happened(place: Place): Promise<boolean | undefined>;
}

async function makePlace(url: string): Promise<Place & { rotating: string }> {
  const { UserPool } = await succeed(url, "CreateUserPool", { PoolName: "killed", AutoVerifiedAttributes: ["email"] });
  const client = async (more: object): Promise<string> => {
    const input = { UserPoolId: UserPool.Id, ClientName: "app", ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"] };
    return (await succeed(url, "CreateUserPoolClient", { ...input, ...more })).UserPoolClient.ClientId;
  };
  const RefreshTokenRotation = { Feature: "ENABLED", RetryGracePeriodSeconds: 0 };
  return { url, poolId: UserPool.Id, clientId: await client({}), rotating: await client({ RefreshTokenRotation }) };
}

const statusOf = async ({ url, poolId }: Place, Username: string): Promise<string> =>
  (await succeed(url, "AdminGetUser", { UserPoolId: poolId, Username })).UserStatus;

async function codeTo({ url }: Place, to: string): Promise<string> {
  const path = `/_poolhouse/messages?to=${encodeURIComponent(to)}`;
  const { body } = await post(url, "", {}, undefined, { method: "GET", path });
  return body.messages.at(-1).code;
}

async function confirmation(place: Place, name: string): Promise<Redemption> {
  const email = `${name}@example.com`;
  const UserAttributes = [{ Name: "email", Value: email }];
  await succeed(place.url, "SignUp", {
    ClientId: place.clientId,
    Username: name,
    Password: password,
    UserAttributes,
  });
  const ConfirmationCode = await codeTo(place, email);
  return {
    what: `confirmation of ${name}`,
    redeem: ({ url, clientId }) => send(url, "ConfirmSignUp", { ClientId: clientId, Username: name, ConfirmationCode }),
    happened: async (now) => (await statusOf(now, name)) === "CONFIRMED",
  };
}

async function member(place: Place, name: string, temporary: boolean): Promise<void> {
  const user = { UserPoolId: place.poolId, Username: name };
  const UserAttributes = [
    { Name: "email", Value: `${name}@example.com` },
    { Name: "email_verified", Value: "true" },
  ];
  const more = { TemporaryPassword: password, MessageAction: "SUPPRESS", UserAttributes };
  await succeed(place.url, "AdminCreateUser", { ...user, ...more });
  if (temporary) return;
  await succeed(place.url, "AdminSetUserPassword", { ...user, Password: password, Permanent: true });
}

async function reset(place: Place, name: string): Promise<Redemption> {
  await member(place, name, false);
  await succeed(place.url, "ForgotPassword", { ClientId: place.clientId, Username: name });
  const ConfirmationCode = await codeTo(place, `${name}@example.com`);
  return {
    what: `reset of ${name}`,
    redeem: ({ url, clientId }) =>
      send(url, "ConfirmForgotPassword", {
        ClientId: clientId,
        Username: name,
        ConfirmationCode,
        Password: nextPassword,
      }),
    async happened(now) {
      const old = (await signIn(now, name, password)).status === 200;
      const fresh = (await signIn(now, name, nextPassword)).status === 200;
      assert.notEqual(old, fresh, `exactly one password of ${name} is right`);
      return fresh;
    },
  };
}

async function invitation(place: Place, name: string): Promise<Redemption> {
  await member(place, name, true);
  const { Session } = (await signIn(place, name, password)).body;
  return {
    what: `invitation of ${name}`,
    redeem: ({ url, clientId }) =>
      send(url, "RespondToAuthChallenge", {
        ClientId: clientId,
        ChallengeName: "NEW_PASSWORD_REQUIRED",
        Session,
        ChallengeResponses: { USERNAME: name, NEW_PASSWORD: nextPassword },
      }),
    async happened(now) {
      const confirmed = (await statusOf(now, name)) === "CONFIRMED";
      assert.equal((await signIn(now, name, nextPassword)).status === 200, confirmed);
      return confirmed;
    },
  };
}

async function rotation(place: Place, name: string, rotating: string): Promise<Redemption> {
  await member(place, name, false);
  const { RefreshToken } = (await signIn({ ...place, clientId: rotating }, name, password)).body.AuthenticationResult;
  return {
    what: `rotation of ${name}`,
    redeem: ({ url }) => send(url, "GetTokensFromRefreshToken", { ClientId: rotating, RefreshToken }),
    happened: async () => undefined,
  };
}

test(`R-2 over ${rounds} kills nothing is used without its effect, nor used twice (seed ${seed})`, async (t) => {
  let place: (Place & { rotating: string }) | undefined;
  let survived = 0;
  let vanished = 0;
  for (let round = 0; round < rounds; round++) {
    const start = async () => {
      server = await startServer(["--data", folder.path, "--log-level", "error"]);
      place = place === undefined ? await makePlace(server.url) : { ...place, url: server.url };
      return place;
    };
    const before = await start();
    const redemptions: Redemption[] = [];
    for (let at = 0; at < perRound; at++) {
      const name = `r${round}-${at}`;
      redemptions.push(
        ...(await Promise.all([
          confirmation(before, `${name}-confirm`),
          reset(before, `${name}-reset`),
          invitation(before, `${name}-invite`),
          rotation(before, `${name}-rotate`, before.rotating),
        ])),
      );
    }
    let hear: () => void = () => {};
    const anyHeard = new Promise<void>((resolve) => {
      hear = resolve;
    });
    const outcomes = redemptions.map((one) =>
      one.redeem(before).then(
        ({ status }) => {
          hear();
          return status;
        },
        (error: unknown) => {
          if (isCut(error)) return undefined;
          throw error;
        },
      ),
    );
    // Once before anything can have arrived and once after something was answered; how fast a machine is decides neither.
    if (round === 1) await anyHeard;
    else if (round > 1) await sleep(dice.between(1, 80));
    await server?.kill();
    const heard = await Promise.all(outcomes);

    const now = await start();
    for (const [at, one] of redemptions.entries()) {
      const status = heard[at];
      assert.ok(status === undefined || status === 200, `${one.what}: ${status}`);
      const happened = await one.happened(now);
      const again = await one.redeem(now);
      assert.ok(again.status === 200 || again.status === 400, again.text);
      if (status === 200) {
        assert.notEqual(happened, false, `${one.what} was acknowledged and is gone`);
        assert.notEqual(again.status, 200, `${one.what} was used twice`);
      } else if (happened !== undefined) {
        assert.equal(again.status === 200, !happened, `${one.what}: effect ${happened}, second try ${again.text}`);
      }
      if (again.status === 200) vanished++;
      else survived++;
      assert.notEqual(await one.happened(now), false, `${one.what}: neither then nor now`);
    }
    await server?.kill();
  }
  assert.ok(survived > 0 && vanished > 0, `all kills came too ${survived === 0 ? "early" : "late"}`);
  t.diagnostic(`${survived} survived, ${vanished} vanished`);
});
