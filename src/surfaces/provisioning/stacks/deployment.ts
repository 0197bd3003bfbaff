/**
 * Carries out deployments: one phase after the other, each step kept before and after it is taken, so that a process that
 * comes later goes on where this one ended. It owns which process works on what, and what becomes of a deployment that
 * fails for a reason of ours; the phases are `forward.ts`, `turning-back.ts` and `removing.ts`.
 */
import type { Logger } from "../../../ports/logger.js";
import { createDeploymentSite, type DeploymentSiteNeeds, Interrupted, stackEvent } from "./deployment-site.js";
import { forwardPhase } from "./forward.js";
import { DeploymentLost } from "./ledger.js";
import { removingPhases } from "./removing.js";
import { backwardPhase } from "./turning-back.js";

/** What deployments are carried out with. */
export interface DeploymentNeeds extends DeploymentSiteNeeds {
  readonly logger: Logger;
  /** No other process shares the store: what is unfinished at the start is ours. */
  readonly alone: boolean;
}

const pollMs = 15_000;

/** Works on deployments. */
export type Deployments = ReturnType<typeof createDeployments>;

/** Makes the worker of this process. */
export function createDeployments(needs: DeploymentNeeds) {
  const { ledger, random, logger } = needs;
  const holder = random.uuid();
  const running = new Map<string, Promise<void>>();
  let closing = false;
  let polling: NodeJS.Timeout | undefined;
  const site = createDeploymentSite(needs, () => closing);
  const forward = forwardPhase(site);
  const { cleanUp, removeAll } = removingPhases(site);
  const backward = backwardPhase(site, removeAll);

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
      else await removeAll(stack, deployment, "DELETE");
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
