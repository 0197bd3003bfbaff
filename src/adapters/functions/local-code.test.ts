/** Code of the operator: named by file and export, in every language, loaded again when it changed. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, test } from "node:test";
import { answer, arnOf, call, folder, functionsWith, searchPath } from "../../../test/functions.js";

const hasPython = searchPath.split(":").some((one) => existsSync(join(one, "python3")));

describe("local code", () => {
  const project = join(folder, "project");
  mkdirSync(project);
  const write = (name: string, text: string) => writeFileSync(join(project, name), text);
  let mappings = 0;
  async function local(target: string, run: (arn: string, own: ReturnType<typeof functionsWith>) => Promise<void>) {
    const name = `local-${++mappings}`;
    const own = functionsWith({
      mappings: { [name]: { target, folder: project, environment: { SET: "by the operator" } } },
    });
    try {
      await run(arnOf(name), own);
    } finally {
      await own.close();
    }
  }

  test("is named by file and export, in every form of JavaScript", async () => {
    write(
      "common.cjs",
      "exports.handler = async () => ['common', process.env.SET, process.env.AWS_LAMBDA_FUNCTION_NAME];",
    );
    write("modern.mjs", "export const greet = async () => 'modern';\nexport default async () => 'default';");
    await local("./common.cjs", async (arn, own) =>
      assert.deepEqual(await answer(arn, {}, {}, own), ["common", "by the operator", arn.split(":").at(-1)]),
    );
    await local("./modern.mjs#greet", async (arn, own) => assert.equal(await answer(arn, {}, {}, own), "modern"));
    await local("./modern.mjs#default", async (arn, own) => assert.equal(await answer(arn, {}, {}, own), "default"));
  });

  test("is loaded again when a file beside it changed", async () => {
    write("part.cjs", "exports.word = 'one';");
    write("whole.cjs", "const { word } = require('./part.cjs'); exports.handler = async () => [word, process.pid];");
    await local("./whole.cjs", async (arn, own) => {
      const [word, pid] = (await answer(arn, {}, {}, own)) as [string, number];
      assert.equal(word, "one");
      assert.deepEqual(await answer(arn, {}, {}, own), ["one", pid], "warm");
      write("part.cjs", "exports.word = 'two';");
      utimesSync(join(project, "part.cjs"), 2_000_000_000, 2_000_000_000);
      assert.equal(((await answer(arn, {}, {}, own)) as [string])[0], "two");
    });
  });

  const typed =
    "import { word } from './word.js';\nexport const greet = async (event: { name: string }): Promise<string> => word + ' ' + event.name;";
  for (const loader of ["tsx", "esbuild"]) {
    test(`may be TypeScript, by ${loader} of its own project`, async () => {
      const place = join(folder, `with-${loader}`);
      mkdirSync(join(place, "node_modules"), { recursive: true });
      writeFileSync(join(place, "hello.ts"), typed);
      writeFileSync(join(place, "word.ts"), "export const word: string = 'hello';");
      symlinkSync(resolve("node_modules", loader), join(place, "node_modules", loader));
      await local(`${join(place, "hello.ts")}#greet`, async (arn, own) =>
        assert.equal(await answer(arn, { name: "Jane" }, { timeoutMs: 30_000 }, own), "hello Jane"),
      );
    });
  }

  test("that is TypeScript without anything to run it says what to do", {
    skip:
      (process.features as { typescript?: unknown }).typescript ||
      process.allowedNodeEnvironmentFlags.has("--experimental-strip-types")
        ? "this Node runs TypeScript"
        : false,
  }, async () => {
    write("alone.ts", typed);
    await local("./alone.ts#greet", async (arn, own) => {
      const outcome = await call(arn, {}, {}, own);
      assert.match(
        outcome.kind === "refused" ? outcome.detail : "",
        /install tsx or esbuild in the project of .*alone\.ts/,
      );
    });
  });

  test("may be Python", { skip: hasPython ? false : "python3 is not installed" }, async () => {
    write("words.py", "WORD = 'hej'\n");
    write("greet.py", "from words import WORD\ndef greet(event, context):\n    return [WORD, event]\n");
    await local("./greet.py#greet", async (arn, own) => assert.deepEqual(await answer(arn, 1, {}, own), ["hej", 1]));
  });
});
