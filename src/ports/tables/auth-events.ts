/** Port: recorded sign-ins, sign-ups and recoveries. */
import type { AuthEvent, EventFeedback } from "../../domain/auth-event.js";
import type { Page, PageRequest } from "../store.js";

export interface AuthEvents {
  insert(event: AuthEvent): Promise<void>;
  /**
   * Stores an event that has a risk, over the one of the same id in the pool if there is one: that keeps its place, its time
   * and what was said about it.
   */
  put(event: AuthEvent): Promise<void>;
  /** Newest first. */
  page(poolId: string, sub: string, request: PageRequest): Promise<Page<AuthEvent>>;
  /** Sign-ins with a risk that succeeded or were judged by somebody, newest first. */
  known(poolId: string, sub: string, limit: number): Promise<AuthEvent[]>;
  /** Stores what somebody says about an event, over what was said before. False when the user has no such event. */
  setFeedback(poolId: string, sub: string, eventId: string, feedback: EventFeedback): Promise<boolean>;
}
