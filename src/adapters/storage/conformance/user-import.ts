/** Conformance: import jobs in their order, one run per pool with one worker at a time, files in parts, and their logs. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { newUserImportJob, type UserImportJob } from "../../../domain/user-import/user-import-job.js";
import { AlreadyExists, Stale } from "../../../ports/store.js";
import type { SuiteStore } from "./describe-store.js";
import { NOW, storedPool } from "./store-under-test.js";

const LEASE = 1_000;

function aJob(poolId: string, id: string, members: Partial<UserImportJob> = {}): UserImportJob {
  const roleArn = "arn:aws:iam::123456789012:role/import";
  return { ...newUserImportJob({ id: `${poolId}-${id}`, poolId, name: id, roleArn, createdAt: NOW }), ...members };
}

export function userImport(given: SuiteStore): void {
  describe("user import", () => {
    it("keeps a job with all that belongs to it, under its pool only", async () => {
      const { userImportJobs } = given.store;
      const poolId = await storedPool(given.store);
      const plain = aJob(poolId, "plain");
      await userImportJobs.insert(plain);
      assert.deepEqual(await userImportJobs.get(poolId, plain.id), plain);
      assert.equal(await userImportJobs.get(await storedPool(given.store), plain.id), undefined);
      await assert.rejects(userImportJobs.insert(plain), AlreadyExists);
      await assert.rejects(userImportJobs.insert(aJob("eu-north-1_nowhere", "x")), Stale);
      const hashed = aJob(poolId, "hashed", { hashing: "ARGON2ID" });
      await userImportJobs.insert(hashed);
      await userImportJobs.update({ ...hashed, status: "Pending" });
      assert.equal((await userImportJobs.get(poolId, hashed.id))?.hashing, "ARGON2ID");
      const ended: UserImportJob = {
        ...plain,
        status: "Failed",
        startedAt: NOW + 1,
        completedAt: NOW + 2,
        importedUsers: 3,
        skippedUsers: 4,
        failedUsers: 5,
        completionMessage: "message",
        file: { id: "file", lines: 12 },
      };
      await userImportJobs.update(ended);
      assert.deepEqual(await userImportJobs.get(poolId, plain.id), { ...ended, version: 2 });
      await assert.rejects(userImportJobs.update(ended), Stale);
    });

    it("lists jobs newest first, page after page", async () => {
      const { userImportJobs } = given.store;
      const poolId = await storedPool(given.store);
      for (const [id, age] of [
        ["c", 0],
        ["a", 2],
        ["b", 2],
        ["d", 1],
      ] as const) {
        await userImportJobs.insert(aJob(poolId, id, { createdAt: NOW - age }));
      }
      const first = await userImportJobs.page(poolId, { limit: 3 });
      const second = await userImportJobs.page(poolId, { limit: 3, after: first.next });
      assert.deepEqual(
        [...first.items, ...second.items].map((job) => job.name),
        ["c", "d", "b", "a"],
      );
      assert.equal(second.next, undefined);
      assert.equal(await userImportJobs.count(poolId), 4);
    });

    it("gives a job one file, even when many come at once, and none after its start", async () => {
      const { userImportJobs } = given.store;
      const poolId = await storedPool(given.store);
      const job = aJob(poolId, "filed");
      await userImportJobs.insert(job);
      const files = Array.from({ length: 8 }, (_, n) => ({ id: `${job.id}-${n}`, lines: n }));
      const won = await Promise.all(files.map((file) => userImportJobs.attachFile(poolId, job.id, file)));
      assert.equal(won.filter(Boolean).length, 1);
      const filed = await userImportJobs.get(poolId, job.id);
      assert.deepEqual(filed, { ...job, file: files[won.indexOf(true)], version: 2 });
      const other = aJob(poolId, "started", { status: "Pending" });
      await userImportJobs.insert(other);
      assert.equal(await userImportJobs.attachFile(poolId, other.id, { id: "late", lines: 1 }), false);
    });

    it("runs one job of a pool, for one worker at a time", async () => {
      const { userImportRuns } = given.store;
      const poolId = await storedPool(given.store);
      const run = { poolId, jobId: `${poolId}-run` };
      assert.equal(await userImportRuns.nextDueAt(), undefined);
      await userImportRuns.insert(run, NOW);
      await assert.rejects(userImportRuns.insert({ poolId, jobId: "another" }, NOW), AlreadyExists);
      assert.equal(await userImportRuns.get(poolId), run.jobId);
      assert.ok((await userImportRuns.nextDueAt())! <= NOW);
      assert.deepEqual(await userImportRuns.claim(NOW, "one", LEASE), run);
      assert.equal(await userImportRuns.claim(NOW + LEASE - 1, "two", LEASE), undefined);
      assert.equal(await userImportRuns.renew(run, "one", NOW + 2 * LEASE), true);
      assert.equal(await userImportRuns.nextDueAt(), NOW + 2 * LEASE);
      assert.deepEqual(await userImportRuns.claim(NOW + 2 * LEASE, "two", LEASE), run);
      assert.equal(await userImportRuns.renew(run, "one", NOW + 9 * LEASE), false);
      await userImportRuns.release(run, "one");
      assert.equal(await userImportRuns.claim(NOW + 2 * LEASE, "three", LEASE), undefined);
      await userImportRuns.release(run, "two");
      assert.deepEqual(await userImportRuns.claim(NOW, "three", LEASE), run);
      assert.equal(await userImportRuns.releaseClaims(), 1);
      assert.deepEqual(await userImportRuns.claim(NOW, "four", LEASE), run);
      await userImportRuns.delete({ poolId, jobId: "another" });
      assert.equal(await userImportRuns.get(poolId), run.jobId);
      await userImportRuns.delete(run);
      assert.equal(await userImportRuns.get(poolId), undefined);
    });

    it("gives each run to one of many who ask at once", async () => {
      const runs = [];
      for (let n = 0; n < 12; n += 1) runs.push({ poolId: await storedPool(given.store), jobId: `job-${n}` });
      for (const run of runs) await given.store.userImportRuns.insert(run, NOW);
      const other = await given.another?.();
      try {
        const nodes = other ? [given.store, other] : [given.store];
        const claim = (n: number) => nodes[n % nodes.length]!.userImportRuns.claim(NOW, `holder-${n}`, LEASE);
        const taken = [];
        for (let round = 0; round < 20 && taken.length < runs.length; round += 1) {
          taken.push(...(await Promise.all(Array.from({ length: 10 }, (_, n) => claim(n)))).filter((one) => one));
        }
        assert.deepEqual(taken.map((one) => one!.poolId).sort(), runs.map(({ poolId }) => poolId).sort());
      } finally {
        await other?.close();
      }
      for (const run of runs) await given.store.userImportRuns.delete(run);
    });

    it("keeps a file in parts, and removes it some at a time", async () => {
      const { userImportFiles } = given.store;
      const poolId = await storedPool(given.store);
      const fileId = `${poolId}-file`;
      const bytes = Buffer.from([0, 1, 255]);
      for (let part = 0; part < 30; part += 1) {
        await userImportFiles.insertPart({ fileId, part, poolId, bytes, expiresAt: NOW + 1 });
      }
      assert.deepEqual(await userImportFiles.getPart(poolId, fileId, 29), bytes);
      assert.equal(await userImportFiles.getPart(poolId, fileId, 30), undefined);
      assert.equal(await userImportFiles.getPart(poolId, "other", 0), undefined);
      while ((await userImportFiles.deleteSome(poolId, fileId)) > 0);
      assert.equal(await userImportFiles.getPart(poolId, fileId, 0), undefined);
      await assert.rejects(
        userImportFiles.insertPart({ fileId, part: 0, poolId: "eu-north-1_nowhere", bytes, expiresAt: NOW }),
        Stale,
      );
    });

    it("sweeps files whose time is over", async () => {
      const { userImportFiles } = given.store;
      const poolId = await storedPool(given.store);
      for (const [fileId, age] of [
        [`${poolId}-old`, 0],
        [`${poolId}-new`, 1],
      ] as const) {
        const bytes = Buffer.from(fileId);
        await userImportFiles.insertPart({ fileId, part: 0, poolId, bytes, expiresAt: NOW + age });
      }
      while ((await given.store.sweep(NOW)) > 0);
      assert.equal(await userImportFiles.getPart(poolId, `${poolId}-old`, 0), undefined);
      assert.ok(await userImportFiles.getPart(poolId, `${poolId}-new`, 0));
    });

    it("writes each entry of a log once, and reads it in order", async () => {
      const { userImportLog } = given.store;
      const poolId = await storedPool(given.store);
      const job = { poolId, jobId: `${poolId}-logged` };
      await userImportLog.append(job, { entry: 10, at: NOW + 1, lines: ["c"] });
      await userImportLog.append(job, { entry: 2, at: NOW, lines: ["a", "b"] });
      await userImportLog.append(job, { entry: 2, at: NOW, lines: ["again"] });
      const first = await userImportLog.page(poolId, job.jobId, { limit: 1 });
      assert.deepEqual(first.items, [{ entry: 2, at: NOW, lines: ["a", "b"] }]);
      const second = await userImportLog.page(poolId, job.jobId, { limit: 1, after: first.next });
      assert.deepEqual(second, { items: [{ entry: 10, at: NOW + 1, lines: ["c"] }] });
      assert.deepEqual((await userImportLog.page(await storedPool(given.store), job.jobId, { limit: 1 })).items, []);
    });

    it("loses everything of a pool with the pool", async () => {
      const { store } = given;
      const poolId = await storedPool(store);
      const job = aJob(poolId, "gone");
      const run = { poolId, jobId: job.id };
      await store.userImportJobs.insert(job);
      await store.userImportRuns.insert(run, NOW);
      await store.userImportFiles.insertPart({
        fileId: job.id,
        part: 0,
        poolId,
        bytes: Buffer.from("x"),
        expiresAt: NOW + LEASE,
      });
      await store.userImportLog.append(run, { entry: 0, at: NOW, lines: ["a"] });
      await store.userPools.delete(poolId);
      while ((await store.sweep(NOW)) > 0);
      assert.equal(await store.userImportJobs.get(poolId, job.id), undefined);
      assert.equal(await store.userImportRuns.get(poolId), undefined);
      assert.equal(await store.userImportFiles.getPart(poolId, job.id, 0), undefined);
      assert.deepEqual((await store.userImportLog.page(poolId, job.id, { limit: 1 })).items, []);
    });
  });
}
