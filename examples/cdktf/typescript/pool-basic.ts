// The smallest pool.
import { CognitoUserPool } from "@cdktf/provider-aws/lib/cognito-user-pool";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack } from "cdktf";
import type { Construct } from "constructs";

class PoolBasic extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AwsProvider(this, "aws", { region: "us-east-1" });
    new CognitoUserPool(this, "pool", { name: "mypool" });
  }
}

const app = new App();
new PoolBasic(app, "pool-basic");
app.synth();
