// A pool that demands a second factor: SMS or software token.
import {
  CreateUserPoolCommand,
  GetUserPoolMfaConfigCommand,
  SetUserPoolMfaConfigCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { cognito, print } from "./connection.js";

const SmsAuthenticationMessage = "Your code is {####}";
const SmsConfiguration = {
  ExternalId: "example",
  // Any role ARN is accepted unless the server runs with --strict-arns.
  SnsCallerArn: "arn:aws:iam::123456789012:role/example",
  SnsRegion: "us-east-1",
};

const { UserPool } = await cognito.send(
  new CreateUserPoolCommand({ PoolName: "mypool", SmsAuthenticationMessage, SmsConfiguration }),
);
await cognito.send(
  new SetUserPoolMfaConfigCommand({
    UserPoolId: UserPool.Id,
    MfaConfiguration: "ON",
    SmsMfaConfiguration: { SmsAuthenticationMessage, SmsConfiguration },
    SoftwareTokenMfaConfiguration: { Enabled: true },
  }),
);
print(await cognito.send(new GetUserPoolMfaConfigCommand({ UserPoolId: UserPool.Id })));
