/**
 * Owns the shape of a user pool as the program knows it: what its owner set, kept apart from the defaults in force.
 * Rules over it (defaults, cross-field checks, the described form) live in `domain/user-pool/`.
 */
import type {
  CreateUserPoolRequest,
  EmailMfaConfigType,
  SchemaAttributeType,
  SmsMfaConfigType,
  SoftwareTokenMfaConfigType,
  WebAuthnConfigurationType,
} from "../model/generated/types.js";
import type { PoolSessionConfiguration } from "./token-session/configuration.js";

/** Settings of a pool exactly as its owner sent them; a member never sent is absent. */
export type UserPoolSettings = Omit<CreateUserPoolRequest, "PoolName" | "Schema" | "UserPoolTags" | "MfaConfiguration">;

/** What SetUserPoolMfaConfig holds; `MfaConfiguration` itself may also be set by Create and UpdateUserPool. */
export interface UserPoolMfa {
  readonly configuration: "OFF" | "ON" | "OPTIONAL";
  readonly sms?: SmsMfaConfigType | undefined;
  readonly softwareToken?: SoftwareTokenMfaConfigType | undefined;
  readonly email?: EmailMfaConfigType | undefined;
  readonly webAuthn?: WebAuthnConfigurationType | undefined;
}

/** One user pool. Times are epoch milliseconds. */
export interface UserPool {
  /** `<region>_<9 alphanumerics>`. */
  readonly id: string;
  readonly region: string;
  readonly accountId: string;
  readonly name: string;
  readonly createdAt: number;
  readonly modifiedAt: number;
  /** Grows by one with every stored change; a write against another version fails with Stale. */
  readonly version: number;
  /** Every schema attribute in the order Cognito returns them; custom names carry their prefix. */
  readonly schema: readonly SchemaAttributeType[];
  readonly settings: UserPoolSettings;
  readonly mfa: UserPoolMfa;
  readonly tags: Readonly<Record<string, string>>;
  /** True once an identity provider has ever existed: then the schema shows `identities`. */
  readonly hadIdentityProvider: boolean;
  /** The sessions it keeps, configured or by default; absent where nobody looked (`AppClients.withPool` does). */
  readonly sessions?: PoolSessionConfiguration;
}

/** The pool's ARN in the `aws` partition. */
export function userPoolArn(pool: Pick<UserPool, "id" | "region" | "accountId">): string {
  return `arn:aws:cognito-idp:${pool.region}:${pool.accountId}:userpool/${pool.id}`;
}
