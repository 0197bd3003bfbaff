/**
 * Owns the rules about an identity provider as a whole: its name, its attribute mapping, what an update keeps, its wire
 * form, and the group that comes with it. Details of each type are `details.ts`.
 */
import { InvalidParameterException } from "../../model/generated/exceptions.js";
import type {
  CreateIdentityProviderRequest,
  IdentityProviderType,
  IdentityProviderTypeType,
  ProviderDescription,
  UpdateIdentityProviderRequest,
} from "../../model/generated/types.js";
import type { Group } from "../group.js";
import type { IdentityProvider } from "../identity-provider.js";
import { visibleSchema } from "../user-pool/schema.js";
import type { UserPool } from "../user-pool.js";
import { checkProviderDetails, describeProviderDetails } from "./details.js";

const socialTypes: ReadonlySet<string> = new Set(["Facebook", "Google", "LoginWithAmazon", "SignInWithApple"]);

/** The provider that CreateIdentityProvider asks for; throws what the request breaks. */
export function newIdentityProvider(
  pool: UserPool,
  request: CreateIdentityProviderRequest,
  now: number,
): IdentityProvider {
  checkName(request.ProviderName, request.ProviderType);
  checkProviderDetails(request.ProviderType, request.ProviderDetails);
  checkMapping(pool, request.AttributeMapping);
  refuseAcrMapping(request.AcrMapping);
  return {
    poolId: pool.id,
    name: request.ProviderName,
    type: request.ProviderType,
    details: request.ProviderDetails,
    attributeMapping: request.AttributeMapping,
    identifiers: request.IdpIdentifiers,
    createdAt: now,
    modifiedAt: now,
    version: 1,
  };
}

/** The provider after UpdateIdentityProvider: what is omitted is kept, what is sent replaces the whole member. */
export function withUpdatedProvider(
  pool: UserPool,
  provider: IdentityProvider,
  request: UpdateIdentityProviderRequest,
  now: number,
): IdentityProvider {
  if (request.ProviderDetails !== undefined) checkProviderDetails(provider.type, request.ProviderDetails);
  checkMapping(pool, request.AttributeMapping);
  refuseAcrMapping(request.AcrMapping);
  return {
    ...provider,
    details: request.ProviderDetails ?? provider.details,
    attributeMapping: request.AttributeMapping ?? provider.attributeMapping,
    identifiers: request.IdpIdentifiers ?? provider.identifiers,
    modifiedAt: now,
  };
}

/** Social providers carry their fixed name, and nothing else may. COGNITO is the pool itself. */
function checkName(name: string, type: IdentityProviderTypeType): void {
  const fixed = socialTypes.has(type) ? type : undefined;
  const reserved = socialTypes.has(name) || name.toUpperCase() === "COGNITO";
  if (fixed === undefined ? reserved : name !== fixed) {
    throw new InvalidParameterException(`Provider ${name} cannot be of type ${type}.`);
  }
}

function checkMapping(pool: UserPool, mapping: Readonly<Record<string, string>> | undefined): void {
  const names = new Set(visibleSchema(pool).map((attribute) => attribute.Name));
  const unknown = Object.keys(mapping ?? {}).filter((name) => name !== "username" && !names.has(name));
  if (unknown.length > 0) {
    // The text of aws/aws-cli issue 9729.
    throw new InvalidParameterException(`AttributeMapping contains invalid mapping: [${unknown.join(", ")}]`);
  }
}

function refuseAcrMapping(mapping: Readonly<Record<string, string>> | undefined): void {
  if (mapping !== undefined && Object.keys(mapping).length > 0) {
    throw new InvalidParameterException("AcrMapping is not available in this version of Poolhouse.");
  }
}

/** The claim of the provider that becomes the username; SAML names the user outside the attributes. */
const usernameClaims: Readonly<Partial<Record<IdentityProviderTypeType, string>>> = {
  Google: "sub",
  OIDC: "sub",
  SignInWithApple: "sub",
  Facebook: "id",
  LoginWithAmazon: "user_id",
};

/** The mapping in force: `username` is always mapped where the provider has a claim for it. */
export function attributeMapping(
  provider: Pick<IdentityProvider, "type" | "attributeMapping">,
): Readonly<Record<string, string>> {
  const username = usernameClaims[provider.type];
  return { ...(username === undefined ? {} : { username }), ...provider.attributeMapping };
}

/** The provider as Describe returns it, always with a list of identifiers. */
export function describeIdentityProvider(provider: IdentityProvider): IdentityProviderType {
  return {
    UserPoolId: provider.poolId,
    ProviderName: provider.name,
    ProviderType: provider.type,
    ProviderDetails: describeProviderDetails(provider.type, provider.details),
    AttributeMapping: attributeMapping(provider),
    IdpIdentifiers: [...(provider.identifiers ?? [])],
    LastModifiedDate: provider.modifiedAt / 1000,
    CreationDate: provider.createdAt / 1000,
  };
}

/** The provider as Create and Update return it: identifiers only if the request named some. */
export function describeWrittenProvider(
  provider: IdentityProvider,
  request: { readonly IdpIdentifiers?: readonly string[] | undefined },
): IdentityProviderType {
  const { IdpIdentifiers, ...shown } = describeIdentityProvider(provider);
  return request.IdpIdentifiers === undefined || IdpIdentifiers === undefined ? shown : { ...shown, IdpIdentifiers };
}

/** The provider as ListIdentityProviders returns it. */
export function describeProviderInList(provider: IdentityProvider): ProviderDescription {
  return {
    ProviderName: provider.name,
    ProviderType: provider.type,
    LastModifiedDate: provider.modifiedAt / 1000,
    CreationDate: provider.createdAt / 1000,
  };
}

/** The group of everybody who signs in with this provider; the service makes it together with the provider. */
export function providerGroup(poolId: string, providerName: string, now: number): Group {
  return {
    poolId,
    name: `${poolId}_${providerName}`,
    description: `Autogenerated group for users who sign in using ${providerName}`,
    createdAt: now,
    modifiedAt: now,
  };
}
