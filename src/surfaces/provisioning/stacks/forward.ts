/**
 * The forward phase of a deployment: brings one resource after the other to what the template says. Longer than most files
 * because the steps of one resource are best read in one place.
 */
import { AlreadyExists } from "../../../ports/store.js";
import { HandlerError } from "../resources/handler-error.js";
import { inOrder } from "./dependency-graph.js";
import {
  DeploymentFailed,
  type DeploymentSite,
  resourceEvent,
  StepFailed,
  settled,
  stackEvent,
  withLeftover,
} from "./deployment-site.js";
import { withParameterReferences } from "./dynamic-references.js";
import type { Evaluation } from "./evaluation.js";
import { ValidationError } from "./exceptions.js";
import { NotYetKnown } from "./functions.js";
import { resourceOf } from "./ledger.js";
import { askedIn } from "./poolhouse-metadata.js";
import type { Deployment, MadeResource, Stack, StackResource } from "./stack.js";
import { ExportRefused, outputsOf, setExports } from "./stack-exports.js";
import type { TemplateObject } from "./template-value.js";
import { turnBack } from "./turning-back.js";
import type { Place } from "./workshop.js";

/** The phase, over what all phases share. */
export function forwardPhase(site: DeploymentSite) {
  const { ledger, workshop, clock, goOn, evaluationOf, placeOf, handlerText } = site;

  async function forward(stack: Stack, deployment: Deployment): Promise<void> {
    try {
      const { companion } = placeOf(stack, deployment, "").access.call;
      const plan = await withParameterReferences(await evaluationOf(stack), companion);
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
        await turnBack(ledger, stack, `The following resource(s) failed to ${error.verb}: [${error.logicalId}]. `);
      } else if (error instanceof ValidationError || error instanceof DeploymentFailed) {
        await turnBack(ledger, stack, error.message);
      } else throw error;
    }
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
    // A custom resource says by another physical id that it is another one: the old one goes with the cleanup.
    const isOther = made.physicalId !== old.physicalId;
    const done: StackResource = {
      ...pending,
      made,
      ...(isOther ? { touched: "replaced" as const } : {}),
      physicalId: made.physicalId,
      status: "UPDATE_COMPLETE",
      updatedAt: clock.now(),
    };
    const leftover = { logicalId: base.logicalId, made: old, policy: base.updateReplacePolicy };
    await ledger.step(stack, (now) => ({
      resources: [done],
      stack: isOther ? withLeftover(now, leftover) : {},
      events: [resourceEvent(done, made.physicalId)],
    }));
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
      if (error instanceof ExportRefused) throw new DeploymentFailed(error.message);
      if (!(error instanceof AlreadyExists)) throw error;
      throw new DeploymentFailed("Export of the same name is already exported by another stack.");
    }
  }

  return forward;
}
