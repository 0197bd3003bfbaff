/** Port: one row per sign-in; refresh, revocation and rotation decide on it. */
import type { TokenSession } from "../../domain/token-session.js";

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
}
