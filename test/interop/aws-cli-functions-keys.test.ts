/** The AWS CLI on functions and keys, as people type it, waiters included. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { awsCli } from "../programs.js";
import { startTestWorld, type TestWorld } from "../world.js";
import { storedZip } from "../zip.js";
import { runProgram } from "./child.js";

const cli = awsCli();

describe("AWS CLI, functions and keys", { skip: cli.skip }, () => {
  let world: TestWorld;
  let folder: string;
  before(async () => {
    world = await startTestWorld();
    folder = mkdtempSync(join(tmpdir(), "poolhouse-cli-"));
    writeFileSync(join(folder, "code.zip"), storedZip({ "index.js": "exports.handler = async (event) => event;" }));
  });
  after(async () => {
    rmSync(folder, { recursive: true });
    await world.close();
  });

  const run = (...words: string[]) =>
    runProgram(cli.command, words, {
      cwd: folder,
      variables: {
        AWS_ENDPOINT_URL: world.url,
        AWS_ACCESS_KEY_ID: "local",
        AWS_SECRET_ACCESS_KEY: "local",
        AWS_DEFAULT_REGION: "us-east-1",
      },
    });
  async function done(...words: string[]): Promise<string> {
    const { code, stdout, stderr } = await run(...words);
    assert.equal(code, 0, `${words.join(" ")}: ${stderr}`);
    return stdout.trim();
  }

  test("a function is created, waited for, changed, and runs", async () => {
    const named = ["--function-name", "typed"];
    const role = "arn:aws:iam::123456789012:role/runs";
    const code = ["--zip-file", "fileb://code.zip"];
    const settings = ["--runtime", "nodejs20.x", "--handler", "index.handler", "--role", role];
    await done("lambda", "create-function", ...named, ...settings, ...code);
    await done("lambda", "wait", "function-active-v2", ...named);
    await done("lambda", "update-function-code", ...named, ...code, "--publish");
    await done("lambda", "wait", "function-updated-v2", ...named);
    const query = ["--query", "Configuration.Version", "--output", "text"];
    assert.equal(await done("lambda", "get-function", ...named, "--qualifier", "1", ...query), "1");
    // Version 1 of the AWS CLI takes the payload as it is; version 2 would want its base64.
    await done("lambda", "invoke", ...named, "--payload", '{"words":1}', "out.json");
    assert.deepEqual(JSON.parse(readFileSync(join(folder, "out.json"), "utf8")), { words: 1 });
    await done("lambda", "delete-function", ...named);
    const gone = await run("lambda", "get-function", ...named);
    assert.match(gone.stderr, /\(ResourceNotFoundException\).*Function not found: arn:aws:lambda:.*:function:typed/);
  });

  test("a key encrypts a file and opens it again", async () => {
    const id = await done("kms", "create-key", "--query", "KeyMetadata.KeyId", "--output", "text");
    await done("kms", "create-alias", "--alias-name", "alias/typed", "--target-key-id", id);
    writeFileSync(join(folder, "plain"), "words");
    const context = ["--encryption-context", "pool=p"];
    const text = ["--output", "text", "--query"];
    const named = ["--key-id", "alias/typed", ...context];
    const sealed = await done("kms", "encrypt", ...named, "--plaintext", "fileb://plain", ...text, "CiphertextBlob");
    writeFileSync(join(folder, "sealed"), Buffer.from(sealed, "base64"));
    const open = ["kms", "decrypt", "--ciphertext-blob", "fileb://sealed"];
    const opened = await done(...open, ...context, ...text, "Plaintext");
    assert.equal(Buffer.from(opened, "base64").toString(), "words");
    assert.match((await run(...open)).stderr, /\(InvalidCiphertextException\)/);
  });
});
