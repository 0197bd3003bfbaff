/** What a production server demands before it starts (T-55), and what it then does not have (T-54). */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { runProgram, type ServerProcess, startServer, temporaryFolder } from "../faults/server-process.js";
import { type Answer, post, send } from "../faults/wire.js";

const folder = temporaryFolder();
const data = join(folder.path, "data");
const keyFile = join(folder.path, "master.key");
writeFileSync(keyFile, randomBytes(32).toString("hex"), { mode: 0o600 });
const secret = randomBytes(30).toString("base64url");
const publicUrl = "http://127.0.0.1:9229";

const complete = {
  flags: ["--mode", "production", "--public-url", publicUrl, "--master-key", keyFile],
  environment: { POOLHOUSE_ACCESS_KEY_ID: "AKIDPRODUCTION", POOLHOUSE_SECRET_ACCESS_KEY: secret },
};
const credentials = { accessKeyId: "AKIDPRODUCTION", secretAccessKey: secret };

/** The complete configuration without one of its parts. */
const without = (flag: string) => {
  const at = complete.flags.indexOf(flag);
  return complete.flags.filter((_, index) => index !== at && index !== at + 1);
};

interface Refusal {
  readonly flags?: readonly string[];
  readonly environment?: Record<string, string>;
  readonly says: RegExp;
}

const insideData = join(data, "keys", "master.key");
const linked = join(folder.path, "linked");
mkdirSync(join(data, "keys"), { recursive: true });
writeFileSync(insideData, randomBytes(32).toString("hex"), { mode: 0o600 });
symlinkSync(join(data, "keys"), linked);
const brokenKey = join(folder.path, "broken.key");
writeFileSync(brokenKey, "password");

const refusals: Record<string, Refusal> = {
  "without access keys": { environment: {}, says: /POOLHOUSE_ACCESS_KEY_ID/ },
  "without a public URL": { flags: without("--public-url"), says: /--public-url/ },
  "without a master key": { flags: without("--master-key"), says: /needs a master key/ },
  "with the master key inside the data folder": {
    flags: [...without("--master-key"), "--master-key", insideData],
    says: /lies inside the data folder/,
  },
  "with the master key inside the data folder by way of a link": {
    flags: [...without("--master-key"), "--master-key", join(linked, "master.key")],
    says: /lies inside the data folder/,
  },
  "with a master key that is none": {
    flags: [...without("--master-key"), "--master-key", brokenKey],
    says: /holds no master key/,
  },
  "with a master key file that does not exist": {
    flags: [...without("--master-key"), "--master-key", join(folder.path, "absent")],
    says: /cannot be read/,
  },
  "with a secret that can be guessed": {
    environment: { ...complete.environment, POOLHOUSE_SECRET_ACCESS_KEY: "local" },
    says: /can be guessed/,
  },
  "with the secret of AWS's documentation": {
    environment: {
      ...complete.environment,
      POOLHOUSE_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    },
    says: /can be guessed/,
  },
  "when it is to be open": { flags: [...complete.flags, "--open"], says: /never open/ },
};

for (const [what, { flags = complete.flags, environment = complete.environment, says }] of Object.entries(refusals)) {
  test(`T-55 production does not start ${what}`, async () => {
    const { code, printed } = await runProgram(["serve", "--port", "0", "--data", data, ...flags], { environment });
    assert.ok(code === 1 || code === 2, `ended with ${code}: ${printed}`);
    assert.match(printed, says);
    assert.equal(printed.includes("Endpoint"), false);
    assert.equal(existsSync(join(data, "poolhouse.db")), false, "a refused start leaves no store");
  });
}

