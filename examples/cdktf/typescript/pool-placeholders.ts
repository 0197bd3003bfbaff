// The same with placeholders where a name and a type belong: it synthesises, and the provider refuses it.
import { CognitoUserPool } from "@cdktf/provider-aws/lib/cognito-user-pool";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack, Token } from "cdktf";
import type { Construct } from "constructs";

class PoolPlaceholders extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AwsProvider(this, "aws", { region: "us-east-1" });
    new CognitoUserPool(this, "example", {
      schema: [
        {
          attributeDataType: "<appropriate type>",
          developerOnlyAttribute: false,
          mutable: true,
          name: "<name>",
          required: false,
          stringAttributeConstraints: { maxLength: Token.asString(2048), minLength: Token.asString(0) },
        },
      ],
      name: "mypool",
    });
  }
}

const app = new App();
new PoolPlaceholders(app, "pool-placeholders");
app.synth();
