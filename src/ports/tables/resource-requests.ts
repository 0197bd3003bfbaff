/** Port: requests to create, change or delete a resource, and how they ended. They are kept for a week. */
import type { Page, PageRequest } from "../store.js";

export type ResourceRequestOperation = "CREATE" | "UPDATE" | "DELETE";
export type ResourceRequestStatus = "IN_PROGRESS" | "SUCCESS" | "FAILED";

/** How far a request has come. */
export interface ResourceRequestOutcome {
  readonly status: ResourceRequestStatus;
  /** Known from the start but for a creation. */
  readonly identifier?: string | undefined;
  readonly errorCode?: string | undefined;
  readonly message?: string | undefined;
  /** Epoch milliseconds. */
  readonly changedAt: number;
}

/** A request. Account and region are part of its key: nobody sees those of another. */
export interface ResourceRequest extends ResourceRequestOutcome {
  readonly token: string;
  readonly accountId: string;
  readonly region: string;
  readonly typeName: string;
  readonly operation: ResourceRequestOperation;
  readonly startedAt: number;
}

/** By what a caller knows his own request again: his token, and what he asked with it. */
export interface ClientMark {
  readonly clientToken: string;
  /** Everything that was asked; only a keyed MAC of it is kept. */
  readonly content: string;
}

export interface ResourceRequests {
  /**
   * Stores a request. One winner per client token, account and region: every other fails with AlreadyExists, until
   * `reusableBefore` has passed the time at which the earlier one was started.
   */
  insert(request: ResourceRequest, mark: ClientMark | undefined, reusableBefore: number): Promise<void>;
  get(accountId: string, region: string, token: string): Promise<ResourceRequest | undefined>;
  /** The request that holds this client token; `isSame` says whether the same was asked. */
  getByMark(
    accountId: string,
    region: string,
    mark: ClientMark,
  ): Promise<{ readonly request: ResourceRequest; readonly isSame: boolean } | undefined>;
  /** Ends a request; fails with Stale when it is not in progress. */
  finish(token: string, outcome: ResourceRequestOutcome): Promise<void>;
  /** Requests of these operations and statuses, in the order of their tokens. */
  page(
    accountId: string,
    region: string,
    filter: {
      readonly operations: readonly ResourceRequestOperation[];
      readonly statuses: readonly ResourceRequestStatus[];
    },
    request: PageRequest,
  ): Promise<Page<ResourceRequest>>;
}
