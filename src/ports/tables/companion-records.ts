/**
 * Port: what the companion services keep. A record is one thing with a name (a parameter, a role, a function); contents
 * are bytes that a record speaks of. Both are sealed at rest.
 */
import type { Page, PageRequest } from "../store.js";

/** Which record. Services without regions keep theirs under the region "global". */
export interface CompanionRecordKey {
  readonly accountId: string;
  readonly region: string;
  /** Service and noun, e.g. `iam/role`. */
  readonly kind: string;
  readonly name: string;
}

export interface CompanionRecord<T> extends CompanionRecordKey {
  /** Counts changes, from 1. */
  readonly version: number;
  /** Parsed JSON of the kind's own type, which is the word of the program that wrote it. */
  readonly value: T;
}

export interface CompanionRecords {
  get<T>(key: CompanionRecordKey): Promise<CompanionRecord<T> | undefined>;
  /** Fails with AlreadyExists("name"). */
  insert<T>(record: CompanionRecordKey & { readonly value: T }): Promise<void>;
  /** Stores the value over the version that was read. Fails with Stale. */
  update<T>(record: CompanionRecord<T>): Promise<void>;
  /** True when it was there. */
  delete(key: CompanionRecordKey): Promise<boolean>;
  /** By name, ascending. */
  page<T>(of: Omit<CompanionRecordKey, "name">, request: PageRequest): Promise<Page<CompanionRecord<T>>>;
}

/** Bytes by an id of the writer's own, e.g. `s3/bucket/key`. */
export interface CompanionContents {
  get(id: string): Promise<Buffer | undefined>;
  /** Replaces what was there. */
  put(id: string, bytes: Uint8Array): Promise<void>;
  /** True when they were there. */
  delete(id: string): Promise<boolean>;
}
