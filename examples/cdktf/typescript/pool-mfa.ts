// A pool that demands a second factor: SMS or software token.
import { CognitoUserPool } from "@cdktf/provider-aws/lib/cognito-user-pool";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack } from "cdktf";
import type { Construct } from "constructs";

// Who may assume the role: user pools, if they bring its external id.
const trust = {
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { Service: "cognito-idp.amazonaws.com" },
      Action: "sts:AssumeRole",
      Condition: { StringEquals: { "sts:ExternalId": "example" } },
    },
  ],
};

class PoolMfa extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AwsProvider(this, "aws", { region: "us-east-1" });
    const role = new IamRole(this, "role", { name: "example", assumeRolePolicy: JSON.stringify(trust) });
    new CognitoUserPool(this, "example", {
      mfaConfiguration: "ON",
      smsAuthenticationMessage: "Your code is {####}",
      smsConfiguration: {
        externalId: "example",
        snsCallerArn: role.arn,
        snsRegion: "us-east-1",
      },
      softwareTokenMfaConfiguration: { enabled: true },
      name: "mypool",
    });
  }
}

const app = new App();
new PoolMfa(app, "pool-mfa");
app.synth();
