/**
 * Owns page tokens: the place a listing goes on from, sealed so that nobody can read, forge or move one (T-33, T-34).
 * A token belongs to one operation, one pool and one filter.
 */
import { InvalidParameterException } from "../model/generated/exceptions.js";
import type { Clock } from "../ports/clock.js";
import type { Keyring } from "../ports/keyring.js";
import type { PageRequest } from "../ports/store.js";

/** Page tokens are good for one hour, as Cognito documents for ListUsers. */
const lifetimeMs = 3_600_000;

/** What a token belongs to. */
export interface Listing {
  readonly operation: string;
  /** Empty for listings across pools. */
  readonly poolId: string;
  /** Filter and whatever else must be sent again with the token. */
  readonly filter?: string | undefined;
}

export interface Paging {
  /** The request for the store behind `token`. A bad token is InvalidParameterException naming the request. */
  request(
    listing: Listing,
    page: { readonly token?: string | undefined; readonly limit: number; readonly requestId: string },
  ): PageRequest;
  /** The token for what follows; undefined on the last page. */
  token(listing: Listing, next: string | undefined): string | undefined;
}

interface Place {
  readonly after: string;
  readonly until: number;
}

const scopeOf = (listing: Listing) => ({
  purpose: "page-token",
  poolId: listing.poolId,
  subject: JSON.stringify([listing.operation, listing.filter ?? ""]),
});

/** Makes the sealing and opening of page tokens. */
export function createPaging({ keyring, clock }: { keyring: Keyring; clock: Clock }): Paging {
  return {
    request(listing, { token, limit, requestId }) {
      if (token === undefined) return { limit };
      const place = keyring.openText<Place>(scopeOf(listing), token);
      if (place === undefined || place.until < clock.now()) {
        throw new InvalidParameterException(`Paging marker ${token} is invalid for request ${requestId}`);
      }
      return { after: place.after, limit };
    },
    token(listing, next) {
      if (next === undefined) return undefined;
      const place: Place = { after: next, until: clock.now() + lifetimeMs };
      return keyring.sealText(scopeOf(listing), place);
    },
  };
}
