// A pool with two recovery mechanisms in order of priority.
import { CognitoUserPool } from "@cdktf/provider-aws/lib/cognito-user-pool";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack } from "cdktf";
import type { Construct } from "constructs";

class PoolAccountRecovery extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AwsProvider(this, "aws", { region: "us-east-1" });
    new CognitoUserPool(this, "test", {
      accountRecoverySetting: {
        recoveryMechanism: [
          { name: "verified_email", priority: 1 },
          { name: "verified_phone_number", priority: 2 },
        ],
      },
      name: "mypool",
    });
  }
}

const app = new App();
new PoolAccountRecovery(app, "pool-account-recovery");
app.synth();
