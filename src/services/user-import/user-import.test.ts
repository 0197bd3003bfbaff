/** The importer over a real store: every line once, whoever dies, hangs or fails on the way. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { createKeyring } from "../../adapters/crypto/keyring.js";
import { systemRandom } from "../../adapters/crypto/random.js";
import { aPool } from "../../adapters/storage/conformance/store-under-test.js";
import { openStore } from "../../adapters/storage/open-store.js";
import { newUserImportJob, type UserImportJob } from "../../domain/user-import/user-import-job.js";
import type { LogFacts } from "../../ports/logger.js";
import type { Store } from "../../ports/store.js";
import { createUserImporter } from "./user-import.js";

const header = "email,email_verified,cognito:mfa_enabled,cognito:username";
const schema = [
  { Name: "sub", AttributeDataType: "String" },
  { Name: "email", AttributeDataType: "String" },
  { Name: "email_verified", AttributeDataType: "Boolean" },
] as const;
const lineOf = (n: number) => `user-${n}@example.com,true,,user-${n}`;
const internal = "The import could not be finished because of an internal error.";

async function given(t: TestContext, lines: number) {
  const store = await openStore({
    keyring: createKeyring(Buffer.alloc(32, 7)),
    random: systemRandom(),
    guardNesting: true,
  });
  const pool = aPool({ schema, settings: { AutoVerifiedAttributes: ["email"] } });
  await store.userPools.insert(pool);
  const made = newUserImportJob({ id: "import-a", poolId: pool.id, name: "a", roleArn: "arn", createdAt: 0 });
  const job: UserImportJob = { ...made, status: "Pending", file: { id: "file", lines: lines + 1 } };
  await store.userImportJobs.insert(job);
  const bytes = Buffer.from([header, ...Array.from({ length: lines }, (_, n) => lineOf(n))].join("\n"));
  await store.userImportFiles.insertPart({ fileId: "file", part: 0, poolId: pool.id, bytes, expiresAt: 1 });
  const run = { poolId: pool.id, jobId: job.id };
  await store.userImportRuns.insert(run, 0);
  const time = { now: 1_800_000_000_000 };
  const clock = { now: () => time.now, monotonic: () => 0 };
  const told: string[] = [];
  const note = (sentence: string, _facts?: LogFacts) => void told.push(sentence);
  const logger = { debug: note, info: note, warn: note, error: note };
  const opened: { close(): Promise<void> }[] = [];
  t.after(async () => {
    for (const one of opened) await one.close();
    await store.close();
  });
  return {
    store,
    pool,
    run,
    time,
    told,
    jobNow: async () => (await store.userImportJobs.get(pool.id, job.id))!,
    importer(over: Store = store, isAlone = false) {
      const passwords = { storeHash: () => assert.fail("the file has no hashes") };
      const needs = { store: over, clock, machineClock: clock, random: systemRandom(), logger, passwords, isAlone };
      const importer = createUserImporter(needs);
      opened.push(importer);
      importer.start();
      return importer;
    },
  };
}

type Given = Awaited<ReturnType<typeof given>>;

/** The same store, but what runs in a transaction is first told to `before`, which may fail. */
function watched(store: Store, before: (count: number) => Promise<void>): Store {
  let count = 0;
  const own: Store = Object.create(store);
  own.transaction = async (work) => {
    count += 1;
    await before(count);
    return store.transaction(work);
  };
  return own;
}

async function ended({ jobNow }: Given): Promise<UserImportJob> {
  for (let waited = 0; waited < 10_000; waited += 10) {
    const job = await jobNow();
    if (job.completedAt !== undefined) return job;
    await sleep(10);
  }
  return assert.fail("the job does not end");
}

async function assertWhole(world: Given, lines: number): Promise<void> {
  const job = await ended(world);
  assert.deepEqual(
    [job.status, job.importedUsers, job.skippedUsers, job.failedUsers, job.file],
    ["Succeeded", lines, 0, 0, undefined],
  );
  const { store, pool, run } = world;
  assert.equal(await store.userPools.estimatedUsers(pool.id), lines);
  const { items } = await store.userImportLog.page(pool.id, run.jobId, { limit: 999 });
  assert.deepEqual(
    items.flatMap((entry) => entry.lines),
    Array.from({ length: lines }, (_, n) => `[SUCCEEDED] Line Number ${n + 2} - The import succeeded.`),
  );
  assert.equal(await store.userImportRuns.get(pool.id), undefined);
}

test("a job of a server that died is taken when its claim ends", async (t) => {
  const world = await given(t, 3);
  await world.store.userImportRuns.claim(world.time.now, "dead", 30_000);
  world.importer().nudge();
  await sleep(60);
  assert.equal((await world.jobNow()).status, "Pending");
  world.time.now += 30_000;
  await assertWhole(world, 3);
});

test("a server that knows itself to be alone does not wait for that", async (t) => {
  const world = await given(t, 3);
  await world.store.userImportRuns.claim(world.time.now, "dead", 30_000);
  world.importer(world.store, true);
  await assertWhole(world, 3);
});

test("a server that hangs loses the job, and what it still wanted to do", async (t) => {
  const world = await given(t, 400);
  let release: (() => void) | undefined;
  const hanging = new Promise<void>((resolve) => {
    release = resolve;
  });
  world.importer(
    watched(world.store, async (count) => {
      if (count === 4) await hanging;
    }),
  );
  while ((await world.jobNow()).importedUsers < 100) await sleep(5);
  world.time.now += 30_000;
  world.importer();
  await assertWhole(world, 400);
  release?.();
  await sleep(50);
  await assertWhole(world, 400);
});

test("a failure of the store is gone over: the job goes on behind the last line that was done", async (t) => {
  const world = await given(t, 200);
  world.importer(
    watched(world.store, async (count) => {
      // More often than a job is tried at one line, and once at the very beginning.
      if ([1, 4, 7, 10].includes(count)) throw new Error("no connection");
    }),
  );
  await assertWhole(world, 200);
  assert.ok(world.told.includes("a user import job could not go on"));
});

test("T-51 a file of which parts are gone does not pass for a shorter one", async (t) => {
  const world = await given(t, 3);
  const { store, pool, run } = world;
  const job = await world.jobNow();
  await store.userImportJobs.update({ ...job, file: { id: "file", lines: 90 } });
  world.importer();
  const { status, completionMessage, importedUsers } = await ended(world);
  assert.deepEqual([status, completionMessage, importedUsers], ["Failed", internal, 0]);
  assert.equal(await store.userImportRuns.get(pool.id), undefined);
  assert.equal(await store.userImportFiles.getPart(pool.id, "file", 0), undefined);
  assert.deepEqual((await store.userImportLog.page(pool.id, run.jobId, { limit: 9 })).items, []);
});

test("a server that closes leaves the rest to the next, at once", async (t) => {
  const world = await given(t, 400);
  const first = world.importer();
  while ((await world.jobNow()).importedUsers === 0) await sleep(1);
  await first.close();
  const left = await world.jobNow();
  assert.equal(left.status, "InProgress");
  assert.ok(left.importedUsers < 400, "it was closed too late");
  world.importer();
  await assertWhole(world, 400);
});

test("a job whose pool is gone is forgotten", async (t) => {
  const world = await given(t, 3);
  await world.store.userPools.delete(world.pool.id);
  world.importer();
  for (let waited = 0; waited < 5_000; waited += 10) {
    if ((await world.store.userImportRuns.get(world.pool.id)) === undefined) return;
    await sleep(10);
  }
  assert.fail("the run is still there");
});
