/**
 * Owns the comparison of a synthesised template with what the user-pool API describes: everything that the template says
 * must be there, each resource by the operation that describes it. References count as any text.
 */
import assert from "node:assert/strict";
import {
  AdminGetUserCommand,
  AdminListGroupsForUserCommand,
  type CognitoIdentityProviderClient,
  DescribeIdentityProviderCommand,
  DescribeManagedLoginBrandingCommand,
  DescribeResourceServerCommand,
  DescribeRiskConfigurationCommand,
  DescribeTermsCommand,
  DescribeUserPoolClientCommand,
  DescribeUserPoolCommand,
  DescribeUserPoolDomainCommand,
  GetGroupCommand,
  GetLogDeliveryConfigurationCommand,
  GetUICustomizationCommand,
  GetUserPoolMfaConfigCommand,
  ListUserPoolReplicasCommand,
} from "../clients.js";

type Model = Readonly<Record<string, unknown>>;

/** A resource of a template. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Model;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** Asks what there is of a resource, in the names of its type; undefined for types that no operation describes. */
type Described = (
  client: CognitoIdentityProviderClient,
  place: {
    readonly poolId: string;
    readonly id: string;
    readonly parts: readonly string[];
    readonly properties: Model;
  },
) => Promise<object | undefined>;

/** Factors, whose operation has other names than the type. */
async function poolOf(client: CognitoIdentityProviderClient, UserPoolId: string): Promise<object> {
  const { UserPool } = await client.send(new DescribeUserPoolCommand({ UserPoolId }));
  const factors = await client.send(new GetUserPoolMfaConfigCommand({ UserPoolId }));
  const standard = /^(?:custom:|dev:)/;
  return {
    ...UserPool,
    UserPoolName: UserPool?.Name,
    Schema: UserPool?.SchemaAttributes?.map((one) => ({ ...one, Name: one.Name?.replace(standard, "") })),
    EnabledMfas: [
      ...(factors.SmsMfaConfiguration === undefined ? [] : ["SMS_MFA"]),
      ...(factors.SoftwareTokenMfaConfiguration?.Enabled === true ? ["SOFTWARE_TOKEN_MFA"] : []),
      ...(factors.EmailMfaConfiguration === undefined ? [] : ["EMAIL_OTP"]),
    ],
    SmsAuthenticationMessage:
      UserPool?.SmsAuthenticationMessage ?? factors.SmsMfaConfiguration?.SmsAuthenticationMessage,
    WebAuthnRelyingPartyID: factors.WebAuthnConfiguration?.RelyingPartyId,
    WebAuthnUserVerification: factors.WebAuthnConfiguration?.UserVerification,
  };
}

const described: Readonly<Record<string, Described>> = {
  "AWS::Cognito::UserPool": (client, { id }) => poolOf(client, id),
  "AWS::Cognito::UserPoolClient": async (client, { poolId, id }) =>
    (await client.send(new DescribeUserPoolClientCommand({ UserPoolId: poolId, ClientId: id }))).UserPoolClient,
  "AWS::Cognito::UserPoolDomain": async (client, { properties }) =>
    (await client.send(new DescribeUserPoolDomainCommand({ Domain: String(properties["Domain"]) }))).DomainDescription,
  "AWS::Cognito::UserPoolResourceServer": async (client, { poolId, properties }) => {
    const Identifier = String(properties["Identifier"]);
    const input = { UserPoolId: poolId, Identifier };
    return (await client.send(new DescribeResourceServerCommand(input))).ResourceServer;
  },
  "AWS::Cognito::UserPoolIdentityProvider": async (client, { poolId, properties }) => {
    const input = { UserPoolId: poolId, ProviderName: String(properties["ProviderName"]) };
    return (await client.send(new DescribeIdentityProviderCommand(input))).IdentityProvider;
  },
  "AWS::Cognito::UserPoolGroup": async (client, { poolId, id, parts }) =>
    (await client.send(new GetGroupCommand({ UserPoolId: poolId, GroupName: parts[1] ?? id }))).Group,
  "AWS::Cognito::UserPoolUser": async (client, { poolId, id }) => {
    const user = await client.send(new AdminGetUserCommand({ UserPoolId: poolId, Username: id }));
    const { Value: sub } = user.UserAttributes?.find(({ Name }) => Name === "sub") ?? {};
    assert.ok(sub);
    return { UserAttributes: user.UserAttributes };
  },
  "AWS::Cognito::UserPoolUserToGroupAttachment": async (client, { poolId }) => {
    const input = { UserPoolId: poolId, Username: "ada" };
    const { Groups } = await client.send(new AdminListGroupsForUserCommand(input));
    assert.equal(Groups?.length, 1);
    return { GroupName: Groups[0]?.GroupName };
  },
  "AWS::Cognito::ManagedLoginBranding": async (client, { poolId, parts, id }) => {
    const input = { UserPoolId: poolId, ManagedLoginBrandingId: parts[1] ?? id };
    return (await client.send(new DescribeManagedLoginBrandingCommand(input))).ManagedLoginBranding;
  },
  "AWS::Cognito::Terms": async (client, { poolId, parts, id }) =>
    (await client.send(new DescribeTermsCommand({ UserPoolId: poolId, TermsId: parts[1] ?? id }))).Terms,
  "AWS::Cognito::UserPoolUICustomizationAttachment": async (client, { poolId }) =>
    (await client.send(new GetUICustomizationCommand({ UserPoolId: poolId }))).UICustomization,
  "AWS::Cognito::UserPoolRiskConfigurationAttachment": async (client, { poolId }) =>
    (await client.send(new DescribeRiskConfigurationCommand({ UserPoolId: poolId }))).RiskConfiguration,
  "AWS::Cognito::LogDeliveryConfiguration": async (client, { poolId }) =>
    (await client.send(new GetLogDeliveryConfigurationCommand({ UserPoolId: poolId }))).LogDeliveryConfiguration,
  "AWS::Cognito::UserPoolReplica": async (client, { poolId, properties }) => {
    const { UserPoolReplicas } = await client.send(new ListUserPoolReplicasCommand({ UserPoolId: poolId }));
    return UserPoolReplicas?.find((one) => one.RegionName === properties["RegionName"]);
  },
};

