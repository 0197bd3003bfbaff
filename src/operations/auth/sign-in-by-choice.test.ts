import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { usedSession } from "../../../test/challenges.js";
import { type ChallengeNameType, InitiateAuthCommand, RespondToAuthChallengeCommand } from "../../../test/clients.js";
import { goodPassword, makeUser, tokensOf, wrongSignIn } from "../../../test/sign-in.js";
import { srpClient } from "../../../test/srp-client.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
let poolId: string;
let clientId: string;

before(async () => {
  world = await startTestWorld();
  poolId = (await world.pool()).Id;
  const client = await world.appClient(poolId, {
    PreventUserExistenceErrors: "ENABLED",
    ExplicitAuthFlows: ["ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
  });
  clientId = client.ClientId;
  await makeUser(world, poolId, "jane");
  await makeUser(world, poolId, "invited", { temporary: true });
});
after(() => world.close());

const begin = (parameters: Record<string, string>) =>
  world.client.send(new InitiateAuthCommand({ ClientId: clientId, AuthFlow: "USER_AUTH", AuthParameters: parameters }));
const respond = (
  ChallengeName: ChallengeNameType,
  Session: string | undefined,
  ChallengeResponses: Record<string, string>,
) =>
  world.client.send(
    new RespondToAuthChallengeCommand({ ClientId: clientId, ChallengeName, Session, ChallengeResponses }),
  );

test("without a preference the user chooses among what a password allows", async () => {
  const output = await begin({ USERNAME: "jane" });
  assert.equal(output.ChallengeName, "SELECT_CHALLENGE");
  assert.deepEqual(output.ChallengeParameters, {});
  assert.deepEqual(new Set(output.AvailableChallenges), new Set(["PASSWORD", "PASSWORD_SRP"]));
  const answer = { USERNAME: "jane", ANSWER: "PASSWORD", PASSWORD: goodPassword };
  await assert.rejects(
    respond("SELECT_CHALLENGE", output.Session, { ...answer, PASSWORD: "Wrong-Horse-1" }),
    wrongSignIn,
  );
  tokensOf(await respond("SELECT_CHALLENGE", output.Session, answer));
  await assert.rejects(respond("SELECT_CHALLENGE", output.Session, answer), usedSession);
});

test("the choice may be named as the challenge itself", async () => {
  const { Session } = await begin({ USERNAME: "jane" });
  tokensOf(await respond("PASSWORD", Session, { USERNAME: "jane", PASSWORD: goodPassword }));
});

for (const direct of [false, true]) {
  test(`SRP by choice, ${direct ? "named directly" : "as an answer"}, goes on with a Session of its own`, async () => {
    const first = await begin({ USERNAME: "jane" });
    const srp = srpClient(poolId);
    const choice = { USERNAME: "jane", SRP_A: srp.A, ...(direct ? {} : { ANSWER: "PASSWORD_SRP" }) };
    const verifier = await respond(direct ? "PASSWORD_SRP" : "SELECT_CHALLENGE", first.Session, choice);
    assert.equal(verifier.ChallengeName, "PASSWORD_VERIFIER");
    assert.ok(verifier.Session);
    const answer = srp.answer(verifier.ChallengeParameters ?? {}, goodPassword, world.clock.now());
    await assert.rejects(respond("PASSWORD_VERIFIER", undefined, answer), {
      name: "InvalidParameterException",
      message: "Missing required parameter Session",
    });
    await assert.rejects(respond("PASSWORD_VERIFIER", first.Session, answer), { name: "NotAuthorizedException" });
    tokensOf(await respond("PASSWORD_VERIFIER", verifier.Session, answer));
    await assert.rejects(respond("PASSWORD_VERIFIER", verifier.Session, answer), usedSession);
    await assert.rejects(
      respond("SELECT_CHALLENGE", first.Session, { ...choice, ANSWER: "PASSWORD_SRP" }),
      usedSession,
    );
  });
}

test("a preference leads straight on", async () => {
  tokensOf(await begin({ USERNAME: "jane", PREFERRED_CHALLENGE: "PASSWORD", PASSWORD: goodPassword }));
  const asked = await begin({ USERNAME: "jane", PREFERRED_CHALLENGE: "PASSWORD" });
  assert.equal(asked.ChallengeName, "PASSWORD");
  tokensOf(await respond("PASSWORD", asked.Session, { USERNAME: "jane", PASSWORD: goodPassword }));

  const srp = srpClient(poolId);
  const verifier = await begin({ USERNAME: "jane", PREFERRED_CHALLENGE: "PASSWORD_SRP", SRP_A: srp.A });
  assert.equal(verifier.ChallengeName, "PASSWORD_VERIFIER");
  const answer = srp.answer(verifier.ChallengeParameters ?? {}, goodPassword, world.clock.now());
  tokensOf(await respond("PASSWORD_VERIFIER", verifier.Session, answer));
  await assert.rejects(begin({ USERNAME: "jane", PREFERRED_CHALLENGE: "PASSWORD_SRP" }), {
    name: "InvalidParameterException",
    message: "Missing required parameter SRP_A",
  });
});

test("T-15 a proof and a Session of different sign-ins do not go together", async () => {
  const [one, other] = [srpClient(poolId), srpClient(poolId)];
  const ask = (srp: typeof one) => begin({ USERNAME: "jane", PREFERRED_CHALLENGE: "PASSWORD_SRP", SRP_A: srp.A });
  const [mine, another] = [await ask(one), await ask(other)];
  const answer = one.answer(mine.ChallengeParameters ?? {}, goodPassword, world.clock.now());
  await assert.rejects(respond("PASSWORD_VERIFIER", another.Session, answer), {
    name: "NotAuthorizedException",
    message: "Invalid session for the user.",
  });
  tokensOf(await respond("PASSWORD_VERIFIER", mine.Session, answer));
});

test("a preference that is not possible leads to the choice", async () => {
  for (const PREFERRED_CHALLENGE of ["EMAIL_OTP", "WEB_AUTHN"]) {
    assert.equal((await begin({ USERNAME: "jane", PREFERRED_CHALLENGE })).ChallengeName, "SELECT_CHALLENGE");
  }
});

test("T-23 what was not offered cannot be chosen", async () => {
  const { Session } = await begin({ USERNAME: "jane" });
  for (const ANSWER of ["EMAIL_OTP", "SMS_OTP", "WEB_AUTHN", "CUSTOM_CHALLENGE"]) {
    await assert.rejects(respond("SELECT_CHALLENGE", Session, { USERNAME: "jane", ANSWER }), {
      name: "InvalidParameterException",
    });
  }
});

test("an invited user who chose a password is asked for a new one", async () => {
  const { Session } = await begin({ USERNAME: "invited" });
  const answer = { USERNAME: "invited", ANSWER: "PASSWORD", PASSWORD: goodPassword };
  assert.equal((await respond("SELECT_CHALLENGE", Session, answer)).ChallengeName, "NEW_PASSWORD_REQUIRED");
});

test("T-01 an unknown user may choose as well, and fails as everybody fails", async () => {
  const { Session, AvailableChallenges } = await begin({ USERNAME: "nobody" });
  assert.deepEqual(new Set(AvailableChallenges), new Set(["PASSWORD", "PASSWORD_SRP"]));
  const answer = { USERNAME: "nobody", ANSWER: "PASSWORD", PASSWORD: goodPassword };
  await assert.rejects(respond("SELECT_CHALLENGE", Session, answer), wrongSignIn);
  const srp = srpClient(poolId);
  const verifier = await respond("PASSWORD_SRP", Session, { USERNAME: "nobody", SRP_A: srp.A });
  const claim = srp.answer(verifier.ChallengeParameters ?? {}, goodPassword, world.clock.now());
  await assert.rejects(respond("PASSWORD_VERIFIER", verifier.Session, claim), wrongSignIn);
});

test("T-23 a pool without passwords gives no tokens for one", async () => {
  const pool = await world.pool();
  const other = await world.world.store.userPools.get(pool.Id);
  assert.ok(other);
  await world.world.store.userPools.update({
    ...other,
    settings: { ...other.settings, Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["EMAIL_OTP"] } } },
  });
  const { ClientId } = await world.appClient(pool.Id, {
    ExplicitAuthFlows: ["ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
  });
  await makeUser(world, pool.Id, "jane");
  await assert.rejects(
    world.client.send(
      new InitiateAuthCommand({
        ClientId,
        AuthFlow: "USER_AUTH",
        AuthParameters: { USERNAME: "jane", PREFERRED_CHALLENGE: "PASSWORD", PASSWORD: goodPassword },
      }),
    ),
    wrongSignIn,
  );
});
