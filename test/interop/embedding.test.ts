/** The built package inside programs of other people: their tests, their process, their compiler. */
import assert from "node:assert/strict";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { repository } from "../world.js";
import { runProgram } from "./child.js";
import { makeProject } from "./project.js";

const sdk = "@aws-sdk/client-cognito-identity-provider";

test("the example of tests with a server of their own passes, and its process ends by itself", async () => {
  const project = makeProject(["examples/clients/in-process.test.mjs"], ["poolhouse", sdk]);
  try {
    const { code, stdout, stderr } = await runProgram(process.execPath, ["in-process.test.mjs"], { cwd: project.path });
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /^# pass 2$/m);
  } finally {
    project.remove();
  }
});

test("two servers in one process share nothing, change nothing around them and leave nothing behind", async () => {
  const project = makeProject(["test/interop/embedding-program.mjs"], ["poolhouse", sdk]);
  try {
    const { code, stdout, stderr } = await runProgram(process.execPath, ["embedding-program.mjs"], {
      cwd: project.path,
      variables: { NODE_NO_WARNINGS: "1" },
    });
    assert.equal(code, 0, stdout + stderr);
    assert.equal(stderr, "");
    const { urls, ports, listeners, ...report } = JSON.parse(stdout);
    assert.notEqual(ports[0], ports[1]);
    assert.deepEqual(
      urls,
      ports.map((port: number) => `http://127.0.0.1:${port}`),
    );
    assert.deepEqual(listeners[1], listeners[0]);
    assert.deepEqual(report, {
      names: [["one"], []],
      clocksApart: 24,
      namesAfterReset: [],
      oneIsGone: true,
      twoIsThere: 200,
      changedGlobals: [],
      sameEnvironment: true,
      sameFolder: true,
    });
    assert.deepEqual(readdirSync(project.path).sort(), ["embedding-program.mjs", "node_modules", "package.json"]);
  } finally {
    project.remove();
  }
});

test("a TypeScript program compiles against the package's types, and a mistake does not", async () => {
  const project = makeProject([], ["poolhouse", "@types/node"]);
  const compile = (source: string) => {
    writeFileSync(join(project.path, "program.ts"), source);
    const compiler = join(repository, "node_modules", ".bin", "tsc");
    const options = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2023", "--types", "node"];
    return runProgram(compiler, [...options, "program.ts"], { cwd: project.path });
  };
  try {
    const right = await compile(`
      import { createServer, type Message, type Server } from "poolhouse";
      const server: Server = await createServer({ region: "eu-central-1", issuer: "aws" });
      const [message]: readonly Message[] = await server.messages({ to: "anna@example.com" });
      const code: string | undefined = message?.code;
      server.clock.advance(1000);
      await server.close();
      console.log(code);
    `);
    assert.equal(right.code, 0, right.stdout);
    const wrong = await compile('import { createServer } from "poolhouse"; await createServer({ reggion: "x" });');
    assert.match(wrong.stdout, /reggion/);
    assert.notEqual(wrong.code, 0);
  } finally {
    project.remove();
  }
});
