/**
 * A store whose file was damaged: the server refuses to start, or `verify` reports it, or answers are right or a loud
 * failure. What a damaged file must never do is to crash the server or to give away something sealed as something else.
 */
import assert from "node:assert/strict";
import { copyFileSync, cpSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { SqliteSession } from "../../src/adapters/storage/sqlite-session.js";
import { configOf } from "../../src/config.js";
import { verifyStore } from "../../src/store-care.js";
import { makeUser } from "../sign-in.js";
import { startTestWorld, type TestWorld } from "../world.js";
import { chance, seedOfRun } from "./chance.js";
import { startServer, temporaryFolder } from "./server-process.js";
import { type Answer, post, send, succeed } from "./wire.js";

const seed = seedOfRun();
const dice = chance(seed);
const password = "Correct-Horse-1";
const database = "poolhouse.db";
const folder = temporaryFolder();
const whole = join(folder.path, "whole");
let poolId: string;
let clientId: string;
let expected: readonly string[];
let copies = 0;

before(async () => {
  const world = await startTestWorld({ data: whole });
  ({ Id: poolId } = await world.pool());
  ({ ClientId: clientId } = await world.appClient(poolId, { GenerateSecret: true }));
  for (let at = 0; at < 12; at++) {
    const attributes = [{ Name: "nickname", Value: `nickname-${at}` }];
    await makeUser(world, poolId, `user-${at}`, { attributes });
  }
  // The keys of the pool are made when they are first asked for.
  await keySet(world);
  expected = texts(await askAll(world));
  await world.close();
});
after(() => folder.remove());

const keySet = (world: TestWorld) =>
  post(world.url, "", {}, undefined, { method: "GET", path: `/${poolId}/.well-known/jwks.json` });

/** Answers that touch every kind of row. */
async function askAll(world: TestWorld): Promise<Answer[]> {
  const answers = [
    await send(world.url, "DescribeUserPool", { UserPoolId: poolId }),
    await send(world.url, "DescribeUserPoolClient", { UserPoolId: poolId, ClientId: clientId }),
    await send(world.url, "ListUsers", { UserPoolId: poolId }),
    await keySet(world),
  ];
  for (let at = 0; at < 12; at += 3) {
    answers.push(await send(world.url, "AdminGetUser", { UserPoolId: poolId, Username: `user-${at}` }));
  }
  return answers;
}

const texts = (answers: readonly Answer[]) => answers.map(({ status, text }) => `${status} ${text}`);

function copyOfStore(): string {
  const copy = join(folder.path, `copy-${copies++}`);
  cpSync(whole, copy, { recursive: true });
  return copy;
}

type Finding = "refused to start" | "reported" | "failed loudly" | "harmless" | "served wrong";

/** What becomes of a damaged store. */
async function examine(data: string): Promise<Finding> {
  const report = await verifyStore(configOf({ data }), undefined).catch((error: Error) => ({
    problems: [error.message],
  }));
  let world: TestWorld;
  try {
    world = await startTestWorld({ data });
  } catch (error) {
    assert.ok(error instanceof Error && error.message !== "", "a refusal says why");
    return "refused to start";
  }
  try {
    const answers = await askAll(world);
    const alive = await post(world.url, "", {}, undefined, { method: "GET", path: "/health/live" });
    assert.equal(alive.status, 200);
    const wrong = answers.filter(({ status }, at) => status !== 500 && texts(answers)[at] !== expected[at]);
    if (report.problems.length > 0) return "reported";
    if (wrong.length > 0) return "served wrong";
    return answers.some(({ status }) => status === 500) ? "failed loudly" : "harmless";
  } finally {
    await world.close();
  }
}

function flip(file: string, bit: number): void {
  const bytes = readFileSync(file);
  bytes.writeUInt8(bytes.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
  writeFileSync(file, bytes);
}

test(`R-3 a bit flipped anywhere never brings the server down (seed ${seed})`, async () => {
  for (let round = 0; round < 60; round++) {
    const data = copyOfStore();
    const file = join(data, database);
    flip(file, dice.between(0, statSync(file).size * 8 - 1));
    await examine(data);
  }
});

test(`R-3 T-51 a bit flipped in something sealed is reported, and never served (seed ${seed})`, async () => {
  const places = sealedPlaces();
  assert.ok(places.length >= 15, `${places.length} sealed values`);
  for (let round = 0; round < 30; round++) {
    const data = copyOfStore();
    const { what, at } = dice.pick(places);
    flip(join(data, database), at * 8 + dice.between(0, 255));
    const { problems } = await verifyStore(configOf({ data }), undefined);
    assert.notDeepEqual(problems, [], `${what} at ${at}`);
    assert.notEqual(await examine(data), "served wrong");
  }
});

test("R-3 a damaged verifier signs nobody in and locks nobody out of the rest", async () => {
  const data = copyOfStore();
  for (const { what, at } of sealedPlaces()) if (what === "credentials.sealed") flip(join(data, database), at * 8);
  const world = await startTestWorld({ data });
  const { ClientId } = await world.appClient(poolId);
  const signIn = () =>
    send(world.url, "InitiateAuth", {
      ClientId,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: "user-1", PASSWORD: password },
    });
  assert.equal((await signIn()).status, 500);
  await succeed(world.url, "AdminSetUserPassword", {
    UserPoolId: poolId,
    Username: "user-1",
    Password: password,
    Permanent: true,
  });
  assert.equal((await signIn()).status, 200);
  await world.close();
});

test(`R-3 a file whose tail was cut is reported, and the server refuses it or lives (seed ${seed})`, async () => {
  const { size } = statSync(join(whole, database));
  for (let round = 0; round < 25; round++) {
    const data = copyOfStore();
    const length = round < 3 ? round * 50 : dice.between(0, size - 1);
    truncateSync(join(data, database), length);
    const problems = await verifyStore(configOf({ data }), undefined).then(
      (report) => report.problems,
      (error: Error) => [error.message],
    );
    assert.notDeepEqual(problems, [], `${length} of ${size} bytes`);
    assert.notEqual(await examine(data), "served wrong");
  }
});

test("R-3 what is no store at all is refused in words and left as it is", async () => {
  const data = copyOfStore();
  const file = join(data, database);
  writeFileSync(
    file,
    "This is a text of somebody else, and it is longer than a header of SQLite would be. ".repeat(20),
  );
  const before = readFileSync(file, "utf8");
  await assert.rejects(startTestWorld({ data }), /not a database|not a store/);
  assert.equal(readFileSync(file, "utf8"), before);
});

test(`R-3 a log whose tail was cut or damaged gives the state of an earlier moment (seed ${seed})`, async () => {
  const data = temporaryFolder();
  const start = (folder: string) => startServer(["--data", folder, "--log-level", "error"]);
  let server = await start(data.path);
  const { UserPool } = await succeed(server.url, "CreateUserPool", { PoolName: "log" });
  const log = `${database}-wal`;
  const withThePool = statSync(join(data.path, log)).size;
  const nameOf = (at: number) => `user-${String(at).padStart(2, "0")}`;
  let beforeTheLast = withThePool;
  for (let at = 0; at < 20; at++) {
    beforeTheLast = statSync(join(data.path, log)).size;
    const input = { UserPoolId: UserPool.Id, Username: nameOf(at), MessageAction: "SUPPRESS" };
    await succeed(server.url, "AdminCreateUser", input);
  }
  await server.kill();
  assert.ok(beforeTheLast > withThePool, "the log grew with every user");
  for (let round = 0; round < 4; round++) {
    const copy = temporaryFolder();
    for (const name of [database, log, "master.key"]) copyFileSync(join(data.path, name), join(copy.path, name));
    const file = join(copy.path, log);
    const place = dice.between(withThePool, beforeTheLast);
    if (round % 2 === 0) truncateSync(file, place);
    else flip(file, place * 8);
    server = await start(copy.path);
    const listed = await succeed(server.url, "ListUsers", { UserPoolId: UserPool.Id });
    const names = (listed.Users as { Username: string }[]).map(({ Username }) => Username).sort();
    assert.deepEqual(
      names,
      names.map((_, at) => nameOf(at)),
      "users from the beginning, without gaps",
    );
    assert.ok(names.length < 20);
    assert.equal(await server.stop(), 0);
    assert.deepEqual((await verifyStore(configOf({ data: copy.path }), undefined)).problems, []);
    copy.remove();
  }
  data.remove();
});

/** Where in the file sealed values lie: 32 bytes out of the middle of each. */
function sealedPlaces(): readonly { what: string; at: number }[] {
  const bytes = readFileSync(join(whole, database));
  const session = new SqliteSession(join(whole, database), { readOnly: true });
  try {
    return ["credentials.sealed", "client_secrets.sealed_value", "signing_keys.sealed_private_key"].flatMap((what) => {
      const [table, column] = what.split(".");
      return session.query<{ sealed: Uint8Array }>(`SELECT ${column} AS sealed FROM ${table}`).flatMap(({ sealed }) => {
        const middle = Math.floor(sealed.length / 2);
        const at = bytes.indexOf(sealed.subarray(middle, middle + 32));
        return at < 0 ? [] : [{ what, at }];
      });
    });
  } finally {
    session.close();
  }
}
