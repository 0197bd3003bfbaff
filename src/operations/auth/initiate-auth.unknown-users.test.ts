import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  type CreateUserPoolCommandInput,
  ForgotPasswordCommand,
  InitiateAuthCommand,
  ResendConfirmationCodeCommand,
  RespondToAuthChallengeCommand,
} from "../../../test/clients.js";
import { makeUser, type SignInTarget, signInTarget, withPassword, withSrp } from "../../../test/sign-in.js";
import { srpClient } from "../../../test/srp-client.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

async function targetWith(
  preventing: "ENABLED" | "LEGACY",
  input: Partial<CreateUserPoolCommandInput> = {},
): Promise<SignInTarget> {
  return signInTarget(world, input, {
    PreventUserExistenceErrors: preventing,
    ExplicitAuthFlows: [
      "ALLOW_USER_SRP_AUTH",
      "ALLOW_USER_PASSWORD_AUTH",
      "ALLOW_USER_AUTH",
      "ALLOW_REFRESH_TOKEN_AUTH",
    ],
  });
}

const beginSrp = async ({ clientId, poolId }: SignInTarget, username: string) => {
  const {
    ChallengeParameters = {},
    $metadata: _,
    ...rest
  } = await world.client.send(
    new InitiateAuthCommand({
      ClientId: clientId,
      AuthFlow: "USER_SRP_AUTH",
      AuthParameters: { USERNAME: username, SRP_A: srpClient(poolId).A },
    }),
  );
  return { parameters: ChallengeParameters, rest };
};

test("with LEGACY an unknown user is told at once", async () => {
  const target = await targetWith("LEGACY");
  const unknown = { name: "UserNotFoundException", message: "User does not exist." };
  await assert.rejects(withPassword(target, "nobody"), unknown);
  await assert.rejects(beginSrp(target, "nobody"), unknown);
});

/** An answer as a client gets it, with what is different each time taken out. */
async function rawAnswer(clientId: string, body: Record<string, unknown>): Promise<string> {
  const response = await fetch(world.url, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": "AWSCognitoIdentityProviderService.InitiateAuth",
    },
    body: JSON.stringify({ ClientId: clientId, ...body }),
  });
  const headers = [...response.headers].filter(
    ([name]) => !["date", "x-amzn-requestid", "content-length"].includes(name),
  );
  const text = (await response.text())
    .replace(/"(Session|SALT|SECRET_BLOCK)":"([^"]*)"/g, (_, name, value) => `"${name}":<${value.length}>`)
    .replace(/"SRP_B":"[0-9a-f]{750,768}"/, '"SRP_B":<B>')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "<uuid>");
  return JSON.stringify([response.status, headers, text]);
}

const pools: readonly [string, Partial<CreateUserPoolCommandInput>, string, string][] = [
  ["plain usernames", {}, "known1", "nobody"],
  ["email as username", { UsernameAttributes: ["email"] }, "known1@example.com", "nobody@example.com"],
];
for (const [kind, input, known, unknown] of pools) {
  test(`T-01 in a pool of ${kind} the answers for a known and an unknown user are the same, byte by byte`, async () => {
    const target = await targetWith("ENABLED", input);
    await makeUser(world, target.poolId, known);
    const { A } = srpClient(target.poolId);
    for (const [flow, parameters] of [
      ["USER_PASSWORD_AUTH", { PASSWORD: "Wrong-Horse-1" }],
      ["USER_SRP_AUTH", { SRP_A: A }],
      ["USER_AUTH", {}],
      ["USER_AUTH", { PREFERRED_CHALLENGE: "PASSWORD" }],
      ["USER_AUTH", { PREFERRED_CHALLENGE: "PASSWORD", PASSWORD: "Wrong-Horse-1" }],
      ["USER_AUTH", { PREFERRED_CHALLENGE: "PASSWORD_SRP", SRP_A: A }],
    ] as const) {
      const ask = async (username: string) =>
        (
          await rawAnswer(target.clientId, { AuthFlow: flow, AuthParameters: { USERNAME: username, ...parameters } })
        ).replaceAll(username, "<name>");
      assert.equal(await ask(unknown), await ask(known), `${flow} ${JSON.stringify(Object.keys(parameters))}`);
    }
    const wrong = { name: "NotAuthorizedException", message: "Incorrect username or password." };
    await assert.rejects(withSrp(target, unknown), wrong);
    await assert.rejects(withSrp(target, known, "Wrong-Horse-1"), wrong);
  });
}

test("T-03 an unknown user's salt and id are the same at each try, and differ from user to user", async () => {
  const target = await targetWith("ENABLED", { UsernameAttributes: ["email"] });
  const stable = async (username: string) => {
    const { SALT, USER_ID_FOR_SRP } = (await beginSrp(target, username)).parameters;
    return `${SALT} ${USER_ID_FOR_SRP}`;
  };
  const first = await stable("nobody@example.com");
  assert.match(first, /^[0-9a-f]{32} [0-9a-f]{8}-[0-9a-f]{4}-/);
  for (let tries = 0; tries < 3; tries += 1) assert.equal(await stable("nobody@example.com"), first);
  assert.notEqual(await stable("somebody@example.com"), first);
});

