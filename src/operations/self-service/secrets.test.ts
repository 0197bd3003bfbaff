/** T-45 for what users send and are sent: nothing of it is found in the log or, unsealed, in the store's files. */
import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import {
  ChangePasswordCommand,
  CognitoIdentityProviderClient,
  ConfirmForgotPasswordCommand,
  ConfirmSignUpCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  ForgotPasswordCommand,
  InitiateAuthCommand,
  SignUpCommand,
  UpdateUserAttributesCommand,
  VerifyUserAttributeCommand,
} from "../../../test/clients.js";
import { configOf } from "../../config.js";
import { openWorld } from "../../world.js";

test("T-45 passwords, codes, tokens and metadata are neither logged nor stored as they are", async () => {
  const data = await mkdtemp(join(tmpdir(), "poolhouse-secrets-"));
  const lines: string[] = [];
  let poolId = "";
  const note = (message: string, facts: object = {}) => lines.push(`${message} ${JSON.stringify(facts)}`);
  const world = await openWorld(configOf({ data, port: 0, mode: "development" }), {
    logger: { debug: note, info: note, warn: note, error: note },
  });
  const secrets = [
    "SECRET-Passw0rd!",
    "SECRET-2nd-Passw0rd!",
    "SECRET-3rd-Passw0rd!",
    "SECRET-metadata",
    "SECRET-data",
  ];
  const [password, second, third, metadata, validation] = secrets as [string, string, string, string, string];
  try {
    const { url } = await world.listen();
    const client = new CognitoIdentityProviderClient({
      endpoint: url,
      region: "us-east-1",
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
      maxAttempts: 1,
    });
    const { UserPool } = await client.send(
      new CreateUserPoolCommand({ PoolName: "p", AutoVerifiedAttributes: ["email"] }),
    );
    poolId = UserPool?.Id ?? "";
    assert.notEqual(poolId, "");
    const { UserPoolClient } = await client.send(
      new CreateUserPoolClientCommand({
        UserPoolId: UserPool?.Id,
        ClientName: "c",
        ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
      }),
    );
    const common = {
      ClientId: UserPoolClient?.ClientId ?? "",
      Username: "ann",
      ClientMetadata: { key: metadata },
    };
    const lastCode = async () => {
      const code = (await world.inbox()).at(-1)?.code ?? "";
      secrets.push(code);
      return code;
    };
    await client.send(
      new SignUpCommand({
        ...common,
        Password: password,
        UserAttributes: [{ Name: "email", Value: "ann@example.com" }],
        ValidationData: [{ Name: "key", Value: validation }],
      }),
    );
    await client.send(new ConfirmSignUpCommand({ ...common, ConfirmationCode: await lastCode() }));
    await client.send(new ForgotPasswordCommand(common));
    await client.send(
      new ConfirmForgotPasswordCommand({ ...common, ConfirmationCode: await lastCode(), Password: second }),
    );
    const { AuthenticationResult = {} } = await client.send(
      new InitiateAuthCommand({
        ClientId: common.ClientId,
        AuthFlow: "USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME: "ann", PASSWORD: second },
        ClientMetadata: common.ClientMetadata,
      }),
    );
    const { AccessToken = "", IdToken = "", RefreshToken = "" } = AuthenticationResult;
    secrets.push(AccessToken, IdToken, RefreshToken);
    await client.send(new ChangePasswordCommand({ AccessToken, PreviousPassword: second, ProposedPassword: third }));
    await client.send(
      new UpdateUserAttributesCommand({
        AccessToken,
        UserAttributes: [{ Name: "email", Value: "new@example.com" }],
        ClientMetadata: common.ClientMetadata,
      }),
    );
    await client.send(new VerifyUserAttributeCommand({ AccessToken, AttributeName: "email", Code: await lastCode() }));
    client.destroy();
  } finally {
    await world.close();
  }
  assert.ok(secrets.every((secret) => secret.length >= 6));
  const stored: Buffer[] = [];
  for (const name of await readdir(data)) stored.push(await readFile(join(data, name)));
  await rm(data, { recursive: true });
  const log = lines.join("\n");
  assert.match(log, /message written/);
  // The files that were read are those that hold the pool.
  assert.ok(stored.some((bytes) => bytes.includes(poolId)));
  for (const secret of secrets) {
    // Six digits may stand in a longer number by chance; other secrets must not stand anywhere.
    if (/^\d{6}$/.test(secret)) assert.doesNotMatch(log, new RegExp(`\\b${secret}\\b`));
    else {
      assert.ok(!log.includes(secret), `the log holds ${secret}`);
      assert.ok(!stored.some((bytes) => bytes.includes(secret)), `the store holds ${secret}`);
    }
  }
});
