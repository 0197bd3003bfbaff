/**
 * T-48: code of others runs only where the operator let it, and nothing that a web page can send brings it there. The
 * attacks go over the real listener, as a browser on the operator's machine would send them.
 */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { CreateUserPoolClientCommand, CreateUserPoolCommand, SignUpCommand } from "../clients.js";
import { lambda } from "../companion-clients.js";
import { temporaryFolder } from "../faults/server-process.js";
import { startTestWorld, type TestWorld } from "../world.js";
import { storedZip } from "../zip.js";

const account = "123456789012";
const arnOf = (name: string) => `arn:aws:lambda:us-east-1:${account}:function:${name}`;
const ZipFile = storedZip({ "index.js": "exports.handler = async (event) => event;" });
const described = (FunctionName: string) => ({
  FunctionName,
  Role: `arn:aws:iam::${account}:role/r`,
  Runtime: "nodejs20.x" as const,
  Handler: "index.handler",
  Timeout: 20,
});

function clientOf(world: TestWorld, credentials = { accessKeyId: "a", secretAccessKey: "b" }) {
  // A copy: the client notes in it where it came from.
  return new lambda.LambdaClient({
    endpoint: world.url,
    region: "us-east-1",
    credentials: { ...credentials },
    maxAttempts: 1,
  });
}

const deploy = (client: lambda.LambdaClient, name: string) =>
  client.send(new lambda.CreateFunctionCommand({ ...described(name), Code: { ZipFile } }));
const permit = (client: lambda.LambdaClient, name: string, more: Partial<lambda.AddPermissionCommandInput> = {}) =>
  client.send(
    new lambda.AddPermissionCommand({
      FunctionName: name,
      StatementId: "cognito",
      Action: "lambda:InvokeFunction",
      Principal: "cognito-idp.amazonaws.com",
      ...more,
    }),
  );

