/**
 * A CDK app with lambdaTriggers, deployed unmodified by the real CDK CLI: functions of Node and Python, inline and from
 * folders of several files, run at sign-up and sign-in of users who come by the AWS SDK.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { ConfirmSignUpCommand, InitiateAuthCommand, SignUpCommand } from "../clients.js";
import { lambda } from "../companion-clients.js";
import { stackClient } from "../provisioning/stack-client.js";
import { claimsOf, goodPassword } from "../sign-in.js";
import { startTestWorld, type TestWorld } from "../world.js";
import { type CdkFolder, cdkFolder } from "./cdk-folder.js";

const hasPython = spawnSync("python3", ["--version"], { stdio: "ignore" }).status === 0;
const skip = hasPython ? false : "python3 is not installed (apt-get install python3)";
const deploy = ["deploy", "--require-approval", "never"];

let world: TestWorld;
let folder: CdkFolder;
let stacks: ReturnType<typeof stackClient>;
before(async () => {
  world = await startTestWorld();
  folder = cdkFolder(world.url, "test/interop/cdk-triggers");
  stacks = stackClient(world.url);
  // As a package manager puts it there.
  const phrases = join(folder.path, "functions/phrases/nodejs/node_modules/phrases");
  mkdirSync(phrases, { recursive: true });
  const code = "exports.polite = (letter) => '<p>Dear friend,</p>' + String.fromCharCode(10) + letter;";
  writeFileSync(join(phrases, "index.js"), code);
});
after(async () => {
  folder?.remove();
  await world?.close();
});

async function poolOf(stack: string): Promise<{ readonly PoolId: string; readonly ClientId: string }> {
  const { PoolId = "", ClientId = "" } = await stacks.outputs(stack);
  return { PoolId, ClientId };
}

async function signUp(stack: string, email: string) {
  const { ClientId } = await poolOf(stack);
  const UserAttributes = [{ Name: "email", Value: email }];
  return world.client.send(new SignUpCommand({ ClientId, Username: email, Password: goodPassword, UserAttributes }));
}

async function idTokenOf(stack: string, email: string): Promise<Readonly<Record<string, unknown>>> {
  const { ClientId } = await poolOf(stack);
  const AuthParameters = { USERNAME: email, PASSWORD: goodPassword };
  const { AuthenticationResult } = await world.client.send(
    new InitiateAuthCommand({ ClientId, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters }),
  );
  return claimsOf(AuthenticationResult?.IdToken ?? "");
}

async function functionNames(): Promise<readonly string[]> {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const client = new lambda.LambdaClient({ endpoint: world.url, region: "us-east-1", credentials, maxAttempts: 1 });
  const { Functions = [] } = await client.send(new lambda.ListFunctionsCommand({}));
  client.destroy();
  return Functions.map(({ FunctionName }) => FunctionName ?? "");
}

describe("functions of Node", () => {
  const stack = "NodeMembers";

  test("are deployed by the CLI: one inline, one from a folder", async () => {
    await folder.done(...deploy, stack);
    const names = (await functionNames()).map((name) => name.replace(/[0-9A-F]{8}.*$/, ""));
    assert.deepEqual(names.sort(), ["NodeMembers-Door", "NodeMembers-Letters"]);
  });

  test("inline code confirms whom it knows, and refuses whom it does not want", async () => {
    assert.equal((await signUp(stack, "grace@staff.example")).UserConfirmed, true);
    assert.equal((await idTokenOf(stack, "grace@staff.example"))["email_verified"], true);
    assert.deepEqual(await world.messages({ to: "grace@staff.example" }), []);
    await assert.rejects(signUp(stack, "eve@competitor.example"), {
      name: "UserLambdaValidationException",
      message: "PreSignUp failed with error Not for eve@competitor.example.",
    });
  });

  test("the folder's code writes the letter, from all of its files, its layer and with its environment", async () => {
    const { UserConfirmed } = await signUp(stack, "ada@example.com");
    assert.equal(UserConfirmed, false);
    const { subject, html, code } = await world.lastMessage("ada@example.com");
    assert.equal(subject, "The crew welcomes you");
    assert.equal(html?.trim(), `<p>Dear friend,</p>\n<p>Your code is <b>${code}</b>.</p>`);
  });

  test("changed code and changed settings run from the next deployment on", async () => {
    const changed = join(folder.path, "functions/letters/src/subject.js");
    writeFileSync(changed, readFileSync(changed, "utf8").replace("welcomes", "greets"));
    await folder.done(...deploy, stack, "-c", "sender=The captain");
    await signUp(stack, "alan@example.com");
    assert.equal((await world.lastMessage("alan@example.com")).subject, "The captain greets you");
    assert.match(await folder.done(...deploy, stack, "-c", "sender=The captain"), /\(no changes\)/);
  });
});

describe("functions of Node and Python", { skip }, () => {
  const stack = "Members";
  const ledger = () => join(folder.path, "ledger.jsonl");
  const entries = () =>
    readFileSync(ledger(), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { email: string; status: string; by: string });

  test("are deployed by the CLI, inline and from folders", async () => {
    await folder.done(...deploy, stack, "-c", `ledger=${ledger()}`);
    assert.equal((await functionNames()).filter((name) => name.startsWith("Members-")).length, 4);
  });

  test("Python of several files runs after a confirmation, the inline one in Node before it", async () => {
    await signUp(stack, "grace@staff.example");
    const [entry, ...others] = entries();
    assert.deepEqual(others, []);
    assert.deepEqual([entry?.email, entry?.status], ["grace@staff.example", "CONFIRMED"]);
    assert.match(entry?.by ?? "", /^Members-Ledger/);

    const { PoolId, ClientId } = await poolOf(stack);
    await signUp(stack, "ada@example.com");
    assert.equal(entries().length, 1, "nobody is confirmed yet");
    const [letter] = await world.messages({ userPoolId: PoolId, to: "ada@example.com" });
    const ConfirmationCode = letter?.code ?? "";
    await world.client.send(new ConfirmSignUpCommand({ ClientId, Username: "ada@example.com", ConfirmationCode }));
    assert.deepEqual(
      entries().map(({ email }) => email),
      ["grace@staff.example", "ada@example.com"],
    );
  });

  test("inline Python adds a claim to the ID token", async () => {
    assert.equal((await idTokenOf(stack, "ada@example.com"))["tenant"], "tenant:example.com");
  });
});

test("all of it is destroyed", async () => {
  await folder.done("destroy", "--all", "--force");
  assert.deepEqual(await functionNames(), []);
});
