/**
 * Port of computing password hashes of other directories: work of up to a second, off the event loop. It owns where this
 * runs and how much may wait; which hashes there are belongs to `domain/password/imported-hash`.
 */
import type { ImportedHash } from "../domain/password/imported-hash.js";

/** What became of a comparison. */
export interface HashVerdict {
  readonly matches: boolean;
  /** How long it took, with the time it waited, milliseconds. */
  readonly tookMs: number;
}

/**
 * The event loop is never blocked, and few hashes are computed at a time. When too many already wait, the promise is
 * rejected at once with WorkQueueFull and nothing was queued (T-37). Any other rejection means that the thread died.
 */
export interface PasswordHashWork {
  /** Whether the password makes this hash. */
  verify(hash: ImportedHash, password: string): Promise<HashVerdict>;

  /** Ends the threads; what waits is rejected. May be repeated. */
  close(): Promise<void>;
}
