// Takes a user that exists under Terraform's care: the id of the pool, and the name.
import { CognitoUser } from "@cdktf/provider-aws/lib/cognito-user";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack } from "cdktf";
import type { Construct } from "constructs";

class UserImport extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AwsProvider(this, "aws", { region: "us-east-1" });
    CognitoUser.generateConfigForImport(this, "user", "us-east-1_vG78M4goG/user");
  }
}

const app = new App();
new UserImport(app, "user-import");
app.synth();
