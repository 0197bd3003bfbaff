/**
 * Takes requests about stacks: checks them against the stack as it is, begins deployments in one transaction, and sets
 * the worker going. What a deployment does is `deployment.ts`. Longer than most files because every request checks the same
 * stack in the same words.
 */

import type { Clock } from "../../../ports/clock.js";
import type { Random } from "../../../ports/random.js";
import { AlreadyExists, type Store } from "../../../ports/store.js";
import type { CompanionCall } from "../../protocols/companion.js";
import type { Deployments } from "./deployment.js";
import { stackEvent } from "./deployment-site.js";
import { AlreadyExistsException, ValidationError } from "./exceptions.js";
import { type Ledger, stackOf } from "./ledger.js";
import { type ContentRequest, changesOf, prepareContent } from "./prepared-content.js";
import { type Deployment, isBusy, type Stack, type StackContent, type StackPrincipal } from "./stack.js";
import { importerNames } from "./stack-exports.js";
import { checkStackPolicy, readStackPolicy } from "./stack-policy.js";
import type { Workshop } from "./workshop.js";

/** Who asks, and where. */
export interface Asker {
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
  readonly principal: StackPrincipal;
}

/** What the desk works with. */
export interface StackDeskNeeds {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly workshop: Workshop;
  readonly deployments: Deployments;
  readonly clock: Clock;
  readonly random: Random;
  /** The companion services, called by the rights of who asks. */
  readonly companionFor: (asker: Asker) => CompanionCall;
}

/** How a deployment is to go. */
export interface DeploymentRequest {
  readonly token: string | undefined;
  readonly onFailure: Deployment["onFailure"];
}

/** Small stacks are finished before the answer, because some tools ask again only after half a minute. */
const patienceMs = 2_000;

/** The desk. */
export type StackDesk = ReturnType<typeof createStackDesk>;

