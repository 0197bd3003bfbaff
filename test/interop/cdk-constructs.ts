/**
 * Stacks in the CDK's own words, one per name: between them every property of its user-pool constructs, every kind of
 * identity provider, function and factor, and the plain types that have no construct. They test nothing themselves.
 */
import { Aws, CfnOutput, Duration, RemovalPolicy, SecretValue, type Stack, Tags } from "aws-cdk-lib";
import { Certificate } from "aws-cdk-lib/aws-certificatemanager";
import {
  AccountRecovery,
  AdvancedSecurityMode,
  BooleanAttribute,
  CfnLogDeliveryConfiguration,
  CfnManagedLoginBranding,
  CfnTerms,
  CfnUserPool,
  CfnUserPoolReplica,
  CfnUserPoolRiskConfigurationAttachment,
  CfnUserPoolUICustomizationAttachment,
  CfnUserPoolUser,
  CfnUserPoolUserToGroupAttachment,
  ClientAttributes,
  CustomThreatProtectionMode,
  DateTimeAttribute,
  FeaturePlan,
  LambdaVersion,
  ManagedLoginVersion,
  Mfa,
  NumberAttribute,
  OAuthScope,
  OidcAttributeRequestMethod,
  PasskeyUserVerification,
  ProviderAttribute,
  ResourceServerScope,
  SigningAlgorithm,
  StandardThreatProtectionMode,
  StringAttribute,
  UserPool,
  UserPoolClientIdentityProvider,
  UserPoolDomain,
  UserPoolEmail,
  UserPoolGroup,
  UserPoolIdentityProviderAmazon,
  UserPoolIdentityProviderApple,
  UserPoolIdentityProviderFacebook,
  UserPoolIdentityProviderGoogle,
  UserPoolIdentityProviderOidc,
  UserPoolIdentityProviderSaml,
  UserPoolIdentityProviderSamlMetadata,
  UserPoolOperation,
  type UserPoolProps,
  VerificationEmailStyle,
} from "aws-cdk-lib/aws-cognito";
import {
  IdentityPool,
  IdentityPoolProviderUrl,
  RoleMappingMatchType,
  UserPoolAuthenticationProvider,
} from "aws-cdk-lib/aws-cognito-identitypool";
import { AccountRootPrincipal, ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Key } from "aws-cdk-lib/aws-kms";
import { Code, Function as Lambda, Runtime } from "aws-cdk-lib/aws-lambda";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { CfnApp } from "aws-cdk-lib/aws-pinpoint";

/** What a SAML identity provider says of itself, as short as it can be. */
const samlMetadata = [
  '<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://saml.example.com">',
  '<md:IDPSSODescriptor WantAuthnRequestsSigned="false" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">',
  '<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://saml.example.com/sso"/>',
  "</md:IDPSSODescriptor>",
  "</md:EntityDescriptor>",
].join("");

const removed = { removalPolicy: RemovalPolicy.DESTROY } as const;

const poolOf = (stack: Stack, props: UserPoolProps = {}): UserPool =>
  new UserPool(stack, "Pool", { ...removed, ...props });

const functionOf = (stack: Stack, id: string): Lambda =>
  new Lambda(stack, id, {
    runtime: Runtime.NODEJS_22_X,
    handler: "index.handler",
    code: Code.fromInline("exports.handler = async (event) => event;"),
  });

const roleOf = (stack: Stack, id: string, service = "cognito-idp.amazonaws.com"): Role =>
  new Role(stack, id, { assumedBy: new ServicePrincipal(service) });