for (const username of ["nobody@example.com", "known@example.com"]) {
  test(`T-01 every flow shows the same salt and id of ${username}`, async () => {
    const target = await targetWith("ENABLED", { UsernameAttributes: ["email"] });
    await makeUser(world, target.poolId, "known@example.com");
    const { A } = srpClient(target.poolId);
    const begin = (parameters: Record<string, string>) =>
      world.client.send(
        new InitiateAuthCommand({
          ClientId: target.clientId,
          AuthFlow: "USER_AUTH",
          AuthParameters: { USERNAME: username, ...parameters },
        }),
      );
    const { Session } = await begin({});
    const chosen = await world.client.send(
      new RespondToAuthChallengeCommand({
        ClientId: target.clientId,
        ChallengeName: "PASSWORD_SRP",
        Session,
        ChallengeResponses: { USERNAME: username, SRP_A: A },
      }),
    );
    const preferred = await begin({ PREFERRED_CHALLENGE: "PASSWORD_SRP", SRP_A: A });
    const direct = await beginSrp(target, username);
    const shown = [direct.parameters, chosen.ChallengeParameters ?? {}, preferred.ChallengeParameters ?? {}].map(
      ({ SALT, USERNAME, USER_ID_FOR_SRP }) => ({ SALT, USERNAME, USER_ID_FOR_SRP }),
    );
    assert.deepEqual(shown[1], shown[0]);
    assert.deepEqual(shown[2], shown[0]);
    assert.equal(shown[0]?.USERNAME, shown[0]?.USER_ID_FOR_SRP);
  });
}

test("T-03 the server's public value is fresh at each try, for known and unknown users", async () => {
  const target = await targetWith("ENABLED");
  await makeUser(world, target.poolId, "jane");
  for (const username of ["jane", "nobody"]) {
    const [one, other] = [await beginSrp(target, username), await beginSrp(target, username)];
    assert.notEqual(one.parameters["SRP_B"], other.parameters["SRP_B"]);
  }
});

test("T-33 a user of another pool is unknown", async () => {
  const [one, other] = [await targetWith("LEGACY"), await targetWith("LEGACY")];
  const { sub } = await makeUser(world, one.poolId, "jane");
  for (const name of ["jane", sub]) {
    await assert.rejects(withPassword(other, name), { name: "UserNotFoundException", message: "User does not exist." });
  }
});

test("T-37 what is recorded of nobody is gone within the hour, what is recorded of somebody stays", async () => {
  const known = "known@example.com";
  const unknown = "nobody@example.com";
  const target = await targetWith("ENABLED", { UsernameAttributes: ["email"], AutoVerifiedAttributes: ["email"] });
  const { clientId: ClientId, poolId } = target;
  await makeUser(world, poolId, known);
  const { store } = world.world;
  const wrong = { name: "NotAuthorizedException" };
  const eventsOf = async (username: string) => {
    const { USER_ID_FOR_SRP = "" } = (await beginSrp(target, username)).parameters;
    return (await store.authEvents.page(poolId, USER_ID_FOR_SRP, { limit: 10 })).items.length;
  };
  for (const username of [known, unknown]) {
    await assert.rejects(withPassword(target, username, "Wrong-Horse-1"), wrong);
    await assert.rejects(withSrp(target, username, "Wrong-Horse-1"), wrong);
  }
  await world.client.send(new ForgotPasswordCommand({ ClientId, Username: unknown }));
  await world.client.send(new ResendConfirmationCodeCommand({ ClientId, Username: unknown }));
  // Somebody's sign-in, gone on with under nobody's name.
  const srp = srpClient(poolId);
  const { ChallengeParameters = {} } = await world.client.send(
    new InitiateAuthCommand({
      ClientId,
      AuthFlow: "USER_SRP_AUTH",
      AuthParameters: { USERNAME: known, SRP_A: srp.A },
    }),
  );
  const answer = { ...srp.answer(ChallengeParameters, "Wrong-Horse-1", world.clock.now()), USERNAME: unknown };
  await assert.rejects(
    world.client.send(
      new RespondToAuthChallengeCommand({ ClientId, ChallengeName: "PASSWORD_VERIFIER", ChallengeResponses: answer }),
    ),
    wrong,
  );
  assert.deepEqual([await eventsOf(known), await eventsOf(unknown)], [3, 4]);
  world.clock.advance(3_600_000);
  while ((await store.sweep(world.clock.now())) > 0);
  assert.deepEqual([await eventsOf(known), await eventsOf(unknown)], [3, 0]);
});
