// A pool that sets every argument which the others leave out.
import { CognitoUserPool } from "@cdktf/provider-aws/lib/cognito-user-pool";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";

const account = "123456789012";
const lambda = (name: string) => `arn:aws:lambda:us-east-1:${account}:function:${name}`;

class PoolEveryArgument extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AwsProvider(this, "aws", { region: "us-east-1" });
    const pool = new CognitoUserPool(this, "example", {
      name: "every-argument",
      aliasAttributes: ["email", "preferred_username"],
      autoVerifiedAttributes: ["email"],
      deletionProtection: "INACTIVE",
      smsVerificationMessage: "Your verification code is {####}",
      userPoolTier: "PLUS",
      adminCreateUserConfig: {
        allowAdminCreateUserOnly: true,
        inviteMessageTemplate: {
          emailMessage: "Hello {username}, your temporary password is {####}",
          emailSubject: "Welcome",
          smsMessage: "{username} {####}",
        },
      },
      deviceConfiguration: {
        challengeRequiredOnNewDevice: true,
        deviceOnlyRememberedOnUserPrompt: true,
      },
      emailConfiguration: {
        configurationSet: "my-set",
        emailSendingAccount: "DEVELOPER",
        fromEmailAddress: '"John Smith Ph.D." <john@example.com>',
        replyToEmailAddress: "reply@example.com",
        sourceArn: `arn:aws:ses:us-east-1:${account}:identity/john@example.com`,
      },
      lambdaConfig: {
        createAuthChallenge: lambda("create"),
        customMessage: lambda("message"),
        defineAuthChallenge: lambda("define"),
        postAuthentication: lambda("post-authentication"),
        postConfirmation: lambda("post-confirmation"),
        preAuthentication: lambda("pre-authentication"),
        preSignUp: lambda("pre-sign-up"),
        preTokenGeneration: lambda("token"),
        userMigration: lambda("migration"),
        verifyAuthChallengeResponse: lambda("verify"),
        kmsKeyId: `arn:aws:kms:us-east-1:${account}:key/11111111-2222-3333-4444-555555555555`,
        preTokenGenerationConfig: { lambdaArn: lambda("token"), lambdaVersion: "V2_0" },
        customEmailSender: { lambdaArn: lambda("email"), lambdaVersion: "V1_0" },
        customSmsSender: { lambdaArn: lambda("sms"), lambdaVersion: "V1_0" },
      },
      passwordPolicy: {
        minimumLength: 10,
        requireLowercase: true,
        requireNumbers: true,
        requireSymbols: false,
        requireUppercase: true,
        temporaryPasswordValidityDays: 3,
      },
      schema: [
        {
          name: "level",
          attributeDataType: "Number",
          developerOnlyAttribute: true,
          mutable: true,
          required: false,
          numberAttributeConstraints: { minValue: "1", maxValue: "9" },
        },
        { name: "since", attributeDataType: "DateTime", mutable: true, required: false },
        {
          name: "email",
          attributeDataType: "String",
          mutable: true,
          required: true,
          stringAttributeConstraints: { minLength: "3", maxLength: "100" },
        },
      ],
      tags: { stage: "example" },
      userAttributeUpdateSettings: { attributesRequireVerificationBeforeUpdate: ["email"] },
      userPoolAddOns: { advancedSecurityMode: "AUDIT" },
      usernameConfiguration: { caseSensitive: false },
      verificationMessageTemplate: {
        defaultEmailOption: "CONFIRM_WITH_LINK",
        emailMessage: "Your code is {####}",
        emailMessageByLink: "Please {##Click Here##}",
        emailSubject: "Your code",
        emailSubjectByLink: "Your link",
      },
    });
    // lastModifiedDate is not among them: as an output it is a change in the plan that follows any update.
    for (const [name, value] of Object.entries({
      arn: pool.arn,
      creation_date: pool.creationDate,
      custom_domain: pool.customDomain,
      domain: pool.domain,
      endpoint: pool.endpoint,
      estimated_number_of_users: pool.estimatedNumberOfUsers,
      id: pool.id,
      tags_all: pool.tagsAll,
    })) {
      new TerraformOutput(this, name, { value });
    }
  }
}

const app = new App();
new PoolEveryArgument(app, "pool-every-argument");
app.synth();
