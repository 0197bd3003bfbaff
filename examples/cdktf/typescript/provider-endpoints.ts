// All that tells the provider where Poolhouse is, in the program instead of the environment.
import { CognitoUserPool } from "@cdktf/provider-aws/lib/cognito-user-pool";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";

class ProviderEndpoints extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AwsProvider(this, "aws", {
      region: "us-east-1",
      accessKey: "local",
      secretKey: "local",
      endpoints: [{ cognitoidp: "http://127.0.0.1:9229", sts: "http://127.0.0.1:9229" }],
    });
    // The bindings ask for the one version of the provider that they were made from; the pool's arguments do not.
    this.addOverride("terraform.required_providers.aws.version", ">= 5.100");
    const pool = new CognitoUserPool(this, "pool", { name: "mypool" });
    new TerraformOutput(this, "pool_id", { value: pool.id });
  }
}

const app = new App();
new ProviderEndpoints(app, "provider-endpoints");
app.synth();
