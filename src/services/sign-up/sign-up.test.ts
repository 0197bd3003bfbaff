/** What PreSignUp may decide; functions cannot run yet, so the answers are put in place of theirs. All else is real. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { given, refusal } from "../../../test/self-service.js";
import { attributesOf, createUser, getUser } from "../../../test/users.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";
import { createPublicKeyWork } from "../../adapters/crypto/public-key-work.js";
import { systemRandom } from "../../adapters/crypto/random.js";
import { nowhere } from "../../adapters/functions/nowhere.js";
import { createCodeBook } from "../codes.js";
import { clientAndPool } from "../configuration.js";
import { createAuthEventLog } from "../events/auth-events.js";
import { createMessageDesk } from "../messages/message-desk.js";
import { createPasswords } from "../passwords.js";
import { createThreatProtection } from "../threat-protection.js";
import type { PreSignUpAnswer } from "../triggers/sign-up-triggers.js";
import { createTriggers } from "../triggers/triggers.js";
import { type SignUp, signUp } from "./sign-up.js";

let world: TestWorld;
const noHashes = { verify: () => assert.fail("nobody has a hash"), close: async () => {} };
const publicKeyWork = createPublicKeyWork({ size: 1, prepareAfterMs: 3_600_000 });
before(async () => {
  world = await startTestWorld();
});
after(async () => {
  await publicKeyWork.close();
  await world.close();
});

/** Signs up with these answers of PreSignUp; `asked` is what it and PostConfirmation were told. */
async function signUpWith(clientId: string, answer: Partial<PreSignUpAnswer>, wish: Partial<SignUp> = {}) {
  const { store, clock, keyring } = world.world;
  const random = systemRandom();
  const logger = { debug() {}, info() {}, warn() {}, error() {} };
  const asked: string[] = [];
  const triggers = {
    ...createTriggers({ functions: nowhere, random, logger }),
    preSignUp: async (_pool: unknown, source: string, event: { validationData?: object | undefined }) => {
      asked.push(`PreSignUp_${source} ${JSON.stringify(event.validationData)}`);
      return { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false, ...answer };
    },
    postConfirmation: async (_pool: unknown, source: string, event: { username: string }) => {
      asked.push(`PostConfirmation_${source} ${event.username}`);
    },
  };
  const needs = {
    store,
    clock,
    random,
    triggers,
    passwords: createPasswords({ clock, random, keyring, publicKeyWork, passwordHashWork: noHashes }),
    codes: createCodeBook({ clock, random, keyring }),
    messages: createMessageDesk({ clock, random, triggers, logger, publicUrl: () => world.url }),
    authEvents: createAuthEventLog({ clock, random }),
    threats: createThreatProtection({ store, clock, logger }),
  };
  const signedUp = await signUp(needs, {
    ...(await clientAndPool(store, clientId)),
    username: "ann",
    password: "Passw0rd!",
    attributes: [{ Name: "email", Value: "ann@example.com" }],
    validationData: [{ Name: "invitation", Value: "42" }],
    origin: { ipAddress: "127.0.0.1", userAgent: "test" },
    ...wish,
  });
  return { ...signedUp, asked };
}

test("whom PreSignUp confirms can sign in at once, gets no code, and PostConfirmation is told", async () => {
  const pool = await given(world);
  const { user, delivery, asked } = await signUpWith(pool.clientId, { autoConfirmUser: true, autoVerifyEmail: true });
  assert.equal(user.status, "CONFIRMED");
  assert.equal(delivery, undefined);
  assert.deepEqual(asked, ['PreSignUp_SignUp {"invitation":"42"}', "PostConfirmation_ConfirmSignUp ann"]);
  assert.deepEqual(await attributesOf(world, pool.poolId, "ann"), {
    email: "ann@example.com",
    email_verified: "true",
  });
  assert.deepEqual(await world.messages({ userPoolId: pool.poolId }), []);
  await pool.accessToken("ann");
});

test("an address that PreSignUp vouches for is verified, and the user still has to be confirmed", async () => {
  const pool = await given(world);
  const { user, delivery, asked } = await signUpWith(pool.clientId, { autoVerifyEmail: true });
  assert.equal(user.status, "UNCONFIRMED");
  assert.equal(delivery?.destination, "ann@example.com");
  assert.equal(asked.length, 1);
  assert.equal((await attributesOf(world, pool.poolId, "ann"))["email_verified"], "true");
});

test("PreSignUp cannot vouch for an address that is not there", async () => {
  const pool = await given(world);
  await assert.rejects(
    signUpWith(pool.clientId, { autoVerifyPhone: true }),
    refusal("InvalidLambdaResponseException", "Unrecognizable lambda output"),
  );
  await assert.rejects(getUser(world, pool.poolId, "ann"), { name: "UserNotFoundException" });
});

test("T-08 an alias that PreSignUp vouches for moves to the new user, and counts as unverified where it was", async () => {
  const pool = await given(world, { AliasAttributes: ["email"] });
  await createUser(world, pool.poolId, "owner", { email: "ann@example.com", email_verified: "true" });
  await signUpWith(pool.clientId, { autoConfirmUser: true, autoVerifyEmail: true });
  assert.equal((await getUser(world, pool.poolId, "ann@example.com")).Username, "ann");
  const { UserAttributes = [] } = await getUser(world, pool.poolId, "owner");
  assert.equal(UserAttributes.find(({ Name }) => Name === "email_verified")?.Value, "false");
});
