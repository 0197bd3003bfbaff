/**
 * Owns how the model of AWS::Cognito::UserPool relates to the operations: names that differ, second factors that lie flat
 * in the model, and the schema, of which the model shows only what is not as in every pool.
 */
import type {
  GetUserPoolMfaConfigResponse,
  SchemaAttributeType,
  UserPoolType,
} from "../../../model/generated/types.js";
import { HandlerError } from "./handler-error.js";
import { isSame, only, without } from "./model-comparison.js";
import type { ResourceModel } from "./resource-type.js";

/** Properties that SetUserPoolMfaConfig alone knows. */
const factorProperties = [
  "EnabledMfas",
  "EmailAuthenticationMessage",
  "EmailAuthenticationSubject",
  "WebAuthnRelyingPartyID",
  "WebAuthnUserVerification",
  "WebAuthnFactorConfiguration",
] as const;

/** Whether a model says anything of second factors besides whether they are wanted. */
export function namesFactors(model: ResourceModel): boolean {
  return factorProperties.some((name) => model[name] !== undefined);
}

/** The input of CreateUserPool. Factors that are named come after, and MFA is switched on only with them. */
export function createInput(model: ResourceModel): ResourceModel {
  const { UserPoolName, MfaConfiguration, Schema, ...rest } = model;
  const settings = {
    ...without(rest, factorProperties),
    PoolName: UserPoolName,
    ...(Schema !== undefined && { Schema: declared(Schema) }),
  };
  return namesFactors(model) || MfaConfiguration === undefined ? settings : { ...settings, MfaConfiguration };
}

/** The input of UpdateUserPool: everything that is set, as most of what is left out goes back to its default. */
export function updateInput(model: ResourceModel, previous: ResourceModel, identifier: string): ResourceModel {
  const unchangeable = ["Schema", "AliasAttributes", "UsernameAttributes", "UsernameConfiguration", "UserPoolTags"];
  // The operation keeps these when they are left out. What must be verified before an update would then stand in the way
  // of a model that also takes the automatic verification away.
  const MfaConfiguration = model["MfaConfiguration"] ?? "OFF";
  const nothingFirst = previous["UserAttributeUpdateSettings"] && { AttributesRequireVerificationBeforeUpdate: [] };
  const settings = { MfaConfiguration, UserAttributeUpdateSettings: nothingFirst, ...without(model, unchangeable) };
  return { ...createInput(settings), UserPoolId: identifier };
}

/** The input of SetUserPoolMfaConfig. Factors beside `OFF` would be refused there. */
export function factorsInput(model: ResourceModel, identifier: string): ResourceModel {
  const configuration = model["MfaConfiguration"] ?? "OFF";
  const enabled = configuration === "OFF" ? [] : ((model["EnabledMfas"] ?? []) as readonly string[]);
  const [Message, Subject] = [model["EmailAuthenticationMessage"], model["EmailAuthenticationSubject"]];
  const webAuthn = {
    RelyingPartyId: model["WebAuthnRelyingPartyID"],
    UserVerification: model["WebAuthnUserVerification"],
    FactorConfiguration: model["WebAuthnFactorConfiguration"],
  };
  return {
    UserPoolId: identifier,
    MfaConfiguration: configuration,
    ...(enabled.includes("SMS_MFA") && {
      SmsMfaConfiguration: only(model, ["SmsAuthenticationMessage", "SmsConfiguration"]),
    }),
    ...(enabled.includes("SOFTWARE_TOKEN_MFA") && { SoftwareTokenMfaConfiguration: { Enabled: true } }),
    ...(enabled.includes("EMAIL_OTP") && { EmailMfaConfiguration: without({ Message, Subject }, []) }),
    ...(Object.values(webAuthn).some((value) => value !== undefined) && {
      WebAuthnConfiguration: without(webAuthn, []),
    }),
  };
}

/** The model of a pool as it is. */
export function modelOf(pool: UserPoolType, factors: GetUserPoolMfaConfigResponse): ResourceModel {
  const { Id = "", Name, SchemaAttributes = [], AdminCreateUserConfig, ...described } = pool;
  const provider = `cognito-idp.${Id.slice(0, Math.max(0, Id.lastIndexOf("_")))}.amazonaws.com/${Id}`;
  const attributes = SchemaAttributes.filter(isChosen).map(asGiven);
  return without(
    {
      ...only(described, sharedProperties),
      UserPoolId: Id,
      UserPoolName: Name,
      ProviderName: provider,
      ProviderURL: `https://${provider}`,
      // The older spelling of the password policy's `TemporaryPasswordValidityDays`; sent together they could disagree.
      AdminCreateUserConfig:
        AdminCreateUserConfig && without({ ...AdminCreateUserConfig }, ["UnusedAccountValidityDays"]),
      Schema: attributes.length === 0 ? undefined : attributes,
      EnabledMfas: enabledMfas(factors),
      EmailAuthenticationMessage: factors.EmailMfaConfiguration?.Message,
      EmailAuthenticationSubject: factors.EmailMfaConfiguration?.Subject,
      WebAuthnRelyingPartyID: factors.WebAuthnConfiguration?.RelyingPartyId,
      WebAuthnUserVerification: factors.WebAuthnConfiguration?.UserVerification,
      WebAuthnFactorConfiguration: factors.WebAuthnConfiguration?.FactorConfiguration,
    },
    [],
  );
}

