// What an application needs around its users: factors, functions, clients, a domain, groups, scopes, identity providers.
import { CfnOutput, Duration, RemovalPolicy, SecretValue, Stack } from "aws-cdk-lib";
import {
  AccountRecovery,
  CfnUserPoolGroup,
  CfnUserPoolUser,
  CfnUserPoolUserToGroupAttachment,
  ClientAttributes,
  Mfa,
  OAuthScope,
  ProviderAttribute,
  ResourceServerScope,
  UserPool,
  UserPoolClientIdentityProvider,
  UserPoolIdentityProviderGoogle,
  UserPoolIdentityProviderOidc,
  UserPoolOperation,
} from "aws-cdk-lib/aws-cognito";
import { Code, Function as Lambda, Runtime } from "aws-cdk-lib/aws-lambda";

export class Identity extends Stack {
  constructor(scope, id, props) {
    super(scope, id, props);
    const pool = new UserPool(this, "Pool", {
      userPoolName: "identity",
      selfSignUpEnabled: true,
      signInAliases: { email: true },
      autoVerify: { email: true },
      mfa: Mfa.OPTIONAL,
      mfaSecondFactor: { sms: true, otp: true },
      passwordPolicy: { minLength: 12, tempPasswordValidity: Duration.days(3) },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      removalPolicy: RemovalPolicy.DESTROY,
    });

    const greeting = new Lambda(this, "Greeting", {
      runtime: Runtime.NODEJS_22_X,
      handler: "index.handler",
      code: Code.fromInline("exports.handler = async (event) => event;"),
    });
    pool.addTrigger(UserPoolOperation.POST_CONFIRMATION, greeting);

    const google = new UserPoolIdentityProviderGoogle(this, "Google", {
      userPool: pool,
      clientId: "google-client",
      clientSecretValue: SecretValue.unsafePlainText("google-secret"),
      scopes: ["openid", "email"],
      attributeMapping: { email: ProviderAttribute.GOOGLE_EMAIL },
    });
    const company = new UserPoolIdentityProviderOidc(this, "Company", {
      userPool: pool,
      name: "Company",
      clientId: "company-client",
      clientSecret: "company-secret",
      issuerUrl: "https://login.example.com",
      endpoints: {
        authorization: "https://login.example.com/authorize",
        token: "https://login.example.com/token",
        userInfo: "https://login.example.com/userinfo",
        jwksUri: "https://login.example.com/keys",
      },
    });

    const read = new ResourceServerScope({ scopeName: "read", scopeDescription: "Read orders" });
    const orders = pool.addResourceServer("Orders", { identifier: "orders", scopes: [read] });

    const web = pool.addClient("Web", {
      authFlows: { userSrp: true, userPassword: true },
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.resourceServer(orders, read)],
        callbackUrls: ["https://app.example.com/callback"],
        logoutUrls: ["https://app.example.com/"],
      },
      supportedIdentityProviders: [
        UserPoolClientIdentityProvider.COGNITO,
        UserPoolClientIdentityProvider.GOOGLE,
        UserPoolClientIdentityProvider.custom(company.providerName),
      ],
      readAttributes: new ClientAttributes().withStandardAttributes({ email: true, emailVerified: true }),
      preventUserExistenceErrors: true,
    });
    web.node.addDependency(google, company);
    const machine = pool.addClient("Machine", {
      generateSecret: true,
      oAuth: { flows: { clientCredentials: true }, scopes: [OAuthScope.resourceServer(orders, read)] },
    });

    pool.addDomain("Domain", { cognitoDomain: { domainPrefix: `identity-${this.account}` } });

    const admins = new CfnUserPoolGroup(this, "Admins", {
      userPoolId: pool.userPoolId,
      groupName: "admins",
      precedence: 1,
    });
    const root = new CfnUserPoolUser(this, "Root", {
      userPoolId: pool.userPoolId,
      username: "root@example.com",
      messageAction: "SUPPRESS",
      userAttributes: [
        { name: "email", value: "root@example.com" },
        { name: "email_verified", value: "true" },
      ],
    });
    const membership = new CfnUserPoolUserToGroupAttachment(this, "RootIsAdmin", {
      userPoolId: pool.userPoolId,
      groupName: admins.groupName,
      username: root.username,
    });
    membership.addResourceDependency(admins);
    membership.addResourceDependency(root);

    new CfnOutput(this, "PoolId", { value: pool.userPoolId });
    new CfnOutput(this, "WebClientId", { value: web.userPoolClientId });
    // Reading the secret makes the CDK look it up by a function of its own: Poolhouse answers that look-up itself.
    new CfnOutput(this, "MachineSecret", { value: machine.userPoolClientSecret.unsafeUnwrap() });
  }
}
