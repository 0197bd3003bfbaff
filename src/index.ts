/**
 * What other programs import: a whole server in their own process, for tests above all. `createServer()` listens on a free
 * port with a store in memory; it changes no globals and needs no files.
 */
import type { AdjustableClock } from "./adapters/time/adjustable-clock.js";
import { configOf } from "./config.js";
import type { Message } from "./domain/message.js";
import type { GivenSettings } from "./settings.js";
import { openWorld } from "./world.js";

export type { Message, MessageKind } from "./domain/message.js";

/** Settings of the configuration file; the mode is always development. */
export type ServerSettings = Omit<GivenSettings, "mode">;

/** The clock of a server in development mode: it runs with the machine's until it is moved or stopped. */
export type ServerClock = Pick<AdjustableClock, "now" | "advance" | "set" | "freeze" | "resume">;

/** A server that listens. */
export interface Server {
  /** What clients take as endpoint, e.g. `http://127.0.0.1:40123`. */
  readonly url: string;
  readonly port: number;
  readonly clock: ServerClock;
  /** Mails and text messages written so far, oldest first. */
  messages(filter?: { readonly userPoolId?: string; readonly to?: string }): Promise<readonly Message[]>;
  /** Removes every pool and all that belongs to them. */
  reset(): Promise<void>;
  /** Finishes what is in progress and stops listening. May be repeated. */
  close(): Promise<void>;
}

/** Starts a server. Throws ConfigError when the settings contradict each other. */
export async function createServer(settings: ServerSettings = {}): Promise<Server> {
  const config = configOf({ data: ":memory:", port: 0, logLevel: "silent", ...settings, mode: "development" });
  const world = await openWorld(config);
  const { url, port } = await world.listen();
  return {
    url,
    port,
    // Development mode always has one.
    clock: world.developmentClock!,
    messages: (filter) => world.inbox(filter),
    reset: () => world.store.clear(),
    close: () => world.close(),
  };
}
