/**
 * Settings that are stored and shown but have no effect, because what they configure lies outside a user pool or is not
 * built yet. The list is closed: every other setting is honoured or refused. The coverage page and the start of
 * a server show it.
 */

/** One accepted setting: where it is set, and what does not happen. */
export interface NotSimulated {
  readonly setting: string;
  readonly effect: string;
}

export const notSimulated: readonly NotSimulated[] = [
  {
    setting: "SmsConfiguration (SnsCallerArn, ExternalId)",
    effect: "texts go by the installation's own sender; no role is assumed",
  },
  {
    setting: "EmailConfiguration (SourceArn, ConfigurationSet)",
    effect: "passed on to an SES endpoint; without effect by SMTP; no identity is asked",
  },
  {
    setting: "Log delivery (SetLogDeliveryConfiguration) to a destination that no endpoint serves",
    effect: "without an endpoint nothing is sent; SetLogDeliveryConfiguration warns in the log",
  },
  {
    setting: "UI customization (SetUICustomization)",
    effect: "checked and shown, the logo is served; the pages that wear them are not open yet",
  },
  {
    setting: "CallbackURLs, LogoutURLs, DefaultRedirectURI, AllowedOAuthFlows, AllowedOAuthScopes",
    effect: "checked and shown; scopes bind GetClientToken and GetDerivedToken; the OAuth endpoints are not open yet",
  },
  {
    setting: "Identity providers, SupportedIdentityProviders, linked identities",
    effect: "checked and shown; nobody can sign in at a provider yet",
  },
  {
    setting: "Resource servers and their scopes",
    effect: "in tokens of GetClientToken and GetDerivedToken; the OAuth endpoints are not open yet",
  },
  {
    setting: "Domains, ManagedLoginVersion",
    effect: "names are kept unique, links of confirmation lead there; the other pages behind them are not open yet",
  },
  {
    setting: "Managed login branding (Settings, Assets, ReturnMergedResources)",
    effect: "checked and shown; the pages are not open yet, and Cognito's own images are not part of this server",
  },
  {
    setting: "CloudWatchLogsRoleArn of user import jobs",
    effect: "no role is assumed; the logs of jobs are kept here and read by the CloudWatch Logs companion",
  },
  { setting: "Terms documents (Links, Enforcement)", effect: "checked and shown; the sign-up page is not open yet" },
  {
    setting: "SSOSession (SetUserPoolClientSessionConfiguration)",
    effect: "checked and shown; there is no session of managed login yet",
  },
  {
    setting: "User pool replicas and their regional configuration",
    effect:
      "recorded with role and status; nothing is copied, no other region answers, no multi-region key is asked for",
  },
  { setting: "UserPoolTier", effect: "nothing is billed; a tier that a caller names limits features as documented" },
  { setting: "KeyConfiguration", effect: "the store is encrypted under the installation's master key" },
  { setting: "IssuerConfiguration", effect: "the issuer is the installation's, by --issuer" },
  { setting: "AnalyticsConfiguration, AnalyticsMetadata", effect: "nothing is sent to Pinpoint" },
  { setting: "CustomDomainConfig.CertificateArn", effect: "TLS is the installation's, by --tls-cert" },
  {
    setting: "Lambda: DestinationConfig of a queue, topic, event bus or bucket; DeadLetterConfig",
    effect: "checked and shown; nothing is sent there, and a warning in the log says which record was not",
  },
  { setting: "CloudFormation stack tags", effect: "kept and shown on the stack, not passed on to pools" },
  { setting: "CloudFormation NotificationARNs", effect: "nothing is sent" },
  { setting: "CloudFormation and Cloud Control RoleARN", effect: "the calling access key is what is authorised" },
];
