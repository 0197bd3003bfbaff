/** The AWS CLI as a person uses it in a terminal: the banner's line, pools, users, pages, sign-in, and how it fails. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { after, before, describe, test } from "node:test";
import { banner } from "../../src/cli/banner.js";
import { configOf } from "../../src/config.js";
import { awsCli } from "../programs.js";
import { startTestWorld, type TestWorld } from "../world.js";
import { type Answer, apiClient } from "./api-client.js";
import { type Ending, runProgram } from "./child.js";
import { livesThrough } from "./journey.js";

const cli = awsCli();
const isFirstVersion =
  cli.skip === false && spawnSync(cli.command, ["--version"], { encoding: "utf8" }).stdout.startsWith("aws-cli/1.");

describe("AWS CLI", { skip: cli.skip }, () => {
  let world: TestWorld;

  before(async () => {
    world = await startTestWorld();
  });
  after(() => world.close());

  /** `aws cognito-idp …` with the settings that docs/clients.md names. */
  function run(...words: string[]): Promise<Ending> {
    return runProgram(cli.command, ["cognito-idp", ...words], {
      variables: {
        AWS_ENDPOINT_URL: world.url,
        AWS_ACCESS_KEY_ID: "local",
        AWS_SECRET_ACCESS_KEY: "local",
        AWS_DEFAULT_REGION: "us-east-1",
      },
    });
  }

  async function json<T>(...words: string[]): Promise<T> {
    const { code, stdout, stderr } = await run(...words);
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout) as T;
  }

  async function failure(...words: string[]): Promise<string> {
    const { code, stdout, stderr } = await run(...words);
    // The command line was right, the service refused: 254 in version 2 of the CLI; version 1 tells no difference.
    assert.equal(code, isFirstVersion ? 255 : 254, stderr);
    assert.equal(stdout, "");
    return stderr.trim();
  }

  test("the line that the banner prints makes a pool as it stands", async () => {
    const lines = banner(configOf({ data: ":memory:", mode: "development" }), world.url, []);
    const line = lines.find((one) => one.includes("aws --endpoint-url"))?.trim();
    assert.ok(line);
    const { code, stdout, stderr } = await runProgram("sh", ["-c", line]);
    assert.equal(code, 0, stderr);
    const { UserPool } = JSON.parse(stdout) as { UserPool: { Id: string; Name: string; Arn: string } };
    assert.equal(UserPool.Name, "demo");
    assert.match(UserPool.Id, /^us-east-1_[A-Za-z0-9]{9}$/);
    assert.equal(UserPool.Arn, `arn:aws:cognito-idp:us-east-1:123456789012:userpool/${UserPool.Id}`);
  });

  test("one variable turns every service here: sts get-caller-identity", async () => {
    const { code, stdout, stderr } = await runProgram(cli.command, ["sts", "get-caller-identity"], {
      variables: {
        AWS_ENDPOINT_URL: world.url,
        AWS_ACCESS_KEY_ID: "local",
        AWS_SECRET_ACCESS_KEY: "local",
        AWS_DEFAULT_REGION: "us-east-1",
      },
    });
    assert.equal(code, 0, stderr);
    assert.equal((JSON.parse(stdout) as { Account: string }).Account, "123456789012");
  });

  test("another region makes the pool there", async () => {
    const { UserPool } = await json<{ UserPool: { Id: string; Arn: string } }>(
      ...["create-user-pool", "--pool-name", "west", "--region", "us-west-2"],
    );
    assert.match(UserPool.Id, /^us-west-2_/);
    assert.match(UserPool.Arn, /^arn:aws:cognito-idp:us-west-2:/);
  });

  test("a pool, its users, their pages and a filter", async () => {
    const { UserPool } = await json<{ UserPool: { Id: string } }>("create-user-pool", "--pool-name", "pages");
    const pool = UserPool.Id;
    const create = (name: string) =>
      json<{ User: { UserStatus: string; UserCreateDate: string | number } }>(
        ...["admin-create-user", "--user-pool-id", pool, "--username", name, "--message-action", "SUPPRESS"],
        ...["--user-attributes", `Name=email,Value=${name}@example.com`, "Name=email_verified,Value=true"],
      );
    const { User } = await create("anna");
    assert.equal(User.UserStatus, "FORCE_CHANGE_PASSWORD");
    // Version 1 prints times as they came, in seconds.
    const made = User.UserCreateDate;
    const at = typeof made === "number" ? made * 1000 : Date.parse(made);
    assert.ok(Math.abs(at - world.clock.now()) < 60_000, String(made));
    for (const name of ["berta", "carl", "dora", "emil"]) await create(name);

    // The CLI asks for pages of two until there are no more, and answers them as one.
    const { Users } = await json<{ Users: { Username: string }[] }>(
      ...["list-users", "--user-pool-id", pool, "--page-size", "2"],
    );
    assert.deepEqual(Users.map(({ Username }) => Username).sort(), ["anna", "berta", "carl", "dora", "emil"]);

    const first = await json<{ Users: unknown[]; NextToken?: string }>(
      ...["list-users", "--user-pool-id", pool, "--max-items", "3"],
    );
    assert.equal(first.Users.length, 3);
    assert.ok(first.NextToken);
    const rest = await json<{ Users: unknown[]; NextToken?: string }>(
      ...["list-users", "--user-pool-id", pool, "--starting-token", first.NextToken],
    );
    assert.equal(rest.Users.length, 2);
    assert.equal(rest.NextToken, undefined);

    const found = await json<{ Users: { Username: string; Attributes: { Name: string; Value: string }[] }[] }>(
      ...["list-users", "--user-pool-id", pool, "--filter", 'email ^= "do"', "--attributes-to-get", "email"],
    );
    assert.deepEqual(
      found.Users.map(({ Username, Attributes }) => ({ Username, Attributes })),
      [{ Username: "dora", Attributes: [{ Name: "email", Value: "dora@example.com" }] }],
    );

    const { UserPools } = await json<{ UserPools: { Id: string }[] }>("list-user-pools", "--max-results", "60");
    assert.ok(UserPools.some(({ Id }) => Id === pool));
  });

  test("right and wrong passwords, a new password, a refresh and the end of a session", async () => {
    const pool = await world.pool();
    const { ClientId } = await world.appClient(pool.Id);
    await json(
      ...["admin-create-user", "--user-pool-id", pool.Id, "--username", "anna"],
      ...["--temporary-password", "Correct-Horse-0", "--message-action", "SUPPRESS"],
    );
    const signIn = (password: string) => [
      ...["initiate-auth", "--client-id", ClientId, "--auth-flow", "USER_PASSWORD_AUTH"],
      ...["--auth-parameters", `USERNAME=anna,PASSWORD=${password}`],
    ];
    const wrong = "An error occurred (NotAuthorizedException) when calling the InitiateAuth operation: ";
    assert.match(
      await failure(...signIn("Wrong-Horse-1")),
      new RegExp(`${escaped(wrong)}Incorrect username or password\\.`),
    );

    const asked = await json<{ ChallengeName: string; Session: string }>(...signIn("Correct-Horse-0"));
    assert.equal(asked.ChallengeName, "NEW_PASSWORD_REQUIRED");
    const { AuthenticationResult } = await json<{ AuthenticationResult: Record<string, string | number> }>(
      ...["respond-to-auth-challenge", "--client-id", ClientId, "--challenge-name", "NEW_PASSWORD_REQUIRED"],
      ...["--session", asked.Session, "--challenge-responses", "USERNAME=anna,NEW_PASSWORD=Correct-Horse-1"],
    );
    assert.equal(AuthenticationResult["TokenType"], "Bearer");
    assert.equal(AuthenticationResult["ExpiresIn"], 3600);

    const refresh = [
      ...["initiate-auth", "--client-id", ClientId, "--auth-flow", "REFRESH_TOKEN_AUTH"],
      ...["--auth-parameters", `REFRESH_TOKEN=${AuthenticationResult["RefreshToken"]}`],
    ];
    const again = await json<{ AuthenticationResult: Record<string, string> }>(...refresh);
    assert.ok(again.AuthenticationResult["AccessToken"]);
    assert.equal(again.AuthenticationResult["RefreshToken"], undefined);

    assert.deepEqual(await run("global-sign-out", "--access-token", again.AuthenticationResult["AccessToken"]), {
      code: 0,
      stdout: "",
      stderr: "",
    });
    assert.match(await failure(...refresh), /\(NotAuthorizedException\).*: Refresh Token has been revoked/);
  });

  test("lives through everything: e-mail as alias, client with a secret", (t) =>
    livesThrough(t, world, "e-mail as alias", "with a secret", (target) =>
      apiClient(target, async (operation, input) => {
        // create-user-pool for CreateUserPool.
        const command = operation.replace(/(?<=[a-z])[A-Z]/g, "-$&").toLowerCase();
        const { code, stdout, stderr } = await run(command, "--cli-input-json", JSON.stringify(input));
        if (code === 0) return stdout === "" ? {} : (JSON.parse(stdout) as Answer);
        const [, name = "", message] =
          /An error occurred \((\w+)\) when calling the \w+ operation: (.*)/.exec(stderr) ?? [];
        throw Object.assign(new Error(message ?? stderr), { name });
      }),
    ));

  test("errors come with the code and the words of Cognito", async () => {
    assert.match(
      await failure("describe-user-pool", "--user-pool-id", "us-east-1_aaaaaaaaa"),
      /^An error occurred \(ResourceNotFoundException\) when calling the DescribeUserPool operation: User pool us-east-1_aaaaaaaaa does not exist\.$/m,
    );
    assert.match(
      await failure("describe-user-pool", "--user-pool-id", "nonsense"),
      /\(InvalidParameterException\).*: 1 validation error detected: Value 'nonsense' at 'userPoolId' failed to satisfy constraint: /,
    );
  });
});

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
