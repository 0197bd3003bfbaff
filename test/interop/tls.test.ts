/** `poolhouse serve --tls-cert --tls-key` as clients meet it: those that trust the certificate, and those that do not. */
import assert from "node:assert/strict";
import { chmodSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:https";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { CognitoIdentityProviderClient, CreateUserPoolCommand } from "../clients.js";
import { type ServerProcess, startServer, temporaryFolder } from "../faults/server-process.js";
import { awsCli } from "../programs.js";
import { selfSignedCertificate } from "./certificate.js";
import { runProgram } from "./child.js";

const cli = awsCli();

describe("TLS", () => {
  const folder = temporaryFolder();
  const { cert, key } = selfSignedCertificate();
  const certFile = join(folder.path, "cert.pem");
  const keyFile = join(folder.path, "key.pem");
  let server: ServerProcess;

  before(async () => {
    writeFileSync(certFile, cert);
    writeFileSync(keyFile, key);
    chmodSync(keyFile, 0o600);
    server = await startServer(["--data", join(folder.path, "data"), "--tls-cert", certFile, "--tls-key", keyFile]);
  });
  after(async () => {
    await server?.stop();
    folder.remove();
  });

  function clientWith(agent: Agent): CognitoIdentityProviderClient {
    return new CognitoIdentityProviderClient({
      endpoint: server.url,
      region: "us-east-1",
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
      maxAttempts: 1,
      requestHandler: { httpsAgent: agent },
    });
  }

  test("the endpoint is https, and an SDK client that trusts the certificate is served", async () => {
    assert.match(server.url, /^https:\/\/127\.0\.0\.1:\d+$/);
    const client = clientWith(new Agent({ ca: cert }));
    const { UserPool } = await client.send(new CreateUserPoolCommand({ PoolName: "over TLS" }));
    assert.equal(UserPool?.Name, "over TLS");
    client.destroy();
  });

  test("a client that does not trust the certificate sends nothing", async () => {
    const client = clientWith(new Agent());
    await assert.rejects(client.send(new CreateUserPoolCommand({ PoolName: "never" })), {
      code: "DEPTH_ZERO_SELF_SIGNED_CERT",
    });
    client.destroy();
  });

  test("what is older than TLS 1.2 is not spoken", async () => {
    const { hostname, port } = new URL(server.url);
    const outdated = new Promise((resolve, reject) => {
      // The level lets this client offer the old version at all; only the server can refuse it.
      const old = { ca: cert, minVersion: "TLSv1.1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" } as const;
      request({ hostname, port, path: "/health/live", ...old }, resolve)
        .once("error", reject)
        .end();
    });
    await assert.rejects(outdated, /alert protocol version/);
  });

  test("plain http at the same port gets no answer that could be taken for one", async () => {
    await assert.rejects(fetch(`${server.url.replace("https:", "http:")}/health/live`));
  });

  test("tokens name the https issuer, and its key set is there", async () => {
    const client = clientWith(new Agent({ ca: cert }));
    const { UserPool } = await client.send(new CreateUserPoolCommand({ PoolName: "issuer" }));
    client.destroy();
    const configuration = await getJson(`${server.url}/${UserPool?.Id}/.well-known/openid-configuration`);
    assert.equal(configuration["issuer"], `${server.url}/${UserPool?.Id}`);
    assert.ok((await getJson(String(configuration["jwks_uri"])))["keys"]);
  });

  test("the AWS CLI is served with AWS_CA_BUNDLE, and by the banner's line", { skip: cli.skip }, async () => {
    const variables = { AWS_ACCESS_KEY_ID: "local", AWS_SECRET_ACCESS_KEY: "local", AWS_DEFAULT_REGION: "us-east-1" };
    const trusting = await runProgram(
      cli.command,
      ["--endpoint-url", server.url, "cognito-idp", "list-user-pools", "--max-results", "1"],
      { variables: { ...variables, AWS_CA_BUNDLE: certFile } },
    );
    assert.equal(trusting.code, 0, trusting.stderr);
    const line = server
      .printed()
      .split("\n")
      .find((one) => one.includes("aws --endpoint-url"))
      ?.trim();
    assert.ok(line);
    const pasted = await runProgram("sh", ["-c", line]);
    assert.equal(pasted.code, 0, pasted.stderr);
    assert.equal((JSON.parse(pasted.stdout) as { UserPool: { Name: string } }).UserPool.Name, "demo");
  });

  function getJson(url: string): Promise<Record<string, unknown>> {
    return new Promise((resolve, reject) => {
      request(url, { ca: cert }, (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.once("end", () => resolve(JSON.parse(Buffer.concat(parts).toString("utf8"))));
      })
        .once("error", reject)
        .end();
    });
  }
});
