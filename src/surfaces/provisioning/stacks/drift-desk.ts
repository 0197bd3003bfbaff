/**
 * Takes requests about drift: looks at the resources of a stack with the rights of who asks, and keeps what was found
 * beside them. What drift is, is `drift.ts`.
 */
import type { Clock } from "../../../ports/clock.js";
import type { Random } from "../../../ports/random.js";
import type { Store } from "../../../ports/store.js";
import { HandlerError } from "../resources/handler-error.js";
import type { ResourceAccess } from "../resources/lifecycle.js";
import { driftOf } from "./drift.js";
import { ValidationError } from "./exceptions.js";
import { type Ledger, stackOf } from "./ledger.js";
import { isBusy, type Stack, type StackResource } from "./stack.js";
import type { Asker, StackDesk } from "./stack-desk.js";

/** What the desk works with. */
export interface DriftDeskNeeds {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly stacks: StackDesk;
  readonly clock: Clock;
  readonly random: Random;
  readonly accessFor: (asker: Asker) => ResourceAccess;
}

/** The desk. */
export type DriftDesk = ReturnType<typeof createDriftDesk>;

/** Makes the desk. */
export function createDriftDesk({ store, ledger, stacks, clock, random, accessFor }: DriftDeskNeeds) {
  async function settledStack(asker: Asker, nameOrId: string): Promise<Stack> {
    const stack = await stacks.findOrThrow(asker, nameOrId);
    if (isBusy(stack.status) || stack.deletedAt !== undefined || stack.status === "REVIEW_IN_PROGRESS") {
      throw new ValidationError(`Drift detection cannot be performed on stack [${stack.id}] in ${stack.status} state.`);
    }
    return stack;
  }

  /** The resource with how it compares now; undefined for one that nobody can compare. */
  async function looked(asker: Asker, resource: StackResource): Promise<StackResource | undefined> {
    if (resource.made === undefined) return undefined;
    try {
      const drift = await driftOf(resource.made, accessFor(asker));
      return drift && { ...resource, drift: { ...drift, checkedAt: clock.now() } };
    } catch (error) {
      if (!(error instanceof HandlerError)) throw error;
      const unknown = { status: "UNKNOWN", reason: error.message, expected: {}, actual: {}, differences: [] } as const;
      return { ...resource, drift: { ...unknown, checkedAt: clock.now() } };
    }
  }

  /** Keeps what was found, unless the stack has changed since. */
  async function keep(seen: Stack, found: readonly StackResource[], drift: Stack["drift"]): Promise<void> {
    await ledger.change(seen.id, async (now, tx) => {
      if (now.version !== seen.version || isBusy(now.status)) {
        throw new ValidationError(`Stack [${seen.id}] was changed while its drift was detected.`);
      }
      for (const { stackId, logicalId, updatedAt, ...document } of found) {
        await tx.stackResources.put({ stackId, logicalId, physicalId: document.physicalId, updatedAt, document });
      }
      return { stack: drift === undefined ? {} : { drift } };
    });
  }

  return {
    /** Compares every resource, or those named; answers the id under which the result can be asked for. */
    async detect(asker: Asker, nameOrId: string, logicalIds: readonly string[] | undefined): Promise<string> {
      const stack = await settledStack(asker, nameOrId);
      const rows = [...(await ledger.resources(stack.id)).values()];
      const found: StackResource[] = [];
      for (const row of rows) {
        if (logicalIds !== undefined && !logicalIds.includes(row.logicalId)) continue;
        const now = await looked(asker, row);
        if (now !== undefined) found.push(now);
      }
      const kinds = found.map(({ drift }) => drift?.status);
      const drifted = kinds.filter((kind) => kind === "MODIFIED" || kind === "DELETED").length;
      const rest = kinds.includes("UNKNOWN") ? "UNKNOWN" : "IN_SYNC";
      const status = drifted > 0 ? "DRIFTED" : rest;
      const detectionId = random.uuid();
      await keep(stack, found, { detectionId, checkedAt: clock.now(), status, drifted });
      return detectionId;
    },

    /** Compares one resource. */
    async detectOne(asker: Asker, nameOrId: string, logicalId: string): Promise<StackResource> {
      const stack = await settledStack(asker, nameOrId);
      const row = (await ledger.resources(stack.id)).get(logicalId);
      if (row === undefined) {
        throw new ValidationError(`Resource ${logicalId.slice(0, 255)} does not exist for stack ${stack.name}`);
      }
      const now = await looked(asker, row);
      if (now === undefined) {
        throw new ValidationError(`Drift detection is not supported for resource type ${row.type}.`);
      }
      await keep(stack, [now], undefined);
      return now;
    },

    /** The stack that a detection looked at, and what came of it. Only the newest detection of a stack is known. */
    async detection(asker: Asker, detectionId: string): Promise<Stack & { drift: NonNullable<Stack["drift"]> }> {
      let after: string | undefined;
      do {
        const page = await store.stacks.page(asker.accountId, asker.region, { after, limit: 100 });
        for (const row of page.items) {
          const stack = stackOf(row);
          if (stack.drift?.detectionId === detectionId) return { ...stack, drift: stack.drift };
        }
        after = page.next;
      } while (after !== undefined);
      throw new ValidationError(`StackDriftDetectionId [${detectionId.slice(0, 36)}] does not exist.`);
    },
  };
}
