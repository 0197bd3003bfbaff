// Takes a pool that exists under Terraform's care. Put the id of yours in place of us-west-2_abc123, and its region.
import { CognitoUserPool } from "@cdktf/provider-aws/lib/cognito-user-pool";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack } from "cdktf";
import type { Construct } from "constructs";

class PoolImport extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AwsProvider(this, "aws", { region: "us-west-2" });
    CognitoUserPool.generateConfigForImport(this, "pool", "us-west-2_abc123");
  }
}

const app = new App();
new PoolImport(app, "pool-import");
app.synth();
