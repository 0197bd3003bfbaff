// A user with a temporary password, then with a permanent one; both come from variables.
import { CognitoUser } from "@cdktf/provider-aws/lib/cognito-user";
import { CognitoUserPool } from "@cdktf/provider-aws/lib/cognito-user-pool";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformOutput, TerraformStack, TerraformVariable, Token } from "cdktf";
import type { Construct } from "constructs";

class UserPasswords extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AwsProvider(this, "aws", { region: "us-east-1" });
    const secret = { type: "string", sensitive: true, default: Token.nullValue() };
    const temporaryPassword = new TerraformVariable(this, "temporary_password", secret);
    const password = new TerraformVariable(this, "password", secret);
    const pool = new CognitoUserPool(this, "example", { name: "mypool" });
    const user = new CognitoUser(this, "user", {
      userPoolId: pool.id,
      username: "example",
      temporaryPassword: temporaryPassword.stringValue,
      password: password.stringValue,
      messageAction: "SUPPRESS",
    });
    user.overrideLogicalId("example");
    new TerraformOutput(this, "status", { value: user.status });
  }
}

const app = new App();
new UserPasswords(app, "user-passwords");
app.synth();
