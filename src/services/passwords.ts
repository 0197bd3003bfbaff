/**
 * Owns setting and checking passwords: policy, history, the SRP verifier that is all we keep of one, and the hash that
 * another directory kept, until its password is shown. When a password may be tried is `lockouts` (authentication); what a
 * wrong one means to a caller belongs to the operation.
 */
import { timingSafeEqual } from "node:crypto";
import { isHashFault, readImportedHash } from "../domain/password/imported-hash.js";
import { checkPassword, type PasswordDoor } from "../domain/password/password-policy.js";
import {
  passwordExponent,
  SRP_GENERATOR,
  SRP_GROUP_BYTES,
  userSrpIdentity,
  verifiersMatch,
} from "../domain/password/srp.js";
import type { PasswordCredential, StoredHash, User } from "../domain/user.js";
import { passwordPolicy } from "../domain/user-pool/in-force.js";
import type { UserPool } from "../domain/user-pool.js";
import { PasswordHistoryPolicyViolationException } from "../model/generated/exceptions.js";
import type { Clock } from "../ports/clock.js";
import type { Keyring } from "../ports/keyring.js";
import type { PasswordHashWork } from "../ports/password-hash-work.js";
import type { PublicKeyWork } from "../ports/public-key-work.js";
import type { Random } from "../ports/random.js";
import type { Tables } from "../ports/store.js";
import { createHashTimes } from "./hash-times.js";

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
  /** Stores the hash of a password that another directory kept. Nothing is computed. */
  storeHash(tx: Tables, user: Pick<User, "poolId" | "sub">, hash: StoredHash): Promise<void>;
  /**
   * Whether this is the password. Costs one exponentiation, also for a user without a password (T-02). WorkQueueFull when too
   * many imported hashes are being computed.
   */
  judge(
    pool: UserPool,
    user: Pick<User, "username" | "sub"> | undefined,
    credential: PasswordCredential | undefined,
    password: string,
  ): Promise<PasswordVerdict>;
}

/** What a password that was shown came to. */
export interface PasswordVerdict {
  readonly right: boolean;
  /**
   * Replaces the imported hash that the password was proven by with the verifier of the password, in the transaction of what
   * the proof has earned. Changes nothing where another change came first.
   */
  readonly adopt?: (tx: Tables) => Promise<void>;
}

const saltBytes = 16;

/** The longest history that a pool can ask for. */
const rememberedAtMost = 24;

/** Makes the setting and checking of passwords. */
export function createPasswords(needs: {
  clock: Clock;
  random: Random;
  keyring: Keyring;
  publicKeyWork: PublicKeyWork;
  passwordHashWork: PasswordHashWork;
}): Passwords {
  const { clock, random, keyring, publicKeyWork, passwordHashWork } = needs;
  const hashTimes = createHashTimes();
  const verifierOf = (pool: UserPool, username: string, salt: Buffer, password: string) =>
    publicKeyWork.modPow(SRP_GENERATOR, passwordExponent(userSrpIdentity(pool.id, username), password, salt));

  const historyMac = (pool: UserPool, user: Pick<User, "sub">, password: string) =>
    keyring.mac({ purpose: "password-history", poolId: pool.id, subject: user.sub }, password);

  const prepareUnchecked: Passwords["prepareUnchecked"] = async (pool, user, password) => {
    const salt = random.bytes(saltBytes);
    const verifier = await verifierOf(pool, user.username, salt, password);
    return { salt, verifier, mac: historyMac(pool, user, password) };
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
      if (!temporary) await tx.passwordHistory.add(pool.id, user.sub, prepared.mac, now, rememberedAtMost);
    },

    async storeHash(tx, { poolId, sub }, importedHash) {
      // SRP shows a salt and a value made with the verifier: the salt stays when the hash goes, so that nothing tells when.
      const [salt, verifier] = [random.bytes(saltBytes), random.bytes(SRP_GROUP_BYTES)];
      await tx.credentials.put({ poolId, sub, salt, verifier, importedHash, temporary: false, setAt: clock.now() });
    },

    async judge(pool, user, credential, password) {
      const hash = credential?.importedHash;
      const salt = credential?.salt ?? Buffer.alloc(saltBytes, 1);
      if (user !== undefined && credential !== undefined && hash !== undefined) {
        const isRight = await fitsHash(pool, hash, password);
        const verifier = await verifierOf(pool, user.username, salt, password);
        if (!isRight) return { right: false };
        const mac = historyMac(pool, user, password);
        return { right: true, adopt: (tx) => adopt(tx, credential, hash, { salt, verifier, mac }) };
      }
      const verifier = await verifierOf(pool, user?.username ?? "nobody", salt, password);
      if (user !== undefined && credential !== undefined && verifiersMatch(credential.verifier, verifier)) {
        return { right: true };
      }
      await hashTimes.waitLike(pool.id);
      return { right: false };
    },
  };

  async function fitsHash(pool: UserPool, { algorithm, text }: StoredHash, password: string): Promise<boolean> {
    const hash = readImportedHash(algorithm, text);
    if (isHashFault(hash)) throw new Error("a stored password hash cannot be read any more");
    const { matches, tookMs } = await passwordHashWork.verify(hash, password);
    hashTimes.note(pool.id, tookMs);
    return matches;
  }

  async function adopt(
    tx: Tables,
    { importedHash: _, ...credential }: PasswordCredential,
    hash: StoredHash,
    { verifier, mac }: PreparedPassword,
  ): Promise<void> {
    const { poolId, sub, setAt } = credential;
    if (!(await tx.credentials.replaceHash({ ...credential, verifier }, hash))) return;
    await tx.passwordHistory.add(poolId, sub, mac, setAt, rememberedAtMost);
  }
}
