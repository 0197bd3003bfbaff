/** Owns counting messages against their budgets, before they are written; the figures are `domain/message/message-budget.ts` (T-29). */
import {
  type BudgetEntry,
  budgetsOf,
  type MessageBudgets,
  type MessageCause,
} from "../../domain/message/message-budget.js";
import { LimitExceededException } from "../../model/generated/exceptions.js";
import type { Clock } from "../../ports/clock.js";
import type { Logger } from "../../ports/logger.js";
import type { Store } from "../../ports/store.js";

/**
 * Counts one message; LimitExceededException when it is one too many. Not to be awaited inside a transaction: what was
 * counted stays counted, whatever becomes of the message.
 */
export type SpendMessageBudget = (cause: MessageCause) => Promise<void>;

/** From this part of a budget on, an operator is told while there is time to do something. */
const nearlyUsedUp = 0.8;
/** Budgets that many people share; those of one person or line run out every day somewhere. */
const shared: ReadonlySet<string> = new Set(["country", "client", "pool", "administrators"]);

/** Makes the counting. Without figures every message may be written. */
export function createMessageBudgets(needs: {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly budgets: MessageBudgets | undefined;
}): SpendMessageBudget {
  const { store, clock, logger, budgets } = needs;
  if (budgets === undefined) return async () => {};

  function tell(entry: BudgetEntry, count: number, { poolId, medium }: MessageCause): void {
    // Once in each window: a flood must not flood the log.
    const facts = { userPoolId: poolId, medium, reason: entry.scope, count: entry.limit };
    if (count === entry.limit + 1) logger.warn("message budget used up: further messages are refused", facts);
    else if (shared.has(entry.scope) && count === Math.ceil(entry.limit * nearlyUsedUp)) {
      logger.warn("message budget nearly used up", facts);
    }
  }

  return async (cause) => {
    const entries = budgetsOf(budgets, cause);
    // One transaction, so that counting costs one commit. A refusal is told after it, or the counts would be undone.
    const reached = await store.transaction(async (tx) => {
      const counts: [BudgetEntry, number][] = [];
      for (const entry of entries) {
        const count = await tx.attempts.hit(entry.key, clock.now(), entry.windowMs);
        counts.push([entry, count]);
        if (count > entry.limit) break;
      }
      return counts;
    });
    for (const [entry, count] of reached) tell(entry, count, cause);
    if (reached.some(([{ limit }, count]) => count > limit)) {
      throw new LimitExceededException("Attempt limit exceeded, please try after some time.");
    }
  };
}