/** Attributes that a model names and a pool does not have yet. What the pool has must be as it is, or left out of neither. */
export function newCustomAttributes(previous: ResourceModel, desired: ResourceModel): readonly SchemaAttributeType[] {
  const before = byName(previous["Schema"]);
  const after = byName(desired["Schema"]);
  const changed = [...before].some(([name, attribute]) => !isSame(after.get(name), attribute));
  if (changed) {
    throw new HandlerError("InvalidRequest", "Existing schema attributes cannot be modified or deleted.");
  }
  return [...after].flatMap(([name, attribute]) => (before.has(name) ? [] : [attribute]));
}

/** Attributes as CreateUserPool takes them: what a template names without Mutable is immutable (`model/corrections.ts`). */
function declared(schema: unknown): readonly SchemaAttributeType[] {
  return (schema as readonly SchemaAttributeType[]).map((attribute) => ({ Mutable: unsaid.Mutable, ...attribute }));
}

/**
 * Those of these attributes that a pool still lacks. A rollback takes back an update that never came to the schema, so what
 * it names may be there.
 */
export function lackedBy(pool: UserPoolType | undefined, attributes: readonly SchemaAttributeType[]) {
  const present = byName(pool?.SchemaAttributes?.map(asGiven));
  return attributes.filter((attribute) => {
    const there = present.get(attribute.Name ?? "");
    return !Object.entries(attribute).every(([name, value]) => isSame(there?.[name as keyof typeof there], value));
  });
}

/** Properties that have the same name and form in the model and in DescribeUserPool. */
const sharedProperties = [
  "Arn",
  "Policies",
  "AccountRecoverySetting",
  "AliasAttributes",
  "UsernameAttributes",
  "AutoVerifiedAttributes",
  "DeviceConfiguration",
  "EmailConfiguration",
  "EmailVerificationMessage",
  "EmailVerificationSubject",
  "DeletionProtection",
  "LambdaConfig",
  "MfaConfiguration",
  "SmsAuthenticationMessage",
  "SmsConfiguration",
  "SmsVerificationMessage",
  "KeyConfiguration",
  "UsernameConfiguration",
  "UserAttributeUpdateSettings",
  "UserPoolTags",
  "VerificationMessageTemplate",
  "UserPoolAddOns",
  "UserPoolTier",
  "IssuerConfiguration",
] as const;

function enabledMfas(factors: GetUserPoolMfaConfigResponse): readonly string[] | undefined {
  const enabled = [
    ...(factors.SmsMfaConfiguration === undefined ? [] : ["SMS_MFA"]),
    ...(factors.SoftwareTokenMfaConfiguration?.Enabled === true ? ["SOFTWARE_TOKEN_MFA"] : []),
    ...(factors.EmailMfaConfiguration === undefined ? [] : ["EMAIL_OTP"]),
  ];
  return enabled.length === 0 ? undefined : enabled;
}

/** Custom attributes, and standard ones that are not as in every pool. */
function isChosen(attribute: SchemaAttributeType): boolean {
  const { Name = "", Mutable, Required, StringAttributeConstraints: text } = attribute;
  if (Name === "identities" || Name === "sub") return false;
  if (Name.includes(":")) return true;
  const [least, most] = Name === "birthdate" ? ["10", "10"] : ["0", "2048"];
  return (
    Mutable === false ||
    Required === true ||
    (text !== undefined && !isSame(text, { MinLength: least, MaxLength: most }))
  );
}

function asGiven(attribute: SchemaAttributeType): SchemaAttributeType {
  return { ...attribute, Name: attribute.Name?.replace(/^(?:dev:)?custom:/, "") };
}

/** Schema attributes by name, each with what it says when nothing is said. */
function byName(schema: unknown): Map<string, SchemaAttributeType> {
  const list = Array.isArray(schema) ? (schema as SchemaAttributeType[]) : [];
  return new Map(list.map((attribute) => [attribute.Name ?? "", { ...unsaid, ...asGiven(attribute) }]));
}

const unsaid = { AttributeDataType: "String", DeveloperOnlyAttribute: false, Mutable: false, Required: false } as const;
