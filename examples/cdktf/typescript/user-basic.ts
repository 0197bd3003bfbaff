// A pool and a user without attributes.
import { CognitoUser } from "@cdktf/provider-aws/lib/cognito-user";
import { CognitoUserPool } from "@cdktf/provider-aws/lib/cognito-user-pool";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack, Token } from "cdktf";
import type { Construct } from "constructs";

class UserBasic extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AwsProvider(this, "aws", { region: "us-east-1" });
    const pool = new CognitoUserPool(this, "example", { name: "MyExamplePool" });
    const user = new CognitoUser(this, "example_1", {
      userPoolId: Token.asString(pool.id),
      username: "example",
    });
    // This allows the Terraform resource name to match the original name.
    user.overrideLogicalId("example");
  }
}

const app = new App();
new UserBasic(app, "user-basic");
app.synth();