/** Pools, by what they are about. */
const pools: Readonly<Record<string, (stack: Stack) => void>> = {
  plain: (stack) => {
    new CfnOutput(stack, "PoolId", { value: new UserPool(stack, "Pool").userPoolId });
  },
  naming: (stack) => {
    const pool = poolOf(stack, {
      userPoolName: "named",
      selfSignUpEnabled: true,
      signInAliases: { username: true, email: true, phone: true, preferredUsername: true },
      signInCaseSensitive: false,
      autoVerify: { email: true, phone: true },
      keepOriginal: { email: true, phone: true },
      userVerification: {
        emailSubject: "Verify",
        emailBody: "Your code is {####}",
        emailStyle: VerificationEmailStyle.CODE,
        smsMessage: "Code {####}",
      },
      userInvitation: {
        emailSubject: "Welcome",
        emailBody: "Hello {username}, your password is {####}",
        smsMessage: "Hello {username}, {####}",
      },
      passwordPolicy: {
        minLength: 14,
        requireLowercase: true,
        requireUppercase: false,
        requireDigits: true,
        requireSymbols: false,
        tempPasswordValidity: Duration.days(10),
        passwordHistorySize: 4,
      },
      accountRecovery: AccountRecovery.PHONE_AND_EMAIL,
    });
    Tags.of(pool).add("team", "identity");
    new CfnOutput(stack, "Arn", { value: pool.userPoolArn });
    new CfnOutput(stack, "Provider", { value: pool.userPoolProviderName });
    new CfnOutput(stack, "ProviderUrl", { value: pool.userPoolProviderUrl });
  },
  "sign-in by email, links": (stack) => {
    poolOf(stack, {
      signInAliases: { email: true },
      userVerification: { emailStyle: VerificationEmailStyle.LINK, emailBody: "Please {##Verify Email##}" },
      accountRecovery: AccountRecovery.NONE,
      keepOriginal: { email: true },
    });
  },
  "sign-in by phone, cased": (stack) => {
    poolOf(stack, {
      signInAliases: { phone: true },
      signInCaseSensitive: true,
      accountRecovery: AccountRecovery.PHONE_ONLY_WITHOUT_MFA,
      snsRegion: "us-west-2",
    });
  },
  attributes: (stack) => {
    const fixed = { required: true, mutable: false };
    const own = { required: true, mutable: true };
    poolOf(stack, {
      standardAttributes: {
        address: own,
        birthdate: own,
        email: own,
        familyName: fixed,
        gender: own,
        givenName: own,
        locale: own,
        middleName: own,
        fullname: fixed,
        nickname: own,
        phoneNumber: own,
        profilePicture: own,
        preferredUsername: own,
        profilePage: own,
        timezone: own,
        lastUpdateTime: own,
        website: { required: false, mutable: true },
      },
      customAttributes: {
        plain: new StringAttribute(),
        text: new StringAttribute({ minLen: 0, maxLen: 15, mutable: false }),
        short: new StringAttribute({ minLen: 3 }),
        number: new NumberAttribute({ min: 0, max: 20, mutable: true }),
        amount: new NumberAttribute(),
        flag: new BooleanAttribute({ mutable: true }),
        since: new DateTimeAttribute(),
      },
    });
  },
  "factors by message and by app": (stack) => {
    poolOf(stack, { mfa: Mfa.REQUIRED, mfaSecondFactor: { sms: true, otp: true }, mfaMessage: "Your code: {####}" });
  },
  "factors by message, with a role": (stack) => {
    poolOf(stack, { mfa: Mfa.OPTIONAL, smsRole: roleOf(stack, "Texts"), smsRoleExternalId: "texts" });
  },
  "factors by app": (stack) => {
    poolOf(stack, { mfa: Mfa.OPTIONAL, mfaSecondFactor: { sms: false, otp: true } });
  },
  "factors by email": (stack) => {
    poolOf(stack, {
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { sms: false, otp: true, email: true },
      email: UserPoolEmail.withSES({ fromEmail: "a@example.com", sesVerifiedDomain: "example.com" }),
      featurePlan: FeaturePlan.ESSENTIALS,
    });
  },
  "no factors": (stack) => {
    poolOf(stack, { mfa: Mfa.OFF, enableSmsRole: true });
  },
  "no role for messages": (stack) => {
    poolOf(stack, { mfa: Mfa.OFF, autoVerify: { email: true }, enableSmsRole: false });
  },
  "mail by Cognito": (stack) => {
    poolOf(stack, { email: UserPoolEmail.withCognito("replies@example.com") });
  },
  "mail by SES": (stack) => {
    poolOf(stack, {
      email: UserPoolEmail.withSES({
        sesRegion: "us-east-1",
        fromEmail: "noreply@example.com",
        fromName: "example@work",
        replyTo: "support@example.com",
        configurationSetName: "letters",
      }),
    });
  },
  devices: (stack) => {
    poolOf(stack, {
      deviceTracking: { challengeRequiredOnNewDevice: true, deviceOnlyRememberedOnUserPrompt: true },
    });
  },
  "advanced security": (stack) => {
    poolOf(stack, { advancedSecurityMode: AdvancedSecurityMode.ENFORCED, featurePlan: FeaturePlan.PLUS });
  },
  "threat protection": (stack) => {
    poolOf(stack, {
      featurePlan: FeaturePlan.PLUS,
      standardThreatProtectionMode: StandardThreatProtectionMode.AUDIT_ONLY,
      customThreatProtectionMode: CustomThreatProtectionMode.FULL_FUNCTION,
    });
  },
  "the small plan": (stack) => {
    poolOf(stack, { featurePlan: FeaturePlan.LITE });
  },
  "choice of first factor": (stack) => {
    poolOf(stack, {
      signInPolicy: { allowedFirstAuthFactors: { password: true, emailOtp: true, smsOtp: true, passkey: true } },
      enableSmsRole: true,
      passkeyRelyingPartyId: "auth.example.com",
      passkeyUserVerification: PasskeyUserVerification.REQUIRED,
      featurePlan: FeaturePlan.ESSENTIALS,
    });
  },
  "without protection from deletion": (stack) => {
    poolOf(stack, { deletionProtection: false });
  },
  functions: (stack) => {
    const pool = poolOf(stack, {
      lambdaTriggers: {
        createAuthChallenge: functionOf(stack, "CreateAuthChallenge"),
        customMessage: functionOf(stack, "CustomMessage"),
        defineAuthChallenge: functionOf(stack, "DefineAuthChallenge"),
        postAuthentication: functionOf(stack, "PostAuthentication"),
        postConfirmation: functionOf(stack, "PostConfirmation"),
        preAuthentication: functionOf(stack, "PreAuthentication"),
        preSignUp: functionOf(stack, "PreSignUp"),
        preTokenGeneration: functionOf(stack, "PreTokenGeneration"),
        userMigration: functionOf(stack, "UserMigration"),
      },
    });
    pool.addTrigger(UserPoolOperation.VERIFY_AUTH_CHALLENGE_RESPONSE, functionOf(stack, "VerifyAuthChallenge"));
  },
  "functions that send": (stack) => {
    poolOf(stack, {
      customSenderKmsKey: new Key(stack, "Key", removed),
      lambdaTriggers: {
        customEmailSender: functionOf(stack, "Mails"),
        customSmsSender: functionOf(stack, "Texts"),
      },
    });
  },
  "functions for tokens": (stack) => {
    const pool = poolOf(stack, { featurePlan: FeaturePlan.ESSENTIALS });
    pool.addTrigger(UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG, functionOf(stack, "Claims"), LambdaVersion.V3_0);
  },
};

