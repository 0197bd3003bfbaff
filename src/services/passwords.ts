/**
 * Owns setting and checking passwords: policy, history, the SRP verifier that is all we keep of one. When a password may
 * be tried is `lockouts` (authentication); what a wrong one means to a caller belongs to the operation.
 */
import { timingSafeEqual } from "node:crypto";
import { checkPassword, type PasswordDoor } from "../domain/password/password-policy.js";
import { passwordExponent, SRP_GENERATOR, userSrpIdentity, verifiersMatch } from "../domain/password/srp.js";
import type { PasswordCredential, User } from "../domain/user.js";
import { passwordPolicy } from "../domain/user-pool/in-force.js";
import type { UserPool } from "../domain/user-pool.js";
import { PasswordHistoryPolicyViolationException } from "../model/generated/exceptions.js";
import type { Clock } from "../ports/clock.js";
import type { Keyring } from "../ports/keyring.js";
import type { PublicKeyWork } from "../ports/public-key-work.js";
import type { Random } from "../ports/random.js";
import type { Tables } from "../ports/store.js";

/** A password made ready to be stored: the expensive part is done, so a transaction may take it. */
export interface PreparedPassword {
  readonly salt: Buffer;
  readonly verifier: Buffer;
  /** Keyed MAC for the history; says nothing without the master key. */
  readonly mac: Buffer;
}

export interface Passwords {
  /**
   * Checks the policy and derives the verifier. Throws InvalidPasswordException in the words of `door`. Not to be awaited
   * inside a transaction.
   */
  prepare(
    pool: UserPool,
    user: Pick<User, "sub" | "username">,
    password: string,
    door: PasswordDoor,
  ): Promise<PreparedPassword>;
  /** The same without the policy: for a password that another directory has accepted. */
  prepareUnchecked(pool: UserPool, user: Pick<User, "sub" | "username">, password: string): Promise<PreparedPassword>;
  /**
   * Stores a prepared password. With `checkHistory`, PasswordHistoryPolicyViolationException if it was used lately.
   * Temporary passwords do not enter the history.
   */
  store(
    tx: Tables,
    pool: UserPool,
    user: Pick<User, "sub">,
    prepared: PreparedPassword,
    options: {
      readonly temporary: boolean;
      readonly checkHistory: boolean;
      /** When it counts as set, epoch ms; now unless told otherwise. */
      readonly setAt?: number;
    },
  ): Promise<void>;
  /** Whether this is the password. Costs one exponentiation, also for a user without a password (T-02). */
  matches(
    pool: UserPool,
    user: Pick<User, "username"> | undefined,
    credential: PasswordCredential | undefined,
    password: string,
  ): Promise<boolean>;
}

const saltBytes = 16;

/** Makes the setting and checking of passwords. */
export function createPasswords(needs: {
  clock: Clock;
  random: Random;
  keyring: Keyring;
  publicKeyWork: PublicKeyWork;
}): Passwords {
  const { clock, random, keyring, publicKeyWork } = needs;
  const verifierOf = (pool: UserPool, username: string, salt: Buffer, password: string) =>
    publicKeyWork.modPow(SRP_GENERATOR, passwordExponent(userSrpIdentity(pool.id, username), password, salt));

  const prepareUnchecked: Passwords["prepareUnchecked"] = async (pool, user, password) => {
    const salt = random.bytes(saltBytes);
    const verifier = await verifierOf(pool, user.username, salt, password);
    const mac = keyring.mac({ purpose: "password-history", poolId: pool.id, subject: user.sub }, password);
    return { salt, verifier, mac };
  };

  return {
    prepareUnchecked,

    async prepare(pool, user, password, door) {
      checkPassword(password, passwordPolicy(pool), door);
      return prepareUnchecked(pool, user, password);
    },

    async store(tx, pool, user, prepared, { temporary, checkHistory, setAt }) {
      const now = setAt ?? clock.now();
      const remembered = passwordPolicy(pool).PasswordHistorySize ?? 0;
      if (remembered > 0 && checkHistory) {
        const earlier = await tx.passwordHistory.list(pool.id, user.sub, remembered);
        if (earlier.some((mac) => mac.length === prepared.mac.length && timingSafeEqual(mac, prepared.mac))) {
          throw new PasswordHistoryPolicyViolationException("Password has already been used.");
        }
      }
      await tx.credentials.put({
        poolId: pool.id,
        sub: user.sub,
        salt: prepared.salt,
        verifier: prepared.verifier,
        temporary,
        setAt: now,
      });
      if (!temporary) await tx.passwordHistory.add(pool.id, user.sub, prepared.mac, now, 24);
    },

    async matches(pool, user, credential, password) {
      const salt = credential?.salt ?? Buffer.alloc(saltBytes, 1);
      const verifier = await verifierOf(pool, user?.username ?? "nobody", salt, password);
      if (user === undefined || credential === undefined) return false;
      return verifiersMatch(credential.verifier, verifier);
    },
  };
}
