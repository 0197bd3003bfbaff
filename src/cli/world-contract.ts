/** What the commands need of the composition root. Types only; world.ts provides it. */

import type { Config } from "../config.js";

/** A server that was composed and opened its store. */
export interface ServedWorld {
  /** Listens; `url` names the address as it was bound, with the real port. */
  listen(): Promise<{ readonly url: string }>;
  /** Calls CloudFormation as the server itself. */
  readonly callStacks: (
    action: string,
    parameters: Readonly<Record<string, string>>,
  ) => Promise<Readonly<Record<string, unknown>>>;
  /** Takes no new requests, finishes those in progress, closes the store. */
  close(): Promise<void>;
  /** What an operator should know, found while opening. */
  readonly warnings: readonly string[];
}

/** What `restore` and `verify` found in a store or a backup. */
export interface StoreReport {
  /** One line for a person, like "2 user pools, 1,000 users, written 2026-11-21T10:00:00Z". */
  readonly summary: string;
  /** Sentences; empty when everything is as it should be. */
  readonly problems: readonly string[];
}

/** Functions of the configuration alone, without a store: what is deployed is asked of a running server. */
export interface OperatorFunctions {
  find(named: string): Promise<{ readonly kind: string; readonly detail: string }>;
  invoke(invocation: {
    readonly named: string;
    readonly body: string;
    readonly asynchronous: boolean;
    readonly requestId: string;
  }): Promise<
    | { readonly kind: "returned" | "failed"; readonly body: string; readonly log: string }
    | { readonly kind: "refused"; readonly reason: string; readonly detail: string }
  >;
  /** The machine's time, for durations. */
  milliseconds(): number;
  close(): Promise<void>;
}

/** The functions of world.ts that commands call. */
export interface WorldModule {
  openWorld(config: Config): Promise<ServedWorld>;
  /** Functions that are mapped or at a Lambda endpoint. */
  openFunctions(
    config: Config,
    surroundings: {
      readonly show: ((line: string) => void) | undefined;
      readonly ownEndpoint: (() => string) | undefined;
    },
  ): OperatorFunctions;
  /** Writes a consistent copy of the store to a new file while servers go on; fails if the file exists. */
  backupStore(config: Config, file: string): Promise<StoreReport>;
  /** Fills the configured store from a backup; unless `replace`, fails if the store already holds something. */
  restoreStore(config: Config, file: string, options: { readonly replace: boolean }): Promise<StoreReport>;
  /** Reads everything in the configured store, or in a backup file, and checks it under the master key. */
  verifyStore(config: Config, file: string | undefined): Promise<StoreReport>;
}
