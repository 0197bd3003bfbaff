/** Owns the shape of what remains of one sign-in: the lineage every token of it belongs to. */

import type { Assurance } from "./challenge/assurance.js";

/** One sign-in, keyed by the `event_id` claim that all its tokens carry. Times are epoch milliseconds. */
export interface TokenSession {
  readonly eventId: string;
  readonly poolId: string;
  readonly sub: string;
  readonly clientId: string;
  /** The `origin_jti` claim shown when revocation is enabled. */
  readonly originJti: string;
  readonly scopes: readonly string[];
  readonly authTime: number;
  readonly createdAt: number;
  /** When the refresh token of this sign-in dies; rotation never prolongs it. */
  readonly expiresAt: number;
  readonly revokedAt?: number | undefined;
  /** Number of the live refresh token of a rotating client; 0 is the first. */
  readonly generation: number;
  /** Until when the generation before `generation` is still accepted. */
  readonly graceUntil?: number | undefined;
  readonly deviceKey?: string | undefined;
  /** What it was proven by; absent where the pool has no levels of authentication. */
  readonly assurance?: Assurance | undefined;
  /** Absent where the pool did not track sessions when this one began. */
  readonly record?: SessionRecord | undefined;
}

/** What users and administrators see of a tracked sign-in. */
export interface SessionRecord extends SessionUse {
  /** `tkn` and 25 lower-case letters or digits. */
  readonly sessionId: string;
}

/** The latest use of a sign-in: the sign-in itself, a refresh, a rotation. */
export interface SessionUse {
  readonly lastActiveAt: number;
  readonly ipAddress: string;
  /** As it was sent, at most 512 characters. */
  readonly userAgent: string;
}
