/**
 * Owns counting requests against provisioned rates, for all nodes together. What is provisioned is remembered for a second,
 * so that an installation that provisioned nothing pays nothing per request. The rules are `domain/provisioned-limit.ts`.
 */
import { limitedCategory } from "../domain/provisioned-limit.js";
import { TooManyRequestsException } from "../model/generated/exceptions.js";
import type { OperationName } from "../model/generated/operations.js";
import type { Clock } from "../ports/clock.js";
import type { Store } from "../ports/store.js";

export interface RequestRates {
  /** Counts one request before anything is done for it; TooManyRequestsException beyond a provisioned rate. */
  spend(operation: OperationName, input: unknown, region: string): Promise<void>;
  /** Forgets what is remembered: a rate has just been changed here. */
  forget(): void;
}

const rememberedMs = 1_000;
const windowMs = 1_000;

/** Makes the counting of requests. */
export function createRequestRates({ store, clock }: { store: Store; clock: Clock }): RequestRates {
  let rates: Promise<ReadonlyMap<string, number>> | undefined;
  let readAt = Number.NEGATIVE_INFINITY;

  async function readRates(): Promise<ReadonlyMap<string, number>> {
    const limits = await store.provisionedLimits.list();
    return new Map(
      limits.map(({ region, category, requestsPerSecond }) => [`${region}/${category}`, requestsPerSecond]),
    );
  }

  function currentRates(): Promise<ReadonlyMap<string, number>> {
    const now = clock.now();
    if (rates === undefined || Math.abs(now - readAt) >= rememberedMs) {
      readAt = now;
      rates = readRates();
      // A failed reading is the business of those who wait for it, and is not remembered.
      rates.catch(() => {
        rates = undefined;
      });
    }
    return rates;
  }

  return {
    async spend(operation, input, region) {
      const category = limitedCategory(operation, input);
      if (category === undefined) return;
      const counter = `${region}/${category}`;
      const rate = (await currentRates()).get(counter);
      if (rate === undefined) return;
      const count = await store.attempts.hit(`request-rate/${counter}`, clock.now(), windowMs);
      if (count > rate) throw new TooManyRequestsException("Rate exceeded");
    },
    forget() {
      rates = undefined;
    },
  };
}
