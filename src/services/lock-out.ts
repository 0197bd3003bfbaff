/**
 * Owns counting password tries of a user, whatever door and spelling they came by (T-09). The rule itself is
 * `domain/lockout.ts`. Names that belong to nobody are counted alike under the simulated user, or the count would tell.
 */
import { isLocked, passwordAttemptsExceeded, settleAttempt } from "../domain/lockout.js";
import type { Clock } from "../ports/clock.js";
import type { Tables } from "../ports/store.js";

/** Whose tries: the user's sub, or the simulated user's. */
export interface TriesOf {
  readonly poolId: string;
  readonly sub: string;
}

export interface LockOut {
  /** Refuses at once while locked, before anything expensive is done. Decides nothing: `settle` does. */
  refuseLocked(tables: Pick<Tables, "lockouts">, who: TriesOf): Promise<void>;
  /**
   * Settles a try that has been checked, in the transaction of its effect. NotAuthorizedException, `Password attempts
   * exceeded`, if the user is locked by then, be the password right or wrong: parallel guesses count one by one.
   */
  settle(tx: Pick<Tables, "lockouts">, who: TriesOf, outcome: "success" | "failure"): Promise<void>;
  /** As `settle` for a right password that is no sign-in yet: refuses while locked and leaves the count alone. */
  settleOpen(tx: Pick<Tables, "lockouts">, who: TriesOf): Promise<void>;
}

/** Makes the counting of password tries. */
export function createLockOut({ clock }: { clock: Clock }): LockOut {
  return {
    async refuseLocked(tables, { poolId, sub }) {
      if (isLocked(await tables.lockouts.get(poolId, sub), clock.now())) throw passwordAttemptsExceeded();
    },

    async settle(tx, { poolId, sub }, outcome) {
      const current = await tx.lockouts.getForUpdate(poolId, sub);
      const { locked, next } = settleAttempt(current, outcome, clock.now());
      if (locked) throw passwordAttemptsExceeded();
      if (next !== undefined) await tx.lockouts.put(poolId, sub, next);
      else if (current !== undefined) await tx.lockouts.clear(poolId, sub);
    },

    async settleOpen(tx, { poolId, sub }) {
      if (isLocked(await tx.lockouts.getForUpdate(poolId, sub), clock.now())) throw passwordAttemptsExceeded();
    },
  };
}
