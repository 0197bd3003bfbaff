// A pool with two recovery mechanisms in order of priority.
import { CreateUserPoolCommand } from "@aws-sdk/client-cognito-identity-provider";
import { cognito, print } from "./connection.js";

const { UserPool } = await cognito.send(
  new CreateUserPoolCommand({
    PoolName: "mypool",
    AccountRecoverySetting: {
      RecoveryMechanisms: [
        { Name: "verified_email", Priority: 1 },
        { Name: "verified_phone_number", Priority: 2 },
      ],
    },
  }),
);
print(UserPool.AccountRecoverySetting);
