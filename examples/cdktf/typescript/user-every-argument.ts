// Two users that set every argument between them: password and temporaryPassword exclude each other.
import { CognitoUser } from "@cdktf/provider-aws/lib/cognito-user";
import { CognitoUserPool } from "@cdktf/provider-aws/lib/cognito-user-pool";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";

class UserEveryArgument extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AwsProvider(this, "aws", { region: "us-east-1" });
    const pool = new CognitoUserPool(this, "example", { name: "mypool", aliasAttributes: ["email"] });
    const temporary = new CognitoUser(this, "temporary", {
      userPoolId: pool.id,
      username: "temporary",
      attributes: {
        email: "temporary@example.com",
        email_verified: "true",
        phone_number: "+15555550100",
      },
      clientMetadata: { reason: "example" },
      desiredDeliveryMediums: ["EMAIL", "SMS"],
      enabled: false,
      forceAliasCreation: true,
      temporaryPassword: "Temp-Pass-1",
      validationData: { domain: "example.com" },
    });
    const permanent = new CognitoUser(this, "permanent", {
      userPoolId: pool.id,
      username: "permanent",
      enabled: true,
      messageAction: "SUPPRESS",
      password: "Own-Horse-1",
    });
    new TerraformOutput(this, "temporary_status", { value: temporary.status });
    new TerraformOutput(this, "permanent_status", { value: permanent.status });
    new TerraformOutput(this, "sub", { value: permanent.sub });
    new TerraformOutput(this, "mfa_setting_list", { value: permanent.mfaSettingList });
    new TerraformOutput(this, "preferred_mfa_setting", { value: permanent.preferredMfaSetting });
  }
}

const app = new App();
new UserEveryArgument(app, "user-every-argument");
app.synth();
