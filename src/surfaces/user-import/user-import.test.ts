/** T-50: files of import jobs come by a URL that is good for one job, one file and a quarter of an hour. */
import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { StartUserImportJobCommand } from "../../../test/clients.js";
import { csvFile, endOf, importJob, upload } from "../../../test/user-import.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
let poolId: string;
let file: string;
before(async () => {
  world = await startTestWorld({ limits: { requestTimeoutMs: 1_000 } });
  ({ Id: poolId } = await world.pool({ AutoVerifiedAttributes: ["email"] }));
  file = await csvFile(world, poolId, [
    { "cognito:username": "ann", email: "ann@example.com", email_verified: "true" },
  ]);
});
after(() => world.close());

/** Status and S3's code for a failure. */
async function outcome(response: Response): Promise<readonly [number, string | undefined]> {
  return [response.status, /<Code>(\w+)<\/Code>/.exec(await response.text())?.[1]];
}

async function importedBy(jobId: string): Promise<number | undefined> {
  await world.client.send(new StartUserImportJobCommand({ UserPoolId: poolId, JobId: jobId }));
  return (await endOf(world, poolId, jobId)).ImportedUsers;
}

/** How many parts of files are kept in all. */
async function keptParts(fileId: string): Promise<number> {
  let parts = 0;
  while ((await world.world.store.userImportFiles.getPart(poolId, fileId, parts)) !== undefined) parts += 1;
  return parts;
}

const fileOf = async (jobId: string) => (await world.world.store.userImportJobs.get(poolId, jobId))?.file;

test("a file that is uploaded is answered as S3 does, kept sealed, and gone after the import", async () => {
  const { JobId, PreSignedUrl } = await importJob(world, poolId);
  const response = await upload(PreSignedUrl, file);
  assert.deepEqual([response.status, await response.text()], [200, ""]);
  assert.match(response.headers.get("etag") ?? "", /^"[0-9a-f]{32}"$/);
  assert.equal(response.headers.get("x-amz-server-side-encryption"), "aws:kms");
  const kept = await fileOf(JobId);
  assert.equal(kept?.lines, 2);
  assert.equal(await keptParts(kept!.id), 1);
  assert.equal(await importedBy(JobId), 1);
  assert.equal(await keptParts(kept!.id), 0);
});

test("curl uploads as the developer guide says", async (t) => {
  try {
    execFileSync("curl", ["--version"], { stdio: "ignore" });
  } catch {
    t.skip("curl is not installed");
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), "poolhouse-upload-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "users.csv");
  // Large enough that curl asks before it sends.
  const rows = Array.from({ length: 60_000 }, (_, n) => ({ "cognito:username": `curl-${n}`, email_verified: "no" }));
  writeFileSync(path, await csvFile(world, poolId, rows));
  const { JobId, PreSignedUrl } = await importJob(world, poolId);
  const { stderr } = await promisify(execFile)("curl", [
    ...["-v", "--fail", "-T", path, "-H", "x-amz-server-side-encryption:aws:kms"],
    PreSignedUrl,
  ]);
  assert.match(stderr, /completely uploaded and fine/);
  const kept = await fileOf(JobId);
  assert.equal(kept?.lines, 60_001);
  assert.ok((await keptParts(kept!.id)) > 1);
});

test("T-50 the URL takes one file, even when several are on their way", async () => {
  const { JobId, PreSignedUrl } = await importJob(world, poolId);
  const uploads = Array.from({ length: 5 }, () => raw(PreSignedUrl, [`content-length: ${file.length}`]));
  for (const { socket } of uploads) socket.write(file.slice(0, 10));
  // All of them are being received.
  await sleep(200);
  for (const { socket } of uploads) socket.write(file.slice(10));
  const answers = await Promise.all(uploads.map(({ answer }) => answer()));
  assert.deepEqual(answers.sort(), ["HTTP/1.1 200 OK", ...Array(4).fill("HTTP/1.1 403 Forbidden")]);
  for (const { socket } of uploads) socket.destroy();
  assert.deepEqual(await outcome(await upload(PreSignedUrl, "other")), [403, "AccessDenied"]);
  assert.equal((await fileOf(JobId))?.lines, 2);
});

