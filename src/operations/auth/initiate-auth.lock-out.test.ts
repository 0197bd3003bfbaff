import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { AdminInitiateAuthCommand } from "../../../test/clients.js";
import {
  goodPassword,
  makeUser,
  type SignInTarget,
  signInTarget,
  tokensOf,
  withPassword,
  withSrp,
  wrongSignIn,
} from "../../../test/sign-in.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

const locked = { name: "NotAuthorizedException", message: "Password attempts exceeded" };
const bad = "Wrong-Horse-1";

let world: TestWorld;
let target: SignInTarget;

before(async () => {
  world = await startTestWorld();
  // Locks last from one second on: the time moves only when a test moves it.
  world.clock.freeze();
  target = await signInTarget(world, { AliasAttributes: ["email"] }, { PreventUserExistenceErrors: "ENABLED" });
});
after(() => world.close());

async function fail(times: number, username: string): Promise<void> {
  for (let count = 0; count < times; count += 1) await assert.rejects(withPassword(target, username, bad), wrongSignIn);
}

test("T-09 the fifth failure locks for a second, each further one twice as long", async () => {
  await makeUser(world, target.poolId, "ann");
  await fail(5, "ann");
  await assert.rejects(withPassword(target, "ann", bad), locked);
  await assert.rejects(withPassword(target, "ann"), locked);
  world.clock.advance(1000);
  await fail(1, "ann");
  world.clock.advance(1999);
  await assert.rejects(withPassword(target, "ann"), locked);
  world.clock.advance(1);
  tokensOf(await withPassword(target, "ann"));
  await fail(4, "ann");
  tokensOf(await withPassword(target, "ann"));
});

test("T-09 spellings and doors count as one user", async () => {
  const { sub } = await makeUser(world, target.poolId, "bob", {
    attributes: [
      { Name: "email", Value: "bob@example.com" },
      { Name: "email_verified", Value: "true" },
    ],
  });
  await assert.rejects(withPassword(target, "bob", bad), wrongSignIn);
  await assert.rejects(withPassword(target, "bob@example.com", bad), wrongSignIn);
  await assert.rejects(withPassword(target, sub, bad), wrongSignIn);
  await assert.rejects(withSrp(target, "bob@example.com", bad), wrongSignIn);
  await assert.rejects(
    world.client.send(
      new AdminInitiateAuthCommand({
        UserPoolId: target.poolId,
        ClientId: target.clientId,
        AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME: "bob", PASSWORD: bad },
      }),
    ),
    wrongSignIn,
  );
  await assert.rejects(withPassword(target, "bob"), locked);
  await assert.rejects(withSrp(target, "bob"), locked);
});

test("T-09 parallel guesses count one by one, and the right password among them wins nothing", async () => {
  await makeUser(world, target.poolId, "cat");
  await fail(4, "cat");
  const guesses = [...Array.from({ length: 19 }, () => bad), goodPassword];
  const outcomes = await Promise.allSettled(guesses.map((guess) => withPassword(target, "cat", guess)));
  const messages = outcomes.map((outcome) => (outcome.status === "rejected" ? outcome.reason.message : "tokens"));
  // Either the right one came before the fifth failure, and started the count over, or it met the lock.
  const counted = messages.filter((message) => message === wrongSignIn.message).length;
  if (messages.at(-1) === "tokens") assert.ok(counted <= 6, `${counted} guesses were looked at`);
  else assert.equal(counted, 1);
});

test("T-09 T-01 a name that belongs to nobody is locked out like anybody", async () => {
  await fail(5, "nobody");
  await assert.rejects(withPassword(target, "nobody", bad), locked);
  await assert.rejects(withSrp(target, "nobody", bad), locked);
  world.clock.advance(1000);
  await fail(1, "nobody");
});

test("T-59 a clock set back neither prolongs a lock nor lifts it", async () => {
  await makeUser(world, target.poolId, "dan");
  await fail(5, "dan");
  world.clock.advance(-3_600_000);
  await assert.rejects(withPassword(target, "dan"), locked);
  world.clock.advance(3_600_000 + 1000);
  tokensOf(await withPassword(target, "dan"));
});

test("fifteen quiet minutes start the count over", async () => {
  await makeUser(world, target.poolId, "eve");
  await fail(4, "eve");
  world.clock.advance(15 * 60_000);
  await fail(4, "eve");
  tokensOf(await withPassword(target, "eve"));
});
