// A pool that demands a second factor: SMS or software token.
import { CognitoUserPool } from "@cdktf/provider-aws/lib/cognito-user-pool";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack, TerraformVariable } from "cdktf";
import type { Construct } from "constructs";

class PoolMfa extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AwsProvider(this, "aws", { region: "us-east-1" });
    // Role that may publish with SNS; any role ARN is accepted unless the server runs with --strict-arns.
    const snsCallerArn = new TerraformVariable(this, "sns_caller_arn", {
      type: "string",
      default: "arn:aws:iam::123456789012:role/example",
    });
    new CognitoUserPool(this, "example", {
      mfaConfiguration: "ON",
      smsAuthenticationMessage: "Your code is {####}",
      smsConfiguration: {
        externalId: "example",
        snsCallerArn: snsCallerArn.stringValue,
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
