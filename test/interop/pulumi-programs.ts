/** Owns what Pulumi tests and recordings run besides the examples: everything set, and then taken away. */

/** A program in YAML with these resources. */
export const program = (resources: string) =>
  `name: identity\nruntime: yaml\nconfig: { "aws-native:region": us-east-1 }\n${resources}`;

/** The resources of the examples: their names and types. */
export const resourceTypes: Readonly<Record<string, string>> = {
  pool: "aws-native:cognito:UserPool",
  domain: "aws-native:cognito:UserPoolDomain",
  orders: "aws-native:cognito:UserPoolResourceServer",
  partner: "aws-native:cognito:UserPoolIdentityProvider",
  client: "aws-native:cognito:UserPoolClient",
  administrators: "aws-native:cognito:UserPoolGroup",
  administrator: "aws-native:cognito:UserPoolUser",
  membership: "aws-native:cognito:UserPoolUserToGroupAttachment",
};

/** Every setting of a pool and of an app client that needs nothing outside, in orders that the service would not choose. */
export const everything = `
resources:
  pool:
    type: aws-native:cognito:UserPool
    properties:
      userPoolName: everything
      accountRecoverySetting:
        recoveryMechanisms:
          - { name: verified_phone_number, priority: 2 }
          - { name: verified_email, priority: 1 }
      adminCreateUserConfig:
        allowAdminCreateUserOnly: true
        inviteMessageTemplate:
          emailMessage: "You are {username}, and {####} lets you in"
          emailSubject: Welcome
          smsMessage: "{username} {####}"
      aliasAttributes: [preferred_username, email]
      autoVerifiedAttributes: [phone_number, email]
      deletionProtection: INACTIVE
      deviceConfiguration:
        challengeRequiredOnNewDevice: true
        deviceOnlyRememberedOnUserPrompt: false
      emailConfiguration:
        emailSendingAccount: COGNITO_DEFAULT
        replyToEmailAddress: reply@example.com
      emailVerificationMessage: "Prove it with {####}"
      emailVerificationSubject: Prove it
      enabledMfas: [SOFTWARE_TOKEN_MFA, SMS_MFA]
      mfaConfiguration: OPTIONAL
      policies:
        passwordPolicy:
          minimumLength: 10
          passwordHistorySize: 2
          requireLowercase: true
          requireNumbers: false
          requireSymbols: false
          requireUppercase: true
          temporaryPasswordValidityDays: 3
        signInPolicy:
          allowedFirstAuthFactors: [PASSWORD, EMAIL_OTP]
      schema:
        - { name: email, attributeDataType: String, required: true, mutable: true }
        - name: tenant
          attributeDataType: String
          mutable: false
          stringAttributeConstraints: { minLength: "1", maxLength: "20" }
        - name: level
          attributeDataType: Number
          mutable: true
          numberAttributeConstraints: { minValue: "0", maxValue: "9" }
        - { name: flag, attributeDataType: Boolean }
        - { name: remark, attributeDataType: String, developerOnlyAttribute: true }
      smsAuthenticationMessage: "{####} signs you in"
      smsConfiguration:
        snsCallerArn: arn:aws:iam::123456789012:role/sms
        externalId: external
        snsRegion: us-east-1
      smsVerificationMessage: "Prove it with {####}"
      userAttributeUpdateSettings:
        attributesRequireVerificationBeforeUpdate: [email]
      userPoolAddOns:
        advancedSecurityMode: AUDIT
      userPoolTags: { owner: platform, stage: test }
      userPoolTier: PLUS
      usernameConfiguration: { caseSensitive: false }
      verificationMessageTemplate:
        defaultEmailOption: CONFIRM_WITH_LINK
        emailMessageByLink: "{##Prove it##}"
        emailSubjectByLink: Prove it
      webAuthnRelyingPartyId: example.com
      webAuthnUserVerification: preferred
  client:
    type: aws-native:cognito:UserPoolClient
    properties:
      userPoolId: \${pool.userPoolId}
      clientName: everything
      generateSecret: true
      accessTokenValidity: 5
      idTokenValidity: 6
      refreshTokenValidity: 7
      tokenValidityUnits: { accessToken: minutes, idToken: hours, refreshToken: days }
      authSessionValidity: 5
      callbackUrls: [https://b.example.com, https://a.example.com]
      defaultRedirectUri: https://a.example.com
      logoutUrls: [https://c.example.com]
      allowedOAuthFlowsUserPoolClient: true
      allowedOAuthFlows: [implicit, code]
      allowedOAuthScopes: [profile, email, openid]
      enableTokenRevocation: false
      enablePropagateAdditionalUserContextData: true
      explicitAuthFlows: [ALLOW_USER_PASSWORD_AUTH, ALLOW_ADMIN_USER_PASSWORD_AUTH, ALLOW_REFRESH_TOKEN_AUTH]
      preventUserExistenceErrors: LEGACY
      readAttributes: [email, "custom:tenant"]
      writeAttributes: [email]
      supportedIdentityProviders: [COGNITO]
      refreshTokenRotation: { feature: DISABLED }
  google:
    type: aws-native:cognito:UserPoolIdentityProvider
    properties:
      userPoolId: \${pool.userPoolId}
      providerName: Google
      providerType: Google
      providerDetails: { client_id: first, client_secret: secret, authorize_scopes: openid email }
      idpIdentifiers: [z.example.com, a.example.com]
      attributeMapping: { email: email }
`;