/** What a type takes and no operation shows, or shows under another name. */
const hidden: Readonly<Record<string, readonly string[]>> = {
  "AWS::Cognito::UserPoolClient": ["GenerateSecret"],
  "AWS::Cognito::UserPoolDomain": ["ManagedLoginVersion"],
  "AWS::Cognito::UserPoolUser": [
    ...["UserPoolId", "Username", "MessageAction", "ForceAliasCreation", "ClientMetadata"],
    ...["DesiredDeliveryMediums", "ValidationData"],
  ],
  "AWS::Cognito::ManagedLoginBranding": ["ClientId"],
  "AWS::Cognito::UserPoolReplica": ["UserPoolId"],
  "AWS::Cognito::UserPoolUICustomizationAttachment": ["ClientId"],
  "AWS::Cognito::UserPoolUserToGroupAttachment": ["UserPoolId", "Username"],
  "AWS::Cognito::UserPoolRiskConfigurationAttachment": ["ClientId"],
};

/** Demands that a resource is as the template says. Answers false for types that no operation describes. */
export async function demandAsDeclared(
  client: CognitoIdentityProviderClient,
  poolId: string,
  physicalId: string,
  { Type, Properties = {} }: TemplateResource,
): Promise<boolean> {
  const ask = described[Type];
  if (ask === undefined) return false;
  const place = { poolId, id: physicalId, parts: physicalId.split("|"), properties: Properties };
  const found = await ask(client, place);
  assert.ok(found, `${Type} ${physicalId} is not there`);
  for (const [name, value] of Object.entries(Properties)) {
    if (hidden[Type]?.includes(name)) continue;
    demandSaid(value, (found as Model)[name], `${Type}.${name}`);
  }
  return true;
}

/** What Cognito keeps to itself. */
const secrets = ["AWS::Cognito::UserPoolIdentityProvider.ProviderDetails.private_key"];

/** Everything that was said is there; lists of texts in any order, lists of objects by name. */
function demandSaid(said: unknown, there: unknown, path: string): void {
  if (secrets.includes(path)) {
    assert.equal(there, undefined, path);
  } else if (isReference(said)) {
    assert.ok(typeof there === "string" && there !== "", `${path} is ${JSON.stringify(there)}`);
  } else if (Array.isArray(said)) {
    if (said.length === 0 && there === undefined) return;
    assert.ok(Array.isArray(there), `${path} is ${JSON.stringify(there)}`);
    for (const [at, item] of said.entries()) {
      const name = nameOf(item);
      if (typeof item !== "object") assert.ok(there.map(String).includes(String(item)), `${path} lacks ${item}`);
      else {
        const place = name === undefined ? at : there.findIndex((one) => nameOf(one) === name);
        demandSaid(item, there[place], `${path}.${name ?? at}`);
      }
    }
  } else if (typeof said === "object" && said !== null) {
    assert.ok(typeof there === "object" && there !== null, `${path} is ${JSON.stringify(there)}`);
    for (const [name, value] of Object.entries(said)) demandSaid(value, (there as Model)[name], `${path}.${name}`);
  } else if (typeof said === "boolean" || said === "True") {
    assert.equal(String(there).toLowerCase(), String(said).toLowerCase(), path);
  } else assert.equal(String(there), String(said), path);
}

function isReference(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const [name, ...rest] = Object.keys(value);
  return rest.length === 0 && (name === "Ref" || name?.startsWith("Fn::") === true);
}

function nameOf(item: unknown): string | undefined {
  const { Name, ScopeName, EventSource } = (item ?? {}) as Record<string, unknown>;
  const name = Name ?? ScopeName ?? EventSource;
  return typeof name === "string" ? name : undefined;
}
