/**
 * Owns what an earlier sign-in counts towards a stronger one. It counts as long as nothing has changed that it could be
 * lifted by: whoever holds a stolen access token can change the address or the authenticator by it, and would otherwise
 * lift the sign-in of its owner by a factor of his own (T-24).
 */
import { createHash } from "node:crypto";
import type { Assurance, Credit } from "../../domain/challenge/assurance.js";
import type { TokenSession } from "../../domain/token-session.js";
import type { PasswordCredential, User } from "../../domain/user.js";
import type { Tables } from "../../ports/store.js";
import type { SoftwareTokenDesk } from "../factors/software-tokens.js";

interface Needs {
  readonly store: Pick<Tables, "softwareTokens">;
  readonly softwareTokens: Pick<SoftwareTokenDesk, "verifiedAt">;
}

/** The addresses that codes of a user go to, by their digest. */
export function digestOfAddresses({ attributes }: Pick<User, "attributes">): string {
  const addresses = JSON.stringify([attributes.get("email") ?? "", attributes.get("phone_number") ?? ""]);
  return createHash("sha256").update(addresses, "utf8").digest("base64url");
}

/** What an earlier sign-in has shown that still holds. A device proves itself each time. */
export async function creditOf(
  needs: Needs,
  { assurance, authTime }: TokenSession,
  user: User,
  credential: PasswordCredential | undefined,
): Promise<(Assurance & { readonly credit: Credit }) | undefined> {
  if (assurance?.addresses === undefined) return undefined;
  const shown = assurance.shown.filter((factor) => factor !== "DEVICE");
  // A password that was replaced since, by whomever, counts no more: who has only stolen a token would otherwise be asked
  // for nothing but a new one (T-10).
  const isStillPassword = credential !== undefined && credential.setAt <= authTime;
  if (shown.includes("PASSWORD") && !isStillPassword) return undefined;
  const credit = { authTime, addresses: assurance.addresses };
  if (!(await stillCounts(needs, credit, user))) return undefined;
  return { shown, ...(assurance.passkey === undefined ? {} : { passkey: assurance.passkey }), credit };
}

/** Whether the user's addresses and authenticator are those of the time of the earlier sign-in. */
export async function stillCounts(
  { store, softwareTokens }: Needs,
  { authTime, addresses }: Credit,
  user: User,
): Promise<boolean> {
  if (digestOfAddresses(user) !== addresses) return false;
  const verifiedAt = await softwareTokens.verifiedAt(store, user.poolId, user.sub);
  return verifiedAt === undefined || verifiedAt <= authTime;
}
