/** `poolhouse backup` while the server writes: what comes back by `restore` is the same users, keys and tokens. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { chance } from "./chance.js";
import { checkPerson, Diary, type Place, signIn } from "./diary.js";
import { runProgram, startServer, temporaryFolder } from "./server-process.js";
import { post, send, succeed } from "./wire.js";

const folder = temporaryFolder();
after(() => folder.remove());
const masterKey = join(folder.path, "key");
writeFileSync(masterKey, randomBytes(32).toString("hex"), { mode: 0o600 });
const common = ["--master-key", masterKey, "--public-url", "http://localhost:9229", "--log-level", "error"];
const at = (name: string) => ["--data", join(folder.path, name), ...common];
const keySet = ({ url, poolId }: Place) =>
  post(url, "", {}, undefined, { method: "GET", path: `/${poolId}/.well-known/jwks.json` });

test("R-6 a backup made while writing restores to the same users, keys and tokens", async () => {
  const server = await startServer(at("first"));
  const { UserPool } = await succeed(server.url, "CreateUserPool", { PoolName: "saved" });
  const { UserPoolClient } = await succeed(server.url, "CreateUserPoolClient", {
    UserPoolId: UserPool.Id,
    ClientName: "app",
    ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
  });
  const place: Place = { url: server.url, poolId: UserPool.Id, clientId: UserPoolClient.ClientId };

  // Known and quiet before the backup begins.
  const quiet = new Diary("quiet", chance(1));
  const until = Date.now() + 700;
  await quiet.writeUntilCut(place, () => Date.now() > until);
  const user = { UserPoolId: place.poolId, Username: "holder" };
  await succeed(place.url, "AdminCreateUser", { ...user, MessageAction: "SUPPRESS" });
  await succeed(place.url, "AdminSetUserPassword", { ...user, Password: "Correct-Horse-1", Permanent: true });
  const tokens = (await signIn(place, "holder", "Correct-Horse-1")).body.AuthenticationResult;
  const keys = (await keySet(place)).text;

  const busy = [2, 3].map((seed) => new Diary(`busy${seed}`, chance(seed)));
  let stop = false;
  const writing = busy.map((diary) => diary.writeUntilCut(place, () => stop));
  const file = join(folder.path, "backup");
  const before = busy.reduce((sum, { acknowledged }) => sum + acknowledged, 0);
  const made = await runProgram(["backup", file, ...at("first")]);
  assert.equal(made.code, 0, made.printed);
  const during = busy.reduce((sum, { acknowledged }) => sum + acknowledged, 0) - before;
  stop = true;
  await Promise.all(writing);
  assert.ok(during > 0, "nothing was written while the backup was made");
  // Sealed: neither the key nor a password is in it.
  const bytes = readFileSync(file);
  assert.equal(bytes.includes(readFileSync(masterKey, "utf8")), false);
  assert.equal(bytes.includes("Correct-Horse-1"), false);

  // Whatever comes later must not be there afterwards.
  await succeed(place.url, "AdminSetUserPassword", { ...user, Password: "Another-Horse-2", Permanent: true });
  assert.equal(await server.stop(), 0);

  assert.equal((await runProgram(["verify", file, ...at("second")])).code, 0);
  const refused = await runProgram(["restore", file, ...at("first")]);
  assert.equal(refused.code, 1, refused.printed);
  assert.match(refused.printed, /already holds a store/);
  for (const [name, more] of [
    ["second", []],
    ["first", ["--replace"]],
  ] as const) {
    const restored = await runProgram(["restore", file, ...at(name), ...more]);
    assert.equal(restored.code, 0, restored.printed);
    const again = await startServer(at(name));
    const there = { ...place, url: again.url };
    assert.equal((await keySet(there)).text, keys);
    // Looking thoroughly enables the disabled, so it is done once.
    if (name === "second") for (const person of quiet.people) await checkPerson(there, person, true);
    for (const { people } of busy) {
      for (const { name: Username } of people) {
        const answer = await send(there.url, "AdminGetUser", { UserPoolId: place.poolId, Username });
        assert.ok(answer.status === 200 || answer.outcome === "UserNotFoundException", answer.text);
      }
    }
    assert.equal((await send(there.url, "GetUser", { AccessToken: tokens.AccessToken })).status, 200);
    const refreshed = await send(there.url, "InitiateAuth", {
      ClientId: place.clientId,
      AuthFlow: "REFRESH_TOKEN_AUTH",
      AuthParameters: { REFRESH_TOKEN: tokens.RefreshToken },
    });
    assert.equal(refreshed.status, 200, refreshed.text);
    assert.equal((await signIn(there, "holder", "Correct-Horse-1")).status, 200);
    assert.equal((await signIn(there, "holder", "Another-Horse-2")).outcome, "NotAuthorizedException");
    assert.equal(await again.stop(), 0);
    assert.equal((await runProgram(["verify", ...at(name)])).code, 0);
  }
});

test("R-6 T-51 a backup opens under its own key only", async () => {
  const other = join(folder.path, "other-key");
  writeFileSync(other, randomBytes(32).toString("hex"), { mode: 0o600 });
  const flags = ["--data", join(folder.path, "third"), "--master-key", other];
  for (const command of ["verify", "restore"]) {
    const { code, printed } = await runProgram([command, join(folder.path, "backup"), ...flags]);
    assert.equal(code, 1, printed);
    assert.match(printed, /The master key does not belong to this store/);
  }
  const server = await runProgram([
    "serve",
    "--port",
    "0",
    "--data",
    join(folder.path, "first"),
    "--master-key",
    other,
  ]);
  assert.equal(server.code, 1);
  assert.match(server.printed, /The master key does not belong to this store\. Nothing was changed/);
});
