// A standard attribute given with its defaults: the pool has it anyway.
import { CognitoUserPool } from "@cdktf/provider-aws/lib/cognito-user-pool";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack, Token } from "cdktf";
import type { Construct } from "constructs";

class PoolStandardAttribute extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AwsProvider(this, "aws", { region: "us-east-1" });
    new CognitoUserPool(this, "example", {
      schema: [
        {
          attributeDataType: "String",
          developerOnlyAttribute: false,
          mutable: true,
          name: "nickname",
          required: false,
          stringAttributeConstraints: { maxLength: Token.asString(2048), minLength: Token.asString(0) },
        },
      ],
      name: "mypool",
    });
  }
}

const app = new App();
new PoolStandardAttribute(app, "pool-standard-attribute");
app.synth();
