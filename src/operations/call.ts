/**
 * Owns calling an operation from any way in: validation, running, the audit row of a signed change, and the watch over
 * what operations answer. Finding out who calls, and the wire form of the answer, belong to the surfaces.
 */
import { isReading } from "../domain/access-policy.js";
import { ModeledException } from "../model/exceptions.js";
import {
  ConcurrentModificationException,
  LimitExceededException,
  TooManyRequestsException,
} from "../model/generated/exceptions.js";
import { type OperationName, operations } from "../model/generated/operations.js";
import { internalFailure } from "../model/internal-failure.js";
import { exceptionsOf, validateInput } from "../model/validate.js";
import { Stale, type Store } from "../ports/store.js";
import type { Dependencies, Operation, RequestContext } from "./operation.js";
import { registry } from "./registry.js";

/** Validates the body, runs the operation and answers its wire form; throws what the operation throws. */
export type CallOperation = (
  operation: OperationName,
  body: unknown,
  context: Omit<RequestContext, "operation">,
) => Promise<unknown>;

/** Told of every call that passed validation or failed in it. */
export interface CallObserver {
  /** `outcome` is "success" or the wire name of the exception. */
  answered?(operation: OperationName, outcome: string, message: string | undefined): void;
  /** An operation threw a modeled exception that its model does not list: a defect of ours. */
  unlisted?(operation: OperationName, exception: ModeledException): void;
}

/** Every change of a signed caller writes who did it in the same transaction. */
function audited(
  store: Store,
  request: RequestContext,
  clock: Dependencies["clock"],
  poolId: string | undefined,
): Store {
  const bound: Store = Object.create(store);
  bound.transaction = (work) =>
    store.transaction(async (tx) => {
      await tx.auditEvents.insert({
        requestId: request.requestId,
        at: clock.now(),
        operation: request.operation,
        actor: request.caller.arn ?? request.caller.kind,
        ipAddress: request.ipAddress,
        poolId,
      });
      return work(tx);
    });
  return bound;
}

/** Binds the registry to its dependencies. */
export function createCall(dependencies: Omit<Dependencies, "request">, observer: CallObserver = {}): CallOperation {
  return async (name, body, context) => {
    const request: RequestContext = { ...context, operation: name };
    try {
      const input = validateInput(name, body);
      await dependencies.requestRates.spend(name, input, request.region);
      const operation = registry[name] as Operation;
      const poolId = (input as { UserPoolId?: string }).UserPoolId;
      const store =
        context.caller.kind === "signed" && !isReading(name)
          ? audited(dependencies.store, request, dependencies.clock, poolId)
          : dependencies.store;
      const messages = dependencies.messages.causedBy({
        // Whoever calls it, the program itself included: what users may do is counted as theirs (T-29).
        by: operations[name].unsigned ? "user" : "administrator",
        ipAddress: request.ipAddress,
      });
      const output = await operation.run({ ...dependencies, store, messages, request }, input as never);
      observer.answered?.(name, "success", undefined);
      return output;
    } catch (thrown) {
      const error = asModeled(name, thrown);
      if (error instanceof ModeledException && !exceptionsOf(name).has(error.wireName))
        observer.unlisted?.(name, error);
      observer.answered?.(
        name,
        (error instanceof ModeledException ? error : internalFailure(name)).wireName,
        error instanceof Error ? error.message : undefined,
      );
      throw error;
    }
  };
}

/**
 * What still lost its race after every attempt is Cognito's word for that, or "come back later", where the operation has it;
 * a budget that is used up is said with the other word for it where the operation lacks its own.
 */
function asModeled(name: OperationName, thrown: unknown): unknown {
  const listed = exceptionsOf(name);
  if (thrown instanceof LimitExceededException) {
    const hasOther = !listed.has("LimitExceededException") && listed.has("TooManyRequestsException");
    return hasOther ? new TooManyRequestsException("Too many requests") : thrown;
  }
  if (!(thrown instanceof Stale)) return thrown;
  if (listed.has("ConcurrentModificationException")) {
    return new ConcurrentModificationException("The resource was changed by another request at the same time.");
  }
  return listed.has("TooManyRequestsException") ? new TooManyRequestsException("Rate exceeded") : thrown;
}
