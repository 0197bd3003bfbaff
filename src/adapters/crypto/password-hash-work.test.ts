import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { isHashFault, readImportedHash } from "../../domain/password/imported-hash.js";
import type { PasswordHashingAlgorithmType } from "../../model/generated/types.js";
import { systemClock } from "../time/system-clock.js";
import { createPasswordHashWork, type PasswordHashWorkOptions } from "./password-hash-work.js";

interface Made {
  readonly source: string;
  readonly algorithm: PasswordHashingAlgorithmType;
  readonly password: string;
  readonly hash: string;
}

/** Made once by bcrypt 5.0, argon2-cffi 25.1, passlib 1.7, Django 5.2 and hashlib, all of Python. */
const made = JSON.parse(readFileSync("test/fixtures/password-hashes.json", "utf8")) as Made[];

function given(t: TestContext, options: Partial<PasswordHashWorkOptions> = {}) {
  const work = createPasswordHashWork({ clock: systemClock(), ...options });
  t.after(() => work.close());
  return work;
}

function read({ algorithm, hash }: Pick<Made, "algorithm" | "hash">) {
  const parsed = readImportedHash(algorithm, hash);
  assert.ok(!isHashFault(parsed), hash);
  return parsed;
}

const cheap = made.find(({ hash }) => hash.startsWith("$2a$04"))!;

test("the password of each hash fits, another one does not", async (t) => {
  const work = given(t);
  for (const one of made) {
    const { matches, tookMs } = await work.verify(read(one), one.password);
    assert.equal(matches, true, `${one.source}: ${one.hash}`);
    assert.ok(tookMs > 0);
    for (const wrong of [`x${one.password.slice(1)}`, one.password.toLowerCase(), ""]) {
      assert.equal((await work.verify(read(one), wrong)).matches, false, `${wrong} for ${one.hash}`);
    }
  }
});

test("of a long password bcrypt reads 72 bytes, as everywhere, and no more than the whole without a zero byte", async (t) => {
  const work = given(t);
  const long = made.find(({ algorithm, password }) => algorithm === "BCRYPT" && password.length > 72)!;
  assert.equal((await work.verify(read(long), `${long.password.slice(0, 72)}other`)).matches, true);
  assert.equal((await work.verify(read(long), long.password.slice(0, 71))).matches, false);
  assert.equal((await work.verify(read(cheap), `${cheap.password}\0more`)).matches, false);
});

test("T-50 the event loop goes on while a hash is computed", async (t) => {
  const work = given(t);
  const dear = made.find(({ hash }) => hash.startsWith("$2b$10"))!;
  await work.verify(read(cheap), cheap.password);
  let turns = 0;
  const turning = setInterval(() => turns++, 1);
  await work.verify(read(dear), dear.password);
  clearInterval(turning);
  // Computed in place, it would be done before the loop turned at all.
  assert.ok(turns > 0, `${turns} turns`);
});

test("T-37 more than so many waiting are refused at once, and the others are done", async (t) => {
  const work = given(t, { size: 1, maxWaiting: 3 });
  const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => work.verify(read(cheap), cheap.password)));
  const done = outcomes.filter((one) => one.status === "fulfilled" && one.value.matches);
  const refused = outcomes.filter((one) => one.status === "rejected" && one.reason.name === "WorkQueueFull");
  assert.deepEqual([done.length, refused.length], [4, 6]);
});

test("a thread without work ends, and the next hash starts another", async (t) => {
  const work = given(t, { size: 1, idleMs: 1 });
  for (let round = 0; round < 3; round += 1) {
    assert.equal((await work.verify(read(cheap), cheap.password)).matches, true);
    await sleep(20);
  }
});

test("a hash that cannot be computed is an error, and the thread goes on", async (t) => {
  const work = given(t, { size: 1 });
  const impossible = { ...read(made.find(({ algorithm }) => algorithm === "SCRYPT")!), blocks: 3 };
  await assert.rejects(work.verify(impossible as never, "a"), /^Error: A password hash could not be computed: /);
  assert.equal((await work.verify(read(cheap), cheap.password)).matches, true);
});

test("what is unfinished at the end is rejected, and nothing is begun any more", async () => {
  const work = createPasswordHashWork({ clock: systemClock(), size: 1 });
  const running = [work.verify(read(cheap), "a"), work.verify(read(cheap), "b")];
  const ended = Promise.allSettled(running);
  await work.close();
  assert.deepEqual(
    (await ended).map(({ status }) => status),
    ["rejected", "rejected"],
  );
  await assert.rejects(work.verify(read(cheap), "a"), /closed/);
});
