import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import { createKeyring } from "../../adapters/crypto/keyring.js";
import { systemRandom } from "../../adapters/crypto/random.js";
import { openStore } from "../../adapters/storage/open-store.js";
import { systemClock } from "../../adapters/time/system-clock.js";
import type { PublicKeyWork, RsaKeyPair } from "../../ports/public-key-work.js";
import type { Store } from "../../ports/store.js";
import { createSigningKeyRing } from "./signing-keys.js";

let store: Store;
before(async () => {
  store = await openStore({ keyring: createKeyring(randomBytes(32)), random: systemRandom(), guardNesting: true });
});
after(() => store.close());

async function pool(id: string): Promise<string> {
  await store.userPools.insert({
    id,
    region: "us-east-1",
    accountId: "123456789012",
    name: "test",
    createdAt: 0,
    modifiedAt: 0,
    version: 1,
    schema: [],
    settings: {},
    mfa: { configuration: "OFF" },
    tags: {},
    hadIdentityProvider: false,
  });
  return id;
}

async function emptyStock(): Promise<void> {
  while ((await store.signingKeys.takeSpare()) !== undefined);
}

/** Key work that numbers its pairs instead of computing them. */
function countingWork() {
  let made = 0;
  const generateRsaKeyPair = async (): Promise<RsaKeyPair> => {
    made += 1;
    const number = made;
    await new Promise((resolve) => setTimeout(resolve, 5));
    return { privateKeyDer: Buffer.from(`private ${number}`), publicJwk: { kty: "RSA", n: `n${number}`, e: "AQAB" } };
  };
  const work = {
    generateRsaKeyPair,
    importPrivateKey: (der: Buffer) => der.toString(),
    importPublicKey: ({ n }: { n: string }) => n,
  } as unknown as PublicKeyWork;
  return { work, made: () => made };
}

const ringOver = (publicKeyWork: PublicKeyWork) =>
  createSigningKeyRing({ store, clock: systemClock(), random: systemRandom(), publicKeyWork });

test("two nodes that ask at once for the first time get the same keys", async () => {
  const { work } = countingWork();
  const poolId = await pool("us-east-1_Race00001");
  const rings = [ringOver(work), ringOver(work), ringOver(work)];
  const answers = await Promise.all([...rings, ...rings].map((ring) => ring.keysOf(poolId)));
  for (const { id, access } of answers) {
    assert.equal(id.kid, answers[0]?.id.kid);
    assert.equal(access.kid, answers[0]?.access.kid);
    assert.equal(id.publicKey, answers[0]?.id.publicKey);
  }
  assert.notEqual(answers[0]?.id.kid, answers[0]?.access.kid);
  assert.notEqual(answers[0]?.id.publicKey, answers[0]?.access.publicKey);
});

test("the stock is filled with two pairs, once, and used before new ones are made", async () => {
  await emptyStock();
  const { work, made } = countingWork();
  const ring = ringOver(work);
  await Promise.all([ring.refillSpareKeys(), ring.refillSpareKeys()]);
  assert.equal(await store.signingKeys.countSpares(), 2);
  assert.equal(made(), 2);
  await ring.keysOf(await pool("us-east-1_Stock0001"));
  assert.equal(made(), 2);
  assert.equal(await store.signingKeys.countSpares(), 0);
});

test("keys are loaded once, and a failure is not remembered", async () => {
  const { work, made } = countingWork();
  await emptyStock();
  const poolId = await pool("us-east-1_Retry0001");
  let broken = true;
  const ring = ringOver({
    ...work,
    generateRsaKeyPair: async () => {
      if (broken) throw new Error("no entropy today");
      return work.generateRsaKeyPair();
    },
  });
  await assert.rejects(ring.keysOf(poolId), { message: "no entropy today" });
  broken = false;
  const keys = await ring.keysOf(poolId);
  const madeByThen = made();
  assert.equal(await ring.keysOf(poolId), keys);
  assert.equal(made(), madeByThen);
});

test("a pool that does not exist has no keys", async () => {
  const { work } = countingWork();
  await assert.rejects(ringOver(work).keysOf("us-east-1_Nowhere00"), {
    name: "ResourceNotFoundException",
    message: "User pool us-east-1_Nowhere00 does not exist.",
  });
});
