// A pool and a user without attributes.
import { AdminCreateUserCommand, CreateUserPoolCommand } from "@aws-sdk/client-cognito-identity-provider";
import { cognito, print } from "./connection.js";

const { UserPool } = await cognito.send(new CreateUserPoolCommand({ PoolName: "MyExamplePool" }));
print(await cognito.send(new AdminCreateUserCommand({ UserPoolId: UserPool.Id, Username: "example" })));