/** Clients, domains, groups and scopes. */
const around: Readonly<Record<string, (stack: Stack) => void>> = {
  "a plain client": (stack) => {
    const client = poolOf(stack).addClient("Client");
    new CfnOutput(stack, "ClientId", { value: client.userPoolClientId });
  },
  "a client with everything": (stack) => {
    const pool = poolOf(stack, {
      signInAliases: { email: true, username: true },
      customAttributes: { tier: new StringAttribute({ mutable: true }) },
    });
    const read = new ResourceServerScope({ scopeName: "read", scopeDescription: "Read" });
    const orders = pool.addResourceServer("Orders", { identifier: "orders", scopes: [read] });
    const client = pool.addClient("Client", {
      userPoolClientName: "everything",
      generateSecret: true,
      authFlows: { adminUserPassword: true, custom: true, userPassword: true, userSrp: true, user: true },
      oAuth: {
        flows: { authorizationCodeGrant: true, implicitCodeGrant: true },
        scopes: [
          OAuthScope.PHONE,
          OAuthScope.EMAIL,
          OAuthScope.OPENID,
          OAuthScope.PROFILE,
          OAuthScope.COGNITO_ADMIN,
          OAuthScope.resourceServer(orders, read),
        ],
        callbackUrls: ["https://app.example.com/home", "https://app.example.com/users"],
        logoutUrls: ["https://app.example.com/out"],
        defaultRedirectUri: "https://app.example.com/home",
      },
      preventUserExistenceErrors: true,
      supportedIdentityProviders: [UserPoolClientIdentityProvider.COGNITO],
      authSessionValidity: Duration.minutes(10),
      idTokenValidity: Duration.minutes(15),
      accessTokenValidity: Duration.minutes(20),
      refreshTokenValidity: Duration.hours(5),
      readAttributes: new ClientAttributes()
        .withStandardAttributes({ email: true, emailVerified: true, fullname: true, phoneNumberVerified: true })
        .withCustomAttributes("tier"),
      writeAttributes: new ClientAttributes().withStandardAttributes({ email: true, fullname: true }),
      enableTokenRevocation: true,
      enablePropagateAdditionalUserContextData: true,
    });
    new CfnOutput(stack, "Secret", { value: client.userPoolClientSecret.unsafeUnwrap() });
  },
  "a client with rotation": (stack) => {
    poolOf(stack).addClient("Client", {
      authFlows: { userSrp: true },
      refreshTokenRotationGracePeriod: Duration.seconds(40),
      disableOAuth: true,
    });
  },
  "a client with analytics": (stack) => {
    poolOf(stack).addClient("Client", {
      analytics: {
        applicationId: "0123456789abcdef0123456789abcdef",
        externalId: "analytics",
        role: roleOf(stack, "Analytics"),
        shareUserData: true,
      },
    });
  },
  "a client with analytics of an application": (stack) => {
    poolOf(stack).addClient("Client", {
      analytics: { application: new CfnApp(stack, "Application", { name: "application" }), shareUserData: false },
    });
  },
  "a machine's client": (stack) => {
    const pool = poolOf(stack);
    const scopes = ["read", "write"].map(
      (scopeName) => new ResourceServerScope({ scopeName, scopeDescription: `May ${scopeName}` }),
    );
    const server = pool.addResourceServer("Server", {
      identifier: "https://api.example.com",
      userPoolResourceServerName: "api",
      scopes,
    });
    pool.addClient("Client", {
      generateSecret: true,
      oAuth: {
        flows: { clientCredentials: true },
        scopes: scopes.map((scope) => OAuthScope.resourceServer(server, scope)),
      },
    });
    pool.addResourceServer("Empty", { identifier: "empty" });
  },
  "a prefix domain": (stack) => {
    const pool = poolOf(stack);
    const domain = pool.addDomain("Domain", {
      cognitoDomain: { domainPrefix: "constructs-prefix" },
      managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });
    const client = pool.addClient("Client", { oAuth: { callbackUrls: ["https://app.example.com/"] } });
    new CfnOutput(stack, "BaseUrl", { value: domain.baseUrl() });
    new CfnOutput(stack, "SignIn", { value: domain.signInUrl(client, { redirectUri: "https://app.example.com/" }) });
    new CfnOutput(stack, "Distribution", { value: domain.cloudFrontEndpoint });
  },
  "an older prefix domain": (stack) => {
    const domain = new UserPoolDomain(stack, "Domain", {
      userPool: poolOf(stack),
      cognitoDomain: { domainPrefix: "constructs-older" },
      managedLoginVersion: ManagedLoginVersion.CLASSIC_HOSTED_UI,
    });
    new CfnOutput(stack, "Distribution", { value: domain.cloudFrontDomainName });
  },
  "a custom domain": (stack) => {
    const arn = `arn:aws:acm:us-east-1:${Aws.ACCOUNT_ID}:certificate/11112222-3333-4444-1111-222233334444`;
    const domain = poolOf(stack).addDomain("Domain", {
      customDomain: {
        domainName: "constructs.example.com",
        certificate: Certificate.fromCertificateArn(stack, "Certificate", arn),
      },
    });
    new CfnOutput(stack, "Distribution", { value: domain.cloudFrontEndpoint });
  },
  groups: (stack) => {
    const pool = poolOf(stack);
    const role = roleOf(stack, "Administration", "ec2.amazonaws.com");
    pool.addGroup("Administrators", { groupName: "administrators", description: "All", precedence: 0, role });
    new UserPoolGroup(stack, "Unnamed", { userPool: pool });
    const user = new CfnUserPoolUser(stack, "Ada", {
      userPoolId: pool.userPoolId,
      username: "ada",
      messageAction: "SUPPRESS",
      userAttributes: [{ name: "email", value: "ada@example.com" }],
    });
    new CfnUserPoolUserToGroupAttachment(stack, "Member", {
      userPoolId: pool.userPoolId,
      groupName: new UserPoolGroup(stack, "Staff", { userPool: pool, groupName: "staff" }).groupName,
      username: user.ref,
    });
    const importer = functionOf(stack, "Importer");
    pool.grant(importer, "cognito-idp:AdminCreateUser");
  },
};

