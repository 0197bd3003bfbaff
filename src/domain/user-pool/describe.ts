/**
 * Owns the wire form of a user pool: which members appear unasked and which only once they were set. Terraform's second
 * plan is empty only if exactly these appear.
 */
import type { UserPoolDescriptionType, UserPoolType } from "../../model/generated/types.js";
import { acrNames } from "../challenge/assurance.js";
import { type UserPool, userPoolArn } from "../user-pool.js";
import {
  accountRecoverySetting,
  allowedFirstAuthFactors,
  allowsSelfSignUp,
  isDeletionProtected,
  lambdaConfig,
  passwordPolicy,
  temporaryPasswordValidityDays,
  tier,
} from "./in-force.js";
import { verificationMessageTemplate } from "./message-templates.js";
import { visibleSchema } from "./schema.js";

/** What belongs to the description and is stored elsewhere. */
export interface PoolSurroundings {
  readonly estimatedUsers: number;
  readonly domains: readonly { readonly domain: string; readonly kind: "prefix" | "custom" }[];
}

/** The pool as Create- and DescribeUserPool return it. */
export function describeUserPool(pool: UserPool, around: PoolSurroundings): UserPoolType {
  const { settings } = pool;
  const invitation = settings.AdminCreateUserConfig?.InviteMessageTemplate;
  const template = verificationMessageTemplate(pool);
  return withoutAbsent<UserPoolType>({
    Id: pool.id,
    Name: pool.name,
    Arn: userPoolArn(pool),
    CreationDate: pool.createdAt / 1000,
    LastModifiedDate: pool.modifiedAt / 1000,
    Policies: {
      PasswordPolicy: passwordPolicy(pool),
      SignInPolicy: { AllowedFirstAuthFactors: [...allowedFirstAuthFactors(pool)] },
    },
    DeletionProtection: isDeletionProtected(pool) ? "ACTIVE" : "INACTIVE",
    LambdaConfig: lambdaConfig(pool),
    SchemaAttributes: [...visibleSchema(pool)],
    AutoVerifiedAttributes: unlessEmpty(settings.AutoVerifiedAttributes),
    AliasAttributes: unlessEmpty(settings.AliasAttributes),
    UsernameAttributes: unlessEmpty(settings.UsernameAttributes),
    SmsVerificationMessage: template.SmsMessage,
    EmailVerificationMessage: template.EmailMessage,
    EmailVerificationSubject: template.EmailSubject,
    VerificationMessageTemplate: template,
    SmsAuthenticationMessage: settings.SmsAuthenticationMessage,
    UserAttributeUpdateSettings:
      settings.UserAttributeUpdateSettings === undefined
        ? undefined
        : { AttributesRequireVerificationBeforeUpdate: [], ...settings.UserAttributeUpdateSettings },
    MfaConfiguration: pool.mfa.configuration,
    DeviceConfiguration: settings.DeviceConfiguration,
    EstimatedNumberOfUsers: around.estimatedUsers,
    EmailConfiguration: { EmailSendingAccount: "COGNITO_DEFAULT", ...withoutAbsent(settings.EmailConfiguration ?? {}) },
    SmsConfiguration: settings.SmsConfiguration,
    UserPoolTags: { ...pool.tags },
    Domain: around.domains.find((domain) => domain.kind === "prefix")?.domain,
    CustomDomain: around.domains.find((domain) => domain.kind === "custom")?.domain,
    AdminCreateUserConfig: withoutAbsent({
      AllowAdminCreateUserOnly: !allowsSelfSignUp(pool),
      UnusedAccountValidityDays: temporaryPasswordValidityDays(pool),
      InviteMessageTemplate: invitation,
    }),
    UserPoolAddOns: settings.UserPoolAddOns,
    DcrConfiguration: settings.DcrConfiguration,
    UsernameConfiguration: settings.UsernameConfiguration,
    AccountRecoverySetting: accountRecoverySetting(pool),
    UserPoolTier: tier(pool),
    KeyConfiguration: settings.KeyConfiguration ?? { KeyType: "AWS_OWNED_KEY" },
    IssuerConfiguration: settings.IssuerConfiguration ?? { Type: "ORIGINAL" },
    AcrConfiguration: acrConfiguration(pool),
  });
}

/** The pool as ListUserPools returns it. */
export function describeUserPoolInList(pool: UserPool): UserPoolDescriptionType {
  return {
    Id: pool.id,
    Name: pool.name,
    LambdaConfig: lambdaConfig(pool),
    LastModifiedDate: pool.modifiedAt / 1000,
    CreationDate: pool.createdAt / 1000,
  };
}

function unlessEmpty<T>(list: T[] | undefined): T[] | undefined {
  return list?.length ? list : undefined;
}

/** Leaves out members that are undefined: an absent member is never written. */
function withoutAbsent<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;
}

/** The names of all four levels, once one of them was named. */
function acrConfiguration(pool: UserPool): UserPoolType["AcrConfiguration"] {
  const names = acrNames(pool);
  return names && Object.fromEntries(Object.entries(names).map(([level, AcrValue]) => [`Level${level}`, { AcrValue }]));
}
