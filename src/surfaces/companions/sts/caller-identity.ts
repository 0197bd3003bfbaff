/** GetCallerIdentity and GetAccessKeyInfo: who a caller is, and whose a key is. https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
import type { Keyring } from "../../../ports/keyring.js";
import type { SignedCaller } from "../../protocols/signed-caller.js";
import { stsInvalid } from "./sts-input.js";

/** In the order of the real answer. `UserId` of a root is the account, of a session its role and name. */
export interface CallerIdentity {
  readonly Arn: string;
  readonly UserId: string;
  readonly Account: string;
}

/** The identity of a caller. */
export function callerIdentity(keyring: Keyring, accountId: string, caller: SignedCaller): CallerIdentity {
  const { arn } = caller;
  const role = /:assumed-role\/([^/]{1,128})\/([^/]{1,128})$/.exec(arn);
  const UserId = arn.endsWith(":root")
    ? accountId
    : role === null
      ? caller.accessKeyId
      : `${roleId(keyring, accountId, role[1]!)}:${role[2]}`;
  return { Arn: arn, UserId, Account: accountId };
}

/** The unique id of a role: always the same for its name, as roles need not exist to be assumed. */
export function roleId(keyring: Keyring, accountId: string, roleName: string): string {
  const bytes = keyring.derive({ purpose: "sts-role-id", subject: `${accountId}/${roleName}` }, 17);
  return `AROA${[...bytes].map((byte) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[byte & 31]).join("")}`;
}

/** GetAccessKeyInfo: every key here is the account's. */
export function accessKeyInfo(accountId: string, accessKeyId: unknown): { readonly Account: string } {
  if (typeof accessKeyId === "string" && /^\w{16,128}$/.test(accessKeyId)) return { Account: accountId };
  throw stsInvalid(
    "1 validation error detected: Value at 'accessKeyId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w]*, 16 to 128 characters",
  );
}
