import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { Config } from "../config.js";
import { settings } from "../settings.js";
import { runProgram } from "./program.js";
import type { StoreReport, WorldModule } from "./world-contract.js";

const data = mkdtempSync(join(tmpdir(), "poolhouse-cli-"));
const good: StoreReport = { summary: "2 user pools", problems: [] };

/** Runs the program over a world that records what it is asked. */
async function run(words: string[], world: Partial<WorldModule> = {}) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runProgram(words, {
    world: async () => world as WorldModule,
    print: (line) => out.push(line),
    complain: (line) => err.push(line),
  });
  return { code, out: out.join("\n"), err: err.join("\n") };
}

test("--version and version print the version", async () => {
  for (const words of [["--version"], ["version"], ["serve", "--version"]]) {
    const { code, out } = await run(words);
    assert.equal(code, 0);
    assert.match(out, /^\d+\.\d+\.\d+$/);
  }
});

test("--help names every flag and command, everywhere", async () => {
  for (const words of [["--help"], ["help"], ["serve", "--help"], ["backup", "-h"], ["help", "restore"]]) {
    const { code, out } = await run(words);
    assert.equal(code, 0);
    assert.equal((out.match(/^ {2}--[a-z]/gm) ?? []).length, Object.keys(settings).length + 2);
    assert.match(out, /--public-url URL/);
  }
  assert.match((await run(["help"])).out, /backup.*\n.*restore.*\n.*verify/);
});

test("an unknown command or flag is named, with exit code 2", async () => {
  const command = await run(["srve"]);
  assert.equal(command.code, 2);
  assert.match(
    command.err,
    /"srve" is not a command\. Commands are: serve, apply, trigger, functions, messages, backup/,
  );
  assert.equal((await run(["toString"])).code, 2);
  const flag = await run(["serve", "--prot", "1"]);
  assert.equal(flag.code, 2);
  assert.match(flag.err, /Unknown option '--prot'/);
  assert.equal((await run(["--prot"])).code, 2);
});

const noStacks = () => assert.fail("no template was given");

test("serve refuses what the start rules refuse, before anything is opened", async () => {
  const { code, err } = await run(["--host", "0.0.0.0", "--mode", "development"], {
    openWorld: () => assert.fail("opened"),
  });
  assert.equal(code, 2);
  assert.match(err, /--open/);
});

test("serve prints the banner, and on SIGTERM closes the world and ends well", async () => {
  const steps: string[] = [];
  const { code, out } = await run(["serve", "--port", "0", "--data", data], {
    async openWorld(config: Config) {
      steps.push(`open ${config.port}`);
      return {
        warnings: ["The key file can be read by others."],
        callStacks: noStacks,
        async listen() {
          steps.push("listen");
          // Later than the return: the server is up and waits.
          setTimeout(() => process.emit("SIGTERM", "SIGTERM"), 10);
          return { url: "http://127.0.0.1:4711" };
        },
        async close() {
          steps.push("close");
        },
      };
    },
  });
  assert.equal(code, 0);
  assert.deepEqual(steps, ["open 0", "listen", "close"]);
  for (const part of [
    "http://127.0.0.1:4711",
    "us-east-1",
    "123456789012",
    "development",
    data,
    "WARNING: The key file",
  ]) {
    assert.ok(out.includes(part), `${part} is missing in:\n${out}`);
  }
  assert.match(
    out,
    /aws --endpoint-url http:\/\/127\.0\.0\.1:4711 --region us-east-1 cognito-idp create-user-pool --pool-name demo/,
  );
});

test("a second signal does not wait for requests in progress", async () => {
  const { code, err } = await run(["serve", "--data", data], {
    openWorld: async () => ({
      warnings: [],
      callStacks: noStacks,
      async listen() {
        setTimeout(() => process.emit("SIGINT", "SIGINT"), 10);
        return { url: "http://127.0.0.1:4711" };
      },
      close() {
        setTimeout(() => process.emit("SIGINT", "SIGINT"), 10);
        return new Promise<void>(() => {});
      },
    }),
  });
  assert.equal(code, 1);
  assert.match(err, /stopped at once/);
});

test("a taken port is explained", async () => {
  const { code, err } = await run(["serve", "--data", data], {
    openWorld: async () => ({
      warnings: [],
      callStacks: noStacks,
      listen: () =>
        Promise.reject(Object.assign(new Error("address in use"), { code: "EADDRINUSE", syscall: "listen" })),
      close: async () => {},
    }),
  });
  assert.equal(code, 1);
  assert.match(err, /port is taken.*--port/);
});

test("backup, restore and verify hand their file and switches to the store", async () => {
  const calls: unknown[][] = [];
  const note = (report: StoreReport, ...call: unknown[]) => {
    calls.push(call);
    return report;
  };
  const torn: StoreReport = { summary: "1 pool", problems: ["Row 3 is torn."] };
  const world: Partial<WorldModule> = {
    backupStore: async (config, file) => note(good, "backup", config.data, file),
    restoreStore: async (_config, file, options) => note(good, "restore", file, options),
    verifyStore: async (_config, file) => note(torn, "verify", file),
  };
  const saved = await run(["backup", "/tmp/b.db", "--data", data], world);
  assert.equal(saved.code, 0);
  assert.match(saved.out, /2 user pools[\s\S]*master key is not in the backup/);
  assert.equal((await run(["restore", "/tmp/b.db", "--replace"], world)).code, 0);
  const checked = await run(["verify"], world);
  assert.equal(checked.code, 1);
  assert.match(checked.err, /Row 3 is torn/);
  assert.equal((await run(["verify", "/tmp/b.db"], world)).code, 1);
  assert.deepEqual(calls, [
    ["backup", data, "/tmp/b.db"],
    ["restore", "/tmp/b.db", { replace: true }],
    ["verify", undefined],
    ["verify", "/tmp/b.db"],
  ]);
});

test("backup and restore without a file, or with two, say what they need", async () => {
  for (const words of [["backup"], ["restore"]]) {
    const { code, err } = await run(words);
    assert.equal(code, 2);
    assert.match(err, /needs the name/);
  }
  assert.equal((await run(["backup", "a", "b"])).code, 2);
});

test("an error of ours is told without its stack, any other with it", async () => {
  class KeyMissing extends Error {
    override readonly name = "KeyMissing";
  }
  const failing = (error: Error) => run(["verify"], { verifyStore: () => Promise.reject(error) });
  assert.equal((await failing(new KeyMissing("The key is gone."))).err, "The key is gone.");
  assert.match((await failing(new TypeError("x is not a function"))).err, /x is not a function\n\s+at /);
});
