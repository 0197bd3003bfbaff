/** A server that is killed in the middle of a deployment: the next start completes it or rolls it back, and nothing is made twice. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { CognitoIdentityProviderClient, ListUserPoolsCommand, ListUsersCommand } from "../clients.js";
import { type ServerProcess, startServer } from "../faults/server-process.js";
import { stackClient } from "./stack-client.js";

const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const users = 40;
const template = (failing: boolean) => `
Resources:
  Pool:
    Type: AWS::Cognito::UserPool
    Properties: { UserPoolName: killed }
  Client:
    Type: AWS::Cognito::UserPoolClient
    Properties: { UserPoolId: !Ref Pool }
${Array.from(
  { length: users },
  (_, n) => `
  User${n}:
    Type: AWS::Cognito::UserPoolUser
    DependsOn: Client
    Properties: { UserPoolId: !Ref Pool, Username: user-${n}, MessageAction: SUPPRESS }`,
).join("")}
  Last:
    Type: AWS::Cognito::UserPoolUser
    DependsOn: [${Array.from({ length: users }, (_, n) => `User${n}`).join(", ")}]
    Properties: { UserPoolId: !Ref Pool, Username: last, MessageAction: ${failing ? "RESEND" : "SUPPRESS"} }
Outputs:
  PoolId: { Value: !Ref Pool }
`;

const start = (data: string): Promise<ServerProcess> => startServer(["--data", data, "--mode", "development"]);

/** Begins a stack, kills the server once this event is there, starts it again and waits for the end. */
async function killedAt(event: string, failing: boolean) {
  const data = mkdtempSync(join(tmpdir(), "poolhouse-killed-stack-"));
  folders.push(data);
  const first = await start(data);
  const before = stackClient(first.url);
  const asked = before.call("CreateStack", { StackName: "killed", TemplateBody: template(failing) }).then(
    () => "answered",
    () => "cut",
  );
  for (let tries = 0; tries < 400; tries++) {
    const events = await before.events("killed").catch(() => []);
    if (events.some((one) => one.startsWith(event))) break;
    await sleep(2);
  }
  await first.kill();
  await asked;
  const second = await start(data);
  const client = new CognitoIdentityProviderClient({
    endpoint: second.url,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  const cfn = stackClient(second.url);
  const stack = await cfn.settled("killed");
  const { UserPools = [] } = await client.send(new ListUserPoolsCommand({ MaxResults: 60 }));
  return { stack, cfn, client, UserPools, second };
}

describe("a server killed in the middle of a deployment", () => {
  for (const event of [
    "killed CREATE_IN_PROGRESS",
    "Pool CREATE_IN_PROGRESS",
    "Client CREATE_IN_PROGRESS",
    "User7 CREATE_COMPLETE",
  ]) {
    test(`completes the stack at its next start: ${event}`, async () => {
      const { stack, cfn, client, UserPools, second } = await killedAt(event, false);
      assert.equal(stack["StackStatus"], "CREATE_COMPLETE", (await cfn.events("killed")).join("\n"));
      assert.equal(UserPools.length, 1, "one pool, however often it was begun");
      const { PoolId } = await cfn.outputs("killed");
      const { Users = [] } = await client.send(new ListUsersCommand({ UserPoolId: PoolId, Limit: 60 }));
      assert.equal(Users.length, users + 1);
      await second.stop();
    });
  }

  test("rolls back what then fails, to nothing", async () => {
    const { stack, UserPools, second } = await killedAt("User20 CREATE_COMPLETE", true);
    assert.equal(stack["StackStatus"], "ROLLBACK_COMPLETE");
    assert.deepEqual(UserPools, []);
    await second.stop();
  });
});
