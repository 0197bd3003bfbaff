/**
 * What may be used once and what it brings about are written together: the store fails before each single write of a
 * request, or after the commit, and afterwards either both are there or neither.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { makeUser } from "../sign-in.js";
import { srpClient } from "../srp-client.js";
import { cheapHash, hashedPassword, importHashed } from "../user-import.js";
import { startTestWorld, type TestWorld } from "../world.js";
import { type FaultyStore, faulty } from "./store-faults.js";
import { type Answer, send, succeed } from "./wire.js";

let world: TestWorld;
let store: FaultyStore;
let poolId: string;
let clientId: string;
let rotating: string;
let number = 0;
const password = "Correct-Horse-1";
const nextPassword = "Another-Horse-2";

before(async () => {
  world = await startTestWorld();
  ({ Id: poolId } = await world.pool({ AutoVerifiedAttributes: ["email"] }));
  ({ ClientId: clientId } = await world.appClient(poolId));
  ({ ClientId: rotating } = await world.appClient(poolId, {
    ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"],
    RefreshTokenRotation: { Feature: "ENABLED", RetryGracePeriodSeconds: 0 },
  }));
  store = faulty(world.world.store);
});
after(() => world.close());

const call = (operation: string, input: unknown) => send(world.url, operation, input);
const signIn = (name: string, word: string, client = clientId) =>
  call("InitiateAuth", {
    ClientId: client,
    AuthFlow: "USER_PASSWORD_AUTH",
    AuthParameters: { USERNAME: name, PASSWORD: word },
  });
const statusOf = async (name: string): Promise<string> =>
  (await succeed(world.url, "AdminGetUser", { UserPoolId: poolId, Username: name })).UserStatus;
const codeTo = async (name: string) => (await world.lastMessage(`${name}@example.com`)).code;

/** One thing that may be used once. */
interface SingleUse {
  readonly redeem: () => Promise<Answer>;
  /** Whether its effect is there. */
  readonly hasHappened: () => Promise<boolean>;
}

const cases: Record<string, (name: string) => Promise<SingleUse>> = {
  async "a confirmation code"(name) {
    const UserAttributes = [{ Name: "email", Value: `${name}@example.com` }];
    await succeed(world.url, "SignUp", { ClientId: clientId, Username: name, Password: password, UserAttributes });
    const ConfirmationCode = await codeTo(name);
    return {
      redeem: () => call("ConfirmSignUp", { ClientId: clientId, Username: name, ConfirmationCode }),
      hasHappened: async () => (await statusOf(name)) === "CONFIRMED",
    };
  },
  async "a code for a forgotten password"(name) {
    const email = [
      { Name: "email", Value: `${name}@example.com` },
      { Name: "email_verified", Value: "true" },
    ];
    await makeUser(world, poolId, name, { attributes: email });
    await succeed(world.url, "ForgotPassword", { ClientId: clientId, Username: name });
    const ConfirmationCode = await codeTo(name);
    return {
      redeem: () =>
        call("ConfirmForgotPassword", { ClientId: clientId, Username: name, ConfirmationCode, Password: nextPassword }),
      async hasHappened() {
        const [before, now] = [await signIn(name, password), await signIn(name, nextPassword)];
        assert.notEqual(before.status === 200, now.status === 200, "exactly one password is right");
        return now.status === 200;
      },
    };
  },
  async "an imported hash"(name) {
    await importHashed(world, poolId, "BCRYPT", [{ name, hash: cheapHash }]);
    const { sub } = (await world.world.store.users.getByUsernameKey(poolId, name))!;
    return {
      redeem: () => signIn(name, hashedPassword),
      hasHappened: async () => (await world.world.store.credentials.get(poolId, sub))?.importedHash === undefined,
    };
  },
  async "a session for a new password"(name) {
    await makeUser(world, poolId, name, { temporary: true });
    const { Session } = (await signIn(name, password)).body;
    return {
      redeem: () =>
        call("RespondToAuthChallenge", {
          ClientId: clientId,
          ChallengeName: "NEW_PASSWORD_REQUIRED",
          Session,
          ChallengeResponses: { USERNAME: name, NEW_PASSWORD: nextPassword },
        }),
      async hasHappened() {
        const confirmed = (await statusOf(name)) === "CONFIRMED";
        assert.equal((await signIn(name, nextPassword)).status === 200, confirmed);
        return confirmed;
      },
    };
  },
  async "a rotating refresh token"(name) {
    await makeUser(world, poolId, name);
    const { RefreshToken } = (await signIn(name, password, rotating)).body.AuthenticationResult;
    const exchange = () => call("GetTokensFromRefreshToken", { ClientId: rotating, RefreshToken });
    return { redeem: exchange, hasHappened: async () => (await exchange()).outcome === "RefreshTokenReuseException" };
  },
  async "an SRP proof"(name) {
    await makeUser(world, poolId, name);
    const srp = srpClient(poolId);
    const { ChallengeParameters } = await succeed(world.url, "InitiateAuth", {
      ClientId: clientId,
      AuthFlow: "USER_SRP_AUTH",
      AuthParameters: { USERNAME: name, SRP_A: srp.A },
    });
    const ChallengeResponses = srp.answer(ChallengeParameters, password, world.clock.now());
    const respond = () =>
      call("RespondToAuthChallenge", { ClientId: clientId, ChallengeName: "PASSWORD_VERIFIER", ChallengeResponses });
    // The sign-in it brought about is told to nobody, so only the mark can be seen.
    return { redeem: respond, hasHappened: async () => (await respond()).status !== 200 };
  },
};

for (const [what, prepare] of Object.entries(cases)) {
  test(`R-2 ${what} and its effect are written together`, async () => {
    let failures = 0;
    for (let write = 1; ; write++) {
      const use = await prepare(`broken-${number++}`);
      store.breakAt(write);
      const answer = await use.redeem();
      const tried = store.writes;
      store.heal();
      if (answer.status === 200) {
        assert.ok(tried < write, "a success although a write failed");
        assert.ok(failures > 0, "nothing was written at all");
        assert.equal(await use.hasHappened(), true);
        return;
      }
      failures++;
      assert.equal(answer.status, 500, answer.text);
      assert.ok(failures < 30);
      // A rotating token that is tried again is used by that: whether it succeeds tells what was before.
      if (what === "a rotating refresh token" || what === "an SRP proof") {
        assert.equal((await use.redeem()).status, 200, `write ${write} failed and the mark stayed`);
        continue;
      }
      assert.equal(await use.hasHappened(), false, `write ${write} failed and the effect stayed`);
      assert.equal((await use.redeem()).status, 200, `write ${write} failed and the mark stayed`);
      assert.equal(await use.hasHappened(), true);
    }
  });

  test(`R-2 ${what} is used up when its effect was stored and only the answer was lost`, async () => {
    const use = await prepare(`lost-${number++}`);
    store.loseAnswer();
    const answer = await use.redeem();
    store.heal();
    // A single statement needs no transaction; then the answer was not lost either.
    assert.ok(answer.status === 500 || answer.status === 200, answer.text);
    assert.equal(await use.hasHappened(), true);
    // The password is not used up with its hash.
    assert.equal((await use.redeem()).status === 200, what === "an imported hash");
  });
}
