/** Port: counters for hourly limits. */

export interface Attempts {
  /**
   * Counts one attempt under `key` and answers the count in the window that is open at `now`; a window of `windowMs` opens
   * with the first attempt. Atomic: parallel attempts all count.
   */
  hit(key: string, now: number, windowMs: number): Promise<number>;
  clear(key: string): Promise<void>;
}
