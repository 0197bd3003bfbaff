/** Owns what every repository is built over. */
import type { Clock } from "../../../ports/clock.js";
import type { Keyring } from "../../../ports/keyring.js";
import type { Random } from "../../../ports/random.js";
import type { Connection } from "../connection.js";

/** A connection, and what repositories need besides it. */
export interface TableContext {
  readonly connection: Connection;
  readonly keyring: Keyring;
  readonly random: Random;
  readonly clock: Clock | undefined;
}
