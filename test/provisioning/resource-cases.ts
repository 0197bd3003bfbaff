/** One example of each resource type: how it is declared, changed, and what of it cannot change. It tests nothing itself. */

/** What the examples hang on. */
export interface Surroundings {
  readonly pool: string;
  readonly group: string;
  readonly user: string;
  /** An app client of the pool. */
  readonly client: string;
  /** Another pool, which has a replica. */
  readonly replicated: string;
}

/** An example of a resource type. */
export interface ResourceCase {
  readonly type: string;
  readonly declared: (around: Surroundings) => Record<string, unknown>;
  /** Properties in their new form; null takes one away. */
  readonly changes?: Record<string, unknown>;
  /** A create-only property in another form. */
  readonly fixed?: Record<string, unknown>;
  /** Members that the service sets. */
  readonly readOnly: readonly string[];
  /** Declared, and never shown again. */
  readonly writeOnly?: readonly string[];
}

const role = "arn:aws:iam::123456789012:role/any";

export const resourceCases: readonly ResourceCase[] = [
  {
    type: "AWS::Cognito::UserPool",
    declared: () => ({
      UserPoolName: "declared",
      AutoVerifiedAttributes: ["email"],
      AliasAttributes: ["email"],
      MfaConfiguration: "OPTIONAL",
      EnabledMfas: ["SOFTWARE_TOKEN_MFA"],
      Policies: { PasswordPolicy: { MinimumLength: 12 } },
      Schema: [
        { Name: "email", AttributeDataType: "String", Required: true },
        { Name: "tenant", AttributeDataType: "String" },
      ],
      UserPoolTags: { stage: "test", owner: "ada" },
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      VerificationMessageTemplate: { DefaultEmailOption: "CONFIRM_WITH_LINK" },
      UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ["email"] },
    }),
    changes: {
      UserPoolName: "renamed",
      Policies: { PasswordPolicy: { MinimumLength: 16, RequireSymbols: false } },
      UserPoolTags: { stage: "live" },
      Schema: [
        { Name: "email", AttributeDataType: "String", Required: true },
        { Name: "tenant", AttributeDataType: "String" },
        { Name: "badge", AttributeDataType: "Number", Mutable: true },
      ],
      VerificationMessageTemplate: null,
    },
    readOnly: ["UserPoolId", "Arn", "ProviderName", "ProviderURL"],
    writeOnly: ["EnabledMfas"],
  },
  {
    type: "AWS::Cognito::UserPoolClient",
    declared: ({ pool }) => ({
      UserPoolId: pool,
      ClientName: "web",
      GenerateSecret: false,
      ExplicitAuthFlows: ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
      TokenValidityUnits: { AccessToken: "minutes" },
      AccessTokenValidity: 30,
      CallbackURLs: [],
      PreventUserExistenceErrors: "ENABLED",
    }),
    changes: { ClientName: "app", AccessTokenValidity: 45, PreventUserExistenceErrors: null },
    fixed: { GenerateSecret: true },
    readOnly: ["ClientId", "Name"],
  },
  {
    type: "AWS::Cognito::UserPoolGroup",
    declared: ({ pool }) => ({
      UserPoolId: pool,
      GroupName: "staff",
      Description: "all",
      Precedence: 0,
      RoleArn: role,
    }),
    changes: { Description: null, Precedence: 7 },
    fixed: { GroupName: "other" },
    readOnly: [],
  },
  {
    type: "AWS::Cognito::UserPoolUser",
    declared: ({ pool }) => ({
      UserPoolId: pool,
      Username: "grace",
      UserAttributes: [
        { Name: "name", Value: "Grace" },
        { Name: "email", Value: "grace@example.com" },
        { Name: "email_verified", Value: "true" },
      ],
      MessageAction: "SUPPRESS",
      DesiredDeliveryMediums: ["EMAIL"],
      ForceAliasCreation: false,
      ClientMetadata: { source: "test", attempt: 1, first: true },
      ValidationData: [{ Name: "badge", Value: "7" }],
    }),
    readOnly: [],
    writeOnly: ["MessageAction", "DesiredDeliveryMediums", "ForceAliasCreation", "ClientMetadata", "ValidationData"],
  },
  {
    type: "AWS::Cognito::UserPoolUserToGroupAttachment",
    declared: ({ pool, group, user }) => ({ UserPoolId: pool, GroupName: group, Username: user }),
    readOnly: [],
  },
  {
    type: "AWS::Cognito::UserPoolDomain",
    declared: ({ pool }) => ({ UserPoolId: pool, Domain: "declared-domain", ManagedLoginVersion: 1 }),
    changes: { ManagedLoginVersion: 2 },
    fixed: { Domain: "another-domain" },
    readOnly: [],
    writeOnly: ["ManagedLoginVersion"],
  },
  {
    type: "AWS::Cognito::UserPoolResourceServer",
    declared: ({ pool }) => ({
      UserPoolId: pool,
      Identifier: "https://api.example.com",
      Name: "api",
      Scopes: [
        { ScopeName: "write", ScopeDescription: "Write" },
        { ScopeName: "read", ScopeDescription: "Read" },
      ],
    }),
    changes: { Name: "API", Scopes: [{ ScopeName: "read", ScopeDescription: "Reading" }] },
    fixed: { Identifier: "https://other.example.com" },
    readOnly: [],
  },
  {
    type: "AWS::Cognito::UserPoolIdentityProvider",
    declared: ({ pool }) => ({
      UserPoolId: pool,
      ProviderName: "Google",
      ProviderType: "Google",
      ProviderDetails: { client_id: "id", client_secret: "secret", authorize_scopes: "email" },
      AttributeMapping: { email: "email" },
      IdpIdentifiers: ["google"],
    }),
    changes: {
      ProviderDetails: { client_id: "id2", client_secret: "secret", authorize_scopes: "email" },
      IdpIdentifiers: null,
    },
    fixed: { ProviderType: "Facebook" },
    readOnly: [],
  },
  {
    type: "AWS::Cognito::UserPoolUICustomizationAttachment",
    declared: ({ pool }) => ({
      UserPoolId: pool,
      ClientId: "ALL",
      CSS: ".banner-customizable { background-color: lightgray; }",
    }),
    changes: { CSS: ".label-customizable { font-weight: 400; }" },
    fixed: { ClientId: "another" },
    readOnly: [],
  },
  {
    type: "AWS::Cognito::UserPoolRiskConfigurationAttachment",
    declared: ({ pool }) => ({
      UserPoolId: pool,
      ClientId: "ALL",
      CompromisedCredentialsRiskConfiguration: { Actions: { EventAction: "BLOCK" } },
      AccountTakeoverRiskConfiguration: {
        Actions: { HighAction: { EventAction: "BLOCK", Notify: false } },
      },
      RiskExceptionConfiguration: { BlockedIPRangeList: ["10.0.0.0/8"] },
    }),
    changes: {
      AccountTakeoverRiskConfiguration: {
        Actions: { HighAction: { EventAction: "MFA_REQUIRED", Notify: true } },
        NotifyConfiguration: {
          SourceArn: "arn:aws:ses:us-east-1:123456789012:identity/a@example.com",
          BlockEmail: { Subject: "Blocked", TextBody: "We blocked a sign-in." },
        },
      },
      RiskExceptionConfiguration: null,
    },
    fixed: { ClientId: "another" },
    readOnly: [],
  },
  {
    type: "AWS::Cognito::LogDeliveryConfiguration",
    declared: ({ pool }) => ({
      UserPoolId: pool,
      LogConfigurations: [
        {
          LogLevel: "ERROR",
          EventSource: "userNotification",
          CloudWatchLogsConfiguration: { LogGroupArn: "arn:aws:logs:us-east-1:123456789012:log-group:any" },
        },
      ],
    }),
    changes: {
      LogConfigurations: [
        {
          LogLevel: "INFO",
          EventSource: "userAuthEvents",
          FirehoseConfiguration: { StreamArn: "arn:aws:firehose:us-east-1:123456789012:deliverystream/any" },
        },
      ],
    },
    fixed: { UserPoolId: "us-east-1_another00" },
    readOnly: ["Id"],
  },
  {
    type: "AWS::Cognito::ManagedLoginBranding",
    declared: ({ pool, client }) => ({
      UserPoolId: pool,
      ClientId: client,
      Settings: { components: { form: { borderRadius: 4.5, logo: { enabled: true } } } },
      Assets: [{ Category: "FORM_LOGO", ColorMode: "LIGHT", Extension: "PNG", Bytes: "iVBORw0KGgo=" }],
      ReturnMergedResources: true,
    }),
    changes: { Settings: { categories: { global: { colorSchemeMode: "DARK" } } } },
    fixed: { ClientId: "another" },
    readOnly: ["ManagedLoginBrandingId"],
    writeOnly: ["ClientId", "ReturnMergedResources"],
  },
  {
    type: "AWS::Cognito::Terms",
    declared: ({ pool, client }) => ({
      UserPoolId: pool,
      ClientId: client,
      TermsName: "terms-of-use",
      TermsSource: "LINK",
      Enforcement: "NONE",
      Links: { "cognito:default": "https://example.com/terms", "cognito:french": "https://example.com/fr" },
    }),
    changes: { TermsName: "privacy-policy", Links: { "cognito:default": "https://example.com/privacy" } },
    fixed: { ClientId: "another" },
    readOnly: ["TermsId"],
    writeOnly: ["ClientId"],
  },
  {
    type: "AWS::Cognito::UserPoolReplica",
    declared: ({ pool }) => ({
      UserPoolId: pool,
      RegionName: "us-west-2",
      UserPoolTagsAtCreate: { stage: "test" },
    }),
    changes: {},
    fixed: { RegionName: "eu-west-1" },
    readOnly: [],
  },
  {
    type: "AWS::Cognito::UserPoolRegionalConfigurationAttachment",
    declared: ({ replicated }) => ({
      UserPoolId: replicated,
      Status: "ACTIVE",
      LambdaConfig: { PreSignUp: "arn:aws:lambda:us-west-2:123456789012:function:any" },
    }),
    changes: { Status: "INACTIVE", LambdaConfig: null },
    fixed: { UserPoolId: "us-east-1_another00" },
    readOnly: [],
  },
];
