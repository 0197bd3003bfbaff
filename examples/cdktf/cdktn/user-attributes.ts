// A pool with two custom attributes and a user that sets them.
import { CognitoUser } from "@cdktn/provider-aws/lib/cognito-user";
import { CognitoUserPool } from "@cdktn/provider-aws/lib/cognito-user-pool";
import { AwsProvider } from "@cdktn/provider-aws/lib/provider";
import { App, TerraformStack, Token } from "cdktn";
import type { Construct } from "constructs";

class UserAttributes extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AwsProvider(this, "aws", { region: "us-east-1" });
    const pool = new CognitoUserPool(this, "example", {
      name: "mypool",
      schema: [
        {
          attributeDataType: "Boolean",
          developerOnlyAttribute: false,
          mutable: false,
          name: "terraform",
          required: false,
        },
        {
          attributeDataType: "String",
          developerOnlyAttribute: false,
          mutable: false,
          name: "foo",
          required: false,
          stringAttributeConstraints: {},
        },
      ],
    });
    const user = new CognitoUser(this, "example_1", {
      attributes: {
        email: "no-reply@hashicorp.com",
        email_verified: Token.asString(true),
        foo: "bar",
        terraform: Token.asString(true),
      },
      userPoolId: Token.asString(pool.id),
      username: "example",
    });
    user.overrideLogicalId("example");
  }
}

const app = new App();
new UserAttributes(app, "user-attributes");
app.synth();
