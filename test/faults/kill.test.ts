/** A server killed at random moments under writes: whatever it had acknowledged is there when it starts again. */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { chance, seedOfRun } from "./chance.js";
import { checkPerson, Diary, isDoubtful, type Place } from "./diary.js";
import { type ServerProcess, startServer, temporaryFolder } from "./server-process.js";
import { send, succeed } from "./wire.js";

const folders = 4;
const roundsPerFolder = 25;
const writers = 6;
/** Each round listens on another port; tokens must outlive that. */
const issuer = "http://localhost:9229";

const seed = seedOfRun();
const running = new Set<ServerProcess>();
after(() => Promise.all([...running].map((server) => server.kill())));

async function serve(folder: string): Promise<ServerProcess> {
  const server = await startServer(["--data", folder, "--public-url", issuer, "--log-level", "error"]);
  running.add(server);
  return server;
}

async function kill(server: ServerProcess): Promise<void> {
  await server.kill();
  running.delete(server);
}

for (let number = 1; number <= folders; number++) {
  const dice = chance(seed + number);
  test(`R-1 ${roundsPerFolder} kills at random moments lose no acknowledged write (data folder ${number}, seed ${seed})`, async (t) => {
    const folder = temporaryFolder();
    t.after(() => folder.remove());
    const diaries = Array.from({ length: writers }, (_, at) => new Diary(`w${at}`, chance(seed + number * 100 + at)));
    let place: Place | undefined;

    for (let round = 0; round < roundsPerFolder; round++) {
      const server = await serve(folder.path);
      place = place === undefined ? await settle(server.url) : { ...place, url: server.url };
      await check(place, diaries);
      let cut = false;
      const writing = diaries.map((diary) => diary.writeUntilCut(place!, () => cut));
      const moment = sleep(dice.between(5, 350)).then(async () => {
        cut = true;
        await kill(server);
      });
      await Promise.all([...writing, moment]);
      assert.equal(server.printed().includes('"level":"error"'), false, server.printed());
    }

    const server = await serve(folder.path);
    await check({ ...place!, url: server.url }, diaries, true);
    await kill(server);
    const acknowledged = diaries.reduce((sum, diary) => sum + diary.acknowledged, 0);
    assert.ok(acknowledged > roundsPerFolder, `only ${acknowledged} writes were acknowledged`);
    t.diagnostic(`${acknowledged} acknowledged writes`);
  });

  async function settle(url: string): Promise<Place> {
    const { UserPool } = await succeed(url, "CreateUserPool", { PoolName: "killed" });
    const { UserPoolClient } = await succeed(url, "CreateUserPoolClient", {
      UserPoolId: UserPool.Id,
      ClientName: "app",
      ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    });
    return { url, poolId: UserPool.Id, clientId: UserPoolClient.ClientId };
  }

  /** Those in doubt, the newest and some others; of the others passwords and tokens too. `all` looks at everything. */
  async function check(place: Place, diaries: readonly Diary[], all = false): Promise<void> {
    await Promise.all(
      diaries.map(async ({ people, groups }) => {
        const doubtful = people.filter(isDoubtful);
        const chosen = new Set(all ? people : [...doubtful, ...people.slice(-5), ...dice.some(people, 2)]);
        const thoroughly = new Set(all ? people : dice.some([...chosen], 2));
        for (const person of chosen) await checkPerson(place, person, thoroughly.has(person));
        for (const { name, exists } of all ? groups : groups.slice(-5)) {
          const answer = await send(place.url, "GetGroup", { UserPoolId: place.poolId, GroupName: name });
          exists.found(answer.status === 200, `existence of the group ${name}`);
        }
      }),
    );
  }
}
