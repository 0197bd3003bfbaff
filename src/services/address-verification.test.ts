import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { attributesOf, createUser, getUser, setAttributes } from "../../test/users.js";
import { startTestWorld, type TestWorld } from "../../test/world.js";
import { systemRandom } from "../adapters/crypto/random.js";
import { nowhere } from "../adapters/functions/nowhere.js";
import { sendVerificationCode, verifyAddress } from "./address-verification.js";
import { createCodeBook } from "./codes.js";
import { userOrThrow } from "./directories/user-directory.js";
import { createMessageDesk } from "./messages/message-desk.js";
import { createTriggers } from "./triggers/triggers.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

/** The service over the world's store, and one user of a pool. */
async function given(poolId: string, name: string) {
  const { store, clock, keyring } = world.world;
  const random = systemRandom();
  const logger = { debug() {}, info() {}, warn() {}, error() {} };
  const messages = createMessageDesk({
    clock,
    random,
    triggers: createTriggers({ functions: nowhere, random, logger }),
    logger,
    publicUrl: () => world.url,
  });
  const needs = { store, clock, codes: createCodeBook({ clock, random, keyring }), messages };
  const pool = await store.userPools.get(poolId);
  assert.ok(pool);
  const of = { pool, user: await userOrThrow(store, pool, name), attribute: "email" as const };
  return {
    send: () => sendVerificationCode(needs, of, { clientId: "c" }),
    verify: (code: string) => verifyAddress(needs, of, code),
  };
}

const code = async (to: string) => (await world.lastMessage(to)).code ?? "";

const keeping = {
  AutoVerifiedAttributes: ["email" as const],
  UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ["email" as const] },
};

test("a code proves the address it went to, once", async () => {
  const pool = await world.pool();
  await createUser(world, pool.Id, "ann", { email: "ann@example.com" });
  const { send, verify } = await given(pool.Id, "ann");
  assert.deepEqual(await send(), { attribute: "email", medium: "EMAIL", destination: "ann@example.com" });
  const typed = await code("ann@example.com");
  await assert.rejects(verify(typed === "000000" ? "000001" : "000000"), {
    name: "CodeMismatchException",
    message: "Invalid verification code provided, please try again.",
  });
  await verify(typed);
  assert.equal((await attributesOf(world, pool.Id, "ann")).email_verified, "true");
  await assert.rejects(verify(typed), {
    name: "ExpiredCodeException",
    message: "Invalid code provided, please request a code again.",
  });
});

test("the new address replaces the old one when it is proven; asking for a code again sends it there", async () => {
  const pool = await world.pool(keeping);
  await createUser(world, pool.Id, "ann", { email: "old1@example.com", email_verified: "true" });
  await setAttributes(world, pool.Id, "ann", { email: "new1@example.com" });
  const { send, verify } = await given(pool.Id, "ann");
  const first = await code("new1@example.com");
  assert.equal((await send()).destination, "new1@example.com");
  const second = await code("new1@example.com");
  if (first !== second) await assert.rejects(verify(first), { name: "CodeMismatchException" });
  await verify(second);
  assert.deepEqual(await attributesOf(world, pool.Id, "ann"), { email: "new1@example.com", email_verified: "true" });
  assert.equal((await (await given(pool.Id, "ann")).send()).destination, "new1@example.com");
});

test("T-10 a change that was never proven is over when its code is", async () => {
  const pool = await world.pool(keeping);
  await createUser(world, pool.Id, "ann", { email: "old2@example.com", email_verified: "true" });
  await setAttributes(world, pool.Id, "ann", { email: "new2@example.com" });
  const { send, verify } = await given(pool.Id, "ann");
  const typed = await code("new2@example.com");
  world.clock.advance(24 * 3_600_000 + 1);
  await assert.rejects(verify(typed), { name: "ExpiredCodeException" });
  assert.equal((await send()).destination, "old2@example.com");
});

test("T-10 a proof of an address that was replaced does not bring it back", async () => {
  const pool = await world.pool();
  await createUser(world, pool.Id, "ann", { email: "old3@example.com" });
  const { send, verify } = await given(pool.Id, "ann");
  await send();
  const typed = await code("old3@example.com");
  await setAttributes(world, pool.Id, "ann", { email: "new3@example.com" });
  await assert.rejects(verify(typed), { name: "ExpiredCodeException" });
  assert.equal((await attributesOf(world, pool.Id, "ann")).email, "new3@example.com");
});

test("T-08 nobody proves an address that somebody has proven before", async () => {
  const pool = await world.pool({ AliasAttributes: ["email"] });
  await createUser(world, pool.Id, "late", { email: "shared@example.com" });
  const { send, verify } = await given(pool.Id, "late");
  await send();
  const typed = await code("shared@example.com");
  await createUser(world, pool.Id, "owner", { email: "shared@example.com", email_verified: "true" });
  await assert.rejects(verify(typed), {
    name: "AliasExistsException",
    message: "An account with the given email already exists.",
  });
  assert.equal((await getUser(world, pool.Id, "shared@example.com")).Username, "owner");
  assert.equal((await attributesOf(world, pool.Id, "late")).email_verified, undefined);
});

test("a user without the address has nothing to prove", async () => {
  const pool = await world.pool();
  await createUser(world, pool.Id, "ann");
  await assert.rejects((await given(pool.Id, "ann")).send(), {
    name: "InvalidParameterException",
    message: "User does not have a valid registered email address",
  });
});
