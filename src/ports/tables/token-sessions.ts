/** Port: one row per sign-in; refresh, revocation and rotation decide on it. */
import type { SessionRecord, SessionUse, TokenSession } from "../../domain/token-session.js";

/** A sign-in with the record that makes it listed. */
export type TrackedSession = TokenSession & { readonly record: SessionRecord };

export interface TokenSessions {
  get(eventId: string): Promise<TokenSession | undefined>;
  insert(session: TokenSession): Promise<void>;
  /** Marks one sign-in revoked; may be repeated, the first time stays. */
  revoke(eventId: string, at: number): Promise<void>;
  /** Marks every sign-in of the user revoked; may be repeated. */
  revokeAllOfUser(poolId: string, sub: string, at: number): Promise<void>;
  /**
   * Moves a rotating sign-in from `generation` to the next and lets the old one live until `graceUntil`. One winner: false
   * when the stored generation is another, or the sign-in is revoked or gone.
   */
  rotate(eventId: string, generation: number, graceUntil: number): Promise<boolean>;
  /** Gives a stored sign-in its record; the first one stays. */
  track(eventId: string, record: SessionRecord): Promise<void>;
  /** Writes a use into the record of a living sign-in; one without a record keeps none. A later use stays. */
  used(eventId: string, use: SessionUse): Promise<void>;
  /** The user's sign-in of that session id; undefined when it is another user's or not living at `now`. */
  living(poolId: string, sub: string, sessionId: string, now: number): Promise<TrackedSession | undefined>;
  /** The user's tracked sign-ins that live at `now`, latest use first, at most `limit`. */
  livingOfUser(poolId: string, sub: string, now: number, limit: number): Promise<readonly TrackedSession[]>;
  /**
   * Revokes the tracked sign-ins of the user whose last use lies furthest back, until `keep` live; answers how many went.
   * Inside a transaction no other eviction for this user goes on until its end.
   */
  evict(poolId: string, sub: string, keep: number, now: number): Promise<number>;
}
