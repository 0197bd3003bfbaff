/**
 * Carries out deployments: one resource after the other, each step kept before and after it is taken, so that a process
 * that comes later goes on where this one ended. It owns order, statuses and events; what resources are is the workshop's.
 * Longer than most files because the life of a deployment is best read in one place.
 */

import { setImmediate } from "node:timers/promises";
import type { Clock } from "../../../ports/clock.js";
import type { Logger } from "../../../ports/logger.js";
import type { Random } from "../../../ports/random.js";
import { AlreadyExists, type Store } from "../../../ports/store.js";
import { HandlerError } from "../resources/handler-error.js";
import type { ResourceAccess } from "../resources/lifecycle.js";
import { inOrder } from "./dependency-graph.js";
import { type Evaluation, evaluation } from "./evaluation.js";
import { ValidationError } from "./exceptions.js";
import { NotYetKnown } from "./functions.js";
import { DeploymentLost, type EventDraft, type Ledger, resourceOf } from "./ledger.js";
import { askedIn } from "./poolhouse-metadata.js";
import {
  type Deployment,
  type Leftover,
  type MadeResource,
  type Stack,
  type StackOutput,
  type StackResource,
  stackType,
} from "./stack.js";
import { readTemplate } from "./template.js";
import { readTemplateText } from "./template-text.js";
import { scalarText, type TemplateObject } from "./template-value.js";
import type { Place, Workshop } from "./workshop.js";

/** What deployments are carried out with. */
export interface DeploymentNeeds {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly workshop: Workshop;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** Reaches resources on behalf of a stack's principal. */
  readonly accessFor: (stack: Stack, deployment: Deployment) => ResourceAccess;
  /** No other process shares the store: what is unfinished at the start is ours. */
  readonly alone: boolean;
}

/** A step could not be taken; the deployment turns back. */
class StepFailed extends Error {
  override readonly name = "StepFailed";

  constructor(
    readonly logicalId: string,
    readonly verb: "create" | "update" | "import" | "delete",
  ) {
    super(`${logicalId} failed to ${verb}`);
  }
}

/** The whole deployment cannot go on, for a reason that is no resource's. */
class DeploymentFailed extends Error {
  override readonly name = "DeploymentFailed";
}

/** The process ends; another one goes on. */
class Interrupted extends Error {
  override readonly name = "Interrupted";
}

const pollMs = 15_000;

/** Works on deployments. */
export type Deployments = ReturnType<typeof createDeployments>;

