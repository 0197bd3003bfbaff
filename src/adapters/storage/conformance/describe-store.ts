/** The conformance suites of a store: every adapter passes all of them. */
import { after, before, describe } from "node:test";
import type { Store } from "../../../ports/store.js";
import { belongingsOfUsers } from "./belongings-of-users.js";
import { clearing } from "./clearing.js";
import { devices } from "./devices.js";
import { documentsBeside } from "./documents-beside.js";
import { exactValues } from "./exact-values.js";
import { functionEvents } from "./function-events.js";
import { logDelivery } from "./log-delivery.js";
import { oneWinner } from "./one-winner.js";
import { outbox } from "./outbox.js";
import { passkeys } from "./passkeys.js";
import { requestsForResources } from "./requests-for-resources.js";
import { separation } from "./separation.js";
import { settingsOfPools } from "./settings-of-pools.js";
import { stacks } from "./stacks.js";
import type { OpenStore, StoreUnderTest } from "./store-under-test.js";
import { sweeping } from "./sweeping.js";
import { trackedSessionsOfUsers } from "./tracked-sessions.js";
import { transactions } from "./transactions.js";
import { userImport } from "./user-import.js";
import { users } from "./users.js";

/** What suites ask for while their tests run. */
export interface SuiteStore {
  readonly store: Store;
  readonly another: (() => Promise<Store>) | undefined;
}

const suites = {
  settingsOfPools,
  users,
  belongingsOfUsers,
  trackedSessionsOfUsers,
  passkeys,
  devices,
  stacks,
  documentsBeside,
  exactValues,
  oneWinner,
  outbox,
  logDelivery,
  functionEvents,
  requestsForResources,
  userImport,
  transactions,
  separation,
  sweeping,
  clearing,
};

/** Runs every suite against the store that `open` opens, one store for all of them. */
export function describeStore(name: string, open: OpenStore): void {
  describe(name, () => {
    let opened: StoreUnderTest | undefined;
    before(async () => {
      opened = await open();
    });
    after(() => opened?.close());
    const given: SuiteStore = {
      get store() {
        return opened!.store;
      },
      get another() {
        return opened!.another?.bind(opened);
      },
    };
    for (const suite of Object.values(suites)) suite(given);
  });
}