/** The same resources with no more than they need. */
export const nothing = `
resources:
  pool:
    type: aws-native:cognito:UserPool
    properties:
      userPoolName: everything
      aliasAttributes: [preferred_username, email]
      usernameConfiguration: { caseSensitive: false }
      schema:
        - { name: email, attributeDataType: String, required: true, mutable: true }
        - name: tenant
          attributeDataType: String
          mutable: false
          stringAttributeConstraints: { minLength: "1", maxLength: "20" }
        - name: level
          attributeDataType: Number
          mutable: true
          numberAttributeConstraints: { minValue: "0", maxValue: "9" }
        - { name: flag, attributeDataType: Boolean }
        - { name: remark, attributeDataType: String, developerOnlyAttribute: true }
        - { name: later, attributeDataType: String }
  client:
    type: aws-native:cognito:UserPoolClient
    properties:
      userPoolId: \${pool.userPoolId}
      clientName: everything
      generateSecret: true
  google:
    type: aws-native:cognito:UserPoolIdentityProvider
    properties:
      userPoolId: \${pool.userPoolId}
      providerName: Google
      providerType: Google
      providerDetails: { client_id: second, client_secret: secret, authorize_scopes: openid email }
`;

/** Ids that applications can hold in advance. */
export const askedIds = `
resources:
  pool:
    type: aws-native:cognito:UserPool
    properties:
      userPoolTags: { "poolhouse:id": us-east-1_Asked0001, "poolhouse:client-id:web": askedforthisclient }
  client:
    type: aws-native:cognito:UserPoolClient
    properties: { userPoolId: "\${pool.userPoolId}", clientName: web }
outputs:
  pool: \${pool.userPoolId}
  client: \${client.clientId}
`;

