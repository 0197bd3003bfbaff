// A user with a temporary password, which opens nothing but the choice of an own one, then with a permanent password,
// which signs in.
import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  InitiateAuthCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { cognito, print } from "./connection.js";

const { UserPool } = await cognito.send(new CreateUserPoolCommand({ PoolName: "mypool" }));
const { UserPoolClient } = await cognito.send(
  new CreateUserPoolClientCommand({
    UserPoolId: UserPool.Id,
    ClientName: "app",
    ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
  }),
);
const user = { UserPoolId: UserPool.Id, Username: "example" };
await cognito.send(
  new AdminCreateUserCommand({ ...user, TemporaryPassword: "Temporary-1", MessageAction: "SUPPRESS" }),
);
const first = await signIn("Temporary-1");
await cognito.send(new AdminSetUserPasswordCommand({ ...user, Password: "Permanent-2", Permanent: true }));
const second = await signIn("Permanent-2");
print({ temporary: first.ChallengeName, permanent: second.AuthenticationResult.TokenType });

function signIn(password) {
  return cognito.send(
    new InitiateAuthCommand({
      ClientId: UserPoolClient.ClientId,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: user.Username, PASSWORD: password },
    }),
  );
}
