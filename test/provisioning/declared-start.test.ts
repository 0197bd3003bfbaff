/** A server that starts with a template, and `poolhouse apply` against a running one: real processes, real signatures. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { runProgram, type ServerProcess, startServer, temporaryFolder } from "../faults/server-process.js";
import { succeed } from "../faults/wire.js";

const folder = temporaryFolder();
const template = join(folder.path, "identity.yaml");
const write = (more = "", groups = ["readers"]) =>
  writeFileSync(
    template,
    `
Parameters:
  Stage: { Type: String, Default: dev }
Resources:
  Pool:
    Type: AWS::Cognito::UserPool
    Properties: { UserPoolName: !Sub "people-\${Stage}"${more} }
${groups.map((name) => `  ${name}: { Type: AWS::Cognito::UserPoolGroup, Properties: { UserPoolId: !Ref Pool, GroupName: ${name} } }`).join("\n")}
  Ada:
    Type: AWS::Cognito::UserPoolUser
    Metadata: { Poolhouse: { PasswordFrom: { File: ada } } }
    Properties: { UserPoolId: !Ref Pool, Username: ada, MessageAction: SUPPRESS }
Outputs:
  PoolId: { Value: !Ref Pool }
`,
  );
const secrets = temporaryFolder();
writeFileSync(join(secrets.path, "ada"), "Correct-Horse-9\n");

const poolNames = async (url: string) => {
  const { UserPools } = await succeed(url, "ListUserPools", { MaxResults: 60 });
  return (UserPools as { Name: string }[]).map(({ Name }) => Name).sort();
};

describe("serve --template", () => {
  const data = temporaryFolder();
  const flags = [
    ...["--data", data.path, "--template", template, "--parameter", "Stage=a,b", "--log-level", "error"],
    ...["--password-files", secrets.path],
  ];

  test("applies it before it says that it is ready, and prints what changed and the outputs", async () => {
    write();
    const server = await startServer(flags);
    const lines = server.printed();
    assert.match(lines, /Stack identity \(new\)\n\n {2}\+ Ada +AWS::Cognito::UserPoolUser\n/);
    assert.match(lines, /Plan: 3 to add\.\n\nCREATE_COMPLETE\n {2}PoolId {2}us-east-1_\w+\n/);
    assert.deepEqual(await poolNames(server.url), ["people-a,b"]);
    const [, UserPoolId = ""] = /PoolId {2}(\S+)/.exec(lines) ?? [];
    assert.equal((await succeed(server.url, "AdminGetUser", { UserPoolId, Username: "ada" })).UserStatus, "CONFIRMED");
    assert.equal(await server.stop(), 0);
  });

  test("changes what is different at the next start, nothing at the one after", async () => {
    write("", ["readers", "writers"]);
    const second = await startServer(flags);
    assert.match(
      second.printed(),
      /Stack identity\n\n {2}\+ writers {2}AWS::Cognito::UserPoolGroup\n\nPlan: 1 to add\./,
    );
    assert.match(second.printed(), /UPDATE_COMPLETE\n {2}PoolId/);
    await second.stop();
    const third = await startServer(flags);
    assert.match(third.printed(), /Stack identity\n\nNo changes\.\n\nUPDATE_COMPLETE\n {2}PoolId/);
    await third.stop();
  });

  test("a template that cannot be applied ends the start with the reasons, and leaves the stack as it was", async () => {
    write("", ["readers", "writers", "bad"]);
    writeFileSync(template, readFileSync(template, "utf8").replace("GroupName: bad", 'GroupName: "b a d"'));
    const { code, printed } = await runProgram(["serve", "--port", "0", ...flags]);
    assert.equal(code, 1);
    assert.match(
      printed,
      /could not be applied: The stack ended as UPDATE_ROLLBACK_COMPLETE\.\n {2}bad: Resource handler/,
    );
    write("", ["readers", "writers"]);
    const again = await startServer(flags);
    assert.match(again.printed(), /No changes\./);
    await again.stop();
  });

  test("a first template that fails is tried again at the next start", async () => {
    const other = temporaryFolder();
    const first = flags.map((flag) => (flag === data.path ? other.path : flag === secrets.path ? other.path : flag));
    const { code, printed } = await runProgram(["serve", "--port", "0", ...first]);
    assert.equal(code, 1);
    assert.match(printed, /There is no password file ada in the configured folder\./);
    const server = await startServer(
      first.map((flag, at) => (first[at - 1] === "--password-files" ? secrets.path : flag)),
    );
    assert.match(server.printed(), /CREATE_COMPLETE/);
    await server.stop();
  });
});

describe("apply", () => {
  let server: ServerProcess;
  const key = { POOLHOUSE_ACCESS_KEY_ID: "deploy", POOLHOUSE_SECRET_ACCESS_KEY: "a secret of some length" };
  const masterKey = temporaryFolder();
  before(async () => {
    write();
    writeFileSync(join(masterKey.path, "master.key"), `${Buffer.alloc(32, 7).toString("base64")}\n`, { mode: 0o600 });
    server = await startServer(
      [
        ...["--data", temporaryFolder().path, "--log-level", "error", "--password-files", secrets.path],
        ...[
          "--mode",
          "production",
          "--public-url",
          "http://localhost:1",
          "--master-key",
          join(masterKey.path, "master.key"),
        ],
      ],
      { environment: key },
    );
  });
  after(() => server?.stop());
  const apply = (words: readonly string[], environment: Record<string, string> = key) =>
    runProgram(["apply", template, "--endpoint", server.url, ...words], { environment });

  test("--plan shows what would change, in colour where that is wanted, and changes nothing", async () => {
    const plain = await apply(["--plan"]);
    assert.equal(plain.code, 0, plain.printed);
    assert.match(plain.printed, /Stack identity \(new\)\n\n {2}\+ Ada/);
    const coloured = await apply(["--plan"], { ...key, FORCE_COLOR: "1" });
    assert.ok(coloured.printed.includes("\u001b[32m  + Ada"), coloured.printed);
    const missing = await runProgram(["apply", template, "--endpoint", server.url, "--plan", "--stack-name", "other"], {
      environment: key,
    });
    assert.match(missing.printed, /Stack other \(new\)/);
  });

  test("applies, then changes, replaces and removes", async () => {
    const first = await apply([]);
    assert.equal(first.code, 0, first.printed);
    assert.match(first.printed, /Plan: 3 to add\.\n\nCREATE_COMPLETE\n {2}PoolId {2}us-east-1_\w+\n/);
    write(", MfaConfiguration: 'OFF', DeletionProtection: ACTIVE", ["renamed"]);
    const plan = await apply(["--plan"]);
    assert.match(plan.printed, / {2}~ Pool +AWS::Cognito::UserPool {2}DeletionProtection, MfaConfiguration\n/);
    assert.match(plan.printed, /Plan: 1 to add, 1 to change, 1 to remove\./);
    const second = await apply([]);
    assert.match(second.printed, /UPDATE_COMPLETE/);
    const third = await apply([]);
    assert.match(third.printed, /No changes\.\n\nUPDATE_COMPLETE\n/);
  });

  test("failures are told: no server, a wrong key, a wrong parameter, no template", async () => {
    const nowhere = await runProgram(["apply", template, "--endpoint", "http://127.0.0.1:9"], { environment: key });
    assert.equal(nowhere.code, 1);
    assert.match(nowhere.printed, /No Poolhouse server answers at http:\/\/127\.0\.0\.1:9/);
    const stranger = await apply([], { ...key, POOLHOUSE_SECRET_ACCESS_KEY: "another" });
    assert.equal(stranger.code, 1);
    assert.match(stranger.printed, /signature we calculated does not match/);
    const parameter = await apply(["--parameter", "Nope=1"]);
    assert.equal(parameter.code, 1);
    assert.match(parameter.printed, /Parameters: \[Nope\] do not exist in the template/);
    const without = await runProgram(["apply"], { environment: key });
    assert.equal(without.code, 2);
    assert.match(without.printed, /Which template\?/);
    const file = await runProgram(["apply", join(folder.path, "no.yaml"), "--endpoint", server.url], {
      environment: key,
    });
    assert.equal(file.code, 1);
    assert.match(file.printed, /no\.yaml/);
  });
});
