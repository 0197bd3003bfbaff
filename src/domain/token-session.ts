/** Owns the shape of what remains of one sign-in: the lineage every token of it belongs to. */

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
}
