/** What judging a password costs and changes, over real tables, with a hash that takes as long as the test says. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { createKeyring } from "../adapters/crypto/keyring.js";
import { createPublicKeyWork } from "../adapters/crypto/public-key-work.js";
import { systemRandom } from "../adapters/crypto/random.js";
import { aPool } from "../adapters/storage/conformance/store-under-test.js";
import { openStore } from "../adapters/storage/open-store.js";
import { systemClock } from "../adapters/time/system-clock.js";
import { createPasswords } from "./passwords.js";

const text = "$2a$04$YvQKUtrLmUKnsN6OS/dU1ueUl3bzhtq/KrNsXBJ7hQNiV85kJ6tye";
const ann = { sub: "ann", username: "ann" };

async function given(t: TestContext) {
  const [keyring, random, clock] = [createKeyring(Buffer.alloc(32, 7)), systemRandom(), systemClock()];
  const store = await openStore({ keyring, random, guardNesting: true });
  const publicKeyWork = createPublicKeyWork({ size: 1, prepareAfterMs: 3_600_000 });
  t.after(async () => {
    await publicKeyWork.close();
    await store.close();
  });
  const hash = { tookMs: 0, asked: 0 };
  const passwordHashWork = {
    async verify(_: unknown, password: string) {
      hash.asked += 1;
      return { matches: password === "right", tookMs: hash.tookMs };
    },
    close: async () => {},
  };
  const passwords = createPasswords({ clock, random, keyring, publicKeyWork, passwordHashWork });
  const pool = aPool();
  await store.userPools.insert(pool);
  await store.transaction((tx) => passwords.storeHash(tx, { poolId: pool.id, ...ann }, { algorithm: "BCRYPT", text }));
  const credential = async () => (await store.credentials.get(pool.id, ann.sub))!;
  return { store, pool, passwords, hash, credential };
}

async function timed<T>(work: () => Promise<T>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

test("T-02 in a pool with hashes nobody's password, and anybody's wrong one, takes as long as a hash took", async (t) => {
  const { pool, passwords, hash, credential, store } = await given(t);
  hash.tookMs = 300;
  assert.deepEqual(await passwords.judge(pool, ann, await credential(), "wrong"), { right: false });
  assert.ok((await timed(() => passwords.judge(pool, undefined, undefined, "wrong"))) >= 299);
  const { importedHash: _, ...own } = await credential();
  assert.ok((await timed(() => passwords.judge(pool, ann, own, "wrong"))) >= 299);
  assert.equal(hash.asked, 1);
  const other = aPool();
  await store.userPools.insert(other);
  // The exponentiation alone, in a pool that has computed no hash.
  hash.tookMs = 60_000;
  assert.deepEqual(await passwords.judge(other, undefined, undefined, "wrong"), { right: false });
});

test("the salt that is shown before the password stays when the hash goes", async (t) => {
  const { pool, passwords, credential, store } = await given(t);
  const before = await credential();
  assert.deepEqual([before.salt.length, before.verifier.length, before.temporary], [16, 384, false]);
  const { right, adopt } = await passwords.judge(pool, ann, before, "right");
  assert.equal(right, true);
  assert.deepEqual(await credential(), before, "nothing is written before the transaction of the sign-in");
  await store.transaction((tx) => adopt!(tx));
  const after = await credential();
  assert.deepEqual([after.salt, after.setAt, after.importedHash], [before.salt, before.setAt, undefined]);
  assert.notDeepEqual(after.verifier, before.verifier);
  assert.deepEqual(await passwords.judge(pool, ann, after, "right"), { right: true });
  assert.deepEqual(await passwords.judge(pool, ann, after, "wrong"), { right: false });
});

test("a password that was set between the proof and its effect stays", async (t) => {
  const { pool, passwords, credential, store } = await given(t);
  const { adopt } = await passwords.judge(pool, ann, await credential(), "right");
  const prepared = await passwords.prepareUnchecked(pool, ann, "next");
  await store.transaction((tx) => passwords.store(tx, pool, ann, prepared, { temporary: false, checkHistory: false }));
  const next = await credential();
  await store.transaction((tx) => adopt!(tx));
  assert.deepEqual(await credential(), next);
  assert.equal((await store.passwordHistory.list(pool.id, ann.sub, 9)).length, 1);
});

test("a stored hash that nobody can read any more is an error, not a wrong password", async (t) => {
  const { pool, passwords, credential } = await given(t);
  const broken = { ...(await credential()), importedHash: { algorithm: "SCRYPT", text } as const };
  await assert.rejects(passwords.judge(pool, ann, broken, "right"), /cannot be read any more/);
});
