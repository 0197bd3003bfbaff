/**
 * Owns calls of operations on behalf of a principal: the same registry, validation, triggers and audit as over HTTP, and
 * each call authorised as its own action of the same key (T-32). Who the principal is, the surface has established. The
 * companion services are called the same way.
 */
import type { OperationName } from "../../model/generated/operations.js";
import type { OperationOutputs } from "../../model/generated/types.js";
import type { CallOperation } from "../../operations/call.js";
import type { RequestContext } from "../../operations/operation.js";
import type { Companion, CompanionCall } from "../protocols/companion.js";
import type { ConcernedPool, SignedCaller, SignedCallers } from "../protocols/signed-caller.js";

/** Calls an operation as one principal; the input is validated as over the wire, and failures are its exceptions. */
export interface PrincipalCall {
  <O extends OperationName>(
    operation: O,
    input: Readonly<Record<string, unknown>>,
    /** The id that the owner of the resource asks for. */
    askedId?: string,
  ): Promise<OperationOutputs[O]>;
  /** Calls another service, likewise. */
  readonly companion: CompanionCall;
}

/** A principal and the request in which he asks. */
export interface Principal extends Omit<RequestContext, "operation" | "caller"> {
  readonly caller: SignedCaller;
}

/** Which pool an input concerns: what the policy of a key is asked about. */
export type ConcernedPoolOf = (
  operation: OperationName,
  input: Readonly<Record<string, unknown>>,
  place: { readonly region: string; readonly accountId: string },
) => ConcernedPool | undefined;

/** What calls are bound over. */
export interface PrincipalCallNeeds {
  readonly call: CallOperation;
  readonly callers: SignedCallers;
  readonly concernedPool: ConcernedPoolOf;
  /** Loaded when the first of them is called. */
  readonly companions: () => Promise<readonly Companion[]>;
}

/** Binds `call` to a principal. */
export function principalCall(needs: PrincipalCallNeeds, principal: Principal): PrincipalCall {
  const { call, callers, concernedPool, companions } = needs;
  const { caller, requestId, accountId, region } = principal;

  async function callOperation<O extends OperationName>(
    operation: O,
    input: Readonly<Record<string, unknown>>,
    askedId?: string,
  ) {
    const pool = concernedPool(operation, input, principal);
    callers.authorise(caller, `cognito-idp:${operation}`, pool);
    return (await call(
      operation,
      input,
      askedId === undefined ? principal : { ...principal, askedId },
    )) as OperationOutputs[O];
  }

  const companion: CompanionCall = async (service, action, input) => {
    callers.authorise(caller, `${service}:${action}`, undefined);
    const found = (await companions()).find((one) => one.service === service)?.actions[action];
    if (found === undefined) throw new Error(`no companion answers ${service}:${action}`);
    return found({ accountId, region, arn: caller.arn, accessKeyId: caller.accessKeyId, requestId }, input);
  };
  return Object.assign(callOperation, { companion });
}