const implied: Record<string, readonly string[]> = {
  "listening beyond this machine": ["--host", "0.0.0.0"],
  "a PostgreSQL database": ["--database", "postgres://nobody@127.0.0.1:1/none"],
};
for (const [what, flags] of Object.entries(implied)) {
  test(`T-54 ${what} means production, and nothing is taken for granted`, async () => {
    const { code, printed } = await runProgram(["serve", "--port", "0", "--data", data, ...flags]);
    assert.equal(code, 2, printed);
    assert.match(printed, /Production mode \(chosen because/);
    for (const part of ["--public-url", "POOLHOUSE_ACCESS_KEY_ID", "aster key"])
      assert.ok(printed.includes(part), part);
  });
}

test("T-54 development does not listen beyond this machine unless it is said to be open", async () => {
  const words = ["serve", "--port", "0", "--data", data, "--mode", "development", "--host", "0.0.0.0"];
  const { code, printed } = await runProgram(words);
  assert.equal(code, 2, printed);
  assert.match(printed, /--open/);
  const server = await startServer(["--data", join(folder.path, "open"), ...words.slice(5), "--open"]);
  // The warning follows the lines by which a server is known to be ready.
  for (let waited = 0; waited < 10_000 && !/OPEN: everybody/.test(server.printed()); waited += 20) await setTimeout(20);
  assert.match(server.printed(), /OPEN: everybody/);
  await server.kill();
});

let server: ServerProcess;
before(async () => {
  server = await startServer(["--data", join(folder.path, "served"), ...complete.flags], {
    environment: complete.environment,
  });
});

test("T-54 production has no development route, whatever the method and the spelling", async () => {
  const paths = [
    "/_poolhouse",
    "/_poolhouse/",
    "/_poolhouse/messages",
    "/_poolhouse/messages?to=x",
    "/_poolhouse/messages/x",
    "/_poolhouse/inbox",
    "/_poolhouse/inbox/x",
    "/_poolhouse/clock",
    "/_poolhouse/reset",
    "/%5Fpoolhouse/messages",
    "//_poolhouse/messages",
    "/x/../_poolhouse/messages",
    "/_POOLHOUSE/messages",
  ];
  for (const path of paths) {
    for (const method of ["GET", "POST", "PUT", "DELETE", "OPTIONS"]) {
      const { status } = await post(server.url, "", {}, undefined, { method, path });
      assert.ok(status === 404 || status === 400, `${method} ${path}: ${status}`);
    }
  }
});

test("T-54 every answer of production says so", async () => {
  const answers: Answer[] = [
    await send(server.url, "ListUserPools", { MaxResults: 1 }, { credentials }),
    await send(server.url, "ListUserPools", { MaxResults: 1 }),
    await post(server.url, "", {}, undefined, { method: "GET", path: "/health/live" }),
    await post(server.url, "", {}, undefined, { method: "GET", path: "/nowhere" }),
  ];
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 400, 200, 404],
  );
  const inDevelopment = await startServer(["--data", join(folder.path, "development")]);
  const modeHeader = Object.entries(
    (await post(inDevelopment.url, "", {}, undefined, { method: "GET", path: "/health/live" })).headers,
  ).find(([, value]) => value === "development")?.[0];
  assert.ok(modeHeader, "a development server names its mode in a header");
  for (const { headers } of answers) assert.equal(headers[modeHeader], "production");
  await inDevelopment.kill();
});

test("T-54 production never loads the code of the development surface", async () => {
  const loadedBy = async (name: string, flags: readonly string[], environment: Record<string, string>) => {
    const report = join(folder.path, `${name}-report`);
    const one = await startServer(["--data", join(folder.path, name), ...flags], {
      environment: { ...environment, NODE_V8_COVERAGE: report },
    });
    await post(one.url, "", {}, undefined, { method: "GET", path: "/_poolhouse/messages" });
    assert.equal(await one.stop(), 0);
    const files = readdirSync(report).map((file) => readFileSync(join(report, file), "utf8"));
    const scripts = files.flatMap((text) => (JSON.parse(text) as { result: { url: string }[] }).result);
    const ours = scripts.map(({ url }) => url).filter((url) => /\/dist\/[^/]+\.js$/.test(url));
    assert.ok(ours.length > 3, "the list of loaded modules is too short");
    return ours.filter((url) => readFileSync(fileURLToPath(url), "utf8").includes('"/_poolhouse/reset"'));
  };
  assert.equal((await loadedBy("loaded-development", [], {})).length, 1);
  assert.deepEqual(await loadedBy("loaded-production", complete.flags, complete.environment), []);
});

test("T-55 an unknown key and the keys of development open nothing", async () => {
  for (const pair of [
    { accessKeyId: "local", secretAccessKey: "local" },
    { accessKeyId: "AKIDPRODUCTION", secretAccessKey: "local" },
    { accessKeyId: "", secretAccessKey: "" },
    { accessKeyId: "test", secretAccessKey: "test" },
    { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" },
  ]) {
    const { status } = await send(server.url, "ListUserPools", { MaxResults: 1 }, { credentials: pair });
    assert.ok(status === 400 || status === 403, `${pair.accessKeyId}: ${status}`);
  }
});

test("T-55 two new installations share no secret", async () => {
  const keys = new Set<string>();
  for (const name of ["one", "two"]) {
    const installation = await startServer(["--data", join(folder.path, name)]);
    await installation.kill();
    keys.add(readFileSync(join(folder.path, name, "master.key"), "utf8"));
  }
  assert.equal(keys.size, 2);
});
