// Makes a pool with an app client, and a user who signs up, confirms and signs in, with the AWS SDK for JavaScript.
//
//   npm install @aws-sdk/client-cognito-identity-provider
import {
  CognitoIdentityProviderClient,
  ConfirmSignUpCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  InitiateAuthCommand,
  SignUpCommand,
} from "@aws-sdk/client-cognito-identity-provider";

const endpoint = process.env.POOLHOUSE_URL ?? "http://127.0.0.1:9229";

const cognito = new CognitoIdentityProviderClient({
  endpoint,
  region: "us-east-1",
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
});

const { UserPool } = await cognito.send(
  new CreateUserPoolCommand({ PoolName: "demo", AutoVerifiedAttributes: ["email"] }),
);
const { UserPoolClient } = await cognito.send(
  new CreateUserPoolClientCommand({
    UserPoolId: UserPool.Id,
    ClientName: "demo",
    ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
  }),
);
const { ClientId } = UserPoolClient;

await cognito.send(
  new SignUpCommand({
    ClientId,
    Username: "anna",
    Password: "Correct-Horse-1",
    UserAttributes: [{ Name: "email", Value: "anna@example.com" }],
  }),
);

// In development mode the mail can be read here; waitMs lets the answer wait for it.
const inbox = `${endpoint}/_poolhouse/messages?userPoolId=${UserPool.Id}&to=anna@example.com&waitMs=5000`;
const { messages } = await (await fetch(inbox)).json();
await cognito.send(new ConfirmSignUpCommand({ ClientId, Username: "anna", ConfirmationCode: messages.at(-1).code }));

const { AuthenticationResult } = await cognito.send(
  new InitiateAuthCommand({
    ClientId,
    AuthFlow: "USER_PASSWORD_AUTH",
    AuthParameters: { USERNAME: "anna", PASSWORD: "Correct-Horse-1" },
  }),
);
console.log(
  JSON.stringify({ userPoolId: UserPool.Id, clientId: ClientId, accessToken: AuthenticationResult.AccessToken }),
);
