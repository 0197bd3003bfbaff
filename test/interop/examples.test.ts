/** The programs of examples/clients run as they stand, each in a folder of its own, against a server of today. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { awsCli, pythonWith, pythonWithBoto3 } from "../programs.js";
import { claimsOf, goodPassword, makeUser, tokensOf, withPassword } from "../sign-in.js";
import { startTestWorld, type TestWorld } from "../world.js";
import { type Ending, runProgram } from "./child.js";
import { makeProject } from "./project.js";

const cli = awsCli();
const python = pythonWithBoto3();
const pythonWithPycognito = pythonWith("pycognito");
const pythonWithJwt = pythonWith("jwt", "cryptography");

/** Runs one example with the packages that its first lines tell to install. */
async function runExample(
  command: string,
  file: string,
  packages: readonly string[],
  variables: Readonly<Record<string, string>>,
): Promise<Ending> {
  const project = makeProject([`examples/clients/${file}`], packages);
  try {
    return await runProgram(command, [file], { cwd: project.path, variables: { NODE_NO_WARNINGS: "1", ...variables } });
  } finally {
    project.remove();
  }
}

/** What a successful example printed. */
async function printedBy(...run: Parameters<typeof runExample>): Promise<string> {
  const { code, stdout, stderr } = await runExample(...run);
  assert.equal(code, 0, stdout + stderr);
  return stdout.trim();
}

describe("examples", () => {
  let world: TestWorld;
  let signedIn: Record<string, string>;

  before(async () => {
    world = await startTestWorld();
    signedIn = await someoneSignedIn(world);
  });
  after(() => world.close());

  async function someoneSignedIn(at: TestWorld): Promise<Record<string, string>> {
    const { Id } = await at.pool();
    const { ClientId } = await at.appClient(Id);
    await makeUser(at, Id, "anna");
    const { AccessToken } = tokensOf(await withPassword({ world: at, poolId: Id, clientId: ClientId }, "anna"));
    return { POOLHOUSE_URL: at.url, USER_POOL_ID: Id, CLIENT_ID: ClientId, TOKEN: AccessToken };
  }

  test("examples/clients/aws-cli.sh prints an access token", { skip: cli.skip }, async () => {
    const printed = await printedBy("sh", "aws-cli.sh", [], { AWS_ENDPOINT_URL: world.url });
    assert.equal(claimsOf(printed)["username"], "anna");
  });

  test("examples/clients/boto3_users.py lists proven addresses", { skip: python.skip }, async () => {
    const printed = await printedBy(python.command, "boto3_users.py", [], { POOLHOUSE_URL: world.url });
    const lines = printed.split(/\r?\n/);
    // Users come in no order that anybody promises.
    assert.deepEqual(lines.slice(0, 2).sort(), ["anna anna@example.com", "carl carl@example.com"]);
    assert.deepEqual(lines.slice(2), ["User does not exist."]);
  });

  test("examples/clients/sdk-v3.mjs signs up, reads the mail, confirms and signs in", async () => {
    const packages = ["@aws-sdk/client-cognito-identity-provider"];
    const printed = await printedBy(process.execPath, "sdk-v3.mjs", packages, { POOLHOUSE_URL: world.url });
    const { userPoolId, clientId, accessToken } = JSON.parse(printed);
    assert.equal(claimsOf(accessToken)["iss"], `${world.url}/${userPoolId}`);
    assert.equal(claimsOf(accessToken)["client_id"], clientId);
  });

  test("examples/clients/cognito-identity-js.mjs signs in by SRP, and fails with a wrong password", async () => {
    const run = (PASSWORD: string) =>
      runExample(process.execPath, "cognito-identity-js.mjs", ["amazon-cognito-identity-js"], {
        ...signedIn,
        USERNAME: "anna",
        PASSWORD,
      });
    const right = await run(goodPassword);
    assert.deepEqual(right, { code: 0, stdout: "anna\n", stderr: "" });
    const wrong = await run("Wrong-Horse-1");
    assert.deepEqual(wrong, {
      code: 1,
      stdout: "",
      stderr: "NotAuthorizedException: Incorrect username or password.\n",
    });
  });

  test("examples/clients/cognito-srp-helper.mjs signs in by SRP", async () => {
    const packages = ["@aws-sdk/client-cognito-identity-provider", "cognito-srp-helper"];
    const person = { ...signedIn, USERNAME: "anna", PASSWORD: goodPassword };
    const printed = await printedBy(process.execPath, "cognito-srp-helper.mjs", packages, person);
    assert.equal(claimsOf(printed)["username"], "anna");
  });

  test("examples/clients/pycognito_sign_in.py signs in by SRP", { skip: pythonWithPycognito.skip }, async () => {
    const person = { ...signedIn, USERNAME: "anna", PASSWORD: goodPassword };
    assert.equal(await printedBy(pythonWithPycognito.command, "pycognito_sign_in.py", [], person), "anna");
  });

  test("examples/clients/verify_with_pyjwt.py accepts a token", { skip: pythonWithJwt.skip }, async () => {
    const file = "verify_with_pyjwt.py";
    assert.equal(await printedBy(pythonWithJwt.command, file, [], signedIn), "anna");
    const other = await runExample(pythonWithJwt.command, file, [], { ...signedIn, CLIENT_ID: "another" });
    assert.equal(other.code, 1);
    assert.match(other.stderr, /not for us/);
  });

  for (const [file, ...packages] of [
    ["verify-public-issuer.mjs", "aws-jwt-verify"],
    ["verify-with-jose.mjs", "jose"],
    ["verify-with-jsonwebtoken.mjs", "jsonwebtoken", "jwks-rsa"],
  ] as const) {
    test(`examples/clients/${file} accepts a token, and refuses one for another client`, async () => {
      assert.equal(await printedBy(process.execPath, file, packages, signedIn), "anna");
      const other = await runExample(process.execPath, file, packages, { ...signedIn, CLIENT_ID: "another" });
      assert.equal(other.code, 1);
      assert.match(other.stderr, /not for us/);
    });
  }

  test("examples/clients/verify-aws-issuer.mjs accepts a token of --issuer aws, and of no other", async () => {
    const likeAws = await startTestWorld({ issuer: "aws" });
    try {
      const variables = await someoneSignedIn(likeAws);
      assert.equal(await printedBy(process.execPath, "verify-aws-issuer.mjs", ["aws-jwt-verify"], variables), "anna");
    } finally {
      await likeAws.close();
    }
    const other = await runExample(process.execPath, "verify-aws-issuer.mjs", ["aws-jwt-verify"], signedIn);
    assert.equal(other.code, 1);
    assert.match(other.stderr, /issuer/i);
  });
});
