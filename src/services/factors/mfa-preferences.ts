/**
 * Owns changing which second factors a user has switched on, by the user or by an administrator: the facts that the rules of
 * `domain/user/mfa-preference.ts` ask for, and the stored result.
 */
import { type MfaPreferenceFacts, type MfaPreferenceRequest, mfaPreference } from "../../domain/user/mfa-preference.js";
import type { User } from "../../domain/user.js";
import { availableMfaFactors, mfaConfiguration, passkeysAreMultiFactor } from "../../domain/user-pool/in-force.js";
import type { UserPool } from "../../domain/user-pool.js";
import type { Tables } from "../../ports/store.js";
import { updateUser } from "../directories/user-directory.js";

/** Stores the user's factors as the request wants them, in the caller's transaction. */
export async function changeMfaPreference(
  tx: Pick<Tables, "users" | "softwareTokens">,
  pool: UserPool,
  user: User,
  request: MfaPreferenceRequest,
  { by, now }: { readonly by: MfaPreferenceFacts["by"]; readonly now: number },
): Promise<void> {
  const mfa = mfaPreference(request, {
    by,
    current: user.mfa,
    attributes: user.attributes,
    hasSoftwareToken: (await tx.softwareTokens.getVerified(pool.id, user.sub)) !== undefined,
    poolMfa: {
      configuration: mfaConfiguration(pool),
      factors: availableMfaFactors(pool),
      multiFactorPasskeys: passkeysAreMultiFactor(pool),
    },
  });
  await updateUser(tx, pool, { ...user, mfa, modifiedAt: now });
}
