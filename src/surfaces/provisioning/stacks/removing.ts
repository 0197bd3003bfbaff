/** The phases that remove: the cleanup after an update, and the deletion of everything. */
import { HandlerError } from "../resources/handler-error.js";
import { backwards, type DeploymentSite, resourceEvent, settled, stackEvent } from "./deployment-site.js";
import type { EventDraft } from "./ledger.js";
import type { Deployment, MadeResource, Stack, StackResource } from "./stack.js";

/** Deletes every resource of a stack, the last one first. */
export type RemoveAll = (stack: Stack, deployment: Deployment, verb: "DELETE" | "ROLLBACK") => Promise<void>;

/** The phases, over what all phases share. */
export function removingPhases(site: DeploymentSite) {
  const { ledger, workshop, clock, goOn, evaluationOf, reached, mark, placeOf, handlerText } = site;

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

  return { cleanUp, removeAll };
}

/** Whether a resource stays when its stack goes. */
function keptBy(row: StackResource, made: MadeResource, deployment: Deployment, verb: "DELETE" | "ROLLBACK"): boolean {
  if (deployment.retain.includes(row.logicalId)) return true;
  if (verb === "ROLLBACK") return row.deletionPolicy === "Retain" || made.adopted === true;
  return row.deletionPolicy !== "Delete";
}
