/**
 * Owns what UpdateUserPool keeps and what it resets. The API reference says that an omitted member returns to its default;
 * the live service treats each member in its own way (measured 2026), and this file follows the service.
 */
import type { UpdateUserPoolRequest } from "../../model/generated/types.js";
import type { UserPool, UserPoolSettings } from "../user-pool.js";

/** What happens to a setting that the request omits; `fixed` ones are no members of the request at all. */
const onOmission: Readonly<Record<Exclude<keyof UserPoolSettings, "Policies">, "kept" | "reset" | "fixed">> = {
  AccountRecoverySetting: "kept",
  AcrConfiguration: "kept",
  AdminCreateUserConfig: "reset",
  AliasAttributes: "fixed",
  AutoVerifiedAttributes: "reset",
  DcrConfiguration: "kept",
  DeletionProtection: "reset",
  DeviceConfiguration: "reset",
  EmailConfiguration: "kept",
  EmailVerificationMessage: "reset",
  EmailVerificationSubject: "reset",
  IssuerConfiguration: "kept",
  KeyConfiguration: "kept",
  LambdaConfig: "reset",
  SmsAuthenticationMessage: "reset",
  SmsConfiguration: "kept",
  SmsVerificationMessage: "reset",
  UserAttributeUpdateSettings: "kept",
  UserPoolAddOns: "reset",
  UserPoolTier: "kept",
  UsernameAttributes: "fixed",
  UsernameConfiguration: "fixed",
  VerificationMessageTemplate: "reset",
};

/** The pool after UpdateUserPool. A sent structure replaces the stored one whole. */
export function withUpdatedSettings(pool: UserPool, request: UpdateUserPoolRequest, now: number): UserPool {
  const before: Readonly<Record<string, unknown>> = { ...pool.settings };
  const sent: Readonly<Record<string, unknown>> = { ...request };
  const settings: Record<string, unknown> = {};
  for (const [member, rule] of Object.entries(onOmission)) {
    const omitted = rule === "fixed" || sent[member] === undefined;
    settings[member] = omitted && rule !== "reset" ? before[member] : sent[member];
  }
  // Each policy is kept when only the other one is sent.
  const policies = { ...pool.settings.Policies, ...present(request.Policies ?? {}) };
  if (Object.keys(policies).length > 0) settings["Policies"] = policies;
  return {
    ...pool,
    name: request.PoolName ?? pool.name,
    settings: present(settings) as UserPoolSettings,
    mfa: { ...pool.mfa, configuration: request.MfaConfiguration ?? pool.mfa.configuration },
    tags: request.UserPoolTags === undefined ? pool.tags : { ...request.UserPoolTags },
    modifiedAt: now,
  };
}

function present<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;
}
