/** The backward phase of a deployment: brings every touched resource back to what it was. */
import { HandlerError } from "../resources/handler-error.js";
import { backwards, type DeploymentSite, resourceEvent, stackEvent, withLeftover } from "./deployment-site.js";
import type { Ledger } from "./ledger.js";
import type { RemoveAll } from "./removing.js";
import type { Deployment, Leftover, Stack, StackResource } from "./stack.js";

/** Ends the way forward: the deployment turns back, stops or becomes a deletion, as was asked. */
export async function turnBack(ledger: Ledger, before: Stack, reason: string): Promise<void> {
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

/** The phase, over what all phases share. */
export function backwardPhase(site: DeploymentSite, removeAll: RemoveAll) {
  const { ledger, workshop, clock, goOn, reached, placeOf, handlerText } = site;

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

  async function settle(stack: Stack, row: StackResource): Promise<void> {
    const done = { ...row, before: undefined, touched: undefined, attempt: undefined, statusReason: undefined };
    await ledger.step(stack, () => ({ resources: [done] }));
  }

  return backward;
}
