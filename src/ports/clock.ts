/** Port of time: the only source of "now" and of durations for rules, services and operations. */

/** Two readings of time, kept apart because a wall clock may be corrected while the program runs. */
export interface Clock {
  /**
   * Wall time in milliseconds since 1970. For what is stored or shown: token claims, expiry, dates.
   * Small backward corrections of the machine's clock are smoothed, so two readings in order never go backwards by them;
   * a gross correction is followed.
   */
  now(): number;

  /** Milliseconds since an arbitrary moment, never going backwards. For durations only; never stored. */
  monotonic(): number;
}
