// The smallest pool.
import { CreateUserPoolCommand, DescribeUserPoolCommand } from "@aws-sdk/client-cognito-identity-provider";
import { cognito, print } from "./connection.js";

const { UserPool } = await cognito.send(new CreateUserPoolCommand({ PoolName: "mypool" }));
print(await cognito.send(new DescribeUserPoolCommand({ UserPoolId: UserPool.Id })));
