// A pool and its users with CfnUserPoolUser: one that is invited by mail, one that uses every property.
import { CfnOutput, RemovalPolicy, Stack } from "aws-cdk-lib";
import { CfnUserPoolUser, StringAttribute, UserPool } from "aws-cdk-lib/aws-cognito";

export class Directory extends Stack {
  constructor(scope, id, props) {
    super(scope, id, props);
    const pool = new UserPool(this, "Pool", {
      userPoolName: "directory",
      signInAliases: { username: true, email: true },
      customAttributes: { department: new StringAttribute({ mutable: true }) },
      removalPolicy: RemovalPolicy.DESTROY,
    });

    new CfnUserPoolUser(this, "Grace", {
      userPoolId: pool.userPoolId,
      username: "grace",
      desiredDeliveryMediums: ["EMAIL"],
      userAttributes: [{ name: "email", value: "grace@example.com" }],
    });

    const ada = new CfnUserPoolUser(this, "Ada", {
      userPoolId: pool.userPoolId,
      username: "ada",
      clientMetadata: { source: "directory" },
      desiredDeliveryMediums: ["EMAIL"],
      forceAliasCreation: true,
      messageAction: "SUPPRESS",
      userAttributes: [
        { name: "email", value: "ada@example.com" },
        { name: "email_verified", value: "true" },
        { name: "custom:department", value: "engines" },
      ],
      validationData: [{ name: "ticket", value: "4711" }],
    });

    new CfnOutput(this, "PoolId", { value: pool.userPoolId });
    new CfnOutput(this, "FirstUser", { value: ada.ref });
  }
}
