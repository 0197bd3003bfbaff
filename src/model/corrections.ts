/**
 * Where the live service differs from its published model, one row per difference, each with what it rests on. Rows with
 * a rule are applied by validate.ts; rows without are kept by the operation that the subject names.
 */
import type { OperationName } from "./generated/operations.js";

export type CorrectionRule =
  /** The order in which a message prints the values; values of the model that are missing here follow. */
  | { readonly kind: "enum-order"; readonly shape: string; readonly values: readonly string[] }
  /** A value that the service takes and the model lacks. */
  | { readonly kind: "enum-value"; readonly shape: string; readonly value: string }
  /** Who may call an operation, where the model says otherwise. */
  | { readonly kind: "callers"; readonly operation: OperationName; readonly callers: "anyone" | "either" }
  /** Another pattern than the model's; `testedAs` is the same language written without overlapping runs. */
  | { readonly kind: "pattern"; readonly shape: string; readonly pattern: string; readonly testedAs: string }
  /** A number that reads as this when it is absent, because the service holds it in a primitive. */
  | { readonly kind: "absent-value"; readonly shape: string; readonly value: number }
  /** Limits of one member of one operation's request. */
  | {
      readonly kind: "member";
      readonly operation: OperationName;
      readonly member: string;
      readonly min?: number;
      /** An empty text is the same as none. */
      readonly emptyIsAbsent?: true;
      /** Messages print the value although the shape is marked sensitive. */
      readonly printed?: true;
    }
  /** An exception that the operation answers with and the model does not list. */
  | { readonly kind: "error"; readonly operation: OperationName; readonly exception: string };

export interface Correction {
  readonly subject: string;
  readonly correction: string;
  readonly evidence: string;
  readonly rule?: CorrectionRule;
}

function printedOrder(shape: string, values: readonly string[], evidence: string): Correction {
  return {
    subject: shape,
    correction: `Messages print the values as [${values.join(", ")}].`,
    evidence,
    rule: { kind: "enum-order", shape, values },
  };
}

