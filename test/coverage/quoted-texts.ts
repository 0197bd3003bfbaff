/**
 * Every text that the service is known for certain to answer with, word for word; `<…>` stands for anything. Each is
 * provoked over HTTP in every whole run of the tests, or carries the reason why not.
 */

/** One text; without `reason` a run must have met it. */
export interface QuotedText {
  readonly text: string;
  readonly reason?: string;
  /** A run may meet it by chance. */
  readonly byChance?: true;
}

const imports = "a member of an answer and no failure; the tests of import jobs compare it";
const messages = "messages go to the inbox; no quota of AWS's mail service applies";
const outside = "depends on DNS, certificates or roles outside this server, which are not asked";

export const quotedTexts: readonly QuotedText[] = [
  {
    text: "1 validation error detected: Value at 'session' failed to satisfy constraint: Member must have length greater than or equal to 20",
  },
  { text: "USER_SRP_AUTH is not enabled for the client." },
  { text: "USER_PASSWORD_AUTH flow not enabled for this client" },
  { text: "Auth flow not enabled for this client" },
  { text: "CUSTOM_AUTH is not enabled for the client." },
  { text: "Initiate Auth method not supported" },
  { text: "Custom auth lambda trigger is not configured for the user pool." },
  { text: "User pool client <id> does not exist." },
  { text: "User pool <id> does not exist." },
  { text: "Client <id> is configured with secret but SECRET_HASH was not received" },
  { text: "Unable to verify secret hash for client <id>" },
  { text: "Incorrect username or password." },
  { text: "User does not exist." },
  { text: "User is disabled." },
  { text: "User is not confirmed." },
  { text: "Password reset required for the user" },
  { text: "Temporary password has expired and must be reset by an administrator." },
  {
    text: "User account has expired, it must be reset by an administrator.",
    reason: "the older wording of the line above",
  },
  { text: "Password attempts exceeded" },
  { text: "Unable to login because of security reasons." },
  { text: "PreAuthentication failed with error <message>." },
  { text: "PreSignUp failed with error <message>." },
  { text: "CustomMessage failed with error <message>." },
  { text: "Unrecognizable lambda output" },
  { text: "Invalid session for the user, session is expired." },
  { text: "Invalid session for the user, session can only be used once." },
  { text: "Invalid session for the user." },
  { text: "Invalid code received for user" },
  { text: "Your software token has already been used once." },
  { text: "Code mismatch and fail enable Software Token MFA" },
  { text: "User has not verified software token mfa" },
  { text: "User does not have delivery config set to turn on SOFTWARE_TOKEN_MFA" },
  { text: "Password does not conform to policy: Password not long enough" },
  { text: "Invalid attributes given, <attribute> is missing" },
  { text: "Cannot modify an already provided email" },
  { text: "Device does not exist." },
  { text: "Invalid Refresh Token." },
  { text: "Refresh Token has expired" },
  { text: "Refresh Token has been revoked" },
  { text: "Refresh token has been rotated." },
  { text: "Access Token has been revoked" },
  { text: "Access Token has expired" },
  { text: "Invalid Access Token" },
  { text: "Could not verify signature for Access Token" },
  { text: "Access Token does not have required scopes" },
  { text: "Invalid range for token validity." },
  { text: "Access and Id Token expiration times must be less than or equal to refresh token expiration times." },
  { text: "Auth flow name with prefix 'ALLOW' cannot be used with legacy auth flow names." },
  {
    text: "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.",
  },
  { text: "The provider <name> does not exist for User Pool <id>" },
  { text: "Invalid write attributes specified while creating a client" },
  { text: "Invalid read attributes specified while creating a client" },
  { text: "client_credentials flow can not be selected along with code flow or implicit flow." },
  { text: "client_credentials flow can not be selected if client does not have a client secret." },
  { text: "<scope> is not supported with client_credentials flow" },
  { text: "At least one of the MetadataURL or MetadataFile should be provided." },
  { text: "Only one of the MetadataURL or MetadataFile should be provided." },
  { text: "clientId, clientSecret and authorizeScopes are all required idp details." },
  { text: "clientId, privateKey, teamId, and keyId are all required idp details." },
  { text: "clientId, authorizeScopes, oidcIssuer and attributesRequestMethod are all required idp details." },
  { text: "Domain cannot contain reserved word: cognito" },
  { text: "Domain already associated with another user pool." },
  {
    text: "Custom domain is not a valid subdomain: Was not able to resolve the root domain, please ensure an A record exists for the root domain.",
    reason: outside,
  },
  {
    text: "The specified SSL certificate doesn't exist, isn't in us-east-1 region, isn't valid, or doesn't include a valid certificate chain.",
    reason: outside,
  },
  {
    text: "One or more of the CNAMEs you provided are already associated with a different resource",
    reason: outside,
  },
  { text: "A domain must be associated with this user pool." },
  {
    text: "Request validation Failed. Following event sources in request have no destination: [userNotification].",
  },
  {
    text: "Request validation Failed. Following event sources appear more then once in a request: [userNotification].",
  },
  { text: "The user import job has expired.", reason: imports },
  { text: "Import Job Completed Successfully.", reason: imports },
  { text: "No csv file was uploaded for <id>" },
  { text: "Too many users have failed or been skipped during the import.", reason: imports },
  { text: "Cannot reset password for the user as there is no registered/verified email or phone_number" },
  { text: "Invalid verification code provided, please try again." },
  { text: "Invalid code provided, please request a code again." },
  { text: "Attempt limit exceeded, please try after some time." },
  {
    text: "Exceeded daily email limit for the operation or the account. If a higher limit is required, please configure your user pool to use your own Amazon SES configuration for sending email.",
    reason: messages,
  },
  {
    text: "Rate exceeded",
    reason:
      "answered under overload and to those who lose a race again and again; src/surfaces/gateway.test.ts provokes it",
    byChance: true,
  },
  { text: "Too many requests" },
  {
    text: "1 validation error detected: Value 'phone_number_verified' at 'schema.1.member.name' failed to satisfy constraint: Member must have length less than or equal to 20",
  },
  { text: "Required custom attributes are not supported currently." },
  { text: "Invalid AttributeDataType input, consider using the provided AttributeDataType enum." },
  {
    text: "You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute <name>",
  },
  { text: "Only one of the aliasAttributes or usernameAttributes can be set in a User pool." },
  { text: "SMS configuration is required when phone_number is selected for auto verification" },
  {
    text: "SMS configuration and Auto verification for phone_number are required when MFA is required/optional",
  },
  { text: "Cannot turn MFA functionality ON, once the user pool has been created." },
  { text: "All attributes in AttributesRequireVerificationBeforeUpdate must exist in AutoVerifiedAttributes" },
  { text: "Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays" },
  { text: "Account Recovery Setting cannot use admin_only setting with any other recovery mechanisms." },
  { text: "Account Recovery Setting cannot have duplicate priorities or recovery mechanisms." },
  { text: "Password should be configured as one of the allowed first auth factors." },
  { text: "SMS_OTP can not be configured as AuthFactor as user pool is missing valid SMS configuration" },
  { text: "Only PASSWORD and WEB_AUTHN (if configured) can be enabled as an auth factor if MFA is enabled" },
  {
    text: "Cannot set WebAuthn factor configuration to SINGLE_FACTOR if MFA is required and WebAuthn is an allowed first auth factor",
  },
  {
    text: "The following features need to be disabled for the LITE pricing tier configured: Passwordless Sign-In",
  },
  { text: "Role does not have a trust relationship allowing Cognito to assume the role", reason: outside },
  { text: "Role does not have permission to publish with SNS", reason: outside },
  { text: "Invalid MFA configuration given, can't turn off MFA and configure an MFA together." },
  {
    text: "Cannot set EmailMfaConfiguration when user pool EmailConfiguration contains an EmailSendingAccount of COGNITO_DEFAULT.",
  },
  {
    text: "The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first.",
  },
  { text: "User pool cannot be deleted. It has a domain configured that should be deleted first." },
  {
    text: "1 validation error detected: Value '61' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 60",
  },
  {
    text: "1 validation error detected: Value '61' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 60",
  },
  { text: "Username should be an email." },
  { text: "Username should be either an email or a phone number." },
  { text: "Username cannot be of email format, since user pool is configured for email alias." },
  {
    text: "1 validation error detected: Value at 'username' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+",
  },
  { text: "A client attempted to write unauthorized attribute" },
  { text: "Attributes did not conform to the schema: email: The attribute is required\n" },
  { text: "Attributes did not conform to the schema: <name>: Attribute does not exist in the schema.\n" },
  { text: "Attributes did not conform to the schema: Type for attribute {custom:<name>} could not be determined" },
  { text: "Invalid user attributes: user.custom:<name>: Attribute does not exist in the schema.\n" },
  { text: "Invalid user attributes: user.custom:<name>: Attribute cannot be updated.\n" },
  { text: "user.custom:<name>: Attribute does not exist in the schema.\n" },
  { text: "user.custom:<name>: Attribute cannot be updated.\n" },
  { text: "Invalid email address format." },
  { text: "Invalid phone number format." },
  { text: "Email is required to verify/un-verify an email" },
  { text: "Phone Number is required to verify/un-verify a phone number" },
  { text: "Invalid attribute name. Only phone_number and email can be verified." },
  { text: "An account with the given email already exists." },
  { text: "An account with the given phone_number already exists." },
  { text: "An account with the email already exists." },
  { text: "User already exists" },
  { text: "User account already exists" },
  { text: "SignUp is not permitted for this user pool" },
  { text: "Client <id> is not configured for secret but secret hash was received" },
  { text: "Password did not conform with policy: <rule>" },
  { text: "Password did not conform with password policy: Password must have numeric characters" },
  { text: "Resend not possible. <username> status is not FORCE_CHANGE_PASSWORD" },
  { text: "User cannot be confirmed. Current status is CONFIRMED" },
  { text: "User is already confirmed." },
  { text: "Username/client id combination not found." },
  { text: "User password cannot be reset in the current state." },
  {
    text: "Merging is not currently supported, provide a SourceUser that has not been signed up in order to link",
  },
  { text: "SourceUser is already linked to DestinationUser" },
  { text: "useCognitoProvidedValues or settings should be specified (but not both)" },
  { text: "Invalid settings provided. Validation errors: [{property: $.<path>, errorType: UnknownProperty}]" },
];

/** The pattern behind a text: literal but for `<…>`. */
export function patternOf(text: string): RegExp {
  const literal = text.split(/<[^>]*>/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${literal.join("[\\s\\S]*")}$`);
}
