/**
 * Port: the software tokens (TOTP secrets) of users, sealed at rest and bound to pool and user (T-51). A user has at most
 * one that is verified, which signs in, and one that is pending, which proves nothing yet. Writes of a token are Stale when
 * the user is gone.
 */

/** A secret that an authenticator holds. Times are epoch milliseconds. */
export interface SoftwareToken {
  readonly poolId: string;
  readonly sub: string;
  readonly secret: Buffer;
  /** What the user calls the device. */
  readonly deviceName?: string | undefined;
  readonly createdAt: number;
}

export interface VerifiedSoftwareToken extends SoftwareToken {
  /** The latest time step whose code was accepted. */
  readonly lastStep: number;
}

export interface SoftwareTokens {
  getVerified(poolId: string, sub: string): Promise<VerifiedSoftwareToken | undefined>;
  /** Replaces the verified token of the user; a pending one goes. */
  putVerified(token: VerifiedSoftwareToken): Promise<void>;
  /**
   * Uses up a time step of the verified token, and all before it. True only if it is later than the last one used: one
   * statement, one winner, on every node (T-25).
   */
  use(poolId: string, sub: string, step: number): Promise<boolean>;
  /** Replaces the pending token of the user; the verified one stays. */
  putPending(token: SoftwareToken): Promise<void>;
  /** Removes the pending token and answers it. One winner: every other caller gets undefined. */
  takePending(poolId: string, sub: string): Promise<SoftwareToken | undefined>;
  /** Removes both. */
  delete(poolId: string, sub: string): Promise<void>;
}
