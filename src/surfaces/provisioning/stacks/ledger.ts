/**
 * Owns how stacks are kept: every change of a stack, its resources and its events is one transaction, and only the
 * process that holds a deployment may take its next step. It decides nothing about deployments.
 */
import type { Clock } from "../../../ports/clock.js";
import type { Random } from "../../../ports/random.js";
import type { Store, Tables } from "../../../ports/store.js";
import type { StackResourceRow, StackRow } from "../../../ports/tables/stacks.js";
import { type Stack, type StackEvent, type StackResource, stackType } from "./stack.js";

/** Another process works on the deployment, or it is over. */
export class DeploymentLost extends Error {
  override readonly name = "DeploymentLost";
}

/** An event as it is told; the ledger adds id and time. */
export type EventDraft = Omit<StackEvent, "eventId" | "at" | "token" | "operationId">;

/** What a step leaves. */
export interface Step {
  readonly stack?: Partial<Omit<Stack, "id" | "accountId" | "region" | "name" | "version">>;
  readonly resources?: readonly StackResource[];
  readonly removed?: readonly string[];
  readonly events?: readonly EventDraft[];
  readonly also?: (tx: Tables) => Promise<void>;
}

/** How long a worker may be silent before another takes its work over. */
const leaseMs = 30_000;

/** The keeper of stacks. */
export type Ledger = ReturnType<typeof createLedger>;

/** Makes the keeper of stacks. */
export function createLedger(needs: { store: Store; clock: Clock; random: Random }) {
  const { store, clock, random } = needs;

  /** The next step of the deployment that `seen` has. Throws DeploymentLost when it is another's by now, or another one. */
  async function step(seen: Stack, decide: (stack: Stack, tx: Tables) => Step | Promise<Step>): Promise<Stack> {
    return store.transaction(async (tx) => {
      const stack = stackOf(await tx.stacks.get(seen.id));
      const [now, then] = [stack?.deployment, seen.deployment];
      if (stack === undefined || now === undefined) throw new DeploymentLost();
      if (now.holder !== then?.holder || now.operationId !== then.operationId) throw new DeploymentLost();
      return write(tx, stack, await decide(stack, tx));
    });
  }

  /** A change of a stack by whoever may make it; the decision sees the stack as it is. */
  async function change(
    stackId: string,
    decide: (stack: Stack, tx: Tables) => Step | Promise<Step>,
  ): Promise<Stack | undefined> {
    return store.transaction(async (tx) => {
      const stack = stackOf(await tx.stacks.get(stackId));
      return stack && write(tx, stack, await decide(stack, tx));
    });
  }

  async function write(tx: Tables, before: Stack, made: Step): Promise<Stack> {
    const deployment =
      made.stack !== undefined && "deployment" in made.stack ? made.stack.deployment : before.deployment;
    const events = eventsOf(made.events ?? [], deployment ?? before.deployment, before.lastEventAt);
    const lastEventAt = events.at(-1)?.at ?? before.lastEventAt;
    const merged: Stack = { ...before, ...made.stack, lastEventAt };
    const workedUntil = merged.deployment === undefined ? undefined : clock.now() + leaseMs;
    const after: Stack = { ...merged, workedUntil };
    await tx.stacks.update(rowOf(after));
    for (const resource of made.resources ?? []) await tx.stackResources.put(resourceRowOf(resource));
    for (const logicalId of made.removed ?? []) await tx.stackResources.delete(before.id, logicalId);
    for (const document of events) await tx.stackEvents.insert({ stackId: before.id, document });
    await made.also?.(tx);
    return { ...after, version: before.version + 1 };
  }

  /** Each a millisecond after the one before at least: tools sort events by their times. */
  function eventsOf(
    drafts: readonly EventDraft[],
    deployment: Stack["deployment"],
    lastEventAt: number | undefined,
  ): readonly StackEvent[] {
    const first = Math.max(clock.now(), (lastEventAt ?? 0) + 1);
    return drafts.map((draft, position) => ({
      ...draft,
      eventId: draft.resourceType === stackType ? random.uuid() : `${draft.logicalId}-${draft.status}-${random.uuid()}`,
      at: first + position,
      ...(deployment?.token === undefined ? {} : { token: deployment.token }),
      ...(deployment === undefined ? {} : { operationId: deployment.operationId }),
    }));
  }

  return {
    step,
    change,
    /** Inserts a new stack. Fails with AlreadyExists. */
    async insert(tx: Tables, stack: Stack, events: readonly EventDraft[]): Promise<void> {
      const workedUntil = stack.deployment === undefined ? undefined : clock.now() + leaseMs;
      const told = eventsOf(events, stack.deployment, undefined);
      await tx.stacks.insert(rowOf({ ...stack, workedUntil, lastEventAt: told.at(-1)?.at }));
      for (const document of told) await tx.stackEvents.insert({ stackId: stack.id, document });
    },
    async get(stackId: string): Promise<Stack | undefined> {
      return stackOf(await store.stacks.get(stackId));
    },
    async resources(stackId: string): Promise<Map<string, StackResource>> {
      const rows = await store.stackResources.list(stackId);
      return new Map(rows.map((row) => [row.logicalId, resourceOf(row)]));
    },
    /** Takes over a deployment whose worker is gone; undefined when there is none, or its worker answers. */
    async claim(stackId: string, holder: string, evenIfWorked: boolean): Promise<Stack | undefined> {
      return store.transaction(async (tx) => {
        const stack = stackOf(await tx.stacks.get(stackId));
        if (stack?.deployment === undefined) return undefined;
        if (!evenIfWorked && (stack.workedUntil ?? 0) > clock.now()) return undefined;
        return write(tx, stack, { stack: { deployment: { ...stack.deployment, holder } } });
      });
    },
    abandoned: (evenIfWorked: boolean): Promise<readonly string[]> =>
      store.stacks.listAbandoned(evenIfWorked ? Number.MAX_SAFE_INTEGER : clock.now(), 100),
  };
}

/** A stack's row. */
function rowOf(stack: Stack): StackRow {
  const { id, accountId, region, name, createdAt, deletedAt, workedUntil, version, ...document } = stack;
  return { id, accountId, region, name, createdAt, deletedAt, workedUntil, version, document };
}

/** The stack in a row. */
export function stackOf(row: StackRow): Stack;
export function stackOf(row: StackRow | undefined): Stack | undefined;
export function stackOf(row: StackRow | undefined): Stack | undefined {
  if (row === undefined) return undefined;
  const { document, ...columns } = row;
  return { ...(document as Omit<Stack, keyof typeof columns>), ...columns } as Stack;
}

function resourceRowOf(resource: StackResource): StackResourceRow {
  const { stackId, logicalId, updatedAt, ...document } = resource;
  return { stackId, logicalId, physicalId: resource.physicalId, updatedAt, document };
}

/** The resource in a row. */
export function resourceOf(row: StackResourceRow): StackResource {
  const { stackId, logicalId, updatedAt, document } = row;
  return { ...(document as Omit<StackResource, "stackId" | "logicalId" | "updatedAt">), stackId, logicalId, updatedAt };
}
