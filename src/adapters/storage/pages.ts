/** Owns keyset paging: one row more than asked for is read, and tells whether there is a next page. */
import type { Page, PageRequest } from "../../ports/store.js";

/** How many rows to read for a page. */
export function rowsFor(request: PageRequest): number {
  return request.limit + 1;
}

/** The page in these rows; `keyOf` names the last item for the page after it. */
export function toPage<R, T>(
  rows: readonly R[],
  request: PageRequest,
  toItem: (row: R) => T,
  keyOf: (row: R) => string,
): Page<T> {
  const items = rows.slice(0, request.limit);
  const last = items.at(-1);
  return rows.length > items.length && last !== undefined
    ? { items: items.map(toItem), next: keyOf(last) }
    : { items: items.map(toItem) };
}