export const corrections: readonly Correction[] = [
  printedOrder(
    "UserPoolMfaType",
    ["OPTIONAL", "OFF", "ON"],
    "CloudFormation failures quoted in public issues, since 2018",
  ),
  printedOrder(
    "EventSourceName",
    ["userAuthEvents", "userNotification"],
    "floci pull request 2867: measured on the service, 2026",
  ),
  {
    subject: "SetLogDeliveryConfiguration",
    correction: "Event sources without a destination, or named twice, are refused in one text that lists them.",
    evidence: "floci pull request 2867: measured on the service, 2026",
  },
  {
    subject: "SetUICustomization",
    correction: "Sheet and logo are set together: what is not sent is taken away.",
    evidence: "Cognito developer guide, customising the hosted UI",
  },
  printedOrder("VerifiedAttributeType", ["phone_number", "email"], "deployments checked against the service, 2026"),
  printedOrder(
    "AttributeDataType",
    ["Boolean", "Number", "String", "DateTime"],
    "CloudFormation failures quoted in public issues",
  ),
  printedOrder(
    "EventFilterType",
    ["SIGN_IN", "PASSWORD_CHANGE", "SIGN_UP"],
    "deployments checked against the service, 2026",
  ),
  printedOrder(
    "CompromisedCredentialsEventActionType",
    ["BLOCK", "NO_ACTION"],
    "deployments checked against the service, 2026",
  ),
  printedOrder(
    "AccountTakeoverEventActionType",
    ["MFA_IF_CONFIGURED", "BLOCK", "NO_ACTION", "MFA_REQUIRED"],
    "deployments checked against the service, 2026",
  ),
  printedOrder(
    "OAuthFlowType",
    ["implicit", "client_credentials", "code"],
    "awsdocs/aws-cloudformation-user-guide issue 563 and pull request 517, 2019 and 2020",
  ),
  printedOrder(
    "ExplicitAuthFlowsType",
    [
      "ALLOW_CUSTOM_AUTH",
      "ADMIN_NO_SRP_AUTH",
      "ALLOW_REFRESH_TOKEN_AUTH",
      "ALLOW_USER_PASSWORD_AUTH",
      "ALLOW_USER_SRP_AUTH",
      "CUSTOM_AUTH_FLOW_ONLY",
      "USER_PASSWORD_AUTH",
      "ALLOW_ADMIN_USER_PASSWORD_AUTH",
    ],
    "awsdocs/aws-cloudformation-user-guide pull request 525, 2019; where newer values stand is not known",
  ),
  {
    subject: "ExplicitAuthFlowsType",
    correction: "ALLOW_CLIENT_TOKEN_AUTH is accepted; the model lists it nowhere.",
    evidence:
      "API reference of GetClientToken and developer guide, machine-to-machine authorization; clients made so, 2026",
    rule: { kind: "enum-value", shape: "ExplicitAuthFlowsType", value: "ALLOW_CLIENT_TOKEN_AUTH" },
  },
  {
    subject: "GetClientToken",
    correction: "Needs no signature and ignores one: the client proves itself by its secret.",
    evidence: "API reference of GetClientToken; an unsigned call measured on the service, 2026-09-26",
    rule: { kind: "callers", operation: "GetClientToken", callers: "anyone" },
  },
  {
    subject: "GetDerivedToken",
    correction: "Takes a signature or the proof of the app client.",
    evidence: "API reference of GetDerivedToken, 2026",
    rule: { kind: "callers", operation: "GetDerivedToken", callers: "either" },
  },
  {
    subject: "GetClientToken with a wrong secret",
    correction: "NotAuthorizedException: Invalid client or secret",
    evidence: "measured on the service, 2026-09-26",
  },
  {
    subject: "PasswordType",
    correction: "White space inside a password is accepted, at its ends it is not.",
    evidence:
      "the pattern in messages that many applications match: Value at 'password' failed to satisfy constraint: …",
    rule: {
      kind: "pattern",
      shape: "PasswordType",
      pattern: "^[\\S]+.*[\\S]+$",
      testedAs: "[\\S].*[\\S]",
    },
  },
  {
    subject: "SmsVerificationMessageType",
    correction: "Lines may end inside a text message.",
    evidence: "deployments checked against the service, 2026: (?s) stands in the pattern of its messages",
    rule: {
      kind: "pattern",
      shape: "SmsVerificationMessageType",
      pattern: "(?s).*\\{####\\}(?s).*",
      testedAs: "(?s).*\\{####\\}.*",
    },
  },
  {
    subject: "DomainType",
    correction:
      "Names of custom domains have dots. The service tells of other bad characters in its own words, not in those of the pattern.",
    evidence: "mineiros-io/terraform-aws-cognito-user-pool issue 69; every custom domain",
    rule: { kind: "pattern", shape: "DomainType", pattern: "(?s).*", testedAs: "(?s).*" },
  },
  {
    subject: "SignUp Password",
    correction:
      "At least 6 characters, whatever the policy of the pool says; an empty text is the same as no password.",
    evidence:
      "aws-amplify/amplify-js issue 4177 and amazon-archives/amazon-cognito-identity-js issue 311 for the minimum; the API reference for the empty text",
    rule: { kind: "member", operation: "SignUp", member: "Password", min: 6, emptyIsAbsent: true },
  },
  {
    subject: "AdminCreateUser TemporaryPassword",
    correction: "An empty text is the same as no password.",
    evidence: "API reference of AdminCreateUser",
    rule: { kind: "member", operation: "AdminCreateUser", member: "TemporaryPassword", emptyIsAbsent: true },
  },
  {
    subject: "InitiateAuth ClientId",
    correction: "Messages print the client id, which the model marks as sensitive.",
    evidence: "boto/boto3 issue 3581, 2023",
    rule: { kind: "member", operation: "InitiateAuth", member: "ClientId", printed: true },
  },
  {
    subject: "MaxResults of ListUserPools and ListUserImportJobs",
    correction: "Absent reads as 0, so the answer is about the range and not about a null.",
    evidence: "aws/aws-sdk-js-v3 issue 2335",
    rule: { kind: "absent-value", shape: "PoolQueryLimitType", value: 0 },
  },
  {
    subject: "AdminCreateUser in a pool with aliases",
    correction: "A verified alias that another user has is AliasExistsException, which the model does not list here.",
    evidence: "ForceAliasCreation in the references of the API, of CloudFormation and of Pulumi's native provider",
    rule: { kind: "error", operation: "AdminCreateUser", exception: "AliasExistsException" },
  },
  {
    subject: "SetUserMFAPreference and its admin twin",
    correction: "Where the pool demands a second factor, a software token that is on cannot be switched off.",
    evidence: "API reference of SoftwareTokenMfaSettingsType",
  },
  {
    subject: "Mutable of an attribute that Schema of AWS::Cognito::UserPool names without it",
    correction:
      "false, for standard attributes too; those that Schema does not name are mutable. CreateUserPool itself leaves " +
      "standard attributes as they are and makes custom ones mutable: what it does was never measured without CloudFormation.",
    evidence: "aws/aws-cdk issue 8624, measured on the service, 2020; issues 7011 and 7752",
  },
  {
    subject: "PasswordHashingAlgorithm of CreateUserImportJob",
    correction:
      "The file of such a job has one column more, cognito:password_hash, which GetCSVHeader does not name. Spellings and ceilings of cost: docs/users-import.md.",
    evidence:
      "decided here: the API reference names the member and its values; column, spellings and limits are published nowhere (November 2026)",
  },
  {
    subject: "SRP of a user whose password is still an imported hash",
    correction:
      "The challenge is answered as for a wrong password, with NotAuthorizedException, until the password was sent itself once.",
    evidence:
      "decided here: SRP needs a verifier, which cannot be made from a hash; what the service answers is not published",
  },
  {
    subject: "VerifySoftwareToken with a Session",
    correction: "The token is the user's from then on: a sign-in that begins anew asks for its code.",
    evidence: "the sign-up scenarios of awsdocs/aws-doc-sdk-examples in Python, JavaScript and Java",
  },
  {
    subject: "FriendlyDeviceName of VerifySoftwareToken",
    correction: "At most 128 characters, where the model has no limit.",
    evidence: "decided here: it travels in the Session of a sign-in, whose length has a limit",
  },
  {
    subject: "path of a list element",
    correction: "Positions begin with 1 and are followed by the word member: schema.1.member.name.",
    evidence: "aws/aws-cdk issue 14175",
  },
  {
    subject: "elements of a list of texts",
    correction:
      "The list is printed, and every constraint of an element in brackets: the maximum, the minimum, the pattern.",
    evidence: "aws/aws-sdk-java-v2 issue 5528 and aws/aws-cli issue 2941",
  },
  {
    subject: "a structure where a text belongs",
    correction: "SerializationException: Start of structure or map found where not expected",
    evidence: "aws-amplify/amplify-js issues 5165 and 13265; the newer one has no period",
  },
  {
    subject: "an address that is not the username it fills",
    correction:
      "InvalidParameterException: User email should be empty or same as username, since username attribute is email",
    evidence: "jagregory/cognito-local issue 102; the form for phone numbers by analogy",
  },
  {
    subject: "SECRET_HASH sent by a client without a secret",
    correction:
      "NotAuthorizedException: Client <id> is not configured for secret but secret hash was received, in every operation.",
    evidence: "a text that many public applications match on; the other one that is told of has no such witness",
  },
  {
    subject: "OAuth settings of a client without AllowedOAuthFlowsUserPoolClient",
    correction:
      "Accepted and shown. Which flows and scopes go together is checked all the same; callbacks are not demanded.",
    evidence:
      "boto/boto3 issue 3916, hashicorp/terraform-provider-aws issue 34945 and aws/aws-sdk-js-v3 issue 7158, 2023 to 2025",
  },
  {
    subject: "client_credentials with a standard scope",
    correction: "InvalidOAuthFlowException: openid is not supported with client_credentials flow",
    evidence: "hashicorp/terraform-provider-aws issue 4984; the same text for other scopes in notes of public projects",
  },
  {
    subject: "a custom attribute that a new user's pool lacks",
    correction: "Attributes did not conform to the schema: Type for attribute {custom:role} could not be determined",
    evidence: "notes and error handling of some ten public projects, 2023 to 2026; until 2021 it read like other names",
  },
  {
    subject: "UpdateUserAttributes and DeleteUserAttributes",
    correction: "Unknown and immutable attributes are told in lines that begin with user., without any introduction.",
    evidence:
      "aws-amplify/amplify-flutter issue 1531, aws-amplify/amplify-swift issue 3981, answers quoted in articles",
  },
  {
    subject: "a change of an immutable attribute",
    correction: "user.<name>: Attribute cannot be updated.",
    evidence:
      "aws-amplify/amplify-js issue 3526 and amplify-swift issue 3981; measured on the service by two public projects, 2026",
  },
  {
    subject: "CreateIdentityProvider with a name that is taken",
    correction: "DuplicateProviderException: <name> already exists in user pool <id>",
    evidence: "aws-cloudformation/cloudformation-coverage-roadmap issue 1287: the event in CloudTrail",
  },
  {
    subject: "AdminLinkProviderForUser with one of the pool's own users as source",
    correction:
      "InvalidParameterException: Invalid SourceUser: Cognito users with a username/password may not be passed in as a SourceUser, only as a DestinationUser",
    evidence: "boto/boto3 issue 4163, aws/aws-sdk-js-v3 issue 5281, aws-amplify/amplify-js issue 13334",
  },
  {
    subject: "ForbiddenException",
    correction: "HTTP status 403, where the model gives none.",
    evidence: "observed answers of the web application firewall in front of a user pool",
  },
];

/** All rules of one kind. */
export function rulesOf<K extends CorrectionRule["kind"]>(kind: K): Extract<CorrectionRule, { kind: K }>[] {
  return corrections.flatMap(({ rule }) => (rule?.kind === kind ? [rule as Extract<CorrectionRule, { kind: K }>] : []));
}