/** Makes the worker of this process. */
export function createDeployments(needs: DeploymentNeeds) {
  const { store, ledger, workshop, clock, random, logger, accessFor } = needs;
  const holder = random.uuid();
  const running = new Map<string, Promise<void>>();
  let closing = false;
  let polling: NodeJS.Timeout | undefined;

  /** Works on a stack's deployment to its end. The promise never fails. */
  function start(stackId: string): Promise<void> {
    const known = running.get(stackId);
    if (known !== undefined) return known.then(() => (closing ? undefined : start(stackId)));
    const work = workOn(stackId)
      .catch(async (error: unknown) => {
        if (error instanceof DeploymentLost || error instanceof Interrupted) return;
        logger.error("A deployment failed for a reason of its own.", { error });
        await giveUp(stackId);
      })
      .catch((error: unknown) => logger.error("A failed deployment could not be marked.", { error }))
      .finally(() => running.delete(stackId));
    running.set(stackId, work);
    return work;
  }

  async function workOn(stackId: string): Promise<void> {
    for (;;) {
      const stack = await ledger.get(stackId);
      const deployment = stack?.deployment;
      if (stack === undefined || deployment === undefined || deployment.holder !== holder) return;
      if (deployment.phase === "forward") await forward(stack, deployment);
      else if (deployment.phase === "backward") await backward(stack, deployment);
      else if (deployment.phase === "cleanup") await cleanUp(stack, deployment);
      else await removal(stack, deployment);
    }
  }

  /** A defect of the program must not leave a stack in progress for ever. */
  async function giveUp(stackId: string): Promise<void> {
    const before = await ledger.get(stackId);
    if (before?.deployment?.holder !== holder) return;
    await ledger.step(before, (stack) => {
      const { phase, kind } = stack.deployment!;
      const status =
        phase === "removal"
          ? "DELETE_FAILED"
          : phase === "forward"
            ? {
                create: "CREATE_FAILED",
                update: "UPDATE_FAILED",
                import: "IMPORT_ROLLBACK_FAILED",
                delete: "DELETE_FAILED",
              }[kind]
            : {
                create: "ROLLBACK_FAILED",
                update: "UPDATE_ROLLBACK_FAILED",
                import: "IMPORT_ROLLBACK_FAILED",
                delete: "DELETE_FAILED",
              }[kind];
      return {
        stack: { status, statusReason: "Internal Failure", deployment: undefined, suspended: stack.deployment },
        events: [stackEvent(stack, status, "Internal Failure")],
      };
    });
  }

  /** Between two steps: others are answered meanwhile, and the end of the process or of the update is noticed. */
  async function goOn(stack?: Stack): Promise<void> {
    await setImmediate();
    if (closing) throw new Interrupted();
    if (stack?.deployment?.cancelled === true && stack.deployment.phase === "forward") {
      throw new DeploymentFailed("Update cancelled by user. ");
    }
  }

  // ---- forward -------------------------------------------------------------------------------------------------

  async function forward(stack: Stack, deployment: Deployment): Promise<void> {
    try {
      const plan = await evaluationOf(stack);
      const rows = await ledger.resources(stack.id);
      const order = inOrder(plan.dependencies);
      const madeNow = new Map<string, MadeResource>();
      for (const [logicalId, row] of rows) if (row.made !== undefined) madeNow.set(logicalId, row.made);
      await refuseCustomNames(stack, plan, order, rows, madeNow);
      for (const logicalId of order) {
        await goOn();
        const { timeoutMinutes, createdAt } = stack;
        if (deployment.kind === "create" && clock.now() - createdAt > (timeoutMinutes ?? Infinity) * 60_000) {
          throw new DeploymentFailed("Stack creation time exceeded the specified timeout. ");
        }
        const made = await advance(stack, deployment, plan, logicalId, rows.get(logicalId), madeNow);
        madeNow.set(logicalId, made);
      }
      await complete(stack, plan, rows, madeNow);
    } catch (error) {
      if (error instanceof StepFailed) {
        await turnBack(stack, `The following resource(s) failed to ${error.verb}: [${error.logicalId}]. `);
      } else if (error instanceof ValidationError || error instanceof DeploymentFailed) {
        await turnBack(stack, error.message);
      } else throw error;
    }
  }

  async function evaluationOf(stack: Stack): Promise<Evaluation> {
    const template = readTemplate(readTemplateText(stack.content.templateText));
    const exports = await allExports(store, stack.accountId, stack.region);
    return evaluation(template, new Map(stack.content.parameters.map((one) => [one.key, one])), {
      stackId: stack.id,
      stackName: stack.name,
      accountId: stack.accountId,
      region: stack.region,
      notificationArns: stack.content.notificationArns,
      exports,
    });
  }

  /** What is known to be impossible is refused before anything is touched. */
  async function refuseCustomNames(
    stack: Stack,
    plan: Evaluation,
    order: readonly string[],
    rows: ReadonlyMap<string, StackResource>,
    made: ReadonlyMap<string, MadeResource>,
  ): Promise<void> {
    // What will be replaced has no known values any more for those who refer to it.
    const known = new Map(made);
    for (const logicalId of order) {
      const row = rows.get(logicalId);
      if (row?.made === undefined || row.touched !== undefined) continue;
      let properties: TemplateObject;
      try {
        properties = plan.properties(logicalId, known);
      } catch (error) {
        if (!(error instanceof NotYetKnown)) throw error;
        continue;
      }
      const change = workshop.change(row.made, properties);
      if (change.refusal !== undefined) await fail(stack, row, "update", change.refusal);
      if (change.kind === "replace") known.delete(logicalId);
    }
  }

  /** Brings one resource to what the template says; answers it. */
  async function advance(
    stack: Stack,
    deployment: Deployment,
    plan: Evaluation,
    logicalId: string,
    row: StackResource | undefined,
    made: ReadonlyMap<string, MadeResource>,
  ): Promise<MadeResource> {
    const declaration = plan.resources.get(logicalId)!;
    const base: StackResource = {
      ...(row ?? { stackId: stack.id, logicalId, status: "", updatedAt: 0 }),
      type: declaration.type,
      deletionPolicy: declaration.deletionPolicy,
      updateReplacePolicy: declaration.updateReplacePolicy,
      metadata: declaration.metadata === undefined ? undefined : JSON.stringify(declaration.metadata),
      dependsOn: [...(plan.dependencies.get(logicalId) ?? [])],
    };
    const properties = await valueFor(stack, base, () => plan.properties(logicalId, made));
    const metadata = askedIn(declaration.metadata);
    const asked = metadata && (await valueFor(stack, base, () => plan.value(metadata, made)));
    const place = { ...placeOf(stack, deployment, logicalId), asked };
    const notes = [
      ...declaration.ignored.map((name) => `${name} has no effect on this server.`),
      ...(workshop.isInert(declaration.type)
        ? [`${declaration.type} is inert on this server: it is recorded and has no effect.`]
        : []),
    ];
    if (row?.made === undefined || row.attempt !== undefined) {
      const imported = deployment.imports[logicalId];
      if (imported !== undefined) return adopt(stack, place, base, properties, imported);
      return create(stack, place, base, properties, notes);
    }
    const change = workshop.change(row.made, properties);
    if (change.kind === "none") {
      if (base.metadata === row.metadata && base.deletionPolicy === row.deletionPolicy) return row.made;
      await ledger.step(stack, () => ({ resources: [{ ...base, updatedAt: clock.now() }] }));
      return row.made;
    }
    if (change.refusal !== undefined) return fail(stack, base, "update", change.refusal);
    if (change.kind === "update") return update(stack, place, base, row.made, properties);
    return create(stack, place, base, properties, notes);
  }

  /** What a resource says, evaluated; a mistake in it is the resource's failure. */
  async function valueFor<T>(stack: Stack, base: StackResource, evaluate: () => T): Promise<T> {
    try {
      return evaluate();
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error;
      return fail(stack, base, base.made === undefined ? "create" : "update", error.message);
    }
  }

  /** Makes a resource, a new one or one in the place of another. */
  async function create(
    stack: Stack,
    place: Place,
    base: StackResource,
    properties: TemplateObject,
    notes: readonly string[],
  ): Promise<MadeResource> {
    const { logicalId } = base;
    const old = base.attempt === undefined ? base.made : base.before;
    const verb = old === undefined ? "CREATE" : "UPDATE";
    const reason =
      old === undefined
        ? notes.join(" ") || undefined
        : "Requested update requires the creation of a new physical resource; hence creating one.";
    let pending = base;
    let found: MadeResource | undefined;
    try {
      if (base.attempt?.present !== undefined) {
        found = await workshop.recover(place, base.type, properties, base.attempt.present);
      } else if (base.attempt === undefined) {
        const present = await workshop.present(place, base.type, properties);
        pending = {
          ...base,
          made: undefined,
          before: old,
          touched: old === undefined ? "created" : "replaced",
          attempt: { present },
          status: `${verb}_IN_PROGRESS`,
          statusReason: reason,
          updatedAt: clock.now(),
        };
        await goOn(
          await ledger.step(stack, () => ({
            resources: [pending],
            events: [resourceEvent(pending, old?.physicalId ?? "", reason)],
          })),
        );
      }
      found ??= await workshop.create(place, base.type, properties);
    } catch (error) {
      if (!(error instanceof HandlerError)) throw error;
      // What a creation left half made is kept, so that the rollback finds it.
      const left: MadeResource | undefined =
        error.identifier === undefined
          ? undefined
          : { type: base.type, identifier: error.identifier, physicalId: error.identifier, attributes: {}, properties };
      const failed = { ...pending, attempt: undefined, made: left, physicalId: left?.physicalId ?? base.physicalId };
      return fail(stack, failed, old === undefined ? "create" : "update", handlerText(error));
    }
    const made = found;
    const done: StackResource = {
      ...pending,
      made,
      physicalId: made.physicalId,
      attempt: undefined,
      status: `${verb}_COMPLETE`,
      statusReason: undefined,
      updatedAt: clock.now(),
    };
    await ledger.step(stack, (now) => ({
      resources: [done],
      stack: old === undefined ? {} : withLeftover(now, { logicalId, made: old, policy: base.updateReplacePolicy }),
      events: [
        resourceEvent({ ...done, status: `${verb}_IN_PROGRESS` }, made.physicalId, "Resource creation Initiated"),
        resourceEvent(done, made.physicalId),
      ],
    }));
    return made;
  }

  async function update(
    stack: Stack,
    place: Place,
    base: StackResource,
    old: MadeResource,
    properties: TemplateObject,
  ): Promise<MadeResource> {
    const pending: StackResource = {
      ...base,
      before: base.before ?? old,
      touched: base.touched ?? "updated",
      status: "UPDATE_IN_PROGRESS",
      statusReason: undefined,
      updatedAt: clock.now(),
    };
    await goOn(
      await ledger.step(stack, () => ({
        resources: [pending],
        events: [resourceEvent(pending, old.physicalId)],
      })),
    );
    let made: MadeResource;
    try {
      made = await workshop.update(place, old, properties);
    } catch (error) {
      if (!(error instanceof HandlerError)) throw error;
      // It may have happened in part: what was wanted is what a rollback must undo.
      return fail(stack, { ...pending, made: { ...old, properties } }, "update", handlerText(error));
    }
    const done = { ...pending, made, physicalId: made.physicalId, status: "UPDATE_COMPLETE", updatedAt: clock.now() };
    await ledger.step(stack, () => ({ resources: [done], events: [resourceEvent(done, made.physicalId)] }));
    return made;
  }

  async function adopt(
    stack: Stack,
    place: Place,
    base: StackResource,
    properties: TemplateObject,
    values: Readonly<Record<string, string>>,
  ): Promise<MadeResource> {
    const pending: StackResource = {
      ...base,
      touched: "imported",
      status: "IMPORT_IN_PROGRESS",
      updatedAt: clock.now(),
    };
    const physicalId = Object.values(values).at(-1) ?? "";
    await ledger.step(stack, () => ({
      resources: [pending],
      events: [resourceEvent(pending, physicalId, "Resource import started.")],
    }));
    let made: MadeResource;
    try {
      made = await workshop.adopt(place, base.type, properties, values);
    } catch (error) {
      if (!(error instanceof HandlerError)) throw error;
      return fail(stack, pending, "import", handlerText(error));
    }
    const done = { ...pending, made, physicalId: made.physicalId, status: "IMPORT_COMPLETE", updatedAt: clock.now() };
    await ledger.step(stack, () => ({
      resources: [done],
      events: [resourceEvent(done, made.physicalId, "Resource import completed.")],
    }));
    return made;
  }

  async function fail(stack: Stack, resource: StackResource, verb: StepFailed["verb"], reason: string): Promise<never> {
    const failed: StackResource = {
      ...resource,
      status: `${verb.toUpperCase()}_FAILED`,
      statusReason: reason,
      updatedAt: clock.now(),
    };
    await ledger.step(stack, () => ({
      resources: [failed],
      events: [resourceEvent(failed, resource.made?.physicalId ?? resource.physicalId ?? "", reason)],
    }));
    throw new StepFailed(resource.logicalId, verb);
  }

  /** Outputs and exports are set with the status, or not at all. */
  async function complete(
    stack: Stack,
    plan: Evaluation,
    rows: ReadonlyMap<string, StackResource>,
    made: ReadonlyMap<string, MadeResource>,
  ): Promise<void> {
    const outputs = outputsOf(plan, made);
    const gone = [...rows.values()].filter((row) => !plan.resources.has(row.logicalId));
    try {
      await ledger.step(stack, async (now, tx) => {
        const deployment = now.deployment!;
        await setExports(tx, now, outputs, plan.imported);
        const leftovers = gone.flatMap((row) =>
          row.made === undefined ? [] : [{ logicalId: row.logicalId, made: row.made, policy: row.deletionPolicy }],
        );
        const all = [...deployment.leftovers, ...leftovers.reverse()];
        const cleans = deployment.kind === "update";
        const status = cleans ? "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS" : `${deployment.kind.toUpperCase()}_COMPLETE`;
        return {
          stack: {
            status,
            statusReason: undefined,
            outputs,
            suspended: undefined,
            deployment: cleans ? { ...deployment, phase: "cleanup", leftovers: all } : undefined,
          },
          events: [stackEvent(now, status)],
          resources: cleans ? [] : settled((await tx.stackResources.list(now.id)).map(resourceOf)),
        };
      });
    } catch (error) {
      if (!(error instanceof AlreadyExists)) throw error;
      throw new DeploymentFailed("Export of the same name is already exported by another stack.");
    }
  }

  async function setExports(
    tx: Pick<Store, "stackExports" | "stacks">,
    stack: Stack,
    outputs: readonly StackOutput[],
    imported: ReadonlySet<string>,
  ): Promise<void> {
    const { accountId, region, id: stackId } = stack;
    const named = new Map(
      outputs.flatMap((one) => (one.exportName === undefined ? [] : [[one.exportName, one.value]])),
    );
    const before = new Map(
      stack.outputs.flatMap((one) => (one.exportName === undefined ? [] : [[one.exportName, one.value]])),
    );
    for (const [name, value] of before) {
      if (named.get(name) === value) continue;
      const users = await importerNames(tx, accountId, region, name);
      const verb = named.has(name) ? "updated" : "deleted";
      if (users.length > 0) {
        throw new DeploymentFailed(`Export ${name} cannot be ${verb} as it is in use by ${users.join(" and ")}`);
      }
      if (!named.has(name)) await tx.stackExports.delete(accountId, region, name, stackId);
    }
    for (const [name, value] of named) {
      const holderOf = await tx.stackExports.get(accountId, region, name);
      if (holderOf !== undefined && holderOf.stackId !== stackId) {
        const other = holderOf.stackId.split("/")[1] ?? holderOf.stackId;
        throw new DeploymentFailed(
          `Export with name ${name} is already exported by stack ${other}. Rollback requested by user.`,
        );
      }
      await tx.stackExports.put({ accountId, region, name, stackId, value });
    }
    await tx.stackExports.setImports(accountId, region, stackId, [...imported]);
  }

  // ---- turning back --------------------------------------------------------------------------------------------

  async function turnBack(before: Stack, reason: string): Promise<void> {
    await ledger.step(before, (stack) => {
      const deployment = stack.deployment!;
      const { kind, onFailure } = deployment;
      if (onFailure === "DO_NOTHING") {
        const status = kind === "create" ? "CREATE_FAILED" : "UPDATE_FAILED";
        return {
          stack: { status, statusReason: reason, deployment: undefined, suspended: deployment },
          events: [stackEvent(stack, status, reason)],
        };
      }
      if (kind === "create" && onFailure === "DELETE") {
        const why = `${reason}Delete requested by user.`;
        return {
          stack: { status: "DELETE_IN_PROGRESS", statusReason: why, deployment: { ...deployment, phase: "removal" } },
          events: [stackEvent(stack, "DELETE_IN_PROGRESS", why)],
        };
      }
      const status = { create: "ROLLBACK", update: "UPDATE_ROLLBACK", import: "IMPORT_ROLLBACK", delete: "ROLLBACK" }[
        kind
      ];
      const why = kind === "create" ? `${reason}Rollback requested by user.` : reason;
      return {
        stack: {
          status: `${status}_IN_PROGRESS`,
          statusReason: why,
          deployment: { ...deployment, phase: "backward" },
        },
        events: [stackEvent(stack, `${status}_IN_PROGRESS`, why)],
      };
    });
  }

  /** Brings every touched resource back, the last one first. What was made is removed: at once, or by the cleanup. */
  async function backward(stack: Stack, deployment: Deployment): Promise<void> {
    if (deployment.kind === "create") return removeAll(stack, deployment, "ROLLBACK");
    const rows = await ledger.resources(stack.id);
    const failed: string[] = [];
    for (const logicalId of backwards(rows)) {
      await goOn();
      const row = rows.get(logicalId)!;
      if (row.touched === undefined && row.before === undefined) {
        if (row.status.endsWith("_FAILED")) await settle(stack, { ...row, status: "UPDATE_COMPLETE" });
        continue;
      }
      if (deployment.skip?.includes(logicalId) === true) {
        await settle(stack, { ...row, made: row.before ?? row.made, status: "UPDATE_COMPLETE" });
        continue;
      }
      if (!(await revert(stack, deployment, row))) failed.push(logicalId);
    }
    await ledger.step(stack, (now) => {
      const kind = deployment.kind === "import" ? "IMPORT_ROLLBACK" : "UPDATE_ROLLBACK";
      if (failed.length > 0) {
        const reason = `The following resource(s) failed to update: [${failed.join(", ")}]. `;
        const status = `${kind}_FAILED`;
        return {
          stack: { status, statusReason: reason, deployment: undefined, suspended: now.deployment },
          events: [stackEvent(now, status, reason)],
        };
      }
      if (deployment.kind === "import") {
        return {
          stack: {
            status: "IMPORT_ROLLBACK_COMPLETE",
            content: deployment.previous ?? now.content,
            deployment: undefined,
          },
          events: [stackEvent(now, "IMPORT_ROLLBACK_COMPLETE")],
        };
      }
      const status = "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS";
      return {
        stack: {
          status,
          content: deployment.previous ?? now.content,
          deployment: { ...now.deployment!, phase: "cleanup", rolledBack: true },
        },
        events: [stackEvent(now, status)],
      };
    });
  }

  /** Undoes what was done to one resource; false when that failed. */
  async function revert(stack: Stack, deployment: Deployment, row: StackResource): Promise<boolean> {
    const place = placeOf(stack, deployment, row.logicalId);
    const current = await reached(stack, place, row);
    if (row.touched === "created" || row.touched === "imported") {
      const leftover: Leftover | undefined =
        current === undefined || row.touched === "imported" || current.adopted === true
          ? undefined
          : { logicalId: row.logicalId, made: current, policy: row.deletionPolicy === "Retain" ? "Retain" : "Delete" };
      await ledger.step(stack, (now) => ({
        removed: [row.logicalId],
        stack: leftover === undefined ? {} : withLeftover(now, leftover),
        events:
          row.touched === "imported"
            ? [
                resourceEvent(
                  { ...row, status: "IMPORT_ROLLBACK_COMPLETE" },
                  row.physicalId ?? "",
                  "Resource import rollback complete.",
                ),
              ]
            : [],
      }));
      return true;
    }
    const old = row.before!;
    const pending: StackResource = { ...row, status: "UPDATE_IN_PROGRESS", updatedAt: clock.now() };
    await ledger.step(stack, () => ({
      resources: [pending],
      events: [resourceEvent(pending, current?.physicalId ?? old.physicalId)],
    }));
    let back = old;
    if (row.touched === "updated" && current !== undefined) {
      try {
        back = await workshop.update(place, current, old.properties);
      } catch (error) {
        if (!(error instanceof HandlerError)) throw error;
        const reason = handlerText(error);
        const failed: StackResource = { ...pending, status: "UPDATE_FAILED", statusReason: reason };
        await ledger.step(stack, () => ({
          resources: [failed],
          events: [resourceEvent(failed, old.physicalId, reason)],
        }));
        return false;
      }
    }
    const done: StackResource = {
      ...pending,
      made: back,
      physicalId: back.physicalId,
      before: undefined,
      touched: undefined,
      attempt: undefined,
      status: "UPDATE_COMPLETE",
      statusReason: undefined,
      updatedAt: clock.now(),
    };
    await ledger.step(stack, (now) => ({
      resources: [done],
      stack:
        row.touched === "replaced"
          ? {
              deployment: {
                ...now.deployment!,
                // The old one stays after all; the new one goes, if it came to be.
                leftovers: [
                  ...now.deployment!.leftovers.filter((one) => one.made.identifier !== old.identifier),
                  ...(current === undefined || current.adopted === true
                    ? []
                    : [{ logicalId: row.logicalId, made: current, policy: "Delete" as const }]),
                ],
              },
            }
          : {},
      events: [resourceEvent(done, back.physicalId)],
    }));
    return true;
  }

  /** What a row stands for by now: what was made, or what an interrupted creation left. */
  async function reached(stack: Stack, place: Place, row: StackResource): Promise<MadeResource | undefined> {
    if (row.attempt?.present === undefined) return row.made;
    const plan = await evaluationOf(stack);
    const rows = await ledger.resources(stack.id);
    const made = new Map([...rows].flatMap(([id, one]) => (one.made === undefined ? [] : [[id, one.made] as const])));
    try {
      return await workshop.recover(place, row.type, plan.properties(row.logicalId, made), row.attempt.present);
    } catch (error) {
      if (error instanceof HandlerError || error instanceof ValidationError || error instanceof NotYetKnown)
        return undefined;
      throw error;
    }
  }

  async function settle(stack: Stack, row: StackResource): Promise<void> {
    const done = { ...row, before: undefined, touched: undefined, attempt: undefined, statusReason: undefined };
    await ledger.step(stack, () => ({ resources: [done] }));
  }

  // ---- removing ------------------------------------------------------------------------------------------------

  /** Deletes what was replaced or left out. What cannot be deleted is told and left: the update itself succeeded. */
  async function cleanUp(stack: Stack, deployment: Deployment): Promise<void> {
    for (const leftover of deployment.leftovers) {
      await goOn();
      const row: StackResource = {
        stackId: stack.id,
        logicalId: leftover.logicalId,
        type: leftover.made.type,
        status: "DELETE_IN_PROGRESS",
        updatedAt: clock.now(),
        deletionPolicy: leftover.policy,
        updateReplacePolicy: leftover.policy,
        dependsOn: [],
      };
      const { physicalId } = leftover.made;
      const keeps =
        leftover.policy !== "Delete" && !(deployment.rolledBack === true && leftover.policy === "RetainExceptOnCreate");
      const events: EventDraft[] = [];
      if (keeps) events.push(resourceEvent({ ...row, status: "DELETE_SKIPPED" }, physicalId));
      else {
        events.push(resourceEvent(row, physicalId));
        try {
          await workshop.remove(placeOf(stack, deployment, leftover.logicalId), leftover.made);
          events.push(resourceEvent({ ...row, status: "DELETE_COMPLETE" }, physicalId));
        } catch (error) {
          if (!(error instanceof HandlerError)) throw error;
          events.push(resourceEvent({ ...row, status: "DELETE_FAILED" }, physicalId, handlerText(error)));
        }
      }
      await ledger.step(stack, (now) => ({
        events,
        stack: {
          deployment: {
            ...now.deployment!,
            leftovers: now.deployment!.leftovers.filter((one) => one.made.identifier !== leftover.made.identifier),
          },
        },
      }));
    }
    const rows = await ledger.resources(stack.id);
    const plan = await evaluationOf(stack);
    await ledger.step(stack, (now) => {
      const status = deployment.rolledBack === true ? "UPDATE_ROLLBACK_COMPLETE" : "UPDATE_COMPLETE";
      return {
        stack: { status, statusReason: undefined, deployment: undefined, suspended: undefined },
        resources: settled([...rows.values()].filter((row) => plan.resources.has(row.logicalId))),
        removed: [...rows.keys()].filter((logicalId) => !plan.resources.has(logicalId)),
        events: [stackEvent(now, status)],
      };
    });
  }

  async function removal(stack: Stack, deployment: Deployment): Promise<void> {
    await removeAll(stack, deployment, "DELETE");
  }

  /** Deletes every resource, the last one first; then the stack is deleted, or rolled back to nothing. */
  async function removeAll(stack: Stack, deployment: Deployment, verb: "DELETE" | "ROLLBACK"): Promise<void> {
    const rows = await ledger.resources(stack.id);
    const failed: string[] = [];
    const held = new Set<string>();
    for (const logicalId of backwards(rows)) {
      await goOn();
      const row = rows.get(logicalId)!;
      const place = placeOf(stack, deployment, logicalId);
      const made = await reached(stack, place, row);
      if (made === undefined) {
        if (row.status !== "DELETE_COMPLETE" && row.status !== "DELETE_SKIPPED") {
          await mark(stack, { ...row, attempt: undefined, status: "DELETE_COMPLETE" }, []);
        }
        continue;
      }
      // What something that could not be deleted hangs on would not go either.
      if (held.has(logicalId)) {
        for (const needed of row.dependsOn) held.add(needed);
        continue;
      }
      if (keptBy(row, made, deployment, verb)) {
        const kept = { ...row, made: undefined, physicalId: made.physicalId, status: "DELETE_SKIPPED" };
        await mark(stack, kept, [resourceEvent(kept, made.physicalId)]);
        continue;
      }
      const pending = { ...row, made, physicalId: made.physicalId, attempt: undefined, status: "DELETE_IN_PROGRESS" };
      await mark(stack, pending, [resourceEvent(pending, made.physicalId)]);
      try {
        await workshop.remove(place, made);
      } catch (error) {
        if (!(error instanceof HandlerError)) throw error;
        const reason = handlerText(error);
        const broken = { ...pending, status: "DELETE_FAILED", statusReason: reason };
        await mark(stack, broken, [resourceEvent(broken, made.physicalId, reason)]);
        failed.push(logicalId);
        for (const needed of row.dependsOn) held.add(needed);
        continue;
      }
      const done = { ...pending, made: undefined, statusReason: undefined, status: "DELETE_COMPLETE" };
      await mark(stack, done, [resourceEvent(done, made.physicalId)]);
    }
    await ledger.step(stack, async (now, tx) => {
      if (failed.length > 0) {
        const reason = `The following resource(s) failed to delete: [${failed.join(", ")}]. `;
        const status = `${verb}_FAILED`;
        return {
          stack: { status, statusReason: reason, deployment: undefined, suspended: now.deployment },
          events: [stackEvent(now, status, reason)],
        };
      }
      const status = `${verb}_COMPLETE`;
      if (verb === "ROLLBACK") {
        return { stack: { status, deployment: undefined, suspended: undefined }, events: [stackEvent(now, status)] };
      }
      for (const { exportName } of now.outputs) {
        if (exportName !== undefined) await tx.stackExports.delete(now.accountId, now.region, exportName, now.id);
      }
      await tx.stackExports.setImports(now.accountId, now.region, now.id, []);
      await tx.changeSets.deleteOfStack(now.id);
      return {
        stack: {
          status,
          statusReason: undefined,
          deletedAt: clock.now(),
          deployment: undefined,
          suspended: undefined,
          outputs: [],
        },
        events: [stackEvent(now, status)],
      };
    });
  }

  function keptBy(
    row: StackResource,
    made: MadeResource,
    deployment: Deployment,
    verb: "DELETE" | "ROLLBACK",
  ): boolean {
    if (deployment.retain.includes(row.logicalId)) return true;
    if (verb === "ROLLBACK") return row.deletionPolicy === "Retain" || made.adopted === true;
    return row.deletionPolicy !== "Delete";
  }

  async function mark(stack: Stack, row: StackResource, events: readonly EventDraft[]): Promise<void> {
    await ledger.step(stack, () => ({ resources: [{ ...row, updatedAt: clock.now() }], events }));
  }

  function placeOf(stack: Stack, deployment: Deployment, logicalId: string): Place {
    const { name: stackName, region, accountId } = stack;
    return { access: accessFor(stack, deployment), stackName, logicalId, region, accountId };
  }

  function handlerText(error: HandlerError): string {
    return `Resource handler returned message: "${error.message}" (RequestToken: ${random.uuid()}, HandlerErrorCode: ${error.code})`;
  }

  async function takeOver(evenIfWorked: boolean): Promise<void> {
    for (const stackId of await ledger.abandoned(evenIfWorked)) {
      if (closing || running.has(stackId)) continue;
      if ((await ledger.claim(stackId, holder, evenIfWorked)) !== undefined) void start(stackId);
    }
  }

  const poll = (evenIfWorked: boolean): Promise<void> =>
    takeOver(evenIfWorked).catch((error: unknown) => {
      if (!closing) logger.error("Unfinished deployments could not be taken over.", { error });
    });

  return {
    holder,
    start,
    /** Takes over what earlier processes left, now and from time to time. */
    async begin(): Promise<void> {
      await poll(needs.alone);
      polling = setInterval(() => void poll(false), pollMs);
      polling.unref();
    },
    /** Ends after the step that is under way; another process goes on. */
    async close(): Promise<void> {
      closing = true;
      clearInterval(polling);
      await Promise.all(running.values());
    },
  };
}

