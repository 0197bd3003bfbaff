/** Owns what a new user pool is: its id, its first settings, its schema. Checks are `check-settings.ts`. */
import type { CreateUserPoolRequest } from "../../model/generated/types.js";
import type { UserPool } from "../user-pool.js";
import { schemaAtCreation } from "./schema.js";

/** Picks `count` characters of an alphabet at random. */
export type PickText = (alphabet: string, count: number) => string;

const idAlphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** A fresh pool id: `<region>_` and nine letters or digits. */
export function newUserPoolId(region: string, pickText: PickText): string {
  return `${region}_${pickText(idAlphabet, 9)}`;
}

/** The pool that CreateUserPool asks for. Asking for MFA here makes SMS its factor: Create has no other one. */
export function newUserPool(
  request: CreateUserPoolRequest,
  identity: { readonly id: string; readonly region: string; readonly accountId: string; readonly now: number },
): UserPool {
  const { PoolName, Schema, UserPoolTags, MfaConfiguration, ...settings } = request;
  const configuration = MfaConfiguration ?? "OFF";
  return {
    id: identity.id,
    region: identity.region,
    accountId: identity.accountId,
    name: PoolName,
    createdAt: identity.now,
    modifiedAt: identity.now,
    version: 1,
    schema: schemaAtCreation(Schema),
    settings,
    mfa: configuration === "OFF" ? { configuration } : { configuration, sms: {} },
    tags: { ...UserPoolTags },
    hadIdentityProvider: false,
  };
}
