/** Takes requests about change sets: what a template would do, kept until it is done or dropped. */

import type { Clock } from "../../../ports/clock.js";
import type { Random } from "../../../ports/random.js";
import { AlreadyExists, type Store } from "../../../ports/store.js";
import type { ChangeSetRow } from "../../../ports/tables/stacks.js";
import type { CompanionCall } from "../../protocols/companion.js";
import type { ChangeOfResource } from "./changes.js";
import { stackEvent } from "./deployment-site.js";
import {
  AlreadyExistsException,
  ChangeSetNotFoundException,
  InvalidChangeSetStatusException,
  ValidationError,
} from "./exceptions.js";
import type { Ledger } from "./ledger.js";
import { type ContentRequest, changesOf, type Prepared, prepareContent } from "./prepared-content.js";
import { isBusy, type Stack, type StackContent } from "./stack.js";
import { type Asker, type DeploymentRequest, refuseUnlessUpdatable, type StackDesk } from "./stack-desk.js";
import { checkStackPolicy } from "./stack-policy.js";
import type { Workshop } from "./workshop.js";

/** What kind of deployment a change set stands for. */
export type ChangeSetType = "CREATE" | "UPDATE" | "IMPORT";

/** A resource that an import takes over. */
export interface ImportedResource {
  readonly logicalId: string;
  readonly type: string;
  readonly identifier: Readonly<Record<string, string>>;
}

/** A change set. */
export interface ChangeSet {
  readonly id: string;
  readonly stackId: string;
  readonly name: string;
  readonly createdAt: number;
  readonly version: number;
  readonly type: ChangeSetType;
  readonly status: "CREATE_COMPLETE" | "FAILED";
  readonly statusReason?: string | undefined;
  readonly executionStatus: string;
  readonly description?: string | undefined;
  readonly onStackFailure?: string | undefined;
  readonly content: StackContent;
  readonly changes: readonly ChangeOfResource[];
  readonly imports: readonly ImportedResource[];
}

/** A request for a change set. */
export interface ChangeSetRequest {
  readonly stack: string;
  readonly name: string;
  readonly type: ChangeSetType;
  readonly content: ContentRequest;
  readonly description: string | undefined;
  readonly onStackFailure: string | undefined;
  readonly imports: readonly ImportedResource[];
}

const nothingChanged =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

/** The desk. */
export type ChangeSetDesk = ReturnType<typeof createChangeSetDesk>;