function withLeftover(stack: Stack, leftover: Leftover): { deployment: Deployment } {
  const deployment = stack.deployment!;
  const others = deployment.leftovers.filter((one) => one.made.identifier !== leftover.made.identifier);
  return { deployment: { ...deployment, leftovers: [leftover, ...others] } };
}

/** Rows as they are between deployments. */
function settled(rows: readonly StackResource[]): StackResource[] {
  return rows
    .filter((row) => row.before !== undefined || row.touched !== undefined || row.attempt !== undefined)
    .map((row) => ({ ...row, before: undefined, touched: undefined, attempt: undefined }));
}

/** Logical ids so that each comes before what it depends on. */
function backwards(rows: ReadonlyMap<string, StackResource>): string[] {
  const dependencies = new Map(
    [...rows].map(([logicalId, row]) => [logicalId, new Set(row.dependsOn.filter((name) => rows.has(name)))]),
  );
  return inOrder(dependencies).reverse();
}

/** The values of the outputs whose condition holds. */
export function outputsOf(plan: Evaluation, made: ReadonlyMap<string, MadeResource>): StackOutput[] {
  const outputs: StackOutput[] = [];
  for (const one of plan.template.outputs.values()) {
    if (one.condition !== undefined && !plan.condition(one.condition)) continue;
    const value = scalarText(plan.value(one.value, made));
    if (value === undefined) {
      throw new ValidationError(
        `Template format error: Output ${one.key} is malformed. The Value field of every Outputs member must evaluate to a String.`,
      );
    }
    const exportName = one.exportName === undefined ? undefined : scalarText(plan.value(one.exportName, made));
    outputs.push({
      key: one.key,
      value,
      ...(one.description === undefined ? {} : { description: one.description }),
      ...(exportName === undefined ? {} : { exportName }),
    });
  }
  return outputs;
}

/** An event of a resource in its row's status. */
function resourceEvent(row: StackResource, physicalId: string, reason?: string): EventDraft {
  return { logicalId: row.logicalId, physicalId, resourceType: row.type, status: row.status, reason };
}

/** An event of a stack itself. */
export function stackEvent(stack: Pick<Stack, "id" | "name">, status: string, reason?: string): EventDraft {
  return { logicalId: stack.name, physicalId: stack.id, resourceType: stackType, status, reason };
}

/** The names of stacks that use an export. */
export async function importerNames(
  tables: Pick<Store, "stackExports" | "stacks">,
  accountId: string,
  region: string,
  name: string,
): Promise<string[]> {
  const ids = await tables.stackExports.importers(accountId, region, name);
  return ids.map((id) => id.split("/")[1] ?? id);
}

/** Every export of an account and region. */
export async function allExports(
  tables: Pick<Store, "stackExports">,
  accountId: string,
  region: string,
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  let after: string | undefined;
  do {
    const page = await tables.stackExports.page(accountId, region, { after, limit: 500 });
    for (const one of page.items) found.set(one.name, one.value);
    after = page.next;
  } while (after !== undefined);
  return found;
}
