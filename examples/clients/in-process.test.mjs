// Tests of your own program with a user pool of their own: no container, no port to choose, nothing to clean up.
//
//   npm install --save-dev poolhouse @aws-sdk/client-cognito-identity-provider
//   node --test in-process.test.mjs
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import {
  CognitoIdentityProviderClient,
  ConfirmSignUpCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  GetUserCommand,
  InitiateAuthCommand,
  SignUpCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { createServer } from "poolhouse";

let server;
let cognito;
let UserPoolId;
let ClientId;

before(async () => {
  server = await createServer();
  cognito = new CognitoIdentityProviderClient({
    endpoint: server.url,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
});

after(() => server.close());

beforeEach(async () => {
  await server.reset();
  const { UserPool } = await cognito.send(
    new CreateUserPoolCommand({ PoolName: "test", AutoVerifiedAttributes: ["email"] }),
  );
  UserPoolId = UserPool.Id;
  const { UserPoolClient } = await cognito.send(
    new CreateUserPoolClientCommand({
      UserPoolId,
      ClientName: "test",
      ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    }),
  );
  ClientId = UserPoolClient.ClientId;
});

async function signUp(Username, Password) {
  await cognito.send(
    new SignUpCommand({
      ClientId,
      Username,
      Password,
      UserAttributes: [{ Name: "email", Value: `${Username}@example.com` }],
    }),
  );
  const [message] = await server.messages({ userPoolId: UserPoolId, to: `${Username}@example.com` });
  await cognito.send(new ConfirmSignUpCommand({ ClientId, Username, ConfirmationCode: message.code }));
}

async function signIn(USERNAME, PASSWORD) {
  const { AuthenticationResult } = await cognito.send(
    new InitiateAuthCommand({ ClientId, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters: { USERNAME, PASSWORD } }),
  );
  return AuthenticationResult.AccessToken;
}

test("who has signed up and confirmed can sign in", async () => {
  await signUp("anna", "Correct-Horse-1");
  const AccessToken = await signIn("anna", "Correct-Horse-1");
  assert.equal((await cognito.send(new GetUserCommand({ AccessToken }))).Username, "anna");
});

test("an access token is good for an hour", async () => {
  await signUp("anna", "Correct-Horse-1");
  const AccessToken = await signIn("anna", "Correct-Horse-1");
  server.clock.advance(60 * 60 * 1000);
  await assert.rejects(cognito.send(new GetUserCommand({ AccessToken })), { name: "NotAuthorizedException" });
});