const people = { email: ProviderAttribute.other("email"), givenName: ProviderAttribute.other("first") };

/** Identity providers, each with a client that uses it. */
const providers: Readonly<Record<string, (stack: Stack) => void>> = {
  social: (stack) => {
    const userPool = poolOf(stack, { customAttributes: { zip: new StringAttribute({ mutable: true }) } });
    const all = [
      new UserPoolIdentityProviderAmazon(stack, "Amazon", {
        userPool,
        clientId: "amazon",
        clientSecret: "secret",
        scopes: ["profile", "postal_code"],
        attributeMapping: {
          fullname: ProviderAttribute.AMAZON_NAME,
          custom: { "custom:zip": ProviderAttribute.AMAZON_POSTAL_CODE },
        },
      }),
      new UserPoolIdentityProviderApple(stack, "Apple", {
        userPool,
        clientId: "com.example.app",
        teamId: "TEAM012345",
        keyId: "KEY0123456",
        privateKeyValue: SecretValue.unsafePlainText("PRIVATEKEY"),
        scopes: ["email", "name"],
        attributeMapping: { email: ProviderAttribute.APPLE_EMAIL, familyName: ProviderAttribute.APPLE_LAST_NAME },
      }),
      new UserPoolIdentityProviderFacebook(stack, "Facebook", {
        userPool,
        clientId: "facebook",
        clientSecret: "secret",
        apiVersion: "v19.0",
        scopes: ["public_profile", "email"],
        attributeMapping: { email: ProviderAttribute.FACEBOOK_EMAIL, locale: ProviderAttribute.FACEBOOK_LOCALE },
      }),
      new UserPoolIdentityProviderGoogle(stack, "Google", {
        userPool,
        clientId: "google",
        clientSecretValue: SecretValue.unsafePlainText("secret"),
        attributeMapping: {
          email: ProviderAttribute.GOOGLE_EMAIL,
          emailVerified: ProviderAttribute.GOOGLE_EMAIL_VERIFIED,
        },
      }),
    ];
    const client = userPool.addClient("Client");
    client.node.addDependency(...all);
  },
  oidc: (stack) => {
    const userPool = poolOf(stack);
    new UserPoolIdentityProviderOidc(stack, "Unnamed", {
      userPool,
      clientId: "client",
      clientSecret: "secret",
      issuerUrl: "https://login.example.com",
      endpoints: {
        authorization: "https://login.example.com/authorize",
        token: "https://login.example.com/token",
        userInfo: "https://login.example.com/userinfo",
        jwksUri: "https://login.example.com/keys",
      },
    });
    const named = new UserPoolIdentityProviderOidc(stack, "Named", {
      userPool,
      name: "company",
      clientId: "client",
      clientSecret: "secret",
      issuerUrl: "https://sso.example.com",
      scopes: ["openid", "email"],
      identifiers: ["example.com", "example.org"],
      attributeRequestMethod: OidcAttributeRequestMethod.POST,
      attributeMapping: people,
      endpoints: {
        authorization: "https://sso.example.com/authorize",
        token: "https://sso.example.com/token",
        userInfo: "https://sso.example.com/userinfo",
        jwksUri: "https://sso.example.com/keys",
      },
    });
    userPool.addClient("Client", {
      supportedIdentityProviders: [UserPoolClientIdentityProvider.custom(named.providerName)],
    });
  },
  saml: (stack) => {
    const userPool = poolOf(stack);
    const metadata = UserPoolIdentityProviderSamlMetadata.file(samlMetadata);
    new UserPoolIdentityProviderSaml(stack, "Plain", { userPool, name: "plain", metadata });
    new UserPoolIdentityProviderSaml(stack, "Full", {
      userPool,
      name: "full",
      metadata,
      identifiers: ["saml.example.com"],
      idpSignout: true,
      encryptedResponses: true,
      requestSigningAlgorithm: SigningAlgorithm.RSA_SHA256,
      idpInitiated: true,
      attributeMapping: people,
    });
  },
};

