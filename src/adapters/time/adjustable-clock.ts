/** A clock that can be set, moved and stopped: for tests and for the development surface, never in production. */
import type { Clock } from "../../ports/clock.js";
import { systemClock } from "./system-clock.js";

/** A clock under somebody's control. */
export interface AdjustableClock extends Clock {
  /** Moves the wall time by so many milliseconds, back if negative. Only forward moves show in the monotonic time. */
  advance(milliseconds: number): void;
  /** Sets the wall time. A jump: the monotonic time takes no part in it. */
  set(epochMs: number): void;
  /** Stops the time at this moment, or at the one given; `advance` and `set` still move it. */
  freeze(epochMs?: number): void;
  /** Lets the time run again from where it stands. */
  resume(): void;
  /** Whether the time stands still. */
  isFrozen(): boolean;
}

/** A clock that follows another until it is adjusted. */
export function adjustableClock(base: Clock = systemClock()): AdjustableClock {
  let wallOffset = 0;
  let monotonicOffset = 0;
  let stopped: { wall: number; monotonic: number } | undefined;

  const baseWall = () => stopped?.wall ?? base.now();
  const baseMonotonic = () => stopped?.monotonic ?? base.monotonic();

  const clock: AdjustableClock = {
    now: () => baseWall() + wallOffset,
    monotonic: () => baseMonotonic() + monotonicOffset,
    advance(milliseconds) {
      wallOffset += milliseconds;
      monotonicOffset += Math.max(0, milliseconds);
    },
    set(epochMs) {
      wallOffset = epochMs - baseWall();
    },
    freeze(epochMs) {
      stopped ??= { wall: base.now(), monotonic: base.monotonic() };
      if (epochMs !== undefined) clock.set(epochMs);
    },
    resume() {
      if (stopped === undefined) return;
      const { wall, monotonic } = stopped;
      stopped = undefined;
      wallOffset += wall - base.now();
      monotonicOffset += monotonic - base.monotonic();
    },
    isFrozen: () => stopped !== undefined,
  };
  return clock;
}
