// A pool with two custom attributes and a user that sets them. On the wire custom attributes bear the prefix custom:.
import {
  AdminCreateUserCommand,
  AdminGetUserCommand,
  CreateUserPoolCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { cognito, print } from "./connection.js";

const { UserPool } = await cognito.send(
  new CreateUserPoolCommand({
    PoolName: "mypool",
    Schema: [
      {
        Name: "terraform",
        AttributeDataType: "Boolean",
        Mutable: false,
        Required: false,
        DeveloperOnlyAttribute: false,
      },
      {
        Name: "foo",
        AttributeDataType: "String",
        Mutable: false,
        Required: false,
        DeveloperOnlyAttribute: false,
        StringAttributeConstraints: {},
      },
    ],
  }),
);
const user = { UserPoolId: UserPool.Id, Username: "example" };
await cognito.send(
  new AdminCreateUserCommand({
    ...user,
    UserAttributes: [
      { Name: "custom:terraform", Value: "true" },
      { Name: "custom:foo", Value: "bar" },
      { Name: "email", Value: "no-reply@hashicorp.com" },
      { Name: "email_verified", Value: "true" },
    ],
  }),
);
print(await cognito.send(new AdminGetUserCommand(user)));
