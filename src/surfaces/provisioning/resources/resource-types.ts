/** Owns the index of the resource types of user pools. */
import { logDeliveryConfiguration } from "./log-delivery-configuration.js";
import { managedLoginBranding } from "./managed-login-branding.js";
import type { ResourceType } from "./resource-type.js";
import { terms } from "./terms.js";
import { userPool } from "./user-pool.js";
import { userPoolClient } from "./user-pool-client.js";
import { userPoolDomain } from "./user-pool-domain.js";
import { userPoolGroup } from "./user-pool-group.js";
import { userPoolIdentityProvider } from "./user-pool-identity-provider.js";
import { userPoolRegionalConfigurationAttachment } from "./user-pool-regional-configuration-attachment.js";
import { userPoolReplica } from "./user-pool-replica.js";
import { userPoolResourceServer } from "./user-pool-resource-server.js";
import { userPoolRiskConfigurationAttachment } from "./user-pool-risk-configuration-attachment.js";
import { userPoolUICustomizationAttachment } from "./user-pool-ui-customization-attachment.js";
import { userPoolUser } from "./user-pool-user.js";
import { userPoolUserToGroupAttachment } from "./user-pool-user-to-group-attachment.js";

const types = new Map<string, ResourceType>(
  [
    logDeliveryConfiguration,
    managedLoginBranding,
    terms,
    userPool,
    userPoolClient,
    userPoolDomain,
    userPoolGroup,
    userPoolIdentityProvider,
    userPoolRegionalConfigurationAttachment,
    userPoolReplica,
    userPoolResourceServer,
    userPoolRiskConfigurationAttachment,
    userPoolUICustomizationAttachment,
    userPoolUser,
    userPoolUserToGroupAttachment,
  ].map((type) => [type.name, type]),
);

/** The resource type of that name, if it works. */
export function resourceTypeOf(name: string): ResourceType | undefined {
  return types.get(name);
}

/** Every resource type that works. */
export function availableResourceTypes(): readonly ResourceType[] {
  return [...types.values()];
}