/** Types without a construct of their own, and those beside user pools. */
const others: Readonly<Record<string, (stack: Stack) => void>> = {
  appearance: (stack) => {
    const pool = poolOf(stack);
    const userPoolId = pool.userPoolId;
    const domain = pool.addDomain("Domain", { cognitoDomain: { domainPrefix: "constructs-looks" } });
    const [web, app] = [pool.addClient("Web"), pool.addClient("App")];
    new CfnManagedLoginBranding(stack, "Branding", {
      userPoolId,
      clientId: web.userPoolClientId,
      useCognitoProvidedValues: true,
    });
    new CfnManagedLoginBranding(stack, "OwnBranding", {
      userPoolId,
      clientId: app.userPoolClientId,
      settings: { categories: { global: { colorSchemeMode: "DARK" } } },
    });
    new CfnTerms(stack, "Terms", {
      userPoolId,
      clientId: web.userPoolClientId,
      termsName: "terms-of-use",
      termsSource: "LINK",
      enforcement: "NONE",
      links: { "cognito:default": "https://example.com/terms", "cognito:french": "https://example.com/fr" },
    });
    const style = new CfnUserPoolUICustomizationAttachment(stack, "Style", {
      userPoolId,
      clientId: "ALL",
      css: ".banner-customizable { background-color: lightgray; }",
    });
    style.node.addDependency(domain);
  },
  watching: (stack) => {
    const pool = poolOf(stack, {
      featurePlan: FeaturePlan.PLUS,
      standardThreatProtectionMode: StandardThreatProtectionMode.FULL_FUNCTION,
    });
    new CfnUserPoolRiskConfigurationAttachment(stack, "Risk", {
      userPoolId: pool.userPoolId,
      clientId: "ALL",
      compromisedCredentialsRiskConfiguration: { actions: { eventAction: "BLOCK" }, eventFilter: ["SIGN_IN"] },
      accountTakeoverRiskConfiguration: {
        actions: {
          lowAction: { eventAction: "NO_ACTION", notify: false },
          mediumAction: { eventAction: "MFA_IF_CONFIGURED", notify: true },
          highAction: { eventAction: "BLOCK", notify: true },
        },
        notifyConfiguration: {
          sourceArn: `arn:aws:ses:us-east-1:${Aws.ACCOUNT_ID}:identity/noreply@example.com`,
          from: "noreply@example.com",
          blockEmail: { subject: "Blocked", textBody: "Blocked", htmlBody: "<p>Blocked</p>" },
          mfaEmail: { subject: "Code", textBody: "Your code" },
          noActionEmail: { subject: "Hm", textBody: "A sign-in" },
        },
      },
      riskExceptionConfiguration: { blockedIpRangeList: ["10.0.0.0/8"], skippedIpRangeList: ["192.168.0.0/16"] },
    });
    const group = new LogGroup(stack, "Log", removed);
    new CfnLogDeliveryConfiguration(stack, "Delivery", {
      userPoolId: pool.userPoolId,
      logConfigurations: [
        {
          eventSource: "userNotification",
          logLevel: "ERROR",
          cloudWatchLogsConfiguration: {
            logGroupArn: `arn:aws:logs:${Aws.REGION}:${Aws.ACCOUNT_ID}:log-group:${group.logGroupName}`,
          },
        },
      ],
    });
  },
  "the plain types": (stack) => {
    const pool = new CfnUserPool(stack, "Pool", {
      userPoolName: "plain-types",
      usernameAttributes: ["email"],
      usernameConfiguration: { caseSensitive: false },
      schema: [
        { name: "email", attributeDataType: "String", required: true, mutable: true },
        { name: "level", attributeDataType: "Number", numberAttributeConstraints: { minValue: "1", maxValue: "9" } },
        { name: "secret", attributeDataType: "String", developerOnlyAttribute: false, mutable: true },
      ],
      policies: { passwordPolicy: { minimumLength: 10, requireSymbols: false } },
      userPoolTags: { owner: "ada" },
      userPoolTier: "ESSENTIALS",
      verificationMessageTemplate: { defaultEmailOption: "CONFIRM_WITH_CODE", emailSubject: "Code" },
      adminCreateUserConfig: { allowAdminCreateUserOnly: true },
      deletionProtection: "INACTIVE",
    });
    pool.applyRemovalPolicy(RemovalPolicy.DESTROY);
    const user = new CfnUserPoolUser(stack, "User", {
      userPoolId: pool.ref,
      username: "grace@example.com",
      messageAction: "SUPPRESS",
      forceAliasCreation: true,
      userAttributes: [
        { name: "email", value: "grace@example.com" },
        { name: "email_verified", value: "True" },
      ],
    });
    user.addPropertyOverride("ClientMetadata", { attempt: 1, first: true, source: "cdk" });
  },
  "a replica": (stack) => {
    new CfnUserPoolReplica(stack, "Replica", { userPoolId: poolOf(stack).userPoolId, regionName: "us-west-2" });
  },
  "an identity pool": (stack) => {
    const userPool = poolOf(stack);
    const userPoolClient = userPool.addClient("Client");
    const identityPool = new IdentityPool(stack, "Identities", {
      identityPoolName: "identities",
      allowUnauthenticatedIdentities: true,
      allowClassicFlow: true,
      authenticationProviders: {
        google: { clientId: "google" },
        facebook: { appId: "facebook" },
        amazon: { appId: "amzn1.application.12345" },
        userPools: [new UserPoolAuthenticationProvider({ userPool, userPoolClient })],
      },
      roleMappings: [
        {
          providerUrl: IdentityPoolProviderUrl.userPool(userPool, userPoolClient),
          mappingKey: "cognito",
          rules: [
            {
              claim: "custom:admin",
              claimValue: "admin",
              matchType: RoleMappingMatchType.EQUALS,
              mappedRole: new Role(stack, "Mapped", {
                assumedBy: new AccountRootPrincipal(),
                managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName("ReadOnlyAccess")],
              }),
            },
          ],
        },
      ],
    });
    identityPool.authenticatedRole.addToPrincipalPolicy(
      new PolicyStatement({ actions: ["s3:GetObject"], resources: ["*"] }),
    );
    new CfnOutput(stack, "IdentityPoolId", { value: identityPool.identityPoolId });
    new CfnOutput(stack, "IdentityPoolArn", { value: identityPool.identityPoolArn });
  },
};

/** Every stack by its name. */
export const constructStacks: Readonly<Record<string, (stack: Stack) => void>> = {
  ...pools,
  ...around,
  ...providers,
  ...others,
};