test("T-50 the URL belongs to one job, and cannot be made longer", async () => {
  const [one, other] = [await importJob(world, poolId), await importJob(world, poolId)];
  const url = new URL(one.PreSignedUrl);
  const changed = (change: (url: URL) => void) => {
    const copy = new URL(url);
    change(copy);
    return upload(copy.href, file).then(outcome);
  };
  const refused = [403, "SignatureDoesNotMatch"];
  assert.deepEqual(await changed((to) => (to.pathname = new URL(other.PreSignedUrl).pathname)), refused);
  const later = String(Number(url.searchParams.get("expires")) + 60);
  assert.deepEqual(await changed((to) => to.searchParams.set("expires", later)), refused);
  assert.deepEqual(await changed((to) => to.searchParams.set("expires", "9".repeat(99))), refused);
  assert.deepEqual(await changed((to) => to.searchParams.set("signature", "0".repeat(64))), refused);
  assert.deepEqual(await changed((to) => to.searchParams.delete("signature")), refused);
  assert.deepEqual(await outcome(await fetch(url, { method: "PUT", body: file })), refused);
  assert.equal(await fileOf(one.JobId), undefined);
  world.clock.advance(15 * 60_000);
  assert.deepEqual(await outcome(await upload(url.href, file)), [403, "AccessDenied"]);
});

test("T-50 a file comes before its job starts, or not at all", async () => {
  const { JobId, PreSignedUrl } = await importJob(world, poolId);
  await world.world.store.userImportJobs.update({
    ...(await world.world.store.userImportJobs.get(poolId, JobId))!,
    status: "Pending",
  });
  assert.deepEqual(await outcome(await upload(PreSignedUrl, file)), [403, "AccessDenied"]);
});

test("other methods and paths are nobody's", async () => {
  const { PreSignedUrl } = await importJob(world, poolId);
  assert.equal((await fetch(PreSignedUrl)).status, 405);
  assert.equal((await upload(PreSignedUrl.replace("/import-", "/other-"), file)).status, 404);
});

/** Sends a head, and perhaps some bytes, on a connection of its own; answers what comes back. */
function raw(url: string, headers: readonly string[]) {
  const { host, hostname, port, pathname, search } = new URL(url);
  const socket = connect(Number(port), hostname);
  let received = "";
  socket.on("data", (bytes) => {
    received += bytes;
  });
  socket.on("error", () => {});
  const lines = [
    `PUT ${pathname}${search} HTTP/1.1`,
    `host: ${host}`,
    "x-amz-server-side-encryption: aws:kms",
    ...headers,
  ];
  socket.write(`${lines.join("\r\n")}\r\n\r\n`);
  return {
    socket,
    async answer(): Promise<string> {
      for (let waited = 0; waited < 5_000 && !received.includes("\r\n\r\n"); waited += 10) await sleep(10);
      return received.slice(0, received.indexOf("\r\n"));
    },
  };
}

test("T-37 a file has a length, and not more than 100 MB", async () => {
  const { PreSignedUrl } = await importJob(world, poolId);
  const chunked = raw(PreSignedUrl, ["transfer-encoding: chunked"]);
  assert.equal(await chunked.answer(), "HTTP/1.1 411 Length Required");
  const large = raw(PreSignedUrl, [`content-length: ${100 * 1024 * 1024 + 1}`]);
  assert.equal(await large.answer(), "HTTP/1.1 400 Bad Request");
  for (const { socket } of [chunked, large]) socket.destroy();
});

test("a slow client has more time than other requests, and one that goes away leaves nothing behind", async () => {
  const { JobId, PreSignedUrl } = await importJob(world, poolId);
  const { userImportFiles } = world.world.store;
  const written = new Set<string>();
  const insertPart = userImportFiles.insertPart.bind(userImportFiles);
  userImportFiles.insertPart = async (part) => {
    await insertPart(part);
    written.add(part.fileId);
  };
  const gone = raw(PreSignedUrl, ["content-length: 1000000"]);
  gone.socket.write(Buffer.alloc(600_000, "x"));
  for (let waited = 0; waited < 5_000 && written.size === 0; waited += 10) await sleep(10);
  gone.socket.destroy();
  const slow = raw(PreSignedUrl, [`content-length: ${file.length}`]);
  for (const third of [0, 1, 2]) {
    await sleep(600);
    slow.socket.write(file.slice(Math.floor((file.length * third) / 3), Math.floor((file.length * (third + 1)) / 3)));
  }
  assert.equal(await slow.answer(), "HTTP/1.1 200 OK");
  slow.socket.destroy();
  assert.equal((await fileOf(JobId))?.lines, 2);
  const [left] = [...written];
  assert.deepEqual([...written].slice(1), [(await fileOf(JobId))?.id]);
  assert.equal(await keptParts(left!), 0);
});
