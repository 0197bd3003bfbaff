/**
 * Owns the rules about naming users and identities when they are linked or parted. The `identities` attribute is computed
 * from the links by whoever shows a user.
 */
import { InvalidParameterException } from "../../model/generated/exceptions.js";
import type { IdentityProviderTypeType, ProviderUserIdentifierType } from "../../model/generated/types.js";

/** The name under which the pool itself appears as a provider. */
export const ownProvider = "Cognito";

/** At most so many identities lead to one user. */
export const maxLinkedIdentities = 5;

const subjectAttribute = "Cognito_Subject";

/** Names somebody: at the pool itself, or at a provider. */
export interface NamedIdentity {
  readonly providerName: string;
  readonly attributeName: string;
  readonly attributeValue: string;
}

/** The identity that a request names; every part is needed but the attribute's name for the pool's own users. */
export function namedIdentity(member: string, sent: ProviderUserIdentifierType): NamedIdentity {
  const { ProviderName, ProviderAttributeName, ProviderAttributeValue } = sent;
  const demand = (name: string): never => {
    throw new InvalidParameterException(`${member}.${name} is required.`);
  };
  const providerName = ProviderName || demand("ProviderName");
  return {
    providerName,
    attributeName:
      ProviderAttributeName ||
      (member === "DestinationUser" || providerName === ownProvider ? "" : demand("ProviderAttributeName")),
    attributeValue: ProviderAttributeValue || demand("ProviderAttributeValue"),
  };
}

/** Social providers name their users by subject alone; SAML and OIDC may use any mapped attribute. */
export function checkAttributeName(type: IdentityProviderTypeType, identity: NamedIdentity): void {
  if (type === "SAML" || type === "OIDC" || identity.attributeName === subjectAttribute) return;
  throw new InvalidParameterException(
    `ProviderAttributeName must be ${subjectAttribute} for ${identity.providerName}.`,
  );
}

/** The username in the pool of the one that is named: users of providers are called after both. */
export function usernameOf(identity: NamedIdentity): string {
  return identity.providerName === ownProvider
    ? identity.attributeValue
    : `${identity.providerName}_${identity.attributeValue}`;
}