/** The types that stand in no other program. */
export const otherTypes = `
resources:
  pool:
    type: aws-native:cognito:UserPool
    properties:
      userPoolName: others
      userPoolTier: PLUS
      userPoolAddOns: { advancedSecurityMode: ENFORCED }
  domain:
    type: aws-native:cognito:UserPoolDomain
    properties: { userPoolId: "\${pool.userPoolId}", domain: other-types, managedLoginVersion: 2 }
  client:
    type: aws-native:cognito:UserPoolClient
    properties: { userPoolId: "\${pool.userPoolId}", clientName: web }
  styles:
    type: aws-native:cognito:UserPoolUiCustomizationAttachment
    properties:
      userPoolId: \${pool.userPoolId}
      clientId: ALL
      css: ".banner-customizable { background-color: lightgray; }"
    options: { dependsOn: ["\${domain}"] }
  risks:
    type: aws-native:cognito:UserPoolRiskConfigurationAttachment
    properties:
      userPoolId: \${pool.userPoolId}
      clientId: \${client.clientId}
      compromisedCredentialsRiskConfiguration:
        actions: { eventAction: BLOCK }
        eventFilter: [SIGN_IN, PASSWORD_CHANGE]
      accountTakeoverRiskConfiguration: { actions: { highAction: { eventAction: BLOCK, notify: false } } }
      riskExceptionConfiguration: { blockedIpRangeList: [10.0.0.0/8] }
  logs:
    type: aws-native:cognito:LogDeliveryConfiguration
    properties:
      userPoolId: \${pool.userPoolId}
      logConfigurations:
        - logLevel: ERROR
          eventSource: userNotification
          cloudWatchLogsConfiguration: { logGroupArn: "arn:aws:logs:us-east-1:123456789012:log-group:any" }
  branding:
    type: aws-native:cognito:ManagedLoginBranding
    properties:
      userPoolId: \${pool.userPoolId}
      clientId: \${client.clientId}
      returnMergedResources: false
      settings: { components: { form: { borderRadius: 4.5, logo: { enabled: true } } } }
      assets: [{ category: FORM_LOGO, colorMode: LIGHT, extension: PNG, bytes: "iVBORw0KGgo=" }]
  terms:
    type: aws-native:cognito:Terms
    properties:
      userPoolId: \${pool.userPoolId}
      clientId: \${client.clientId}
      termsName: terms-of-use
      termsSource: LINK
      enforcement: NONE
      links: { "cognito:default": "https://example.com/terms", "cognito:french": "https://example.com/fr" }
  replica:
    type: aws-native:cognito:UserPoolReplica
    properties: { userPoolId: "\${pool.userPoolId}", regionName: us-west-2, userPoolTagsAtCreate: { stage: test } }
  regional:
    type: aws-native:cognito:UserPoolRegionalConfigurationAttachment
    properties: { userPoolId: "\${pool.userPoolId}", status: ACTIVE }
    options: { dependsOn: ["\${replica}"] }
`;

/** The same with each of them changed, and with what is only written taken away. */
export const otherTypesChanged = otherTypes
  .replace("lightgray", "gray")
  .replace("highAction: { eventAction: BLOCK", "highAction: { eventAction: MFA_REQUIRED")
  .replace(/ +riskExceptionConfiguration.*\n/, "")
  .replace("logLevel: ERROR", "logLevel: INFO")
  .replace("eventSource: userNotification", "eventSource: userAuthEvents")
  .replace(/ +returnMergedResources.*\n/, "")
  .replace("borderRadius: 4.5", "borderRadius: 8")
  .replace("termsName: terms-of-use", "termsName: privacy-policy")
  .replace("cognito:french", "cognito:german")
  .replace("status: ACTIVE", "status: INACTIVE");

/** A role with which messages are sent, and a function that a pool calls, with the role and the permission that it needs. */
export const companions = `
resources:
  sender:
    type: aws-native:iam:Role
    properties:
      assumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { Service: cognito-idp.amazonaws.com }
            Action: sts:AssumeRole
            Condition: { StringEquals: { "sts:ExternalId": pulumi } }
      policies:
        - policyName: send
          policyDocument:
            Version: "2012-10-17"
            Statement: [{ Effect: Allow, Action: "sns:Publish", Resource: "*" }]
  texting:
    type: aws-native:cognito:UserPool
    properties:
      userPoolName: texting
      autoVerifiedAttributes: [phone_number]
      smsConfiguration: { snsCallerArn: "\${sender.arn}", externalId: pulumi }
  runner:
    type: aws-native:iam:Role
    properties:
      assumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: "sts:AssumeRole" }]
      managedPolicyArns: ["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"]
  confirm:
    type: aws-native:lambda:Function
    properties:
      role: \${runner.arn}
      runtime: nodejs20.x
      handler: index.handler
      code:
        zipFile: "exports.handler = async (event) => ({ ...event, response: { autoConfirmUser: true } });"
  triggered:
    type: aws-native:cognito:UserPool
    properties:
      userPoolName: triggered
      lambdaConfig: { preSignUp: "\${confirm.arn}" }
  permission:
    type: aws-native:lambda:Permission
    properties:
      action: lambda:InvokeFunction
      functionName: \${confirm.functionName}
      principal: cognito-idp.amazonaws.com
      sourceArn: \${triggered.arn}
`;

/** The same with another policy and other code. */
export const companionsChanged = companions
  .replace("sns:Publish", "sns:*")
  .replace("autoConfirmUser: true", "autoConfirmUser: false");
