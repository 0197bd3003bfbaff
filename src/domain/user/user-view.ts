/** Owns the wire forms of a user: in lists and as created, for administrators, and for the user. */
import type {
  AdminGetUserResponse,
  AttributeType,
  GetUserResponse,
  IdentityProviderTypeType,
  UserType,
} from "../../model/generated/types.js";
import { readableAttributes } from "../attributes/readable-attributes.js";
import type { User } from "../user.js";

/** An identity at a provider, as the `identities` attribute tells it. `createdAt` is epoch milliseconds. */
export interface UserIdentity {
  readonly userId: string;
  readonly providerName: string;
  readonly providerType: IdentityProviderTypeType;
  readonly issuer: string | null;
  /** True for the identity the user was made from, false for one that was linked later. */
  readonly primary: boolean;
  readonly createdAt: number;
}

/** A user in a list, or just created. `attributesToGet` limits the attributes shown. */
export function userType(
  user: User,
  identities: readonly UserIdentity[] = [],
  attributesToGet?: readonly string[],
): UserType {
  const attributes = wireAttributes(user, user.attributes, identities);
  return {
    Username: user.username,
    Attributes: attributes.filter(({ Name }) => attributesToGet?.includes(Name) ?? true),
    UserCreateDate: epochSeconds(user.createdAt),
    UserLastModifiedDate: epochSeconds(user.modifiedAt),
    Enabled: user.enabled,
    UserStatus: user.status,
    ...mfaOptions(user),
  };
}

/** The answer of AdminGetUser. */
export function adminGetUserView(user: User, identities: readonly UserIdentity[] = []): AdminGetUserResponse {
  return {
    Username: user.username,
    UserAttributes: wireAttributes(user, user.attributes, identities),
    UserCreateDate: epochSeconds(user.createdAt),
    UserLastModifiedDate: epochSeconds(user.modifiedAt),
    Enabled: user.enabled,
    UserStatus: user.status,
    ...mfaOptions(user),
    ...mfaSettings(user),
  };
}

/** The answer of GetUser: what the client may read, and always the sub; no dates, no status. */
export function getUserView(
  user: User,
  readable: ReadonlySet<string> | undefined,
  identities: readonly UserIdentity[] = [],
): GetUserResponse {
  const mayReadIdentities = readable?.has("identities") ?? true;
  return {
    Username: user.username,
    UserAttributes: wireAttributes(
      user,
      readableAttributes(user.attributes, readable),
      mayReadIdentities ? identities : [],
    ),
    ...mfaOptions(user),
    ...mfaSettings(user),
  };
}

/** The `identities` attribute: JSON text. */
export function identitiesText(identities: readonly UserIdentity[]): string {
  return JSON.stringify(
    identities.map(({ userId, providerName, providerType, issuer, primary, createdAt }) => ({
      userId,
      providerName,
      providerType,
      issuer,
      primary,
      dateCreated: createdAt,
    })),
  );
}

/** Times travel as seconds with milliseconds behind the point. */
function epochSeconds(milliseconds: number): number {
  return milliseconds / 1000;
}

/** `identities` comes first where there are any, then `sub`, then the rest as stored. */
function wireAttributes(
  user: User,
  attributes: ReadonlyMap<string, string>,
  identities: readonly UserIdentity[],
): AttributeType[] {
  return [
    ...(identities.length > 0 ? [{ Name: "identities", Value: identitiesText(identities) }] : []),
    { Name: "sub", Value: user.sub },
    ...[...attributes].map(([Name, Value]) => ({ Name, Value })),
  ];
}

function mfaOptions({ mfa }: User): Pick<UserType, "MFAOptions"> {
  if (!mfa.options?.length) return {};
  return {
    MFAOptions: mfa.options.map(({ attribute, medium }) => ({ DeliveryMedium: medium, AttributeName: attribute })),
  };
}

/** What a user has switched on; absent members where there is nothing. */
export function mfaSettings({ mfa }: User): Pick<GetUserResponse, "PreferredMfaSetting" | "UserMFASettingList"> {
  return {
    ...(mfa.preferred === undefined ? {} : { PreferredMfaSetting: mfa.preferred }),
    ...(mfa.enabled.length === 0 ? {} : { UserMFASettingList: [...mfa.enabled] }),
  };
}
