/** Port: recorded sign-ins, sign-ups and recoveries. */
import type { AuthEvent } from "../../domain/auth-event.js";
import type { Page, PageRequest } from "../store.js";

export interface AuthEvents {
  insert(event: AuthEvent): Promise<void>;
  /** Newest first. */
  page(poolId: string, sub: string, request: PageRequest): Promise<Page<AuthEvent>>;
}
