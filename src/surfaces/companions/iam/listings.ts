/** Owns pages of listings. Markers are sealed for their listing, so that nobody can forge one (T-34). */
import type { Keyring } from "../../../ports/keyring.js";
import type { CompanionRecord, CompanionRecordKey, CompanionRecords } from "../../../ports/tables/companion-records.js";
import { validationError } from "./exceptions.js";
import type { Paging } from "./members.js";

/** A page and its end, as answers carry it. */
export interface ListedPage<T> {
  readonly items: readonly T[];
  readonly end: { readonly IsTruncated: boolean; readonly Marker?: string | undefined };
}

/** Makes pages. */
export type Listings = ReturnType<typeof createListings>;

/** Listings whose markers are sealed with these keys. */
export function createListings(keyring: Keyring) {
  const scopeOf = (listing: string) => ({ purpose: "iam-marker", subject: listing });

  function placeOf(listing: string, marker: string | undefined): string | undefined {
    if (marker === undefined) return undefined;
    const place = keyring.openText<string>(scopeOf(listing), marker);
    if (place === undefined) throw validationError("Invalid Marker.");
    return place;
  }

  function page<T>(listing: string, items: readonly T[], next: string | undefined): ListedPage<T> {
    if (next === undefined) return { items, end: { IsTruncated: false } };
    return { items, end: { IsTruncated: true, Marker: keyring.sealText(scopeOf(listing), next) } };
  }

  return {
    /** Of things that stand in one row. */
    ofList<T>(listing: string, all: readonly T[], { marker, limit }: Paging): ListedPage<T> {
      const start = Number(placeOf(listing, marker) ?? 0);
      const end = start + limit;
      return page(listing, all.slice(start, end), end < all.length ? String(end) : undefined);
    },

    /** Of rows, as far as they are wanted. */
    async ofRecords<T>(
      listing: string,
      records: CompanionRecords,
      of: Omit<CompanionRecordKey, "name">,
      { marker, limit }: Paging,
      wanted: (value: T) => boolean,
    ): Promise<ListedPage<T>> {
      const found: CompanionRecord<T>[] = [];
      let after = placeOf(listing, marker);
      for (;;) {
        const rows = await records.page<T>(of, { after, limit });
        for (const row of rows.items) {
          if (found.length === limit && wanted(row.value)) {
            return page(listing, valuesOf(found), found.at(-1)!.name);
          }
          if (wanted(row.value)) found.push(row);
        }
        if (rows.next === undefined) return page(listing, valuesOf(found), undefined);
        after = rows.next;
      }
    },
  };
}

function valuesOf<T>(records: readonly CompanionRecord<T>[]): readonly T[] {
  return records.map(({ value }) => value);
}