/** Makes the desk. */
export function createStackDesk(needs: StackDeskNeeds) {
  const { store, ledger, workshop, deployments, clock, random } = needs;

  /** By name or ARN; deleted stacks only by ARN. */
  async function find(asker: Asker, nameOrId: string): Promise<Stack | undefined> {
    if (!nameOrId.startsWith("arn:")) {
      return stackOf(await store.stacks.getByName(asker.accountId, asker.region, nameOrId));
    }
    const stack = stackOf(await store.stacks.get(nameOrId));
    // Another account's stack is no stack (T-33).
    return stack?.accountId === asker.accountId && stack.region === asker.region ? stack : undefined;
  }

  async function findOrThrow(asker: Asker, nameOrId: string): Promise<Stack> {
    const stack = await find(asker, nameOrId);
    if (stack === undefined) throw new ValidationError(`Stack with id ${nameOrId.slice(0, 1024)} does not exist`);
    return stack;
  }

  function newStackId(asker: Asker, name: string): string {
    return `arn:${asker.partition}:cloudformation:${asker.region}:${asker.accountId}:stack/${name}/${random.uuid()}`;
  }

  function newDeployment(
    asker: Asker,
    kind: Deployment["kind"],
    request: DeploymentRequest,
    more: Partial<Deployment> = {},
  ): Deployment {
    return {
      kind,
      phase: kind === "delete" ? "removal" : "forward",
      operationId: random.uuid(),
      token: request.token,
      holder: deployments.holder,
      principal: asker.principal,
      onFailure: request.onFailure,
      leftovers: [],
      retain: [],
      imports: {},
      ...more,
    };
  }

  /** Sets the worker going and waits a little. */
  async function work(stackId: string): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, patienceMs);
    });
    await Promise.race([deployments.start(stackId), patience]);
    clearTimeout(timer);
  }

  function emptyStack(asker: Asker, id: string, name: string, content: StackContent): Stack {
    return {
      id,
      accountId: asker.accountId,
      region: asker.region,
      name,
      createdAt: clock.now(),
      version: 1,
      status: "REVIEW_IN_PROGRESS",
      content,
      outputs: [],
      disableRollback: false,
      terminationProtection: false,
    };
  }

  return {
    find,
    findOrThrow,
    newStackId,
    newDeployment,
    work,
    emptyStack,

    async create(
      asker: Asker,
      name: string,
      content: ContentRequest,
      request: DeploymentRequest & {
        readonly terminationProtection: boolean;
        readonly policy: string | undefined;
        readonly timeoutMinutes: number | undefined;
      },
    ): Promise<string> {
      const known = await find(asker, name);
      if (known !== undefined) {
        if (request.token !== undefined && known.lastToken === request.token) return known.id;
        throw new AlreadyExistsException(`Stack [${name}] already exists`);
      }
      if (request.policy !== undefined) readStackPolicy(request.policy);
      const id = newStackId(asker, name);
      const place = { id, name, accountId: asker.accountId, region: asker.region };
      const prepared = await prepareContent(
        { ...needs, companion: needs.companionFor(asker) },
        place,
        content,
        undefined,
      );
      const stack: Stack = {
        ...emptyStack(asker, id, name, prepared.content),
        status: "CREATE_IN_PROGRESS",
        statusReason: "User Initiated",
        disableRollback: request.onFailure === "DO_NOTHING",
        timeoutMinutes: request.timeoutMinutes,
        terminationProtection: request.terminationProtection,
        policy: request.policy,
        lastToken: request.token,
        deployment: newDeployment(asker, "create", request),
      };
      try {
        await store.transaction((tx) => ledger.insert(tx, stack, [stackEvent(stack, stack.status, "User Initiated")]));
      } catch (error) {
        if (error instanceof AlreadyExists) throw new AlreadyExistsException(`Stack [${name}] already exists`);
        throw error;
      }
      await work(id);
      return id;
    },

    async update(
      asker: Asker,
      nameOrId: string,
      content: ContentRequest,
      request: DeploymentRequest & {
        readonly policy: string | undefined;
        readonly policyDuringUpdate: string | undefined;
      },
    ): Promise<string> {
      const stack = await findOrThrow(asker, nameOrId);
      if (request.token !== undefined && stack.lastToken === request.token) return stack.id;
      refuseUnlessUpdatable(stack);
      if (request.policy !== undefined) readStackPolicy(request.policy);
      const prepared = await prepareContent({ ...needs, companion: needs.companionFor(asker) }, stack, content, stack);
      const rows = await ledger.resources(stack.id);
      const { changes, any } = changesOf(prepared, stack, rows, workshop);
      if (!any && request.policy === undefined) throw new ValidationError("No updates are to be performed.");
      checkStackPolicy(request.policyDuringUpdate ?? stack.policy, changes);
      await this.beginUpdate(asker, stack, prepared.content, "update", request, {}, request.policy);
      return stack.id;
    },

    /** Begins an update or import that was checked; the stack may not have changed since. */
    async beginUpdate(
      asker: Asker,
      stack: Stack,
      content: StackContent,
      kind: "create" | "update" | "import",
      request: DeploymentRequest,
      more: Partial<Deployment>,
      policy?: string,
    ): Promise<void> {
      const deployment = newDeployment(asker, kind, request, { previous: stack.content, ...more });
      const status = `${kind.toUpperCase()}_IN_PROGRESS`;
      await ledger.change(stack.id, (now) => {
        refuseUnlessUpdatable(now, kind !== "update");
        // What was prepared is an answer to the stack as it was.
        if (JSON.stringify(now.content) !== JSON.stringify(stack.content)) {
          throw new ValidationError(`Stack [${now.name}] was changed by another request at the same time.`);
        }
        return {
          stack: {
            status,
            statusReason: "User Initiated",
            content,
            ...(kind === "create" ? {} : { updatedAt: clock.now() }),
            lastToken: request.token,
            disableRollback: kind === "create" ? request.onFailure === "DO_NOTHING" : now.disableRollback,
            ...(policy === undefined ? {} : { policy }),
            ...(more.changeSetId === undefined ? {} : { changeSetId: more.changeSetId }),
            deployment,
            suspended: undefined,
          },
          events: [stackEvent(now, status, "User Initiated")],
        };
      });
      await work(stack.id);
    },

    async delete(asker: Asker, nameOrId: string, retain: readonly string[], token: string | undefined): Promise<void> {
      const stack = await find(asker, nameOrId);
      // Deleting what is not there succeeds.
      if (stack === undefined || stack.deletedAt !== undefined) return;
      if (stack.terminationProtection) {
        throw new ValidationError(`Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`);
      }
      if (retain.length > 0 && stack.status !== "DELETE_FAILED") {
        throw new ValidationError(
          `Invalid operation on stack [${stack.id}]. When you delete a stack, specify which resources to retain only when the stack is in the DELETE_FAILED state.`,
        );
      }
      const begun = await ledger.change(stack.id, async (now, tx) => {
        if (now.deletedAt !== undefined || now.status === "DELETE_IN_PROGRESS") return {};
        if (isBusy(now.status) && now.status !== "CREATE_IN_PROGRESS") {
          throw new ValidationError(`Stack [${now.name}] is in ${now.status} state and cannot be deleted now.`);
        }
        for (const { exportName } of now.outputs) {
          if (exportName === undefined) continue;
          const users = await importerNames(tx, now.accountId, now.region, exportName);
          if (users.length === 0) continue;
          const reason = `Export ${exportName} cannot be deleted as it is in use by ${users.join(" and ")}`;
          return { stack: { statusReason: reason }, events: [stackEvent(now, now.status, reason)] };
        }
        const deployment = newDeployment(asker, "delete", { token, onFailure: "ROLLBACK" }, { retain });
        return {
          stack: { status: "DELETE_IN_PROGRESS", statusReason: "User Initiated", deployment, suspended: undefined },
          events: [stackEvent(now, "DELETE_IN_PROGRESS", "User Initiated")],
        };
      });
      if (begun?.deployment !== undefined) await work(stack.id);
    },

    async cancelUpdate(asker: Asker, nameOrId: string): Promise<void> {
      const stack = await findOrThrow(asker, nameOrId);
      await ledger.change(stack.id, (now) => {
        if (now.status !== "UPDATE_IN_PROGRESS" || now.deployment === undefined) {
          throw new ValidationError("CancelUpdateStack cannot be called from current stack status");
        }
        return { stack: { deployment: { ...now.deployment, cancelled: true } } };
      });
    },

    /** Goes on with a rollback that failed, or rolls back what was left as it failed. */
    async rollBack(
      asker: Asker,
      nameOrId: string,
      from: readonly string[],
      action: string,
      skip: readonly string[],
      token: string | undefined,
    ): Promise<string> {
      const stack = await findOrThrow(asker, nameOrId);
      await ledger.change(stack.id, (now) => {
        if (!from.includes(now.status) || now.suspended === undefined) {
          throw new ValidationError(
            `Stack:${now.id} is in ${now.status} state and can not ${action === "ContinueUpdateRollback" ? "continue update rollback" : "be rolled back"}.`,
          );
        }
        const status = now.suspended.kind === "create" ? "ROLLBACK_IN_PROGRESS" : "UPDATE_ROLLBACK_IN_PROGRESS";
        const deployment: Deployment = {
          ...now.suspended,
          phase: "backward",
          onFailure: "ROLLBACK",
          holder: deployments.holder,
          operationId: random.uuid(),
          token,
          principal: asker.principal,
          skip,
        };
        return {
          stack: { status, statusReason: "User Initiated", deployment, suspended: undefined },
          events: [stackEvent(now, status, "User Initiated")],
        };
      });
      await work(stack.id);
      return stack.id;
    },

    async setPolicy(asker: Asker, nameOrId: string, policy: string): Promise<void> {
      const stack = await findOrThrow(asker, nameOrId);
      readStackPolicy(policy);
      await ledger.change(stack.id, () => ({ stack: { policy } }));
    },

    async setTerminationProtection(asker: Asker, nameOrId: string, enabled: boolean): Promise<string> {
      const stack = await findOrThrow(asker, nameOrId);
      if (stack.deletedAt !== undefined) {
        throw new ValidationError(`Stack [${stack.id}] is already in DELETE_COMPLETE status`);
      }
      await ledger.change(stack.id, () => ({ stack: { terminationProtection: enabled } }));
      return stack.id;
    },
  };
}

const updatable = new Set([
  "CREATE_COMPLETE",
  "UPDATE_COMPLETE",
  "UPDATE_ROLLBACK_COMPLETE",
  "IMPORT_COMPLETE",
  "IMPORT_ROLLBACK_COMPLETE",
  "CREATE_FAILED",
  "UPDATE_FAILED",
]);

/** Throws ValidationError unless an update may begin. */
export function refuseUnlessUpdatable(stack: Stack, review = false): void {
  if (updatable.has(stack.status) || (review && stack.status === "REVIEW_IN_PROGRESS")) return;
  throw new ValidationError(`Stack:${stack.id} is in ${stack.status} state and can not be updated.`);
}
