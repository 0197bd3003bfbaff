/** Owns the refusals of a store that an operator can mend; the message says how. */

/** The store is not opened, copied or filled; nothing was changed. */
export class StoreRefused extends Error {
  override readonly name = "StoreRefused";
}
