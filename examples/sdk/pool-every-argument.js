// A pool that sets everything which the others leave out, changed once: UpdateUserPool puts what is left out back to its
// default, so a change sends all that shall stay.
import {
  AddCustomAttributesCommand,
  CreateUserPoolCommand,
  DescribeUserPoolCommand,
  UpdateUserPoolCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { cognito, print } from "./connection.js";

const lambda = (name) => `arn:aws:lambda:us-east-1:123456789012:function:${name}`;

const settings = {
  AutoVerifiedAttributes: ["email"],
  DeletionProtection: "INACTIVE",
  SmsVerificationMessage: "Your verification code is {####}",
  UserPoolTier: "PLUS",
  AdminCreateUserConfig: {
    AllowAdminCreateUserOnly: true,
    InviteMessageTemplate: {
      EmailMessage: "Hello {username}, your temporary password is {####}",
      EmailSubject: "Welcome",
      SMSMessage: "{username} {####}",
    },
  },
  DeviceConfiguration: { ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: true },
  EmailConfiguration: {
    ConfigurationSet: "my-set",
    EmailSendingAccount: "DEVELOPER",
    From: '"John Smith Ph.D." <john@example.com>',
    ReplyToEmailAddress: "reply@example.com",
    SourceArn: "arn:aws:ses:us-east-1:123456789012:identity/john@example.com",
  },
  LambdaConfig: {
    CreateAuthChallenge: lambda("create"),
    CustomMessage: lambda("message"),
    DefineAuthChallenge: lambda("define"),
    PostAuthentication: lambda("post-authentication"),
    PostConfirmation: lambda("post-confirmation"),
    PreAuthentication: lambda("pre-authentication"),
    PreSignUp: lambda("pre-sign-up"),
    UserMigration: lambda("migration"),
    VerifyAuthChallengeResponse: lambda("verify"),
    PreTokenGenerationConfig: { LambdaArn: lambda("token"), LambdaVersion: "V2_0" },
    CustomEmailSender: { LambdaArn: lambda("email"), LambdaVersion: "V1_0" },
    CustomSMSSender: { LambdaArn: lambda("sms"), LambdaVersion: "V1_0" },
    KMSKeyID: "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555",
  },
  Policies: {
    PasswordPolicy: {
      MinimumLength: 10,
      RequireLowercase: true,
      RequireNumbers: true,
      RequireSymbols: false,
      RequireUppercase: true,
      TemporaryPasswordValidityDays: 3,
    },
  },
  UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ["email"] },
  UserPoolAddOns: { AdvancedSecurityMode: "AUDIT" },
  VerificationMessageTemplate: {
    DefaultEmailOption: "CONFIRM_WITH_LINK",
    EmailMessage: "Your code is {####}",
    EmailMessageByLink: "Please {##Click Here##}",
    EmailSubject: "Your code",
    EmailSubjectByLink: "Your link",
  },
};

const { UserPool } = await cognito.send(
  new CreateUserPoolCommand({
    PoolName: "every-argument",
    ...settings,
    AliasAttributes: ["email", "preferred_username"],
    UsernameConfiguration: { CaseSensitive: false },
    UserPoolTags: { stage: "example" },
    Schema: [
      {
        Name: "level",
        AttributeDataType: "Number",
        DeveloperOnlyAttribute: true,
        Mutable: true,
        NumberAttributeConstraints: { MinValue: "1", MaxValue: "9" },
      },
      { Name: "since", AttributeDataType: "DateTime", Mutable: true },
      {
        Name: "email",
        AttributeDataType: "String",
        Mutable: true,
        Required: true,
        StringAttributeConstraints: { MinLength: "3", MaxLength: "100" },
      },
    ],
  }),
);
const UserPoolId = UserPool.Id;
await cognito.send(new UpdateUserPoolCommand({ UserPoolId, ...settings, LambdaConfig: undefined }));
await cognito.send(
  new AddCustomAttributesCommand({ UserPoolId, CustomAttributes: [{ Name: "later", AttributeDataType: "String" }] }),
);
print(await cognito.send(new DescribeUserPoolCommand({ UserPoolId })));
