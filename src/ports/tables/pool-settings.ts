/**
 * Port: settings that stand beside a pool or an app client, a document each: pages' looks, rules of risk, log delivery,
 * terms, replicas, sessions. A setting goes with its pool, and with its client where it has one.
 */
import type { Page, PageRequest } from "../store.js";

/** What a setting is about. */
export type PoolSettingKind =
  | "log-delivery"
  | "managed-login-branding"
  | "replica"
  | "risk-configuration"
  | "session-configuration"
  | "terms"
  | "ui-customization";

/** Which setting. */
export interface PoolSettingKey {
  readonly poolId: string;
  readonly kind: PoolSettingKind;
  readonly id: string;
}

export interface PoolSetting<T> extends PoolSettingKey {
  /** The app client that it goes with. */
  readonly clientId?: string | undefined;
  /** What no other setting of the kind may claim in this pool, e.g. the client that a style is for. */
  readonly claim?: string | undefined;
  /** Counts changes, from 1. */
  readonly version: number;
  /** Of the kind's own type, which is the word of the program that wrote it. */
  readonly document: T;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly modifiedAt: number;
}

export interface PoolSettings {
  get<T>(key: PoolSettingKey): Promise<PoolSetting<T> | undefined>;
  ofClaim<T>(poolId: string, kind: PoolSettingKind, claim: string): Promise<PoolSetting<T> | undefined>;
  /** Fails with AlreadyExists("id" or "claim"), with Stale when the pool or the client is gone. */
  insert<T>(setting: PoolSetting<T>): Promise<void>;
  /** Stores document, claim and time of change over the version that was read. Fails with Stale, AlreadyExists("claim"). */
  update<T>(setting: PoolSetting<T>): Promise<void>;
  /** True when it was there. */
  delete(key: PoolSettingKey): Promise<boolean>;
  /** By id, ascending. */
  page<T>(poolId: string, kind: PoolSettingKind, request: PageRequest): Promise<Page<PoolSetting<T>>>;
  count(poolId: string, kind: PoolSettingKind): Promise<number>;
}
