/** Port: short codes that were sent to users. At most one is alive per key. */
import type { Code, CodeKey } from "../../domain/code.js";

export interface Codes {
  get(key: CodeKey): Promise<Code | undefined>;
  /** Stores a code; an earlier one of the same key is void. */
  put(code: Code): Promise<void>;
  /**
   * Takes one try before the code is compared, so that parallel tries count (T-09): answers the code as it now stands, or
   * undefined when there is none, it has expired at `now`, or no try is left.
   */
  take(key: CodeKey, now: number): Promise<Code | undefined>;
  /** Removes the code if its MAC is still this one. One winner: true for exactly one caller. */
  consume(key: CodeKey, mac: Buffer): Promise<boolean>;
  delete(key: CodeKey): Promise<void>;
}
