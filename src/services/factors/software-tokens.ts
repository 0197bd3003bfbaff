/**
 * Owns software tokens: giving out a secret, proving that an authenticator holds it, and checking its codes afterwards.
 * What a sign-in makes of a code, and how often somebody may try, belong to the callers. The secret of somebody who is not
 * signed in yet travels in the Session of MFA_SETUP and comes here once it is proven.
 */
import { TOTP_SECRET_BYTES, totpStepOf } from "../../domain/software-token/totp.js";
import type { User } from "../../domain/user.js";
import {
  EnableSoftwareTokenMFAException,
  SoftwareTokenMFANotFoundException,
} from "../../model/generated/exceptions.js";
import type { Clock } from "../../ports/clock.js";
import type { Random } from "../../ports/random.js";
import type { Store, Tables } from "../../ports/store.js";
import { currentUser } from "../current-user.js";

type Whose = Pick<User, "poolId" | "sub">;
type TokenTables = Pick<Tables, "softwareTokens">;

export interface SoftwareTokenDesk {
  /** A new secret, which nothing holds yet. */
  newSecret(): Buffer;
  /** The time step of which this is the code; undefined for a wrong code. Uses nothing up. */
  stepOf(secret: Buffer, code: string): number | undefined;
  /** Gives a signed-in user a secret to prove. A token that is verified stays until then. */
  begin(store: Store, user: Whose): Promise<Buffer>;
  /**
   * Makes the secret of `begin` the user's token and uses the code up. EnableSoftwareTokenMFAException for a wrong code,
   * which leaves the secret as it is; SoftwareTokenMFANotFoundException for a user who has none.
   */
  verify(store: Store, user: Whose, code: string, deviceName: string | undefined): Promise<void>;
  /** The step to be used up for a code of the user's token; `wrong` too where there is no token. */
  check(tables: TokenTables, poolId: string, sub: string, code: string): Promise<number | "wrong" | "reused">;
  /** Uses a checked step up in the transaction of its effect. True for one caller, on every node (T-25). */
  use(tx: TokenTables, poolId: string, sub: string, step: number): Promise<boolean>;
  /** Makes a proven secret the user's token, in the place of any other; `step` is the one that proved it. */
  storeVerified(
    tx: TokenTables,
    poolId: string,
    sub: string,
    secret: Buffer,
    step: number,
    deviceName: string | undefined,
  ): Promise<void>;
  /** Takes the user's token away, and a secret that waits to be proven. */
  remove(tx: TokenTables, poolId: string, sub: string): Promise<void>;
  /** When the user's token was proven, epoch ms. */
  verifiedAt(tables: TokenTables, poolId: string, sub: string): Promise<number | undefined>;
  hasVerified(tables: TokenTables, poolId: string, sub: string): Promise<boolean>;
  /** Whether the user's token is the one with this secret. */
  holds(tables: TokenTables, poolId: string, sub: string, secret: Buffer): Promise<boolean>;
}

/** The refusal of a code while a token is set up. */
export const notEnabled = () => new EnableSoftwareTokenMFAException("Code mismatch and fail enable Software Token MFA");

/** The refusal where a user has no token that could be asked for or proven. */
export const noTokenOfUser = () =>
  new SoftwareTokenMFANotFoundException("Software Token MFA does not exist for the user.");

/** Makes the desk of software tokens. */
export function createSoftwareTokens({ clock, random }: { clock: Clock; random: Random }): SoftwareTokenDesk {
  const newSecret = () => random.bytes(TOTP_SECRET_BYTES);
  const stepOf: SoftwareTokenDesk["stepOf"] = (secret, code) => totpStepOf(secret, code, clock.now());
  const storeVerified: SoftwareTokenDesk["storeVerified"] = (tx, poolId, sub, secret, lastStep, deviceName) =>
    tx.softwareTokens.putVerified({
      poolId,
      sub,
      secret,
      lastStep,
      createdAt: clock.now(),
      ...(deviceName ? { deviceName } : {}),
    });

  return {
    newSecret,
    stepOf,
    storeVerified,

    async begin(store, { poolId, sub }) {
      const secret = newSecret();
      await store.transaction(async (tx) => {
        await currentUser(tx, { poolId, sub });
        await tx.softwareTokens.putPending({ poolId, sub, secret, createdAt: clock.now() });
      });
      return secret;
    },

    async verify(store, { poolId, sub }, code, deviceName) {
      await store.transaction(async (tx) => {
        await currentUser(tx, { poolId, sub });
        // Taken, so that of two right answers one counts; a wrong one throws and puts it back.
        const pending = await tx.softwareTokens.takePending(poolId, sub);
        if (pending === undefined) {
          throw (await tx.softwareTokens.getVerified(poolId, sub)) === undefined ? noTokenOfUser() : notEnabled();
        }
        const step = stepOf(pending.secret, code);
        if (step === undefined) throw notEnabled();
        await storeVerified(tx, poolId, sub, pending.secret, step, deviceName);
      });
    },

    async check(tables, poolId, sub, code) {
      const token = await tables.softwareTokens.getVerified(poolId, sub);
      const step = token && stepOf(token.secret, code);
      if (token === undefined || step === undefined) return "wrong";
      return step > token.lastStep ? step : "reused";
    },

    use: (tx, poolId, sub, step) => tx.softwareTokens.use(poolId, sub, step),

    remove: (tx, poolId, sub) => tx.softwareTokens.delete(poolId, sub),

    async verifiedAt(tables, poolId, sub) {
      return (await tables.softwareTokens.getVerified(poolId, sub))?.createdAt;
    },

    async hasVerified(tables, poolId, sub) {
      return (await tables.softwareTokens.getVerified(poolId, sub)) !== undefined;
    },

    async holds(tables, poolId, sub, secret) {
      return (await tables.softwareTokens.getVerified(poolId, sub))?.secret.equals(secret) ?? false;
    },
  };
}
