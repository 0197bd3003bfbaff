/**
 * Owns what every phase of a deployment stands on: what it works with, where resources are reached, how steps fail, and
 * how what happens is told in events.
 */
import { setImmediate } from "node:timers/promises";
import type { Clock } from "../../../ports/clock.js";
import type { Random } from "../../../ports/random.js";
import type { Store } from "../../../ports/store.js";
import { HandlerError, UnresolvedReference } from "../resources/handler-error.js";
import type { ResourceAccess } from "../resources/lifecycle.js";
import { inOrder } from "./dependency-graph.js";
import { type Evaluation, evaluation } from "./evaluation.js";
import { ValidationError } from "./exceptions.js";
import { NotYetKnown } from "./functions.js";
import type { EventDraft, Ledger } from "./ledger.js";
import {
  type Deployment,
  type Leftover,
  type MadeResource,
  type Stack,
  type StackResource,
  stackType,
} from "./stack.js";
import { allExports } from "./stack-exports.js";
import { readTemplate } from "./template.js";
import { readTemplateText } from "./template-text.js";
import type { Place, Workshop } from "./workshop.js";

/** What the phases work with. */
export interface DeploymentSiteNeeds {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly workshop: Workshop;
  readonly clock: Clock;
  readonly random: Random;
  /** Reaches resources on behalf of a stack's principal. */
  readonly accessFor: (stack: Stack, deployment: Deployment) => ResourceAccess;
}

/** A step could not be taken; the deployment turns back. */
export class StepFailed extends Error {
  override readonly name = "StepFailed";

  constructor(
    readonly logicalId: string,
    readonly verb: "create" | "update" | "import" | "delete",
  ) {
    super(`${logicalId} failed to ${verb}`);
  }
}

/** The whole deployment cannot go on, for a reason that is no resource's. */
export class DeploymentFailed extends Error {
  override readonly name = "DeploymentFailed";
}

/** The process ends; another one goes on. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/** What every phase may ask. */
export type DeploymentSite = ReturnType<typeof createDeploymentSite>;

/** Makes the site. `isClosing` says whether the process ends. */
export function createDeploymentSite(needs: DeploymentSiteNeeds, isClosing: () => boolean) {
  const { store, ledger, workshop, clock, random, accessFor } = needs;

  /** Between two steps: others are answered meanwhile, and the end of the process or of the update is noticed. */
  async function goOn(stack?: Stack): Promise<void> {
    await setImmediate();
    if (isClosing()) throw new Interrupted();
    if (stack?.deployment?.cancelled === true && stack.deployment.phase === "forward") {
      throw new DeploymentFailed("Update cancelled by user. ");
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
      tags: stack.content.tags,
      exports,
    });
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

  async function mark(stack: Stack, row: StackResource, events: readonly EventDraft[]): Promise<void> {
    await ledger.step(stack, () => ({ resources: [{ ...row, updatedAt: clock.now() }], events }));
  }

  function placeOf(stack: Stack, deployment: Deployment, logicalId: string): Place {
    const { id: stackId, name: stackName, region, accountId } = stack;
    return { access: accessFor(stack, deployment), stackId, stackName, logicalId, region, accountId };
  }

  function handlerText(error: HandlerError): string {
    if (error instanceof UnresolvedReference) return error.message;
    return `Resource handler returned message: "${error.message}" (RequestToken: ${random.uuid()}, HandlerErrorCode: ${error.code})`;
  }

  return { store, ledger, workshop, clock, goOn, evaluationOf, reached, mark, placeOf, handlerText };
}

export function withLeftover(stack: Stack, leftover: Leftover): { deployment: Deployment } {
  const deployment = stack.deployment!;
  const others = deployment.leftovers.filter((one) => one.made.identifier !== leftover.made.identifier);
  return { deployment: { ...deployment, leftovers: [leftover, ...others] } };
}

/** Rows as they are between deployments. */
export function settled(rows: readonly StackResource[]): StackResource[] {
  return rows
    .filter((row) => row.before !== undefined || row.touched !== undefined || row.attempt !== undefined)
    .map((row) => ({ ...row, before: undefined, touched: undefined, attempt: undefined }));
}

/** Logical ids so that each comes before what it depends on. */
export function backwards(rows: ReadonlyMap<string, StackResource>): string[] {
  const dependencies = new Map(
    [...rows].map(([logicalId, row]) => [logicalId, new Set(row.dependsOn.filter((name) => rows.has(name)))]),
  );
  return inOrder(dependencies).reverse();
}

/** An event of a resource in its row's status. */
export function resourceEvent(row: StackResource, physicalId: string, reason?: string): EventDraft {
  return { logicalId: row.logicalId, physicalId, resourceType: row.type, status: row.status, reason };
}

/** An event of a stack itself. */
export function stackEvent(stack: Pick<Stack, "id" | "name">, status: string, reason?: string): EventDraft {
  return { logicalId: stack.name, physicalId: stack.id, resourceType: stackType, status, reason };
}
