import { cognito } from "@pulumi/aws-native";
import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();

const pool = new cognito.UserPool("pool", {
  userPoolName: "identity",
  autoVerifiedAttributes: ["email"],
  mfaConfiguration: "OPTIONAL",
  enabledMfas: ["SOFTWARE_TOKEN_MFA"],
  policies: { passwordPolicy: { minimumLength: config.requireNumber("passwordLength") } },
  schema: [{ name: "tenant", attributeDataType: "String", mutable: true }],
  userPoolTags: { owner: "platform" },
});

new cognito.UserPoolDomain("domain", { userPoolId: pool.userPoolId, domain: "identity-typescript" });

const orders = new cognito.UserPoolResourceServer("orders", {
  userPoolId: pool.userPoolId,
  identifier: "https://orders.example.com",
  name: "orders",
  scopes: [
    { scopeName: "read", scopeDescription: "Read orders" },
    { scopeName: "write", scopeDescription: "Change orders" },
  ],
});

const partner = new cognito.UserPoolIdentityProvider("partner", {
  userPoolId: pool.userPoolId,
  providerName: "Partner",
  providerType: "OIDC",
  providerDetails: {
    client_id: "partner-client",
    client_secret: "partner-secret",
    attributes_request_method: "GET",
    authorize_scopes: "openid email",
    oidc_issuer: "https://partner.example.com",
    authorize_url: "https://partner.example.com/authorize",
    token_url: "https://partner.example.com/token",
    attributes_url: "https://partner.example.com/userinfo",
    jwks_uri: "https://partner.example.com/jwks",
  },
  attributeMapping: { email: "email" },
});

const client = new cognito.UserPoolClient("client", {
  userPoolId: pool.userPoolId,
  clientName: "web",
  explicitAuthFlows: ["ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
  allowedOAuthFlowsUserPoolClient: true,
  allowedOAuthFlows: ["code"],
  allowedOAuthScopes: ["openid", pulumi.interpolate`${orders.identifier}/read`],
  callbackUrls: ["https://app.example.com/signed-in"],
  supportedIdentityProviders: ["COGNITO", partner.providerName],
  accessTokenValidity: 30,
  tokenValidityUnits: { accessToken: "minutes" },
});

const administrators = new cognito.UserPoolGroup("administrators", {
  userPoolId: pool.userPoolId,
  groupName: "administrators",
  description: "They may do more",
  precedence: 1,
});

const administrator = new cognito.UserPoolUser("administrator", {
  userPoolId: pool.userPoolId,
  username: "admin",
  userAttributes: [
    { name: "email", value: config.require("administratorEmail") },
    { name: "email_verified", value: "true" },
    { name: "custom:tenant", value: "acme" },
  ],
  desiredDeliveryMediums: ["EMAIL"],
  forceAliasCreation: false,
  messageAction: "SUPPRESS",
  clientMetadata: { origin: "pulumi" },
  validationData: [{ name: "badge", value: "7" }],
});

new cognito.UserPoolUserToGroupAttachment("membership", {
  userPoolId: pool.userPoolId,
  groupName: administrators.groupName.apply(String),
  username: administrator.username.apply(String),
});

export const poolId = pool.userPoolId;
export const clientId = client.clientId;
export const administratorName = administrator.username;
export const administratorId = administrator.id;