/** Makes the desk. */
export function createChangeSetDesk(needs: {
  store: Store;
  ledger: Ledger;
  workshop: Workshop;
  stacks: StackDesk;
  clock: Clock;
  random: Random;
  companionFor: (asker: Asker) => CompanionCall;
}) {
  const { store, ledger, workshop, stacks, clock, random } = needs;

  /** The stack that a change set of this type is for; undefined when it is to be made. */
  async function stackFor(asker: Asker, request: ChangeSetRequest): Promise<Stack | undefined> {
    const stack = await stacks.find(asker, request.stack);
    if (request.type === "CREATE") {
      if (stack === undefined || stack.deletedAt !== undefined) return undefined;
      if (stack.status === "REVIEW_IN_PROGRESS") return stack;
      throw new ValidationError(
        `Stack [${stack.name}] already exists and cannot be created again with the changeSet [${request.name}].`,
      );
    }
    if (stack !== undefined && stack.deletedAt === undefined) {
      refuseUnlessUpdatable(stack, request.type === "IMPORT");
      return stack;
    }
    if (request.type === "IMPORT") return undefined;
    throw new ValidationError(`Stack [${request.stack.slice(0, 1024)}] does not exist`);
  }

  function checkImports(request: ChangeSetRequest, prepared: Prepared, changes: readonly ChangeOfResource[]): void {
    for (const { logicalId, type } of request.imports) {
      const declared = prepared.plan.resources.get(logicalId);
      if (declared === undefined || declared.type !== type) {
        throw new ValidationError(
          `ResourcesToImport [${logicalId.slice(0, 255)}] does not match a resource of type ${type.slice(0, 128)} in the template`,
        );
      }
    }
    if (request.type !== "IMPORT") return;
    if (request.imports.length === 0) {
      throw new ValidationError("ResourcesToImport must be provided for change sets of type IMPORT");
    }
    const others = changes.filter(({ action }) => action !== "Import").map(({ logicalId }) => logicalId);
    if (others.length > 0) {
      throw new ValidationError(
        `As part of the import operation, you cannot modify or add [${others.join(", ")}]: only resources to import may differ.`,
      );
    }
    const unprotected = request.imports.filter(
      ({ logicalId }) => prepared.plan.resources.get(logicalId)?.hasDeletionPolicy !== true,
    );
    if (unprotected.length > 0) {
      throw new ValidationError(
        `Resources [${unprotected.map(({ logicalId }) => logicalId).join(", ")}] is missing DeletionPolicy attribute in the template`,
      );
    }
  }

  async function insertWithStack(stack: Stack, isNew: boolean, set: ChangeSet): Promise<void> {
    try {
      await store.transaction(async (tx) => {
        if (isNew) await ledger.insert(tx, stack, [stackEvent(stack, "REVIEW_IN_PROGRESS", "User Initiated")]);
        await tx.changeSets.insert(rowOf(set));
      });
    } catch (error) {
      if (!(error instanceof AlreadyExists)) throw error;
      throw new AlreadyExistsException(`ChangeSet ${set.name} already exists`);
    }
  }

  /** By ARN, or by name and stack. */
  async function find(asker: Asker, nameOrId: string, stackName: string | undefined): Promise<ChangeSet | undefined> {
    if (nameOrId.startsWith("arn:")) {
      const set = setOf(await store.changeSets.get(nameOrId));
      const stack = set && (await stacks.find(asker, set.stackId));
      return stack === undefined ? undefined : set;
    }
    if (stackName === undefined) {
      throw new ValidationError("StackName must be specified if ChangeSetName is not specified as an ARN.");
    }
    const stack = await stacks.find(asker, stackName);
    if (stack === undefined) throw new ValidationError(`Stack [${stackName.slice(0, 1024)}] does not exist`);
    return setOf(await store.changeSets.getByName(stack.id, nameOrId));
  }

  async function findOrThrow(asker: Asker, nameOrId: string, stackName: string | undefined): Promise<ChangeSet> {
    const set = await find(asker, nameOrId, stackName);
    if (set === undefined) throw new ChangeSetNotFoundException(nameOrId.slice(0, 1600));
    return set;
  }

  return {
    find,
    findOrThrow,

    async create(asker: Asker, request: ChangeSetRequest): Promise<{ readonly id: string; readonly stackId: string }> {
      const existing = await stackFor(asker, request);
      const isNew = existing === undefined;
      const stackId = existing?.id ?? stacks.newStackId(asker, request.stack);
      const place = {
        id: stackId,
        name: existing?.name ?? request.stack,
        accountId: asker.accountId,
        region: asker.region,
      };
      const review = isNew || existing.status === "REVIEW_IN_PROGRESS";
      const prepared = await prepareContent(
        { ...needs, companion: needs.companionFor(asker) },
        place,
        request.content,
        review ? undefined : existing,
      );
      const stack =
        existing ??
        stacks.emptyStack(asker, stackId, request.stack, { ...prepared.content, templateText: "{}", parameters: [] });
      if ((await store.changeSets.getByName(stackId, request.name)) !== undefined) {
        throw new AlreadyExistsException(`ChangeSet ${request.name} already exists`);
      }
      const rows = isNew ? new Map() : await ledger.resources(stackId);
      const imports = new Set(request.imports.map(({ logicalId }) => logicalId));
      const { changes, any } = changesOf(prepared, stack, rows, workshop, imports);
      checkImports(request, prepared, changes);
      const id = `arn:${asker.partition}:cloudformation:${asker.region}:${asker.accountId}:changeSet/${request.name}/${random.uuid()}`;
      const set: ChangeSet = {
        id,
        stackId,
        name: request.name,
        createdAt: clock.now(),
        version: 1,
        type: request.type,
        status: any ? "CREATE_COMPLETE" : "FAILED",
        ...(any ? {} : { statusReason: nothingChanged }),
        executionStatus: any ? "AVAILABLE" : "UNAVAILABLE",
        description: request.description,
        onStackFailure: request.onStackFailure,
        content: prepared.content,
        changes,
        imports: request.imports,
      };
      await insertWithStack(stack, isNew, set);
      return { id, stackId };
    },

    async execute(
      asker: Asker,
      nameOrId: string,
      stackName: string | undefined,
      request: { readonly token: string | undefined; readonly disableRollback: boolean },
    ): Promise<void> {
      const set = await findOrThrow(asker, nameOrId, stackName);
      const stack = await stacks.findOrThrow(asker, set.stackId);
      if (request.token !== undefined && stack.lastToken === request.token && stack.changeSetId === set.id) return;
      if (set.executionStatus !== "AVAILABLE") {
        throw new InvalidChangeSetStatusException(
          `ChangeSet [${set.id}] cannot be executed in its current status of [${set.status === "FAILED" ? "FAILED" : set.executionStatus}]`,
        );
      }
      refuseUnlessUpdatable(stack, true);
      checkStackPolicy(stack.policy, set.changes);
      const kind = set.type === "CREATE" ? "create" : set.type === "UPDATE" ? "update" : "import";
      const onFailure: DeploymentRequest["onFailure"] = request.disableRollback
        ? "DO_NOTHING"
        : kind === "create" && set.onStackFailure === "DELETE"
          ? "DELETE"
          : set.onStackFailure === "DO_NOTHING"
            ? "DO_NOTHING"
            : "ROLLBACK";
      await store.transaction(async (tx) => {
        // One winner: who finds the version changed executes nothing.
        await tx.changeSets.update(rowOf({ ...set, executionStatus: "EXECUTE_IN_PROGRESS" }));
        const page = await tx.changeSets.page(set.stackId, { limit: 1000 });
        for (const other of page.items) if (other.id !== set.id) await tx.changeSets.delete(other.id);
      });
      const imports = Object.fromEntries(set.imports.map((one) => [one.logicalId, one.identifier]));
      await stacks.beginUpdate(
        asker,
        stack,
        set.content,
        kind,
        { token: request.token, onFailure },
        {
          changeSetId: set.id,
          imports,
        },
      );
    },

    /** What is not there is deleted already. */
    async delete(asker: Asker, nameOrId: string, stackName: string | undefined): Promise<void> {
      const set = await find(asker, nameOrId, stackName);
      if (set === undefined) return;
      const stack = await stacks.find(asker, set.stackId);
      if (stack !== undefined && stack.changeSetId === set.id && isBusy(stack.status)) {
        throw new InvalidChangeSetStatusException(`An operation on ChangeSet [${set.id}] is currently in progress.`);
      }
      await store.changeSets.delete(set.id);
    },

    /** How far the execution came, which the stack knows. */
    executionStatus(set: ChangeSet, stack: Stack | undefined): string {
      if (set.executionStatus !== "EXECUTE_IN_PROGRESS" || stack === undefined || stack.changeSetId !== set.id) {
        return set.executionStatus;
      }
      if (isBusy(stack.status)) return "EXECUTE_IN_PROGRESS";
      return /^(CREATE|UPDATE|IMPORT)_COMPLETE$/.test(stack.status) ? "EXECUTE_COMPLETE" : "EXECUTE_FAILED";
    },
  };
}

function rowOf(set: ChangeSet): ChangeSetRow {
  const { id, stackId, name, createdAt, version, ...document } = set;
  return { id, stackId, name, createdAt, version, document };
}

/** The change set in a row. */
export function setOf(row: ChangeSetRow): ChangeSet;
export function setOf(row: ChangeSetRow | undefined): ChangeSet | undefined;
export function setOf(row: ChangeSetRow | undefined): ChangeSet | undefined {
  if (row === undefined) return undefined;
  const { document, ...columns } = row;
  return { ...(document as Omit<ChangeSet, keyof typeof columns>), ...columns };
}
