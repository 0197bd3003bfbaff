/**
 * The machine's clock, with its small backward corrections smoothed (T-59).
 * It owns how a correction shows: expired codes must not come back to life and ages must not be negative because a time
 * service moved the wall clock by a few seconds or minutes.
 */
import type { Clock } from "../../ports/clock.js";

/** A jump back beyond this mends a grossly wrong clock: it is followed, or tokens would carry the wrong time for hours. */
const LARGEST_SMOOTHED_MS = 10 * 60 * 1000;

/** The two readings of the machine; replaceable so that a test can move them. */
export interface ClockSource {
  wall(): number;
  monotonic(): number;
}

const MACHINE: ClockSource = { wall: () => Date.now(), monotonic: () => performance.now() };

/** The clock of this machine. While the wall clock is behind what was already told, time goes on at half speed. */
export function systemClock(source: ClockSource = MACHINE): Clock {
  let told = source.wall();
  let toldAt = source.monotonic();
  return {
    now() {
      const wall = source.wall();
      const monotonic = source.monotonic();
      const isSmoothed = wall < told && told - wall <= LARGEST_SMOOTHED_MS;
      // Whole milliseconds: `toldAt` moves on only by what was told, or frequent readings would stop the time.
      const step = isSmoothed ? Math.floor((monotonic - toldAt) / 2) : 0;
      const next = isSmoothed ? told + step : wall;
      toldAt = isSmoothed ? toldAt + 2 * step : monotonic;
      told = next;
      return next;
    },
    monotonic: () => source.monotonic(),
  };
}
