/** docs/clients.md and the README show what tests run: each snippet is a part of a file that a test names and runs. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, test } from "node:test";
import { awsCli } from "../programs.js";
import { repository, startTestWorld } from "../world.js";
import { runProgram } from "./child.js";
import { makeProject } from "./project.js";

const pagePath = join(repository, "docs", "clients.md");
const page = readFileSync(pagePath, "utf8");
const readme = readFileSync(join(repository, "README.md"), "utf8");
const cli = awsCli();

interface Snippet {
  readonly code: string;
  /** The file that was linked last before the snippet. */
  readonly file: string;
}

function snippetsOf(text: string): Snippet[] {
  const found: Snippet[] = [];
  let file = "";
  let code: string[] | undefined;
  for (const line of text.split("\n")) {
    if (line.startsWith("```")) {
      if (code !== undefined) found.push({ code: code.join("\n"), file });
      code = code === undefined ? [] : undefined;
    } else if (code !== undefined) code.push(line);
    else file = /\]\((\.\.\/examples\/[\w./-]+)\)/.exec(line)?.[1] ?? file;
  }
  return found;
}

/** The texts of all tests that run examples. */
function testsThatRunExamples(): string {
  return ["interop", "browser"]
    .flatMap((folder) => readdirSync(join(repository, "test", folder)).map((name) => join("test", folder, name)))
    .filter((path) => path.endsWith(".test.ts") && !path.endsWith("clients-page.test.ts"))
    .map((path) => readFileSync(join(repository, path), "utf8"))
    .join("\n");
}

/** The first fenced block of the README that contains the words. */
function readmeBlock(words: string): string {
  const block = readme.split("```").find((part, at) => at % 2 === 1 && part.includes(words));
  assert.ok(block, `no block of the README has ${words}`);
  return block.slice(block.indexOf("\n") + 1);
}

describe("docs/clients.md", () => {
  const snippets = snippetsOf(page);

  test("has a snippet for every client", () => {
    assert.ok(snippets.length >= 11, String(snippets.length));
    const headings = [...page.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
    for (const name of ["AWS CLI", "boto3", "Terraform", "amazon-cognito-identity-js", "Tokens"]) {
      assert.ok(headings.includes(name), name);
    }
  });

  for (const { code, file } of snippets) {
    test(`a snippet is a part of ${file}: ${code.split("\n")[0]}`, () => {
      const whole = readFileSync(join(dirname(pagePath), file), "utf8");
      assert.ok(`\n${whole}`.includes(`\n${code}\n`), code);
    });
  }

  test("every example that it names is run by a test", () => {
    const tests = testsThatRunExamples();
    for (const file of new Set(snippets.map(({ file }) => file.slice("../".length)))) {
      const [, folder = "", ...rest] = file.split("/");
      // Terraform's test runs every folder of its own; the page of Amplify is opened as a whole.
      const named =
        folder === "clients"
          ? tests.includes(file) || tests.includes(`"${rest.join("/")}"`)
          : tests.includes(`"examples", "${folder}"`);
      assert.ok(named, `${file} is run by no test`);
    }
  });
});

describe("the README's lines", () => {
  test("for the AWS CLI run as they stand", { skip: cli.skip }, async () => {
    const world = await startTestWorld();
    try {
      const lines = readmeBlock("aws cognito-idp create-user-pool").replaceAll("http://127.0.0.1:9229", world.url);
      assert.ok(lines.includes(world.url));
      // Version 1 of the CLI reads the region from here only.
      const variables = {};
      const { code, stdout, stderr } = await runProgram("sh", ["-eu", "-c", lines], { variables });
      assert.equal(code, 0, stderr);
      assert.match(stdout, /"AccessToken": "ey/);
    } finally {
      await world.close();
    }
  });

  test("for programs that have the server inside do what their comments say", async () => {
    const block = readmeBlock('from "poolhouse"');
    const blank = "// … create a pool, sign a user up …";
    assert.ok(block.includes(blank));
    const steps = `
      process.env.AWS_REGION = "us-east-1";
      process.env.AWS_ACCESS_KEY_ID = process.env.AWS_SECRET_ACCESS_KEY = "local";
      const sdk = await import("@aws-sdk/client-cognito-identity-provider");
      const cognito = new sdk.CognitoIdentityProvider();
      const { UserPool } = await cognito.createUserPool({ PoolName: "test", AutoVerifiedAttributes: ["email"] });
      const { UserPoolClient } = await cognito.createUserPoolClient({ UserPoolId: UserPool.Id, ClientName: "test" });
      await cognito.signUp({
        ClientId: UserPoolClient.ClientId,
        Username: "jane",
        Password: "Correct-Horse-1",
        UserAttributes: [{ Name: "email", Value: "jane@example.com" }],
      });
    `;
    const project = makeProject([], ["poolhouse", "@aws-sdk/client-cognito-identity-provider"]);
    try {
      const program = `${block.replace(blank, steps)}\nconsole.log(mail.code);\n`;
      writeFileSync(join(project.path, "program.mjs"), program);
      const { code, stdout, stderr } = await runProgram(process.execPath, ["program.mjs"], { cwd: project.path });
      assert.equal(code, 0, stderr);
      assert.match(stdout, /^\d{6}\n$/);
    } finally {
      project.remove();
    }
  });
});