interface Raw {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

function raw(url: string, { method, path, headers, body = "" }: Raw): Promise<number> {
  return new Promise((resolve, reject) => {
    const sending = request(`${url}${path}`, { method, headers }, (response) => {
      response.resume();
      response.on("end", () => resolve(response.statusCode ?? 0));
    });
    sending.on("error", reject);
    sending.end(body);
  });
}

describe("T-48 a web page on the operator's machine", () => {
  let world: TestWorld;
  let client: lambda.LambdaClient;
  before(async () => {
    world = await startTestWorld();
    client = clientOf(world);
    await deploy(client, "victim");
  });
  after(async () => {
    client.destroy();
    await world.close();
  });

  // Any key will do in development, so a page could write this by itself.
  const authorization =
    "AWS4-HMAC-SHA256 Credential=a/20261121/us-east-1/lambda/aws4_request, SignedHeaders=host;x-amz-date, Signature=" +
    "0".repeat(64);
  const signed = { authorization, "x-amz-date": "20261121T000000Z" };
  const asPage = { origin: "https://evil.example", "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" };
  const text = { "content-type": "text/plain" };
  const create = JSON.stringify({ ...described("planted"), Code: { ZipFile: ZipFile.toString("base64") } });
  const code = JSON.stringify({ ZipFile: ZipFile.toString("base64") });
  const stack = new URLSearchParams({
    Action: "CreateStack",
    Version: "2010-05-15",
    StackName: "planted",
    TemplateBody: JSON.stringify({
      Resources: {
        F: {
          Type: "AWS::Lambda::Function",
          Properties: { FunctionName: "planted", Code: { ZipFile: "exports.handler = 1" } },
        },
      },
    }),
  }).toString();
  const base = "/2015-03-31/functions";
  const attacks: [string, Raw][] = [
    ["creates by a simple request", { method: "POST", path: base, headers: { ...asPage, ...text }, body: create }],
    [
      "creates with a signature of any key",
      { method: "POST", path: base, headers: { ...asPage, ...signed }, body: create },
    ],
    [
      "creates from another port of this machine",
      {
        method: "POST",
        path: base,
        headers: { ...signed, origin: "http://localhost:3000", "sec-fetch-site": "same-site" },
        body: create,
      },
    ],
    [
      "creates from a frame without origin",
      { method: "POST", path: base, headers: { ...signed, origin: "null" }, body: create },
    ],
    [
      "creates under a name of its own (DNS rebinding)",
      { method: "POST", path: base, headers: { ...signed, host: "evil.example" }, body: create },
    ],
    ["creates unsigned, without a browser's headers", { method: "POST", path: base, headers: text, body: create }],
    ["changes code", { method: "PUT", path: `${base}/victim/code`, headers: { ...asPage, ...signed }, body: code }],
    [
      "changes the environment",
      {
        method: "PUT",
        path: `${base}/victim/configuration`,
        headers: { ...asPage, ...signed },
        body: JSON.stringify({ Environment: { Variables: { NODE_OPTIONS: "--require /tmp/x" } } }),
      },
    ],
    ["invokes", { method: "POST", path: `${base}/victim/invocations`, headers: { ...asPage, ...signed }, body: "{}" }],
    ["deletes", { method: "DELETE", path: `${base}/victim`, headers: { ...asPage, ...signed } }],
    [
      "creates by a stack",
      {
        method: "POST",
        path: "/",
        headers: { ...asPage, "content-type": "application/x-www-form-urlencoded" },
        body: stack,
      },
    ],
    [
      "creates by a stack in a link",
      { method: "GET", path: `/?${stack}`, headers: { ...asPage, "sec-fetch-mode": "navigate" } },
    ],
  ];
  for (const [what, attack] of attacks) {
    test(`cannot do what it tries: ${what}`, async () => {
      const { RevisionId } = await client.send(new lambda.GetFunctionConfigurationCommand({ FunctionName: "victim" }));
      const status = await raw(world.url, attack);
      assert.ok(status >= 400 && status < 500, `${status}`);
      const { Functions = [] } = await client.send(new lambda.ListFunctionsCommand({}));
      assert.deepEqual(
        Functions.map((one) => [one.FunctionName, one.RevisionId]),
        [["victim", RevisionId]],
      );
    });
  }

  test("would have got through but for the rules: the same request of a program works", async () => {
    assert.equal(await raw(world.url, { method: "POST", path: base, headers: signed, body: create }), 201);
    await client.send(new lambda.DeleteFunctionCommand({ FunctionName: "planted" }));
  });
});

const signUp = async (world: TestWorld, poolId: string, Username: string) => {
  const { ClientId } = await world.appClient(poolId);
  return world.client.send(new SignUpCommand({ ClientId, Username, Password: "Correct-Horse-7" }));
};

test("T-48 a trigger runs deployed code only with a permission for this very pool", async () => {
  const world = await startTestWorld();
  const client = clientOf(world);
  try {
    await deploy(client, "guarded");
    const { Id } = await world.pool({ LambdaConfig: { PreSignUp: arnOf("guarded") } });
    const denied = { name: "UnexpectedLambdaException", message: /AccessDeniedException/ };
    await assert.rejects(signUp(world, Id, "nobody"), denied);
    const poolArn = `arn:aws:cognito-idp:us-east-1:${account}:userpool/`;
    const others: [string, Partial<lambda.AddPermissionCommandInput>][] = [
      ["another service", { Principal: "s3.amazonaws.com" }],
      ["another pool", { SourceArn: `${poolArn}us-east-1_other` }],
      ["another account", { SourceAccount: "210987654321" }],
    ];
    for (const [StatementId, more] of others) {
      await permit(client, "guarded", { StatementId: StatementId.replaceAll(" ", "-"), ...more });
      await assert.rejects(signUp(world, Id, "nobody"), denied, StatementId);
    }
    await permit(client, "guarded", { SourceArn: `${poolArn}${Id}`, SourceAccount: account });
    assert.ok((await signUp(world, Id, "somebody")).UserSub);
  } finally {
    client.destroy();
    await world.close();
  }
});

describe("T-48 production", () => {
  const folder = temporaryFolder();
  const key = { accessKeyId: "AKIDROOT", secretAccessKey: randomBytes(30).toString("base64url") };
  async function inProduction(
    allowFunctions: boolean,
    run: (world: TestWorld, client: lambda.LambdaClient) => Promise<void>,
  ) {
    const masterKey = join(folder.path, "key");
    writeFileSync(masterKey, "ab".repeat(32), { mode: 0o600 });
    writeFileSync(join(folder.path, "own.cjs"), "exports.handler = async (event) => event;");
    const world = await startTestWorld({
      mode: "production",
      publicUrl: "https://login.example.com",
      masterKey,
      accessKeys: [{ ...key, actions: ["*"], pools: ["*"] }],
      functions: { mapped: join(folder.path, "own.cjs") },
      allowFunctions,
    });
    const client = clientOf(world, key);
    try {
      await run(world, client);
    } finally {
      client.destroy();
      await world.close();
    }
  }

  for (const allowed of [false, true]) {
    test(allowed ? "runs code when it is told to" : "runs no code unless it is told to", async () => {
      await inProduction(allowed, async (world, client) => {
        await deploy(client, "shipped");
        await permit(client, "shipped");
        const invoked = client.send(new lambda.InvokeCommand({ FunctionName: "shipped", Payload: Buffer.from("7") }));
        if (allowed) assert.equal(Buffer.from((await invoked).Payload ?? []).toString(), "7");
        else await assert.rejects(invoked, { name: "AccessDeniedException", message: /--allow-functions/ });
        const owner = world.clientFor({ ...key });
        for (const name of ["shipped", "mapped"]) {
          const { UserPool } = await owner.send(
            new CreateUserPoolCommand({ PoolName: name, LambdaConfig: { PreSignUp: arnOf(name) } }),
          );
          const { UserPoolClient } = await owner.send(
            new CreateUserPoolClientCommand({ UserPoolId: UserPool?.Id, ClientName: "c" }),
          );
          const signing = owner.send(
            new SignUpCommand({ ClientId: UserPoolClient?.ClientId, Username: "jane", Password: "Correct-Horse-7" }),
          );
          if (allowed) assert.ok((await signing).UserSub, name);
          else await assert.rejects(signing, { name: "UnexpectedLambdaException" }, name);
        }
        owner.destroy();
      });
    });
  }
});
